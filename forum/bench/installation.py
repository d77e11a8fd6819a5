"""The scratch installation: a data directory of its own, migrated, seeded and indexed; never the user's."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

from flask import Flask
from sqlalchemy import func, select

from forum import create_app
from forum.bench.seed import Seeded, Size, seed
from forum.bench.servers import environment, forum_command
from forum.core import resources
from forum.core.database import SQLITE_FILE
from forum.discussions.models import Post
from forum.extensions import db
from forum.search import indexer

# Development takes care of a secret and allows plain HTTP; everything else is as people run it.
FIXED = {
    "FORUM_ENVIRONMENT": "production",
    "FORUM_BASE_URL": "https://bench.example",
    "FORUM_LOG_LEVEL": "INFO",
}


class Installation:
    """Where the benchmark's own site lives, and its application inside this process."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.settings = FIXED | {
            "FORUM_DATA_DIR": str(directory),
            "FORUM_DATABASE_URL": f"sqlite:///{directory / SQLITE_FILE}",
            "FORUM_SECRET_KEY": token_hex(32),
        }
        self._app: Flask | None = None

    @property
    def app(self) -> Flask:
        """The application, made when it is first needed; its log is kept quiet."""
        if self._app is None:
            config = resources.config_module()
            quiet = self.settings | {"FORUM_LOG_LEVEL": "WARNING"}
            self._app = create_app(config.from_environment(quiet))
        return self._app

    def make(self, size: Size, progress: Callable[[int], None] = lambda posts: None) -> Seeded:
        """Migrate and seed; ``progress`` hears of every batch of posts."""
        if any(self.directory.iterdir()):
            raise FileExistsError(f"{self.directory} is not empty")
        subprocess.run(  # noqa: S603 - our own command
            forum_command("upgrade"), env=environment(self.settings), check=True, capture_output=True
        )
        with self.app.app_context():
            return seed(size, progress)

    def index(self, progress: Callable[[int], None] = lambda documents: None) -> int:
        """Build the search index as ``forum search rebuild`` does; returns the number of documents."""
        with self.app.app_context():
            return indexer.rebuild(progress)

    def count_posts(self) -> int:
        """How many posts there are now."""
        with self.app.app_context():
            count = db.session.scalar(select(func.count()).select_from(Post)) or 0
            db.session.rollback()
            return count
