"""Every setting is documented in the README's table, and every setting documented there exists."""

import re

from flask import Flask

from config import Config
from tests.support.source import ROOT, modules

MENTIONED = re.compile(r"FORUM_([A-Z][A-Z0-9_]*)")
# Read by the suite or the scripts around the product, or a form every setting has.
NOT_IN_CONFIG = {"ENVIRONMENT"}
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _table() -> set[str]:
    """The settings that have a row of their own in the README."""
    rows = re.findall(r"^\|\s*`FORUM_([A-Z0-9_]+)`", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    return set(rows)


def test_every_setting_has_a_row_in_the_readme():
    missing = (set(Config.settings()) | NOT_IN_CONFIG) - _table()
    assert not missing, f"Add a row `FORUM_…` to the table of settings in README.md for {sorted(missing)}."


def test_every_row_of_the_readme_is_a_setting():
    unknown = _table() - set(Config.settings()) - NOT_IN_CONFIG
    assert not unknown, f"README.md documents {sorted(unknown)}, which config.py does not know: remove the row."


def test_documents_name_only_settings_that_exist():
    known = set(Config.settings()) | NOT_IN_CONFIG
    wrong = [
        f"{path.name}: FORUM_{name}"
        for path in DOCUMENTS
        for name in MENTIONED.findall(path.read_text(encoding="utf-8"))
        if name.removesuffix("_FILE") not in known and name not in known
    ]
    assert not wrong, f"{wrong}: config.py has no such setting."


def test_code_reads_only_settings_that_exist():
    """`app.config["…"]` with a misspelt name would only fail when that line runs."""
    known = {*dir(Config), *Flask.default_config, "WTF_CSRF_ENABLED", "WTF_CSRF_SECRET_KEY"}
    wrong = [
        f"{module.where}: {name}"
        for module in modules()
        for name in re.findall(r"""config(?:\[|\.get\()["']([A-Z_]+)["']""", module.text)
        if name not in known
    ]
    assert not wrong, f"{wrong}: add the setting to config.py with its meaning, or correct the name."
