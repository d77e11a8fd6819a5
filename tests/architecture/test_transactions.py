"""One transaction for one action: views, worker, commands and long runners commit; services flush."""

import ast

from tests.support.source import Module, modules

# Where a transaction may end, and why. A new line here needs a reason as good as these.
MAY_COMMIT = {
    "forum.core.outbox": "the worker: a lease and each row are a transaction of their own",
    "forum.search.whoosh_engine": "the commit of the index, not of the database",
    "forum.importing.runner": "imports in batches that can be resumed",
}
MAY_COMMIT_PACKAGES = {"cli", "bench"}
MAY_COMMIT_ROLES = {"views", "api", "cli"}


def _may_commit(module: Module) -> bool:
    named = any(module.name == name or module.name.startswith(f"{name}.") for name in MAY_COMMIT)
    return named or module.package in MAY_COMMIT_PACKAGES or module.role in MAY_COMMIT_ROLES


def test_only_views_worker_and_commands_commit():
    wrong = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        if not _may_commit(module)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not wrong, (
        f"commit() in {', '.join(wrong)}: services flush; the view that called them commits once at the end."
    )


def test_a_view_commits_at_most_once_on_a_path():
    """Two commits in a row in one view would save half of what one click does."""
    wrong = []
    for module in modules():
        if module.role != "views":
            continue
        for function in ast.walk(module.tree):
            if isinstance(function, ast.FunctionDef) and _commits_in_a_row(function.body) > 1:
                wrong.append(f"{module.where}:{function.lineno} {function.name}")
    assert not wrong, f"{', '.join(wrong)}: commit once, after everything the click does."


def _commits_in_a_row(body: list[ast.stmt]) -> int:
    """How many statements of one block commit directly."""
    direct = 0
    for statement in body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "commit":
            direct += 1
    return direct


def test_no_session_is_opened_beside_the_one_of_the_request():
    wrong = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        if module.role in ("services", "queries", "policies", "models")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("engine", "begin") and _is_db(node.value)
    ]
    assert not wrong, f"{', '.join(wrong)}: use db.session, so that everything a click does is one transaction."


def _is_db(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "db"


def test_public_code_takes_the_time_from_the_clock():
    wrong = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        if module.name != "forum.core.clock"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "utcnow", "today")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date")
    ]
    assert not wrong, f"{', '.join(wrong)}: use forum.core.clock.now(), which tests can move."
