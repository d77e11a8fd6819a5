"""A source of documents for the tests of indexing."""

from typing import Any

from tests.search.support import document


class Shelf:
    """A source whose documents stand in a dictionary."""

    kind = "book"

    def __init__(self) -> None:
        self.books: dict[int, str] = {}
        self.read = 0

    def kinds(self) -> dict[str, str]:
        return {"book": "Book"}

    def documents(self, ids: Any) -> dict[str, Any]:
        self.read += 1
        return {
            f"book:{number}": document(number, self.books[number], key=f"book:{number}", root=f"book:{number}")
            for number in ids
            if number in self.books
        }

    def all_ids(self) -> Any:
        return iter(sorted(self.books))

    def count(self) -> int:
        return len(self.books)

    def hits(self, actor: Any, wanted: Any) -> dict[str, Any]:
        return {}

    def written_by(self, member_id: int) -> list[int]:
        return []

    def containers(self, actor: Any) -> list[Any]:
        return []

    def find_like(self, actor: Any, words: Any, limit: int) -> list[str]:
        return []
