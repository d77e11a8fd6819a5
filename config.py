"""Every setting of the product with its meaning, and the rules that decide whether it may start.

A setting is a plain attribute. ``FORUM_<NAME>`` in the environment overrides it; ``FORUM_<NAME>_FILE`` names
a file whose content does (for secrets). ``FORUM_ENVIRONMENT`` chooses the class: development, production or
testing.
"""

import os
import secrets
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_type_hints

TRUE, FALSE = ("1", "true", "on"), ("0", "false", "off")
MINIMUM_SECRET_LENGTH = 32


class ConfigurationError(Exception):
    """The settings are not fit to start with; the message names each of them."""


class Config:
    """The settings and their defaults, the same for every environment unless a subclass says otherwise."""

    # Which of the three classes below is meant: development, production or testing.
    ENVIRONMENT: str = "development"
    # Signs session cookies and form tokens: at least 32 characters, never shared. In development it is made
    # once and kept in the data directory.
    SECRET_KEY: str = ""
    # Earlier secret keys, comma-separated: cookies signed with them stay valid while you change the key.
    SECRET_KEY_FALLBACKS: tuple[str, ...] = ()
    # The address people type, for links in messages: https://forum.example.org
    BASE_URL: str = ""
    # The name of the site as shown in the page header, the title and messages.
    SITE_NAME: str = "Bibliotheekforum"
    # Where everything that is kept lives: database, search index, files. Nothing is written elsewhere.
    DATA_DIR: Path = Path("var")
    # The database. Empty: SQLite in the data directory. PostgreSQL: postgresql://user:password@host/name
    DATABASE_URL: str = ""
    # Where uploaded files are kept. Empty: in the data directory. S3-compatible: s3://bucket/folder (needs the
    # extra `s3`), with its address, keys and region when they are not those of the environment.
    FILES_URL: str = ""
    FILES_ENDPOINT: str = ""
    FILES_KEY: str = ""
    FILES_SECRET: str = ""
    FILES_REGION: str = ""
    # The largest file somebody may add, what one member may add in a day (0 for no limit), in megabytes, and
    # for how many days a file is kept that no text refers to.
    ATTACHMENT_MAX_MB: int = 25
    ATTACHMENT_DAILY_MB: int = 300
    ATTACHMENT_UNUSED_DAYS: int = 14
    # The search engine: auto (the one that goes with the database), whoosh or postgresql.
    SEARCH_ENGINE: str = "auto"
    # At which hour (UTC) the index is compared with the database and repaired every night; -1 for never.
    SEARCH_CHECK_HOUR: int = 3
    # The language of people who have not chosen one: nl or en.
    DEFAULT_LOCALE: str = "nl"
    # The time zone in which times are shown.
    TIMEZONE: str = "Europe/Brussels"
    # The address and port `forum serve` listens on.
    HOST: str = "127.0.0.1"
    PORT: int = 8000
    # Web worker processes of `forum serve`; 0 means one per processor core.
    WORKERS: int = 0
    # How many reverse proxies stand before the site and set X-Forwarded-For/-Proto/-Host; 0 trusts none.
    TRUSTED_PROXIES: int = 0
    # How long somebody stays signed in at most, and without doing anything; on a shared desk computer
    # ("This is a shared desk computer" at sign-in) it is the last that counts, and closing the browser.
    SESSION_HOURS: int = 10
    SESSION_IDLE_MINUTES: int = 120
    SHARED_IDLE_MINUTES: int = 20
    # For how many days an invitation link works.
    INVITATION_DAYS: int = 7
    # After how many days the asker of an answered question is reminded, once, to accept an answer; 0: never.
    ACCEPT_REMINDER_DAYS: int = 7
    # The largest request the site accepts, in bytes (30 MB: attachments of 25 MB fit in it).
    MAX_CONTENT_LENGTH: int = 30 * 1024 * 1024
    # The least important log lines that are written: DEBUG, INFO, WARNING or ERROR.
    LOG_LEVEL: str = "INFO"
    # How log lines look: json (one object a line) or readable.
    LOG_FORMAT: str = "json"
    # One log line for every request.
    LOG_REQUESTS: bool = True
    # Queries that take longer than this many milliseconds are logged; 0 switches it off.
    SLOW_QUERY_MS: int = 200

    # How many rendered blocks of pages each web process keeps in memory; 0 keeps none (the benchmark compares).
    KEEP_BLOCKS: int = 512

    # What follows is for the libraries underneath and is not meant to be changed.
    # A text that is far too long must reach its form, which keeps it and says so.
    MAX_FORM_MEMORY_SIZE: int = 16 * 1024 * 1024
    SESSION_COOKIE_NAME: str = "session"
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"
    SESSION_COOKIE_SECURE: bool = False
    SESSION_REFRESH_EACH_REQUEST: bool = False
    WTF_CSRF_TIME_LIMIT: int | None = None
    WTF_CSRF_CHECK_DEFAULT: bool = False
    TESTING: bool = False

    FIXED = frozenset(
        [
            "MAX_FORM_MEMORY_SIZE",
            "SESSION_COOKIE_NAME",
            "SESSION_COOKIE_HTTPONLY",
            "SESSION_COOKIE_SAMESITE",
            "SESSION_COOKIE_SECURE",
            "TESTING",
            "SESSION_REFRESH_EACH_REQUEST",
            "WTF_CSRF_TIME_LIMIT",
            "WTF_CSRF_CHECK_DEFAULT",
            "ENVIRONMENT",
        ]
    )

    def __init__(self, environ: Mapping[str, str] | None = None, **overrides: Any) -> None:
        """Take the overrides of the environment (``os.environ`` unless given), then those of the caller.

        Raises ``ConfigurationError`` naming every value that cannot be understood.
        """
        self._read(os.environ if environ is None else environ)
        for name, value in overrides.items():
            setattr(self, name, value)
        self.DATA_DIR = Path(self.DATA_DIR).expanduser().resolve()

    @classmethod
    def settings(cls) -> dict[str, type]:
        """The names a person may set, with their types."""
        hints = get_type_hints(cls)
        return {name: hints[name] for name in hints if name.isupper() and name not in cls.FIXED}

    @property
    def SQLALCHEMY_DATABASE_URI(self) -> str:
        """The database address in the form the driver wants."""
        from forum.core.database import normalise_url

        return normalise_url(self.DATABASE_URL, self.DATA_DIR)

    @property
    def SQLALCHEMY_ENGINE_OPTIONS(self) -> dict[str, Any]:
        """How connections are pooled."""
        from forum.core.database import engine_options

        return engine_options(self.SQLALCHEMY_DATABASE_URI)

    @property
    def INDEX_DIR(self) -> Path:
        """Where the embedded search engine keeps its index."""
        return self.DATA_DIR / "index"

    @property
    def BABEL_DEFAULT_LOCALE(self) -> str:
        """Flask-Babel's name for ``DEFAULT_LOCALE``."""
        return self.DEFAULT_LOCALE

    @property
    def BABEL_DEFAULT_TIMEZONE(self) -> str:
        """Flask-Babel's name for ``TIMEZONE``."""
        return self.TIMEZONE

    def problems(self) -> list[str]:
        """What is wrong with the settings, a sentence each."""
        found = []
        if self.SEARCH_ENGINE not in ("auto", "whoosh", "postgresql"):
            found.append(f"FORUM_SEARCH_ENGINE is {self.SEARCH_ENGINE!r}: use auto, whoosh or postgresql.")
        if not -1 <= self.SEARCH_CHECK_HOUR <= 23:
            found.append(f"FORUM_SEARCH_CHECK_HOUR is {self.SEARCH_CHECK_HOUR}: use an hour from 0 to 23, or -1.")
        if self.DEFAULT_LOCALE not in ("nl", "en"):
            found.append(f"FORUM_DEFAULT_LOCALE is {self.DEFAULT_LOCALE!r}: use nl or en.")
        if self.LOG_FORMAT not in ("json", "readable"):
            found.append(f"FORUM_LOG_FORMAT is {self.LOG_FORMAT!r}: use json or readable.")
        if self.LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            found.append(f"FORUM_LOG_LEVEL is {self.LOG_LEVEL!r}: use DEBUG, INFO, WARNING or ERROR.")
        if self.SEARCH_ENGINE == "postgresql" and not self.DATABASE_URL.startswith("postgres"):
            found.append("FORUM_SEARCH_ENGINE=postgresql needs a PostgreSQL FORUM_DATABASE_URL.")
        if self.BASE_URL and not self.BASE_URL.startswith(("http://", "https://")):
            found.append(f"FORUM_BASE_URL is {self.BASE_URL!r}: it must start with https:// (or http://).")
        if self.FILES_URL and "://" not in self.FILES_URL:
            found.append(f"FORUM_FILES_URL is {self.FILES_URL!r}: use s3://bucket/folder, or leave it empty.")
        if self.FILES_URL.startswith("s3://") and find_spec("s3fs") is None:
            found.append("FORUM_FILES_URL=s3://… needs the package s3fs: install the extra `s3`.")
        if not 0 < self.ATTACHMENT_MAX_MB * 1024 * 1024 < self.MAX_CONTENT_LENGTH:
            found.append("FORUM_ATTACHMENT_MAX_MB must be above 0 and fit in FORUM_MAX_CONTENT_LENGTH.")
        return found

    def validate(self) -> None:
        """Raise ``ConfigurationError`` with all problems at once."""
        if found := self.problems():
            raise ConfigurationError("The settings are not complete:\n  " + "\n  ".join(found))

    def _read(self, environ: Mapping[str, str]) -> None:
        wrong = []
        for name, kind in self.settings().items():
            try:
                raw = _raw_value(environ, f"FORUM_{name}")
                if raw is not None:
                    setattr(self, name, _parse(raw, kind))
            except ValueError as error:
                wrong.append(f"FORUM_{name}: {error}")
        if wrong:
            raise ConfigurationError("The settings cannot be understood:\n  " + "\n  ".join(wrong))


class Development(Config):
    """On one's own machine: starts without any setting, on loopback only."""

    LOG_FORMAT = "readable"

    def validate(self) -> None:
        """Make and keep a secret key when none was given."""
        super().validate()
        if not self.SECRET_KEY:
            self.SECRET_KEY = _kept_secret(self.DATA_DIR / "secret-key")


class Testing(Config):
    """For the test suite: a known key, plain cookies, quiet logs."""

    # Not a test itself, whatever its name says.
    __test__ = False

    ENVIRONMENT = "testing"
    TESTING = True
    SECRET_KEY = "a-key-for-tests-only-and-nothing-else"  # noqa: S105
    BASE_URL = "http://localhost"
    LOG_LEVEL = "WARNING"
    LOG_REQUESTS = False
    # On both databases; the contract tests of search run on every engine.
    SEARCH_ENGINE = "whoosh"


class Production(Config):
    """For people: refuses to start without secret, address and database; cookies only over HTTPS."""

    ENVIRONMENT = "production"
    SESSION_COOKIE_NAME = "__Host-session"
    SESSION_COOKIE_SECURE = True

    def problems(self) -> list[str]:
        """Also what only production cannot do without."""
        found = super().problems()
        if not self.SECRET_KEY:
            found.append("FORUM_SECRET_KEY is missing: set it (or FORUM_SECRET_KEY_FILE) to a long random text.")
        elif len(self.SECRET_KEY) < MINIMUM_SECRET_LENGTH:
            found.append(f"FORUM_SECRET_KEY is too short: use at least {MINIMUM_SECRET_LENGTH} characters.")
        if not self.BASE_URL:
            found.append("FORUM_BASE_URL is missing: set it to the address people type, https://…")
        elif not self.BASE_URL.startswith("https://"):
            found.append("FORUM_BASE_URL must start with https://: session cookies only travel over HTTPS.")
        if not self.DATABASE_URL:
            found.append(
                "FORUM_DATABASE_URL is missing: set it to postgresql://… or, for the embedded database, "
                "to sqlite:////path/to/forum.sqlite."
            )
        return found


def from_environment(environ: Mapping[str, str] | None = None, **overrides: Any) -> Config:
    """The settings for the class that ``FORUM_ENVIRONMENT`` names (development unless set)."""
    environ = os.environ if environ is None else environ
    classes = {"development": Development, "production": Production, "testing": Testing}
    name = environ.get("FORUM_ENVIRONMENT", "development")
    if name not in classes:
        raise ConfigurationError(f"FORUM_ENVIRONMENT is {name!r}: use development, production or testing.")
    return classes[name](environ, **overrides)


def _raw_value(environ: Mapping[str, str], variable: str) -> str | None:
    file = environ.get(f"{variable}_FILE")
    if file is None:
        return environ.get(variable)
    if variable in environ:
        raise ValueError(f"set either {variable} or {variable}_FILE, not both")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"the file {file} cannot be read ({error.strerror})") from error


def _parse(raw: str, kind: Any) -> Any:
    raw = raw.strip()
    if kind is bool:
        if raw.lower() not in TRUE + FALSE:
            raise ValueError(f"{raw!r} is not a yes or no: use true or false")
        return raw.lower() in TRUE
    if kind is int:
        if not raw.isascii() or not raw.isdigit():
            raise ValueError(f"{raw!r} is not a whole number")
        return int(raw)
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    return kind(raw)


def _kept_secret(path: Path) -> str:
    """The secret in the file, made first when it is not there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="utf-8").strip()
