"""Signing in and out: one answer for every failure, waits instead of lock-outs, sessions that end when they should."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.accounts import passwords, throttle
from forum.accounts.identity import find_by_session_token, token_digest
from forum.accounts.models import SignInSession, ThrottleEvent
from forum.core.clock import now
from forum.extensions import db
from tests.factories.accounts import make_member

PASSWORD = "drie rustige woorden"
WRONG = "The e-mail address or the password is not right."


@pytest.fixture
def member(app: Any) -> Any:
    return make_member(email="an@bib.example", display_name="An Peeters", password=PASSWORD)


def sign_in(client: Any, email: str = "an@bib.example", password: str = PASSWORD, status: int = 200, **kw: Any) -> Any:
    return client.get("/login").submit("Sign in", _status=status, email=email, password=password, **kw)


def test_signing_in_leads_to_the_page_that_was_asked_for(client: Any, member: Any) -> None:
    page = client.get("/members/?q=an")
    assert page.h1 == "Sign in"
    page = page.submit("Sign in", email=" AN@bib.example ", password=PASSWORD)
    assert page.url == "/members/?q=an"
    assert page.h1 == "Colleagues"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_next_never_leaves_the_site(client: Any, member: Any, target: str) -> None:
    client.get("/login")
    data = {"email": "an@bib.example", "password": PASSWORD, "next": target}
    page = client.request("POST", "/login", None, follow=False, data={"csrf_token": client.csrf_token(), **data})
    assert page.headers["Location"] == "/"


def test_all_failures_look_the_same(client: Any, member: Any) -> None:
    make_member(email="weg@bib.example", password=PASSWORD, is_active=False)
    make_member(email="leeg@bib.example")
    pages = [
        sign_in(client, email, password, 400)
        for email, password in [
            ("an@bib.example", "verkeerd wachtwoord"),
            ("niemand@bib.example", "verkeerd wachtwoord"),
            ("weg@bib.example", PASSWORD),
            ("leeg@bib.example", PASSWORD),
            ("an@bib.example", "x" * 5_000),
        ]
    ]
    assert {page.main.replace(page.one("#email")["value"], "") for page in pages} == {pages[0].main}
    assert WRONG in pages[0].main
    assert pages[0].one("#email")["value"] == "an@bib.example"
    assert pages[0].one("#password")["value"] == ""


def test_every_failure_pays_for_a_verification(client: Any, member: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    class Counting:
        def verify(self, password_hash: str, password: str) -> bool:
            verified.append(password_hash)
            return original.verify(password_hash, password)

    original = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Counting())
    sign_in(client, "niemand@bib.example", "x", 400)
    sign_in(client, "an@bib.example", "x", 400)
    assert len(verified) == 2
    assert verified[0] == passwords.DUMMY_HASH


def test_the_dummy_hash_costs_what_real_ones_cost() -> None:
    assert not passwords.needs_rehash(passwords.DUMMY_HASH)
    assert not passwords.verify(None, "anything")


@pytest.mark.parametrize("email", ["an@bib.example", "niemand@bib.example"])
def test_after_five_failures_one_has_to_wait(client: Any, member: Any, email: str) -> None:
    for _ in range(throttle.PER_ACCOUNT.free):
        sign_in(client, email, "fout", 400)
    page = sign_in(client, email, PASSWORD, 429)
    assert "Too many attempts in a row. Wait 15 seconds" in page.main
    assert int(page.headers["Retry-After"]) <= 15


def test_the_wait_grows_and_ends(client: Any, member: Any) -> None:
    for _ in range(throttle.PER_ACCOUNT.free):
        sign_in(client, password="fout", status=400)
    move_back(timedelta(seconds=16))
    sign_in(client, password="fout", status=400)
    assert "Wait 30 seconds" in sign_in(client, status=429).main
    move_back(timedelta(seconds=31))
    sign_in(client)
    assert db.session.scalar(select(func.count()).select_from(ThrottleEvent)) == 6, "the address itself is remembered"


def test_an_address_that_tries_many_accounts_has_to_wait(client: Any, member: Any) -> None:
    key = throttle.PER_ADDRESS.key("127.0.0.0/24")
    for _ in range(throttle.PER_ADDRESS.free):
        throttle.count(key)
    assert "Wait 5 seconds" in sign_in(client, status=429).main


def test_waits_never_grow_beyond_their_limit() -> None:
    assert throttle.PER_ACCOUNT.wait_after(4) == timedelta(0)
    assert throttle.PER_ACCOUNT.wait_after(10_000) == throttle.PER_ACCOUNT.longest_wait


def test_only_the_digest_of_the_token_is_kept(client: Any, member: Any) -> None:
    sign_in(client)
    session = db.session.scalars(select(SignInSession)).one()
    with client.raw.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert session.token_hash == token_digest(token)
    assert token not in repr(session.__dict__)


def test_signing_in_makes_a_new_session_each_time(client: Any, member: Any) -> None:
    sign_in(client)
    with client.raw.session_transaction() as cookie:
        first = cookie["_user_id"]
        cookie["left-behind"] = "from before"
    client.post("/logout")
    sign_in(client)
    with client.raw.session_transaction() as cookie:
        assert cookie["_user_id"] != first
        assert "left-behind" not in cookie


def test_signing_out_ends_the_session_on_the_server(client: Any, member: Any) -> None:
    sign_in(client)
    with client.raw.session_transaction() as cookie:
        token = cookie["_user_id"]
    response = client.request("POST", "/logout", 303, follow=False, data={"csrf_token": client.csrf_token()})
    assert "cache" in response.headers["Clear-Site-Data"]
    assert response.headers["Cache-Control"] == "no-store"
    assert find_by_session_token(token) is None
    assert client.get("/members/").h1 == "Sign in"


def test_get_does_not_sign_out(client: Any, member: Any) -> None:
    sign_in(client)
    client.get("/logout", status=405)
    assert client.get("/members/").h1 == "Colleagues"


@pytest.mark.parametrize(("shared", "minutes"), [(False, 120), (True, 20)])
def test_an_idle_session_ends(client: Any, member: Any, shared: bool, minutes: int) -> None:
    sign_in(client, shared=shared)
    idle(timedelta(minutes=minutes - 1))
    assert client.get("/members/").h1 == "Colleagues"
    idle(timedelta(minutes=minutes + 1))
    assert client.get("/members/").h1 == "Sign in"


def test_a_session_ends_at_the_end_of_the_day(client: Any, member: Any) -> None:
    sign_in(client)
    db.session.execute(update(SignInSession).values(expires_at=now() - timedelta(seconds=1)))
    assert client.get("/members/").h1 == "Sign in"


@pytest.mark.parametrize("shared", [False, True])
def test_a_shared_session_ends_with_the_browser(client: Any, member: Any, shared: bool) -> None:
    client.get("/login")
    data = {"email": "an@bib.example", "password": PASSWORD, "csrf_token": client.csrf_token()}
    response = client.request("POST", "/login", 303, follow=False, data=data | ({"shared": "y"} if shared else {}))
    cookie = next(value for value in response.headers.getlist("Set-Cookie") if "session=" in value)
    assert ("Expires=" not in cookie) == shared


def test_use_is_noted_now_and_then(client: Any, member: Any) -> None:
    sign_in(client)
    idle(timedelta(minutes=10))
    client.get("/members/")
    seen = db.session.scalars(select(SignInSession.last_seen_at)).one()
    assert now() - seen < timedelta(minutes=1)
    idle(timedelta(minutes=1))
    client.get("/members/")
    seen = db.session.scalars(select(SignInSession.last_seen_at)).one()
    assert now() - seen > timedelta(seconds=59), "not at every page"


def test_an_outdated_hash_is_renewed_at_sign_in(client: Any, member: Any) -> None:
    from argon2 import PasswordHasher

    member.password_hash = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    sign_in(client)
    assert not passwords.needs_rehash(member.password_hash)


@pytest.mark.parametrize("password", ["kort", "wachtwoord123", "an@bib.example", "x" * 129, "aaaaaaaaaaaaaa"])
def test_weak_passwords_are_refused(password: str) -> None:
    from forum.core.errors import Invalid

    with pytest.raises(Invalid):
        passwords.check_strength(password, ("An Peeters", "an@bib.example"))


@pytest.mark.parametrize("password", ["drie rustige woorden", "demo-boekenkast", "x8#Kq2!pLw9z", "café crème à table"])
def test_good_passwords_need_no_signs_and_capitals(password: str) -> None:
    passwords.check_strength(password, ("An Peeters", "an@bib.example"))
    assert passwords.verify(passwords.hash_password(password), password)


def move_back(by: timedelta) -> None:
    """Let time pass for what is counted."""
    for event in db.session.scalars(select(ThrottleEvent)):
        event.happened_at -= by


def idle(time: timedelta) -> None:
    """Let the session have been used this long ago."""
    db.session.execute(update(SignInSession).values(last_seen_at=now() - time))
