"""Builds the package: compiles the message catalogues (as ``make`` does too) and fills the wheel."""

import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What stands at the top of a checkout and, in a wheel, where forum/core/resources.py looks for it.
RESOURCES = ("config.py", "templates", "static", "migrations")


class BuildPackage(BuildHookInterface[Any]):
    """Makes a ``.mo`` beside every ``.po``; a wheel also gets what is not below ``forum/``."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; ``version`` is "standard" for a wheel and "editable" for a checkout."""
        if version == "standard":
            build_data["force_include"] |= {name: f"forum/packaged/{name}" for name in RESOURCES}
        for source in Path(self.root, "forum", "translations").glob("*/LC_MESSAGES/*.po"):
            compile_catalogue(source)


def compile_catalogue(source: Path) -> None:
    """Write the ``.mo`` beside a ``.po`` in one go, so that a running site never reads half of it."""
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3])
    unfinished = source.with_suffix(".mo.new")
    with unfinished.open("wb") as compiled:
        write_mo(compiled, catalogue)
    unfinished.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compile_catalogue(Path(name))
