"""Finds templates, static files, migrations and ``config.py``, in a checkout and in a wheel.

In a checkout they stand at the top of the project; a wheel carries them in ``forum/packaged``.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).resolve().parents[1]
_INSTALLED = PACKAGE / "packaged"


def root() -> Path:
    """The folder that holds ``templates``, ``static`` and ``migrations``."""
    return _INSTALLED if _INSTALLED.is_dir() else PACKAGE.parent


def templates() -> Path:
    """The folder of the templates."""
    return root() / "templates"


def static() -> Path:
    """The folder of style sheets, scripts, fonts and pictures."""
    return root() / "static"


def migrations() -> Path:
    """The folder of the Alembic environment and its versions."""
    return root() / "migrations"


def config_module() -> ModuleType:
    """The module ``config.py``."""
    return import_module("forum.packaged.config" if _INSTALLED.is_dir() else "config")
