"""Names say what a thing does; a drawer for everything says nothing."""

from tests.support.source import ROOT, modules

DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "lib",
    "tools",
    "manager",
    "managers",
    "base",
}


def test_no_module_is_a_drawer():
    wrong = [
        module.where for module in modules() if DRAWERS & set(module.name.split(".")[1:]) or module.package == "admin"
    ]
    assert not wrong, (
        f"{wrong}: name it after what it does, in the feature it belongs to, "
        "or in core/ or web/ when it belongs to none."
    )


def test_templates_and_tests_mirror_the_features():
    """Whoever knows the name of a feature finds its templates and tests."""
    features = {module.package for module in modules()}
    shared = {"layouts", "components", "errors", "styleguide", "emails"}
    strangers = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()} - features - shared
    assert not strangers, f"templates/{sorted(strangers)} belongs to no package of forum/."
    shared = {"architecture", "journeys", "support", "factories", "harness", "static", "__pycache__"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    strangers = folders - features - shared
    assert not strangers, f"tests/{sorted(strangers)} belongs to no package of forum/."


def test_nothing_is_left_to_do():
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    wrong = [
        f"{module.where}:{number}"
        for folder in ("forum", "tests")
        for module in modules(folder)
        for number, line in enumerate(module.text.splitlines(), 1)
        if any(word in line for word in words)
    ]
    assert not wrong, f"{wrong}: do it, or write an issue."
