"""Adding files to a text and opening them, through the pages."""

import io
from urllib.parse import quote

import pytest

from forum.attachments.models import Attachment
from forum.attachments.references import address_of, markdown_for
from forum.attachments.services import uploads
from forum.attachments.storage import get_storage
from forum.core.policy import library_token
from forum.discussions.models import Post, Thread
from forum.extensions import db
from tests.factories import (
    actor,
    make_attachment,
    make_docx,
    make_image,
    make_library,
    make_member,
    make_pdf,
    make_post,
    make_space,
    make_thread,
)

MB = 1024 * 1024


def files(*given: tuple[str, bytes]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(data), name) for name, data in given]


def send(client, *given: tuple[str, bytes], status: int = 201, **kwargs):
    return client.post("/attachments", {"files": files(*given)}, status=status, **kwargs).response.json


def test_a_script_sends_a_file_and_gets_its_markdown(as_member):
    member = make_member()
    answer = send(as_member(member), ("Plan [1].png", make_image(900, 300)))
    (found,) = answer["attachments"]
    assert found["markdown"] == rf"![Plan \[1\]](/attachments/{found['id']}/plan-1.png)"
    assert (found["name"], found["image"], answer["sentence"]) == ("Plan [1].png", True, None)
    attachment = db.session.get_one(Attachment, found["id"])
    assert (attachment.uploader_id, attachment.width, attachment.height) == (member.id, 900, 300)
    assert get_storage().read(attachment.storage_key)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([("x.svg", b"<svg/>")], "sort of file that cannot be added"),
        ([("x.txt", b"")], "x.txt is empty."),
        ([("x.jpg", make_pdf())], "is not what its name says"),
        ([("x.txt", b"a" * (25 * MB + 1))], "x.txt is too large: at most 25 MB."),
        ([], "Choose a file first."),
        ([(f"{number}.txt", b"Dag") for number in range(11)], "At most 10 files at a time"),
    ],
)
def test_what_is_refused_is_refused_with_a_sentence(as_member, given, sentence):
    assert sentence in send(as_member(make_member()), *given, status=422)["sentence"]


def test_what_is_good_among_what_is_refused_is_kept(as_member):
    answer = send(as_member(make_member()), ("a.txt", b"Dag"), ("b.svg", b"<svg/>"), ("c.pdf", make_pdf()), status=422)
    assert [found["name"] for found in answer["attachments"]] == ["a.txt", "c.pdf"]
    assert answer["sentence"].startswith("b.svg is a sort")


def test_nobody_uploads_without_limit(app, as_member):
    app.config["ATTACHMENT_DAILY_MB"] = 1
    client = as_member(make_member())
    send(client, ("a.txt", b"a" * 700_000))
    assert "which is the limit" in send(client, ("b.txt", b"a" * 700_000), status=422)["sentence"]
    send(as_member(make_member()), ("b.txt", b"a" * 700_000))


def test_a_script_whose_session_has_ended_is_told_so(app, client):
    answer = client.request(
        "POST", "/attachments", 401, headers={"Accept": "application/json", "Sec-Fetch-Dest": "empty"}
    )
    assert "signed out" in answer.response.json["sentence"]


def test_an_upload_without_a_token_is_refused(app, as_member):
    client = as_member(make_member())
    client.request(
        "POST", "/attachments", 400, data={"files": files(("a.txt", b"Dag"))}, headers={"Accept": "application/json"}
    )
    assert not db.session.query(Attachment).count()


def test_a_request_that_is_too_large_is_refused_in_json(app, as_member):
    client = as_member(make_member())
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = client.request(
        "POST",
        "/attachments",
        413,
        data={"files": files(("a.txt", b"a" * 5000))},
        headers={"Accept": "application/json"},
    )
    assert answer.response.json["error"] == "What you sent is too large."


def test_nobody_who_writes_waits_while_an_image_is_drawn(as_member, monkeypatch):
    open_transactions = []
    draw = uploads.process

    def watched(name: str, data: bytes):
        open_transactions.append(db.session.registry.has() and db.session().in_transaction())
        return draw(name, data)

    monkeypatch.setattr(uploads, "process", watched)
    client, thread = as_member(make_member()), make_thread()
    send(client, ("a.png", make_image()))
    page = f"/threads/{thread.id}-{thread.slug}"
    client.post(page, {"body": "Dag", "files": files(("b.png", make_image()))})
    assert open_transactions == [False, False]


# -- without a script: files go along with the form


def test_a_question_with_files(as_member):
    member, space = make_member(), make_space()
    data = {"space": space.slug, "title": "Wie kent dit?", "kind": "question", "body": "Zie hier."}
    data["files"] = files(("plan.png", make_image()), ("Reglement 2026.pdf", make_pdf()))
    page = as_member(member).post("/threads/new", data)
    assert page.h1 == "Wie kent dit?"
    (link,) = page.all(".post ul.files a")
    assert link.text == "Reglement 2026.pdf"
    assert page.one(".post .prose img")["width"] == "40"
    assert "PDF," in page.one(".post ul.files").text
    body = db.session.query(Post).one().body
    assert body.startswith("Zie hier.\n\n![plan](/attachments/")


def test_a_reply_of_nothing_but_a_file(as_member):
    thread = make_thread()
    page = as_member(make_member()).post(
        f"/threads/{thread.id}-{thread.slug}", {"body": "", "files": files(("a.pdf", make_pdf()))}
    )
    assert page.texts(".post ul.files a") == ["a.pdf"]


def test_a_refused_file_brings_the_form_back_with_text_and_good_files(as_member):
    thread = make_thread()
    client = as_member(make_member())
    data = {"body": "Mijn lange antwoord", "files": files(("goed.pdf", make_pdf()), ("fout.svg", b"<svg/>"))}
    page = client.post(f"/threads/{thread.id}-{thread.slug}", data, status=422)
    text = page.one("textarea[name=body]").text.strip()
    attachment = db.session.query(Attachment).one()
    assert text == f"Mijn lange antwoord\n\n{markdown_for(attachment)}"
    assert "fout.svg is a sort of file" in page.one(".summary").text
    assert page.one(".summary a")["href"] == "#files"
    assert page.one("#files")["aria-invalid"] == "true"
    assert db.session.query(Post).count() == 1
    # Sent again without files, it is posted with the one that was good.
    page = page.submit("Post", body=text)
    assert page.texts(".post ul.files a") == ["goed.pdf"]


def test_good_files_are_kept_when_the_form_is_refused_for_something_else(as_member):
    space = make_space()
    data = {
        "space": space.slug,
        "title": "",
        "kind": "question",
        "body": "Tekst",
        "files": files(("a.pdf", make_pdf())),
    }
    page = as_member(make_member()).post("/threads/new", data, status=422)
    attachment = db.session.query(Attachment).one()
    assert page.one("textarea[name=body]").text.strip() == f"Tekst\n\n{markdown_for(attachment)}"
    assert not db.session.query(Thread).count()


def test_files_are_added_while_editing(as_member):
    member = make_member()
    post = make_post(author=member)
    data = {"body": "Nieuw", "base_revision": "1", "files": files(("a.docx", make_docx("Dag")))}
    page = as_member(member).post(f"/posts/{post.id}/edit", data)
    assert page.texts(".post ul.files a") == ["a.docx"]


def test_a_file_for_what_one_cannot_see_is_not_even_looked_at(as_member):
    library = make_library()
    insider = make_member(library_id=library.id)
    thread = make_thread(insider, make_space(audience=library_token(library.id)))
    data = {"body": "Dag", "files": files(("a.pdf", make_pdf()))}
    as_member(make_member()).post(f"/threads/{thread.id}-{thread.slug}", data, status=404)
    assert not db.session.query(Attachment).count()


def test_a_preview_shows_ones_own_file_and_nobody_elses(as_member):
    author, other = make_member(), make_member()
    attachment = make_attachment(author)
    for member, shown in ((author, True), (other, False)):
        html = as_member(member).post("/preview", {"body": markdown_for(attachment)}).response.json["html"]
        assert ("<img" in html) is shown


def test_a_page_with_files_costs_no_statement_more(as_member, assert_queries):
    member = make_member()
    plain, thread = make_thread(), make_thread()
    attachment = make_attachment(member, "a.pdf")
    make_post(thread, member, body=markdown_for(attachment))
    client = as_member(member)
    pages = [f"/threads/{one.id}-{one.slug}" for one in (plain, thread)]
    for page in pages:
        with assert_queries(3):
            client.get(page)


# -- opening


def test_an_image_is_shown_and_another_file_is_saved(as_member):
    member = make_member()
    client = as_member(member)
    image, document = make_attachment(member), make_attachment(member, "Reglement é.pdf", make_pdf())
    shown, saved = client.get(address_of(image)), client.get(address_of(document))
    assert shown.headers["Content-Disposition"] == "inline; filename=plan.png"
    assert shown.headers["Content-Type"] == "image/png"
    assert saved.headers["Content-Disposition"] == (
        f"attachment; filename=\"Reglement e.pdf\"; filename*=UTF-8''{quote('Reglement é.pdf')}"
    )
    assert saved.headers["Content-Type"] == "application/pdf"
    assert saved.response.data == make_pdf()
    for page in (shown, saved):
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert page.headers["Cache-Control"] == "private, no-cache"
        assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_the_browser_has_is_asked_about_and_not_sent_again(as_member):
    member = make_member()
    client, attachment = as_member(member), make_attachment(member)
    etag = client.get(address_of(attachment)).headers["ETag"]
    again = client.get(address_of(attachment), status=304, headers={"If-None-Match": etag})
    assert again.response.data == b""
    as_member(make_member()).get(address_of(attachment), status=404, headers={"If-None-Match": etag})


def test_a_part_of_a_file(as_member):
    member = make_member()
    client, attachment = as_member(member), make_attachment(member, "a.txt", b"0123456789")
    part = client.get(address_of(attachment), status=206, headers={"Range": "bytes=2-4"})
    assert (part.response.data, part.headers["Content-Range"]) == (b"234", "bytes 2-4/10")
    client.get(address_of(attachment), status=416, headers={"Range": "bytes=20-30"})


def test_the_smaller_picture(as_member):
    member = make_member()
    client = as_member(member)
    large, small = make_attachment(member, data=make_image(2000, 900)), make_attachment(member)
    page = client.get(f"/attachments/{large.id}/thumbnail")
    assert page.headers["Content-Type"] == "image/webp"
    assert page.response.data[8:12] == b"WEBP"
    etag = page.headers["ETag"]
    client.get(f"/attachments/{large.id}/thumbnail", status=304, headers={"If-None-Match": etag})
    client.get(f"/attachments/{small.id}/thumbnail", status=404)


SPELLINGS = (
    "/attachments/{id}",
    "/attachments/{id}/plan.png",
    "/attachments/{id}/wat-dan-ook.html",
    "/attachments/{id}/plan.png?download=1",
    "/attachments/{id}/plan.png%00.html",
    "/attachments/{id}/PLAN.PNG;.js",
    "/attachments/0{id}/plan.png",
    "/attachments//{id}/plan.png",
    "//attachments/{id}/plan.png",
    "/attachments/./{id}/plan.png",
    "/attachments/x/../{id}/plan.png",
    "/attachments/%2e%2e/attachments/{id}/plan.png",
    "/attachments/{id}%2fplan.png",
    "/attachments/{id}/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/Attachments/{id}/plan.png",
    "/attachments/{id}/plan.png/",
    "/files/{key}",
    "/static/../var/files/{key}",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_an_address_asks_the_policy(as_member, client, spelling):
    """Whatever is written, one who may not see the file gets nothing, and nobody gets it as a page."""
    author = make_member()
    attachment = make_attachment(author)
    url = spelling.format(id=attachment.id, key=attachment.storage_key)
    content = get_storage().read(attachment.storage_key)
    mine = as_member(author).request("GET", url, None)
    if mine.status == 200:
        assert mine.headers["Content-Type"] == "image/png"
        assert mine.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    theirs = as_member(make_member()).request("GET", url, None)
    assert theirs.status == 404
    nobodys = client.request("GET", url, None)
    assert content not in theirs.response.data + nobodys.response.data


def test_a_file_that_is_missing_from_the_store_is_said_in_a_sentence(as_member, caplog):
    member = make_member()
    attachment = make_attachment(member)
    get_storage().remove(attachment.storage_key)
    assert "missing from the store" in as_member(member).get(address_of(attachment), status=404).text
    assert "a file is missing from the store" in caplog.text


def test_only_members_of_the_network_upload(app):
    assert actor(make_member()).tokens & {"network"}
