"""Engines the contract tests run on."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from forum.search.current import make_engine
from forum.search.documents import SearchDocument


@pytest.fixture(params=["whoosh"])
def make(request: Any, tmp_path: Path) -> Callable[[Iterable[SearchDocument]], Any]:
    """`make(documents)`: an engine of each kind that holds these documents."""

    def build(documents: Iterable[SearchDocument]) -> Any:
        engine = make_engine(request.param, tmp_path / "index")
        engine.rebuild(documents, lambda keys: {})
        return engine

    return build
