"""The project's own files as the architecture tests read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One Python file below `forum/`, by its dotted name."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def where(self) -> str:
        """The path as people type it."""
        return str(self.path.relative_to(ROOT))

    @property
    def package(self) -> str:
        """The part after `forum`: the feature or layer; "" for `forum` itself."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def role(self) -> str:
        """The module of a feature this belongs to: `services` for forum.wiki.services.pages too."""
        parts = self.name.split(".")
        return parts[2] if len(parts) > 2 else ""

    def imports(self) -> Iterator[tuple[int, str]]:
        """(line, dotted name) of every import, also of those inside functions."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    parents = self.name.split(".")
                    parents = parents if self.path.name == "__init__.py" else parents[:-1]
                    parents = parents[: len(parents) - node.level + 1]
                    base = ".".join([*parents, base] if base else parents)
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


@cache
def modules(folder: str = "forum") -> tuple[Module, ...]:
    """All Python files below a folder of the project."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = list(path.relative_to(ROOT).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        found.append(Module(".".join(parts), path))
    return tuple(found)


def files(pattern: str, *folders: str) -> list[Path]:
    """All files of a pattern below folders of the project, sorted."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(pattern))


def where(path: Path) -> str:
    """A path relative to the project."""
    return str(path.relative_to(ROOT))
