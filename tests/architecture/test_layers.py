"""Who may import whom, between packages and between the modules of a feature (docs/architecture.md)."""

from collections.abc import Iterator

from tests.support.source import Module, modules

LAYERS = (
    ("core", "extensions"),
    ("web",),
    ("network", "accounts"),
    ("search", "notifications", "moderation", "topics", "attachments"),
    ("discussions", "wiki", "directory", "trainings", "cooperation"),
    ("home", "insight", "importing", "exporting", "api", "demo", "bench"),
    ("wiring", "cli", "resources"),
    ("",),
)
LAYER = {package: number for number, packages in enumerate(LAYERS) for package in packages}
CONTENT = set(LAYERS[4])

# Within a feature, from the bottom up; modules with other names belong where their imports put them.
ORDER = ("models", "policies", "queries", "services", "search", "notifications", "forms", "views")
RANK = {name: number for number, name in enumerate(ORDER)} | {"search": 4, "notifications": 4}
RANK |= {"api": RANK["views"], "cli": RANK["views"], "demo": RANK["views"]}

# Names of Flask that belong to a request; below the views nobody may know them.
REQUEST_NAMES = {"request", "session", "flash", "abort", "redirect", "render_template", "make_response"}
WITHOUT_REQUEST = {"models", "policies", "queries", "services"}
# The create_app factory reaches for the composition on top when it is called, not when it is imported.
EXCEPTIONS = {("forum", "forum.wiring"), ("forum", "forum.web")}

MODULES = modules()


def test_every_package_has_a_layer():
    unknown = {module.package for module in MODULES} - set(LAYER)
    assert not unknown, (
        f"{sorted(unknown)} has no layer: put it in LAYERS here and in the drawing in docs/architecture.md."
    )


def test_imports_go_down():
    wrong = [complaint for module in MODULES for complaint in _upward(module)]
    assert not wrong, (
        "\n".join(wrong)
        + "\nLet the higher package hand over what is needed (a registry in core/, a line in wiring.py), "
        "or refer to the other thing by (kind, id) through forum.core.kinds."
    )


def _upward(module: Module) -> Iterator[str]:
    for line, target in module.imports():
        if not target.startswith("forum."):
            continue
        other = target.split(".")[1]
        if other == module.package or other not in LAYER or (module.name, target) in EXCEPTIONS:
            continue
        if LAYER[other] > LAYER[module.package]:
            yield f"{module.where}:{line} imports {target}, which is in a higher layer"
        elif other in CONTENT and module.package in CONTENT:
            yield f"{module.where}:{line} imports {target}: one kind of content does not know another"


def test_modules_of_a_feature_go_down():
    wrong = [complaint for module in MODULES for complaint in _upward_in_feature(module)]
    order = " ← ".join(ORDER)
    assert not wrong, "\n".join(wrong) + f"\nWithin a feature the order is {order}: move the shared part down."


def _upward_in_feature(module: Module) -> Iterator[str]:
    rank = RANK.get(module.role)
    if rank is None or LAYER.get(module.package, 0) < 2:
        return
    for line, target in module.imports():
        parts = target.split(".")
        if parts[:2] != ["forum", module.package] or len(parts) < 3 or parts[2] == module.role:
            continue
        if RANK.get(parts[2], -1) > rank:
            yield f"{module.where}:{line} ({module.role}) imports {target}"


def test_rules_and_queries_know_no_request():
    wrong = []
    for module in MODULES:
        if module.package != "core" and (module.role not in WITHOUT_REQUEST or module.package == "web"):
            continue
        for line, target in module.imports():
            package, _, name = target.rpartition(".")
            of_request = package == "flask" and name in REQUEST_NAMES
            if of_request or package == "flask_login" or package.startswith(("flask_wtf", "wtforms")):
                wrong.append(f"{module.where}:{line} imports {target}")
    assert not wrong, (
        "\n".join(wrong)
        + "\nTake what you need as an argument (`actor` first) and raise an error of forum.core.errors; "
        "the view knows the request."
    )


def test_the_core_knows_no_feature():
    wrong = [
        f"{module.where}:{line} imports {target}"
        for module in MODULES
        if module.package == "core"
        for line, target in module.imports()
        if target.startswith("forum.") and target.split(".")[1] not in ("core", "extensions")
    ]
    assert not wrong, "\n".join(wrong) + "\nforum/core knows no feature: let the feature register itself."
