"""Documents are kept without who made them; what they say stays."""

import io
import zipfile

import pypdf
import pytest

from forum.attachments.services import Upload, check_upload
from tests.factories.attachments import content_types, make_archive, make_docx, make_pdf

MAKER = "Wim Wouters"
CORE = (
    '<?xml version="1.0"?><cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>Wim Wouters</dc:creator>'
    "<cp:lastModifiedBy>Wim Wouters</cp:lastModifiedBy></cp:coreProperties>"
)
APP = '<?xml version="1.0"?><Properties xmlns="p"><Company>Wim Wouters</Company></Properties>'


def kept(name: str, data: bytes) -> bytes:
    return check_upload(Upload(name, data)).data


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def pdf_by(maker: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(make_pdf("Reglement"))))
    writer.add_metadata({"/Author": maker, "/Title": f"Map van {maker}"})
    stream = pypdf.generic.StreamObject()
    stream.set_data(f"<x:xmpmeta><dc:creator>{maker}</dc:creator></x:xmpmeta>".encode())
    writer._root_object[pypdf.generic.NameObject("/Metadata")] = writer._add_object(stream)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_word_file_loses_who_made_it_and_nothing_else(app):
    data = make_docx("Dag")
    parts = parts_of(data)
    named = make_archive({**parts, "docProps/core.xml": CORE, "docProps/app.xml": APP, "docProps/custom.xml": APP})
    before, after = parts_of(named), parts_of(kept("verslag.docx", named))
    assert MAKER.encode() in b"".join(before.values())
    assert MAKER.encode() not in b"".join(after.values())
    assert list(after) == list(before)
    assert after["word/document.xml"] == before["word/document.xml"]


def test_a_spreadsheet_loses_the_folder_it_was_saved_in(app):
    workbook = '<workbook><x15ac:absPath url="C:\\Users\\Wim Wouters\\" xmlns:x15ac="a"/><sheets/></workbook>'
    data = make_archive({"[Content_Types].xml": content_types("xlsx"), "xl/workbook.xml": workbook})
    after = parts_of(kept("tabel.xlsx", data))["xl/workbook.xml"]
    assert MAKER.encode() not in after
    assert b"<sheets/>" in after


def test_an_open_document_loses_who_made_it(app):
    meta = "<office:document-meta><meta:initial-creator>Wim Wouters</meta:initial-creator></office:document-meta>"
    mimetype = "application/vnd.oasis.opendocument.text"
    data = make_archive({"mimetype": mimetype, "content.xml": "<t>Wim Wouters zei</t>", "meta.xml": meta})
    after = parts_of(kept("verslag.odt", data))
    assert MAKER.encode() not in after["meta.xml"]
    assert after["content.xml"] == b"<t>Wim Wouters zei</t>"
    assert next(iter(after)) == "mimetype"


def test_a_pdf_loses_who_made_it_and_keeps_its_words(app):
    data = pdf_by(MAKER)
    assert MAKER.encode() in data
    after = kept("reglement.pdf", data)
    assert MAKER.encode() not in after
    reader = pypdf.PdfReader(io.BytesIO(after))
    assert not reader.metadata
    assert "Reglement" in reader.pages[0].extract_text()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(make_pdf() + b"\n% /ByteRange [0 1 2 3]", id="signed"),
        pytest.param(b"%PDF-1.7 but nothing of one", id="odd"),
    ],
)
def test_a_pdf_that_cannot_be_written_anew_stays_as_it_is(app, data):
    assert kept("reglement.pdf", data) == data


def test_an_archive_with_a_broken_part_stays_as_it_is(app):
    data = bytearray(make_docx("Dag" * 400, word__media_png=b"beeld"))
    data[data.find(b"beeld") if b"beeld" in data else data.find(b"word/media_png") + 20] ^= 0xFF
    assert kept("verslag.docx", bytes(data)) == bytes(data)
