"""The commands and the files: back-up, restore, doctor, tidying and checking, with files in a store elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fsspec
import pytest
from click.testing import CliRunner, Result

from forum.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run("backup", "file", data="one")` runs `forum backup file` in this data folder."""

    def call(*words: str, data: str = "one", status: int = 0, **settings: str) -> Result:
        env = {"FORUM_DATA_DIR": str(tmp_path / data), "FORUM_LOG_LEVEL": "ERROR", **settings}
        result = CliRunner().invoke(main, words, env=env)
        assert result.exit_code == status, result.output
        return result

    return call


def content(settings: dict[str, str]) -> dict[str, bytes]:
    """Everything in the bucket of these settings."""
    system = fsspec.filesystem(
        "s3",
        key="key",
        secret="secret",
        endpoint_url=settings["FORUM_FILES_ENDPOINT"],
        client_kwargs={"region_name": settings["FORUM_FILES_REGION"]},
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    root = settings["FORUM_FILES_URL"].removeprefix("s3://")
    return {path.removeprefix(root): system.cat_file(path) for path in system.find(root)}


def test_files_in_a_store_elsewhere_are_in_the_backup(run: Run, make_bucket: Any, tmp_path: Path) -> None:
    one, two = make_bucket(), make_bucket()
    run("upgrade", **one)
    run("demo", **one)
    archive = str(tmp_path / "backup.tar.gz")
    run("backup", archive, **one)
    run("restore", archive, data="two", **two)
    assert len(content(one)) > 2
    assert content(two) == content(one)
    assert not (tmp_path / "two" / "files").exists()
    assert "0 missing" in run("files", "check", data="two", **two).output
    assert "There are files already" in run("restore", archive, data="three", status=1, **two).output


def test_the_doctor_looks_at_the_store(run: Run, make_bucket: Any) -> None:
    settings = make_bucket()
    run("upgrade", **settings)
    run("search", "rebuild", **settings)
    assert "WRONG" not in run("doctor", **settings).output
    wrong = run("doctor", status=1, **{**settings, "FORUM_FILES_URL": "s3://nowhere-at-all/files"}).output
    assert "the store of files does not work" in wrong


def test_a_missing_file_is_found_by_check_and_doctor(run: Run, tmp_path: Path) -> None:
    run("upgrade")
    run("demo")
    run("search", "rebuild")
    run("search", "drain")
    assert "0 missing" in run("files", "check").output
    assert "0 unused files forgotten, 0 leftovers removed" in run("files", "tidy").output
    for path in (tmp_path / "one" / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    assert "missing or damaged" in run("files", "check", status=1).output
    assert "is missing: run `forum files check`" in run("doctor", status=1).output
