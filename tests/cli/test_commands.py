"""The commands across features, each in a data directory of its own."""

import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forum.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("upgrade")`: a command with its own settings, as from a shell; another `data` is another installation."""
    for name in ("FORUM_DATABASE_URL", "FORUM_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: str, data: str = "one", status: int = 0, **settings: str) -> Result:
        env = {"FORUM_DATA_DIR": str(tmp_path / data), "FORUM_LOG_LEVEL": "ERROR", **settings}
        result = CliRunner().invoke(main, words, env=env)
        assert result.exit_code == status, result.output
        return result

    return call


def test_help_needs_no_settings(run: Run) -> None:
    text = run("--help", FORUM_ENVIRONMENT="production").output
    for command in ("serve", "worker", "upgrade", "demo", "doctor", "backup", "restore", "search", "members"):
        assert f"\n  {command} " in text


def test_incomplete_settings_are_named(run: Run) -> None:
    assert "FORUM_SECRET_KEY is missing" in run("upgrade", FORUM_ENVIRONMENT="production", status=1).output


def test_upgrade_brings_an_empty_database_to_the_newest_schema_once(run: Run) -> None:
    assert "went from empty to" in run("upgrade").output
    assert "up to date" in run("upgrade").output


def test_nothing_is_served_or_worked_off_on_an_old_schema(run: Run) -> None:
    for command in ("serve", "worker"):
        assert "run `forum upgrade` first" in run(command, status=1).output


def test_demo_may_run_twice(run: Run, tmp_path: Path) -> None:
    run("upgrade")
    counts = []
    for _ in range(2):
        run("demo")
        with sqlite3.connect(tmp_path / "one" / "forum.sqlite") as database:
            counts.append(
                [database.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("member", "post")]
            )
    assert counts[0] == counts[1]
    assert counts[0][1][0] > 0


def test_demo_logins_are_never_made_in_production(run: Run) -> None:
    settings = {
        "FORUM_ENVIRONMENT": "production",
        "FORUM_SECRET_KEY": "x" * 40,
        "FORUM_BASE_URL": "https://forum.example.org",
        "FORUM_DATABASE_URL": "sqlite:////dev/null",
    }
    assert "not for production" in run("demo", status=1, **settings).output


def test_demo_logins_are_not_served_to_others(run: Run) -> None:
    run("upgrade")
    run("demo")
    assert "known password" in run("serve", "--host", "0.0.0.0", status=1).output


def test_development_is_not_served_to_others(run: Run) -> None:
    run("upgrade")
    assert "FORUM_ENVIRONMENT=production" in run("serve", "--host", "0.0.0.0", status=1).output


def test_doctor_says_what_is_wrong_and_what_to_do(run: Run) -> None:
    text = run("doctor", status=1).output
    assert "run `forum upgrade`" in text
    run("upgrade")
    run("search", "rebuild")
    text = run("doctor").output
    assert "WRONG" not in text


def test_backup_and_restore_give_the_same_installation(run: Run, tmp_path: Path) -> None:
    run("upgrade")
    run("demo")
    file = tmp_path / "one" / "files" / "ab" / "abphoto"
    file.parent.mkdir(parents=True, exist_ok=True)  # files of the demo lie under two letters by chance
    file.write_bytes(b"picture")
    archive = str(tmp_path / "backup.tar.gz")
    run("backup", archive)
    run("restore", archive, data="two")
    assert (tmp_path / "two" / "files" / "ab" / "abphoto").read_bytes() == b"picture"
    dumps = []
    for name in ("one", "two"):
        with sqlite3.connect(tmp_path / name / "forum.sqlite") as database:
            dumps.append(list(database.iterdump()))
    assert dumps[0] == dumps[1]
    assert "up to date" in run("upgrade", data="two").output


def test_backup_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    run("upgrade")
    (tmp_path / "there").write_text("mine")
    assert "nothing was overwritten" in run("backup", str(tmp_path / "there"), status=1).output
    assert (tmp_path / "there").read_text() == "mine"


def test_restore_needs_an_empty_directory(run: Run, tmp_path: Path) -> None:
    run("upgrade")
    run("backup", str(tmp_path / "b.tar.gz"))
    assert "is not empty" in run("restore", str(tmp_path / "b.tar.gz"), status=1).output


def test_a_damaged_backup_is_refused_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    run("upgrade")
    whole = tmp_path / "whole.tar.gz"
    run("backup", str(whole))
    cut, changed, foreign = (tmp_path / f"{name}.tar.gz" for name in ("cut", "changed", "foreign"))
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with tarfile.open(whole) as source:
        source.extractall(tmp_path / "unpacked")
    with (tmp_path / "unpacked" / "forum.sqlite").open("ab") as database:
        database.write(b"x")
    with tarfile.open(changed, "w:gz") as archive:
        for path in (tmp_path / "unpacked").iterdir():
            archive.add(path, path.name)
    with tarfile.open(foreign, "w:gz") as archive:
        archive.add(tmp_path / "unpacked" / "forum.sqlite", "../../escaped")
    for number, broken in enumerate((cut, changed, foreign)):
        data = f"target{number}"
        run("restore", str(broken), data=data, status=1)
        left = [path.name for path in (tmp_path / data).iterdir() if path.name != "secret-key"]
        assert left == []
    assert not (tmp_path / "escaped").exists()
    assert not (tmp_path.parent / "escaped").exists()


@pytest.mark.parametrize("command", [("search", "rebuild"), ("members", "invite", "an@bib.example")])
def test_a_command_on_an_empty_database_says_what_to_do(run: Run, command: tuple[str, ...]) -> None:
    assert "run `forum upgrade` first" in run(*command, status=1).output
