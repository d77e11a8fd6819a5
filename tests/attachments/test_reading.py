"""The words of files: read in another process, found by search, and never in the way of anything else."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from forum.attachments import reading
from forum.attachments.extraction import MOST_CHARACTERS
from forum.attachments.models import Attachment, State
from forum.attachments.references import markdown_for
from forum.core import outbox
from forum.core.policy import library_token
from forum.extensions import db
from tests.factories import (
    make_attachment,
    make_docx,
    make_library,
    make_member,
    make_pdf,
    make_post,
    make_space,
    make_thread,
)
from tests.factories.attachments import content_types, make_archive

ODT = "application/vnd.oasis.opendocument.text"
OFFICE_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
ODT_TEXT = (
    f'<o xmlns:text="{OFFICE_TEXT}"><x>niet</x><text:h>Kop</text:h>'
    "<text:p>Een <text:span>alinea</text:span></text:p></o>"
)
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def slide(text: str) -> str:
    return f'<sld xmlns:a="{DRAWING}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></sld>'


def office(kind: str, **parts: str) -> bytes:
    return make_archive({"[Content_Types].xml": content_types(kind), **parts})


def words(name: str, data: bytes) -> str | None:
    return reading.extract(name.rpartition(".")[2], data)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.pdf", make_pdf("Reglement van de leeszaal"), "Reglement van de leeszaal"),
        ("a.docx", make_docx("Eerste alinea", "Tweede &amp; derde"), "Eerste alinea\nTweede & derde"),
        (
            "a.odt",
            make_archive(
                {
                    "mimetype": ODT,
                    "content.xml": ODT_TEXT,
                }
            ),
            "Kop\nEen alinea",
        ),
        (
            "a.xlsx",
            office("xlsx", **{"xl/sharedStrings.xml": "<sst><si><t>Titel</t></si><si><r><t>Jaar</t></r></si></sst>"}),
            "Titel\nJaar",
        ),
        (
            "a.pptx",
            office(
                "pptx",
                **{
                    "ppt/slides/slide10.xml": slide("tien"),
                    "ppt/slides/slide2.xml": slide("twee"),
                    "ppt/media/x.xml": "<a",
                },
            ),
            "twee\ntien",
        ),
    ],
)
def test_the_words_of_each_sort(app, name: str, data: bytes, text: str):
    assert (words(name, data) or "").strip() == text


@pytest.mark.sqlite
def test_a_protected_or_broken_file_has_no_words(app):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    writer.encrypt("geheim", algorithm="RC4-128")
    protected = io.BytesIO()
    writer.write(protected)
    assert words("a.pdf", protected.getvalue()) is None
    assert words("a.pdf", b"%PDF-1.4 en dan niets") is None
    assert words("a.docx", make_archive({"word/document.xml": "<w:document><broken"})) is None


@pytest.mark.sqlite
def test_entities_are_not_expanded(app):
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><d><t>&b;</t></d>'
    assert words("a.docx", make_archive({"word/document.xml": bomb})) is None


@pytest.mark.sqlite
def test_a_very_long_text_is_cut_off(app):
    found = words("a.docx", make_docx(*["woord " * 100] * 1_000))
    assert found is not None
    assert len(found) == MOST_CHARACTERS


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "program",
    [
        "import time; time.sleep(60)",
        "while True: pass",
        "import os; os.abort()",
        "import sys; sys.exit(3)",
        "raise RecursionError",
    ],
)
def test_a_reader_that_hangs_or_falls_gives_no_words(app, tmp_path: Path, program: str):
    script = tmp_path / "reader.py"
    script.write_text(program)
    started = time.monotonic()
    assert reading.extract("pdf", make_pdf(), script, seconds=0.5) is None
    assert time.monotonic() - started < 5


@pytest.mark.sqlite
@pytest.mark.parametrize("greed", ["x = bytearray(2_000_000_000)", "while True: sys.stdout.write('x' * 100_000)"])
def test_a_reader_that_swells_is_stopped(app, tmp_path: Path, greed: str):
    script = tmp_path / "reader.py"
    script.write_text(f"import sys\n{greed}")
    assert reading.extract("pdf", make_pdf(), script) is None


def test_the_worker_reads_a_file_and_has_its_posts_indexed(app, drain, as_member):
    member = make_member()
    attachment = make_attachment(member, "Reglement 2026.pdf", make_pdf("Boete bij laattijdige inlevering"))
    post = make_post(make_thread(title="Waar staat dat?"), member, body=f"Zie {markdown_for(attachment)}")
    db.session.commit()
    assert attachment.state == State.WAITING
    drain()
    assert db.session.get_one(Attachment, attachment.id).state == State.READ
    page = as_member(make_member()).get("/search", query={"q": "laattijdige"})
    (hit,) = page.all("li.hit")
    assert hit.select_one("a")["href"] == f"/posts/{post.id}"
    assert hit.select_one(".hit-file").text.strip() == "Reglement 2026.pdf"
    assert hit.select_one("mark").text == "laattijdige"
    assert not as_member(make_member()).get("/search", query={"q": '"laattijdige boete"'}).all("li.hit")
    assert as_member(make_member()).get("/search", query={"q": '"bij laattijdige inlevering"'}).all("li.hit")


def test_the_words_of_a_file_are_found_by_whoever_sees_the_post_only(app, drain, as_member):
    library = make_library()
    member = make_member(library_id=library.id)
    attachment = make_attachment(member, "a.txt", b"Wachtwoordkluis van de balie")
    make_thread(member, make_space(audience=library_token(library.id)), body=markdown_for(attachment))
    drain()
    assert as_member(make_member(library_id=library.id)).get("/search", query={"q": "wachtwoordkluis"}).all("li.hit")
    assert not as_member(make_member()).get("/search", query={"q": "wachtwoordkluis"}).all("li.hit")


def test_a_file_taken_out_of_a_text_is_no_longer_found_by_its_words(app, drain, as_member):
    from forum.discussions import services
    from tests.factories import actor

    member = make_member()
    attachment = make_attachment(member, "a.txt", b"Wachtwoordkluis")
    post = make_post(make_thread(), member, body=markdown_for(attachment))
    drain()
    services.edit_post(actor(member), post, "Toch niet", base_revision=1)
    db.session.commit()
    drain()
    assert not as_member(member).get("/search", query={"q": "wachtwoordkluis"}).all("li.hit")


def test_a_long_file_does_not_drown_the_words_of_its_post(app, drain, as_member):
    member = make_member()
    attachment = make_attachment(member, "a.txt", b"zelfuitleenbalie en nog veel meer woorden " * 3_000)
    with_file = make_thread(
        member, title="Vraag over aankopen", body=f"Wie kocht een boekenlift? {markdown_for(attachment)}"
    )
    kelder = "Een boekenlift staat bij ons in de kelder, naast oude kaarten, affiches, grammofoonplaten en rekken. "
    make_thread(title="Iets heel anders", body=kelder + "Daar wordt verder weinig mee gedaan. " * 5)
    about = make_thread(title="De zelfuitleenbalie hapert", body="Onze zelfuitleenbalie hapert.")
    drain()
    client = as_member(make_member())
    first = [
        client.get("/search", query={"q": word}).all("li.hit a")[0]["href"]
        for word in ("boekenlift", "zelfuitleenbalie")
    ]
    assert first == [f"/threads/{one.id}-{one.slug}" for one in (with_file, about)]


def test_a_file_that_cannot_be_read_is_marked_and_the_rest_goes_on(app, drain, caplog):
    broken = make_attachment(make_member(), "a.pdf", b"%PDF-1.4 en dan niets")
    whole = make_attachment(make_member(), "b.pdf", make_pdf())
    drain()
    states = {one.id: one.state for one in db.session.query(Attachment)}
    assert states == {broken.id: State.UNREADABLE, whole.id: State.READ}
    assert "cannot be read" in caplog.text


def test_words_of_all_alphabets_and_no_forbidden_characters_are_kept(app, drain):
    text = "Één ﬁjn woord \ufffe café\u0301 naar de biblio-\ntheek"
    attachment = make_attachment(make_member(), "a.txt", text.encode())
    drain()
    assert db.session.get_one(Attachment, attachment.id).text == "Één ﬁjn woord café\u0301 naar de bibliotheek".replace(
        "é\u0301", "é\u0301"
    )


def test_other_work_does_not_wait_for_slow_work(app, drain):
    order: list[str] = []
    outbox.handler("slow-test", slow=True)(lambda row: order.append(row.key))
    outbox.handler("quick-test")(lambda row: order.append(row.key))
    try:
        for channel in ("slow-test", "quick-test"):
            outbox.enqueue(channel, channel)
        db.session.commit()
        assert outbox.lag_seconds() < 60
        assert outbox.work_once(slow=False) == 1
        assert order == ["quick-test"]
        assert outbox.lag_seconds("slow-test") >= 0
        assert outbox.work_once(limit=1, slow=True) == 1
        assert order == ["quick-test", "slow-test"]
    finally:
        for channel in ("slow-test", "quick-test"):
            outbox._row_handlers.pop(channel)
            outbox._slow_channels.discard(channel)


def test_archives_of_the_factory_are_sound():
    with zipfile.ZipFile(io.BytesIO(make_docx("Dag"))) as archive:
        assert archive.testzip() is None
