"""Nothing grows past what one reads in a sitting; the lists of exceptions are short and give a reason."""

import ast
from pathlib import Path

import pytest

from tests.support.source import files, modules, where

FILE_LINES = 400
FUNCTION_LINES = 50
TEMPLATE_LINES = 100
STATIC_LINES = 300

LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
LONG_TEMPLATES: dict[str, str] = {}
LONG_STATIC: dict[str, str] = {}


def _too_long(paths: list[Path], limit: int, allowed: dict[str, str]) -> list[str]:
    sizes = {where(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [f"{name} ({lines})" for name, lines in sizes.items() if lines > limit and name not in allowed]


def test_python_files_are_short():
    paths = files("*.py", "forum", "tests", "tools") + [
        module.path.parents[1] / "config.py" for module in modules()[:1]
    ]
    wrong = _too_long(paths, FILE_LINES, LONG_FILES)
    assert not wrong, (
        f"More than {FILE_LINES} lines: {wrong}. Make it a package of the same name with a file per subject."
    )


def test_functions_are_short():
    wrong = []
    for module in [*modules("forum"), *modules("tests"), *modules("tools")]:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION_LINES and f"{module.name}.{node.name}" not in LONG_FUNCTIONS:
                    wrong.append(f"{module.where}:{node.lineno} {node.name} ({lines})")
    assert not wrong, f"More than {FUNCTION_LINES} lines: {wrong}. Give the steps names of their own."


def test_templates_are_short():
    wrong = _too_long(files("*.html", "templates") + files("*.txt", "templates"), TEMPLATE_LINES, LONG_TEMPLATES)
    assert not wrong, f"More than {TEMPLATE_LINES} lines: {wrong}. Move a part to a component or a partial."


@pytest.mark.parametrize("kind", ["css", "js"])
def test_style_sheets_and_scripts_are_short(kind: str):
    paths = [path for path in files(f"*.{kind}", "static") if "vendor" not in path.parts]
    wrong = _too_long(paths, STATIC_LINES, LONG_STATIC)
    assert not wrong, f"More than {STATIC_LINES} lines: {wrong}. Split it by component or behaviour."


def test_every_module_says_what_it_is_for():
    wrong = [module.where for module in modules() if module.text.strip() and not ast.get_docstring(module.tree)]
    assert not wrong, f"No docstring in {wrong}: say in a sentence what the module is for."
