"""Refresh the vendored front-end files from their npm packages and write static/vendor/VENDORED.md.

`make vendor` runs this. Each package is fetched by the npm client at the version named below, unpacked in a
temporary folder, and the named files are copied whole together with the licence. `--check` compares the files
with the hashes in the table and changes nothing.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
TESTS = ROOT / "tests" / "support" / "vendor"


@dataclass(frozen=True)
class Package:
    """One npm package: files map a path in the package to a path under the target folder."""

    name: str
    version: str
    licence: str
    folder: str
    files: dict[str, str] = field(default_factory=dict)
    target: Path = VENDOR


def _fonts(family: str, faces: tuple[str, ...]) -> dict[str, str]:
    names = [f"{family}-{subset}-wght-{face}.woff2" for subset in ("latin", "latin-ext") for face in faces]
    return {f"files/{name}": name for name in names}


PACKAGES = (
    Package("htmx.org", "2.0.11", "0BSD", "htmx", {"dist/htmx.min.js": "htmx.min.js"}),
    Package(
        "@github/markdown-toolbar-element",
        "2.2.3",
        "MIT",
        "markdown-toolbar-element",
        {"dist/index.js": "markdown-toolbar-element.js"},
    ),
    Package(
        "@github/text-expander-element",
        "2.9.4",
        "MIT",
        "text-expander-element",
        {"dist/bundle.js": "text-expander-element.js"},
    ),
    Package(
        "@github/file-attachment-element",
        "3.2.0",
        "MIT",
        "file-attachment-element",
        {"dist/index.js": "file-attachment-element.js"},
    ),
    Package(
        "@github/paste-markdown",
        "1.5.3",
        "MIT",
        "paste-markdown",
        {"dist/bundle.js": "paste-markdown.js"},
    ),
    Package(
        "emojibase-data",
        "17.0.0",
        "MIT",
        "emojibase-data",
        {f"{language}/shortcodes/cldr.json": f"{language}.json" for language in ("nl", "en")},
    ),
    Package(
        "@github/relative-time-element",
        "5.3.1",
        "MIT",
        "relative-time-element",
        {"dist/bundle.js": "relative-time-element.js"},
    ),
    Package(
        "@fontsource-variable/literata",
        "5.3.0",
        "OFL-1.1",
        "fonts/literata",
        _fonts("literata", ("normal", "italic")),
    ),
    Package(
        "@fontsource-variable/atkinson-hyperlegible-next",
        "5.3.0",
        "OFL-1.1",
        "fonts/atkinson-hyperlegible-next",
        _fonts("atkinson-hyperlegible-next", ("normal",)),
    ),
    Package("axe-core", "4.14.1", "MPL-2.0", "axe-core", {"axe.min.js": "axe.min.js"}, target=TESTS),
)

HEADER = """# Vendored files

Whole, unchanged files from published npm packages. Don't edit them here: change the version in
`tools/vendor.py` and run `make vendor`. A test compares each file with its hash.

| name | version | licence | file | sha256 | source package |
|---|---|---|---|---|---|
"""


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def say(text: str) -> None:
    """A line for whoever runs this."""
    sys.stdout.write(f"{text}\n")


def fetch(package: Package, scratch: Path) -> Path:
    """Unpack one package with the npm client; returns its folder; CalledProcessError when npm fails."""
    spec = f"{package.name}@{package.version}"
    command = ["npm", "pack", "--silent", spec]
    done = subprocess.run(command, cwd=scratch, check=True, capture_output=True, text=True)  # noqa: S603 - fixed words
    archive = scratch / done.stdout.strip().splitlines()[-1]
    into = scratch / package.folder.replace("/", "_")
    with tarfile.open(archive) as tar:
        tar.extractall(into, filter="data")
    return next(into.iterdir())


def copy(package: Package, unpacked: Path) -> None:
    """Copy the named files and the licence of one unpacked package into place."""
    folder = package.target / package.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for source, name in {**package.files, "LICENSE": "LICENSE"}.items():
        shutil.copyfile(unpacked / source, folder / name)


def table(target: Path) -> str:
    """The VENDORED.md text for one target folder, from the files as they are on disk."""
    rows = []
    for package in PACKAGES:
        if package.target != target:
            continue
        for name in [*package.files.values(), "LICENSE"]:
            path = target / package.folder / name
            rows.append(
                f"| {package.folder} | {package.version} | {package.licence} | `{path.relative_to(target)}` "
                f"| `{_sha256(path)}` | `{package.name}` |"
            )
    return HEADER + "\n".join(rows) + "\n"


def check() -> list[str]:
    """The target folders whose VENDORED.md no longer describes their files; empty when all is well."""
    return [
        str(target.relative_to(ROOT))
        for target in (VENDOR, TESTS)
        if table(target) != (target / "VENDORED.md").read_text(encoding="utf-8")
    ]


def main() -> int:
    """Refresh everything, or with --check only compare; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, change nothing")
    if parser.parse_args().check:
        wrong = check()
        differ = [f"{name}: files and VENDORED.md differ" for name in wrong]
        say("\n".join(differ) or "vendored files are unchanged")
        return 1 if wrong else 0
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            say(f"{package.name} {package.version}")
            copy(package, fetch(package, Path(scratch)))
    for target in (VENDOR, TESTS):
        (target / "VENDORED.md").write_text(table(target), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
