"""Run as a program: applies one batch after another to the index in the given directory until it is killed.

Batch n writes document n and document 0 (over and over), and prints n once it is committed.
"""

import sys
from pathlib import Path

from forum.search.current import make_engine
from forum.search.engine import Changes
from tests.search.support import document


def main(directory: str) -> None:
    engine = make_engine("whoosh", Path(directory))
    number = engine.cursor()
    while True:
        number += 1
        batch = (document(number, f"balie woord{number}"), document(0, f"telkens stand{number}"))
        engine.apply(Changes(batch), number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
