"""Settings: what may be said, what is refused, and with which words."""

from pathlib import Path

import pytest

from config import Config, ConfigurationError, Development, Production, Testing, from_environment

COMPLETE = {
    "FORUM_ENVIRONMENT": "production",
    "FORUM_SECRET_KEY": "x" * 40,
    "FORUM_BASE_URL": "https://forum.example.org",
    "FORUM_DATABASE_URL": "postgresql://forum@db/forum",
}


def test_development_needs_nothing_and_keeps_its_secret(tmp_path: Path) -> None:
    first, second = (Development({"FORUM_DATA_DIR": str(tmp_path)}) for _ in range(2))
    first.validate()
    second.validate()
    assert len(first.SECRET_KEY) >= 32
    assert first.SECRET_KEY == second.SECRET_KEY
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_complete_production_is_accepted() -> None:
    settings = from_environment(COMPLETE)
    settings.validate()
    assert isinstance(settings, Production)
    assert settings.SQLALCHEMY_DATABASE_URI == "postgresql+psycopg://forum@db/forum"
    assert settings.SESSION_COOKIE_NAME == "__Host-session"
    assert settings.SESSION_COOKIE_SECURE


def test_production_names_everything_that_is_missing() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        from_environment({"FORUM_ENVIRONMENT": "production"}).validate()
    for variable in ("FORUM_SECRET_KEY", "FORUM_BASE_URL", "FORUM_DATABASE_URL"):
        assert f"{variable} is missing" in str(refusal.value)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("FORUM_SECRET_KEY", "short", "too short"),
        ("FORUM_BASE_URL", "http://forum.example.org", "https://"),
        ("FORUM_BASE_URL", "forum.example.org", "https://"),
        ("FORUM_SEARCH_ENGINE", "elastic", "auto, whoosh or postgresql"),
        ("FORUM_SEARCH_CHECK_HOUR", "24", "an hour from 0 to 23"),
        ("FORUM_DEFAULT_LOCALE", "fr", "nl or en"),
        ("FORUM_LOG_LEVEL", "loud", "DEBUG, INFO"),
        ("FORUM_LOG_FORMAT", "xml", "json or readable"),
    ],
)
def test_production_refuses_what_cannot_work(variable: str, value: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=variable) as refusal:
        from_environment({**COMPLETE, variable: value}).validate()
    assert words in str(refusal.value)


@pytest.mark.parametrize("value", ["yes", "", "2", "truee"])
def test_a_malformed_boolean_is_refused(value: str) -> None:
    with pytest.raises(ConfigurationError, match="FORUM_LOG_REQUESTS"):
        Config({"FORUM_LOG_REQUESTS": value})


@pytest.mark.parametrize("value", ["8000x", "-1", "", "1.5", "1_000", "٣"])
def test_a_malformed_number_is_refused(value: str) -> None:
    with pytest.raises(ConfigurationError, match="FORUM_PORT"):
        Config({"FORUM_PORT": value})


def test_all_malformed_values_are_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Config({"FORUM_PORT": "x", "FORUM_LOG_REQUESTS": "x"})
    assert "FORUM_PORT" in str(refusal.value)
    assert "FORUM_LOG_REQUESTS" in str(refusal.value)


def test_values_are_read_by_their_type() -> None:
    settings = Config({"FORUM_LOG_REQUESTS": "off", "FORUM_PORT": " 8001 ", "FORUM_SECRET_KEY_FALLBACKS": "one, two,"})
    assert settings.LOG_REQUESTS is False
    assert settings.PORT == 8001
    assert settings.SECRET_KEY_FALLBACKS == ("one", "two")


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    assert Config({"FORUM_SECRET_KEY_FILE": str(file)}).SECRET_KEY == "from the file"


def test_a_secret_from_two_places_or_from_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="not both"):
        Config({"FORUM_SECRET_KEY_FILE": str(tmp_path), "FORUM_SECRET_KEY": "x"})
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Config({"FORUM_SECRET_KEY_FILE": str(tmp_path / "missing")})


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="development, production or testing"):
        from_environment({"FORUM_ENVIRONMENT": "staging"})


def test_what_libraries_need_cannot_be_set_from_outside() -> None:
    settings = Testing({"FORUM_SESSION_COOKIE_HTTPONLY": "false", "FORUM_TESTING": "false"})
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.TESTING


@pytest.mark.parametrize(
    ("given", "uri"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////data/forum.sqlite", "sqlite:////data/forum.sqlite"),
        ("", "sqlite:////data/forum.sqlite"),
    ],
)
def test_database_addresses(given: str, uri: str) -> None:
    settings = Config({"FORUM_DATABASE_URL": given} if given else {}, DATA_DIR=Path("/data"))
    assert uri == settings.SQLALCHEMY_DATABASE_URI
