"""Nobody's text is lost when the session or the form token is gone."""

import io
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import time_machine
from sqlalchemy import select, update

from forum.core.clock import now
from forum.web.kept_forms import KeptForm
from tests.factories import make_member, make_space

SAID = "What you typed is back. It has not been sent yet: check it and send it again."
TYPED = {"title": "Hoe doen jullie dit?", "body": "Een lange tekst, met é en <b>.", "password": "geheim"}


def post_signed_out(client: Any, **fields: str) -> str:
    answer = client.raw.post("/threads/new?space=x", data=fields)
    assert answer.status_code == 303
    where = urlsplit(answer.headers["Location"])
    assert where.path == "/login"
    return parse_qs(where.query)["next"][0]


def test_a_text_sent_after_the_session_ended_comes_back(client: Any, as_member: Any, db_session: Any) -> None:
    space = make_space()
    target = post_signed_out(client, space=space.slug, **TYPED)
    assert "kept=" in target
    page = as_member(make_member()).get(target)
    form = page.form(field="title")
    assert form.values["title"] == [TYPED["title"]]
    assert form.values["body"][0].strip() == TYPED["body"]
    assert "What you typed is back" in page.text


def test_the_sign_in_page_says_that_it_is_kept(client: Any) -> None:
    answer = client.raw.post("/threads/new", data=TYPED, follow_redirects=True)
    assert answer.status_code == 200
    assert "What you typed is kept" in answer.text


def test_a_wrong_password_does_not_take_that_sentence_away(client: Any) -> None:
    answer = client.raw.post("/threads/new", data=TYPED)
    page = client.get(answer.headers["Location"])
    page = page.submit("Sign in", 400, email="an@bib.example", password="mis")
    assert "What you typed is kept" in page.main
    assert "What you typed is kept" not in client.get("/login?next=/spaces/").main


def test_it_is_said_once_however_often_the_page_is_asked(client: Any, as_member: Any, db_session: Any) -> None:
    make_space()
    target = post_signed_out(client, **TYPED)
    member = as_member(make_member())
    with member.raw.session_transaction() as session:
        session["_flashes"] = [("info", SAID)]
    assert member.get(target).text.count(SAID) == 1


def test_a_lost_form_token_brings_the_text_back(as_member: Any, db_session: Any) -> None:
    member = as_member(make_member())
    make_space()
    answer = member.raw.post("/threads/new", data={**TYPED, "csrf_token": "old"})
    assert answer.status_code == 303
    page = member.get(answer.headers["Location"])
    assert page.form(field="title").values["title"] == [TYPED["title"]]


def test_secrets_are_never_kept(client: Any, db_session: Any) -> None:
    post_signed_out(client, **TYPED, csrf_token="x", one_time_code="123456")
    fields = db_session.scalar(select(KeptForm.fields))
    assert set(fields) == {"title", "body"}


def test_only_the_first_member_to_open_it_reads_it(client: Any, as_member: Any, db_session: Any) -> None:
    make_space()
    target = post_signed_out(client, **TYPED)
    mine, other = as_member(make_member()), as_member(make_member())
    for _ in range(2):
        assert TYPED["title"] in mine.get(target).form(field="title").values["title"]
    assert TYPED["title"] not in other.get(target).form(field="title").values["title"]


def test_a_wrong_token_an_old_one_and_another_page_give_nothing(client: Any, as_member: Any, db_session: Any) -> None:
    make_space()
    target = post_signed_out(client, **TYPED)
    member = as_member(make_member())
    assert member.get("/threads/new?kept=wrong").form(field="title").values["title"] == [""]
    db_session.execute(update(KeptForm).values(path="/somewhere/else"))
    assert member.get(target).form(field="title").values["title"] == [""]
    db_session.execute(update(KeptForm).values(path="/threads/new", created_at=now() - timedelta(hours=25)))
    assert member.get(target).form(field="title").values["title"] == [""]


def test_old_texts_are_removed(client: Any, db_session: Any) -> None:
    post_signed_out(client, **TYPED)
    with time_machine.travel(now() + timedelta(days=2), tick=True):
        post_signed_out(client, title="later")
    kept = db_session.scalars(select(KeptForm.fields)).all()
    assert kept == [{"title": ["later"]}]


def test_an_empty_form_keeps_nothing(client: Any, db_session: Any) -> None:
    assert "kept=" not in post_signed_out(client, title=" ", body="")
    assert db_session.scalar(select(KeptForm.id)) is None


def test_a_text_beyond_all_bounds_is_not_kept(client: Any, db_session: Any) -> None:
    assert "kept=" not in post_signed_out(client, body="x" * 300_001)


def test_a_script_stores_nothing(client: Any, db_session: Any) -> None:
    answer = client.raw.post("/threads/new", data=TYPED, headers={"Sec-Fetch-Dest": "empty"})
    assert answer.status_code == 401
    assert "You are signed out" in answer.json["sentence"]
    assert db_session.scalar(select(KeptForm.id)) is None


def test_the_token_itself_is_not_stored(client: Any, db_session: Any) -> None:
    target = post_signed_out(client, **TYPED)
    token = parse_qs(urlsplit(target).query)["kept"][0]
    row = db_session.execute(select(KeptForm)).scalar_one()
    assert token not in (row.token_hash, row.path)


def _with_file(body: str, size: int = 10) -> dict[str, object]:
    return {"title": "Wie kent dit?", "body": body, "files": [(io.BytesIO(b"x" * size), "Foto van de balie.jpg")]}


def test_text_with_a_file_comes_back_after_sign_in_and_the_file_is_named(app, client, as_member):
    member = make_member()
    make_space()
    answer = client.post("/threads/new", _with_file("Een lang verhaal"), status=303, follow=False)
    target = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
    page = as_member(member).get(target)
    assert page.one("textarea[name=body]").text.strip() == "Een lang verhaal"
    assert "Files do not come back by themselves. Add them again: Foto van de balie.jpg." in page.text


def test_a_form_that_is_too_large_gives_back_what_was_typed(app, as_member):
    client = as_member(make_member())
    app.config["MAX_CONTENT_LENGTH"] = 2_000
    page = client.post("/threads/new", _with_file("Een lang verhaal over één balie", 5_000), status=413)
    assert page.one("#typed").text.strip() == "Wie kent dit?\n\nEen lang verhaal over één balie"


def test_a_form_that_is_too_large_and_broken_is_refused_all_the_same(app, as_member):
    client = as_member(make_member())
    app.config["MAX_CONTENT_LENGTH"] = 2_000
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded"):
        page = client.request("POST", "/threads/new", 413, data=b"\xff" * 5_000, headers={"Content-Type": kind})
        assert not page.all("#typed")


class TestAnotherAtTheSameDesk:
    """The form stood on An's page; her session is gone, and somebody else signs in on that tab."""

    def sent_by(self, member: Any, as_member: Any) -> str:
        """Where she is sent on to after signing in."""
        client = as_member(member)
        form = client.get("/threads/new").form(field="title")
        with client.raw.session_transaction() as session:
            session.clear()
        fields = {name: values[0] for name, values in form.values.items()}
        answer = client.raw.post("/threads/new", data={**fields, **TYPED})
        return parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]

    def test_only_who_typed_it_gets_it_back(self, app: Any, as_member: Any) -> None:
        make_space()
        an, wim = make_member(), make_member()
        target = self.sent_by(an, as_member)
        page = as_member(wim).get(target)
        assert page.form(field="title").values["title"] == [""]
        assert TYPED["body"] not in page.text
        assert "This was typed by somebody else on this device." in page.text
        assert as_member(an).get(target).form(field="title").values["title"] == [TYPED["title"]]

    def test_signed_in_in_another_tab_makes_no_difference(self, app: Any, as_member: Any) -> None:
        make_space()
        an, wim = as_member(make_member()), as_member(make_member())
        token = an.get("/threads/new").form(field="title").values["csrf_token"]
        answer = wim.raw.post("/threads/new", data={**TYPED, "csrf_token": token})
        target = answer.headers["Location"]
        assert TYPED["title"] not in wim.get(target).form(field="title").values["title"]
        assert an.get(target).form(field="title").values["title"] == [TYPED["title"]]

    def test_a_token_that_names_a_member_but_is_not_ours_names_nobody(self, client: Any, as_member: Any) -> None:
        make_space()
        wim = make_member()
        target = post_signed_out(client, **TYPED, csrf_token=f"forged.of.{wim.id}")
        assert as_member(make_member()).get(target).form(field="title").values["title"] == [TYPED["title"]]

    def test_signing_in_says_whose_the_forms_are(self, app: Any, client: Any, as_member: Any) -> None:
        an = make_member(password="een lange zin om te testen", email="an@bib.example")
        make_space()
        client.get("/login").form(field="password").submit(email=an.email, password="een lange zin om te testen")
        form = client.get("/threads/new").form(field="title")
        with client.raw.session_transaction() as session:
            session.clear()
        target = post_signed_out(client, **TYPED, csrf_token=form.values["csrf_token"][0])
        assert as_member(make_member()).get(target).form(field="title").values["title"] == [""]
