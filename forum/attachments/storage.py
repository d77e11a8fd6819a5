"""Where files lie: a folder in the data directory, or whatever ``FORUM_FILES_URL`` names, through fsspec."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import fsspec
from flask import current_app
from fsspec.implementations.local import LocalFileSystem

FOLDER = "files"
THUMB = ".thumb"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the store: its name there, its size in bytes, and when it was written."""

    name: str
    size: int
    written_at: datetime


class Storage:
    """A flat store of files under random names, kept in folders by their first two characters.

    A name is given out once and never written again, so a file can be kept by whoever has read it.
    """

    def __init__(self, system: Any, root: str) -> None:
        self.system = system
        self.root = root.rstrip("/")
        self.is_local = isinstance(system, LocalFileSystem)

    def write(self, name: str, data: bytes) -> None:
        """Store a file; once this returns it survives a power cut."""
        path = self._path(name)
        if self.is_local:
            _write_through(Path(path), data)
        else:
            self.system.pipe_file(path, data)

    def open(self, name: str) -> IO[bytes]:
        """The content, to be read and closed; ``FileNotFoundError`` when it is not there."""
        opened: IO[bytes] = self.system.open(self._path(name), "rb")
        return opened

    def read(self, name: str) -> bytes:
        """The whole content; ``FileNotFoundError`` when it is not there."""
        return bytes(self.system.cat_file(self._path(name)))

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        return bool(self.system.exists(self._path(name)))

    def remove(self, name: str) -> None:
        """Remove a file; one that is gone already is no fault."""
        with suppress(FileNotFoundError):
            self.system.rm_file(self._path(name))

    def list(self) -> Iterator[Stored]:
        """Everything in the store."""
        self.system.invalidate_cache()
        with suppress(FileNotFoundError):
            for path, facts in self.system.find(self.root, detail=True).items():
                yield Stored(path.rpartition("/")[2], int(facts["size"]), _written_at(facts))

    def check(self) -> None:
        """Raise what goes wrong (``OSError``, or an error of the store) when a file cannot be written and read."""
        self.write("check", b"check")
        if self.read("check") != b"check":
            raise OSError("what was written did not come back")
        self.remove("check")

    def _path(self, name: str) -> str:
        return f"{self.root}/{name[:2]}/{name}"


def get_storage() -> Storage:
    """The store of this installation."""
    config = current_app.config
    if not config["FILES_URL"]:
        return Storage(LocalFileSystem(), str(config["DATA_DIR"] / FOLDER))
    names = ("FILES_URL", "FILES_ENDPOINT", "FILES_KEY", "FILES_SECRET", "FILES_REGION")
    return _remote(*(config[name] for name in names), process=os.getpid())


@lru_cache(maxsize=4)
def _remote(url: str, endpoint: str, key: str, secret: str, region: str, process: int) -> Storage:
    """Opened once in each process: what talks to the store does not survive a fork."""
    options: dict[str, Any] = {}
    if url.startswith("s3://"):
        options = {
            "key": key or None,
            "secret": secret or None,
            "endpoint_url": endpoint or None,
            "client_kwargs": {"region_name": region} if region else {},
            # A listing that is kept would not know what another process has written.
            "use_listings_cache": False,
        }
    system, root = fsspec.core.url_to_fs(url, **options)
    return Storage(system, root)


def _write_through(path: Path, data: bytes) -> None:
    """Write beside the final name, to the disk itself, and then put it in its place."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f"{path.name}.new")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _written_at(facts: dict[str, Any]) -> datetime:
    """When a file was written, as its store tells it; long ago where it does not tell."""
    found = facts.get("mtime") or facts.get("LastModified") or facts.get("created")
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return datetime.fromtimestamp(float(found or 0), UTC)
