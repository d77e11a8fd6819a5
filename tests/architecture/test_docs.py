"""Every command of the `forum` script is documented, and what is documented exists."""

import re
from collections.abc import Iterator

import click

from tests.support.source import ROOT

COMMAND = re.compile(r"`(?:\$ )?forum ([a-z][a-z -]*[a-z])")


def _documents() -> dict[str, str]:
    paths = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths if path.exists()}


def _commands(group: click.Group, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, groups too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{prefix}{name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{prefix}{name} ")


def _script() -> dict[str, click.Command]:
    from forum.cli.main import main

    return dict(_commands(main))


def test_every_command_is_documented():
    text = "\n".join(_documents().values())
    callable_ones = [name for name, found in _script().items() if not isinstance(found, click.Group)]
    missing = [name for name in callable_ones if f"forum {name}" not in text]
    assert not missing, f"Say in README.md or docs/ what `forum …` does for {missing}."


def test_every_command_says_what_it_does():
    missing = [name for name, command in _script().items() if not (command.help or "").strip()]
    assert not missing, f"No docstring, so no --help, for {missing}."


def test_documents_name_only_commands_that_exist():
    first_words = {name.split()[0] for name in _script()}
    wrong = []
    for document, text in _documents().items():
        for found in COMMAND.findall(text):
            words = found.split()
            if words[0] not in first_words:
                wrong.append(f"{document}: forum {found}")
    assert not wrong, f"{wrong}: the script has no such command."


def test_links_between_documents_lead_somewhere():
    wrong = []
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        if not path.exists():
            continue
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                wrong.append(f"{path.name}: {target}")
    assert not wrong, f"{wrong}: the file does not exist."
