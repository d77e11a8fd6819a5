"""`forum backup FILE` and `forum restore FILE`: the whole installation in one archive.

The archive holds a consistent copy of the database, the uploaded files and a list of their hashes. The search
index is not in it: it is built anew from the database.
"""

import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from tqdm import tqdm

from forum.attachments.storage import FOLDER, get_storage
from forum.cli import schema
from forum.core.clock import now
from forum.core.database import SQLITE_FILE
from forum.extensions import db

MANIFEST = "manifest.json"
FORMAT = 1
PAGES_AT_ONCE = 1024


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Write a back-up to FILE (a .tar.gz) while the site runs."""
    if file.exists():
        raise click.ClickException(f"{file} is there already; nothing was overwritten.")
    source = _database_file()
    with tempfile.TemporaryDirectory(dir=file.resolve().parent) as scratch:
        copy = Path(scratch, SQLITE_FILE)
        _copy_database(source, copy)
        unfinished = Path(scratch, "archive.tar.gz")
        count = _write_archive(unfinished, copy)
        unfinished.chmod(0o600)
        unfinished.replace(file)
    click.echo(f"{file}: {count} files, {file.stat().st_size / 1024**2:.1f} MB.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def restore(file: Path) -> None:
    """Put the back-up FILE back, into an empty data directory."""
    data_dir: Path = current_app.config["DATA_DIR"]
    target = _database_file()
    if target.exists() and target.stat().st_size:
        raise click.ClickException(f"{data_dir} is not empty: restore into a new FORUM_DATA_DIR.")
    if next(get_storage().list(), None) is not None:
        raise click.ClickException(
            "There are files already: restore into a new FORUM_DATA_DIR, or another FORUM_FILES_URL."
        )
    db.engine.dispose()
    with tempfile.TemporaryDirectory(dir=data_dir) as scratch:
        _unpack(file, Path(scratch))
        _check_database(Path(scratch, SQLITE_FILE))
        for leftover in (target, *(Path(f"{target}{end}") for end in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)
        for path in tqdm(list(Path(scratch, FOLDER).rglob("*")), unit="file", desc="Putting files back", disable=None):
            if path.is_file():
                get_storage().write(path.name, path.read_bytes())
        Path(scratch, SQLITE_FILE).replace(target)
    schema.upgrade_to_head()
    click.echo(f"{data_dir} holds the back-up. Build the search index with `forum search rebuild`, then start.")


def _database_file() -> Path:
    """The file of the embedded database."""
    database = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not database:
        raise click.ClickException(
            "This installation uses PostgreSQL: back it up with pg_dump, and copy the folder "
            f"{current_app.config['DATA_DIR']}."
        )
    return Path(database)


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's own online copy: consistent while others write."""
    with tqdm(unit="page", desc="Copying the database", disable=None) as bar:

        def progress(_status: int, left: int, total: int) -> None:
            bar.total = total
            bar.update(total - left - bar.n)

        origin, copy = sqlite3.connect(source), sqlite3.connect(target)
        try:
            origin.backup(copy, pages=PAGES_AT_ONCE, progress=progress)
            copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            origin.close()
            copy.close()


def _write_archive(target: Path, database: Path) -> int:
    """Pack the copy and the files, wherever they are kept, with the list of their hashes; returns how many files."""
    hashes = {SQLITE_FILE: _hash(database)}
    with tarfile.open(target, "w:gz", compresslevel=6) as archive:
        archive.add(database, SQLITE_FILE)
        for name, data in tqdm(_uploaded(), unit="file", desc="Packing", disable=None):
            hashes[name] = hashlib.sha256(data).hexdigest()
            _add(archive, name, data)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": now().isoformat(),
            "schema": schema.current(),
            "files": hashes,
        }
        _add(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
    return len(hashes)


def _uploaded() -> Iterator[tuple[str, bytes]]:
    """The files people added, by the name they get in the archive. One that is removed meanwhile is left out."""
    storage = get_storage()
    for stored in storage.list():
        with suppress(FileNotFoundError):
            yield f"{FOLDER}/{stored.name[:2]}/{stored.name}", storage.read(stored.name)


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(data), 0o600, int(now().timestamp())
    archive.addfile(entry, io.BytesIO(data))


def _unpack(file: Path, target: Path) -> None:
    """Unpack and compare with the list of hashes; refuses anything that is not on it."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                _unpack_one(archive, member, target)
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        expected: dict[str, str] = manifest["files"]
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError) as error:
        raise click.ClickException(f"{file} is not a whole back-up of this product ({error}).") from error
    if manifest.get("format") != FORMAT:
        raise click.ClickException(
            f"{file} was made by another version of this product (format {manifest.get('format')})."
        )
    found = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = [name for name, digest in expected.items() if name not in found or _hash(target / name) != digest]
    if wrong or found - expected.keys():
        names = ", ".join([*wrong, *(found - expected.keys())][:5])
        raise click.ClickException(f"{file} is damaged; these files are not as they were written: {names}.")


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """Write one file; a back-up holds nothing but files below its own folder (``ValueError``)."""
    path = (target / member.name).resolve()
    content = archive.extractfile(member) if member.isreg() else None
    if content is None or not path.is_relative_to(target.resolve()):
        raise ValueError(f"{member.name} does not belong in a back-up")
    path.parent.mkdir(parents=True, exist_ok=True)
    with content, path.open("wb") as copy:
        shutil.copyfileobj(content, copy)


def _check_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    try:
        result = connection.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        connection.close()
    if result != "ok":
        raise click.ClickException(f"The database in the back-up is damaged: {result}.")


def _hash(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
