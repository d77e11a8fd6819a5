"""What is accepted as a file and what is refused, with which sentence."""

import io
import struct
import zipfile

import pytest
from flask_babel import force_locale
from PIL import Image

from forum.attachments.checks import images, process, recognise
from forum.attachments.names import address_name, clean_name, escape_label
from forum.core.errors import Invalid
from tests.factories.attachments import content_types, make_archive, make_docx, make_image, make_pdf

MB = 1024 * 1024
ODT = "application/vnd.oasis.opendocument.text"


def make_odt(**parts: str) -> bytes:
    return make_archive({"mimetype": ODT, "content.xml": "<office/>", **parts})


@pytest.fixture(autouse=True)
def _in_english(app):
    with force_locale("en"):
        yield


pytestmark = pytest.mark.sqlite


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        kind = recognise(name, data)
        if not kind.has_words:
            process(name, data)
    assert refused.value.field == "files"
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("foto.jpg", make_image(kind="JPEG")),
        ("FOTO.JPEG", make_image(kind="JPEG")),
        ("plan.png", make_image()),
        ("plan.gif", make_image(kind="GIF")),
        ("plan.webp", make_image(kind="WEBP")),
        ("reglement.pdf", make_pdf()),
        ("brief.docx", make_docx("Dag")),
        ("lijst.xlsx", make_archive({"[Content_Types].xml": content_types("xlsx"), "xl/workbook.xml": "<w/>"})),
        ("avond.pptx", make_archive({"[Content_Types].xml": content_types("pptx"), "ppt/presentation.xml": "<p/>"})),
        ("brief.odt", make_odt()),
        ("notities.txt", "Één regel\n".encode()),
        ("lijst.csv", "naam;jaar\nCafé;2024".encode("cp1252")),
        ("verslag.md", b"# Verslag"),
        ("verslag.txt", "Eén".encode("utf-16")),
    ],
)
def test_what_is_on_the_list_is_accepted(name: str, data: bytes):
    assert recognise(name, data).extensions[0] in (clean_name(name).lower().rpartition(".")[2], "jpg")


@pytest.mark.parametrize("ending", ["svg", "html", "exe", "docm", "xlsm", "js", "zip", "heic", "mp4", "xml"])
def test_other_sorts_are_refused_whatever_they_hold(ending: str):
    assert "sort of file that cannot be added" in refusal(f"x.{ending}", make_image())
    assert "sort of file that cannot be added" in refusal(f"x.pdf.{ending}", make_pdf())


@pytest.mark.parametrize("name", ["zonder-einde", ".pdf", "pdf", ""])
def test_a_name_without_an_ending_says_nothing(name: str):
    assert "sort of file that cannot be added" in refusal(name, make_pdf())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("foto.png", make_image(kind="JPEG")),
        ("foto.jpg", make_pdf()),
        ("brief.docx", make_pdf()),
        ("brief.docx", make_odt()),
        ("reglement.pdf", make_docx("Dag")),
        ("notities.txt", make_pdf()),
        ("notities.txt", make_image()),
        ("foto.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("notities.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("notities.md", b"\n <svg onload=alert(1)>"),
        ("notities.txt", b"MZ\x90\x00\x03\x00\x00"),
        ("reglement.pdf", b"GIF89a%PDF-1.4"),
        ("brief.docx", make_archive({"a.txt": "gewoon een zip"})),
        ("brief.docx", make_archive({"[Content_Types].xml": "<Types><broken"})),
    ],
)
def test_an_attachment_that_lies_about_its_sort_is_refused(name: str, data: bytes):
    assert "is not what its name says" in refusal(name, data)


def test_an_empty_file_is_refused():
    assert refusal("notities.txt", b"") == "notities.txt is empty."


def test_a_zip_bomb_is_refused_before_anything_is_unpacked():
    bomb = make_docx("Dag", word__media__zeros=b"\0" * (250 * MB))
    assert len(bomb) < MB
    assert "holds too much" in refusal("brief.docx", bomb)


def test_an_archive_of_very_many_entries_is_refused():
    parts = {f"word/part{number}.xml": "" for number in range(4_000)}
    assert "holds too much" in refusal("brief.docx", make_docx("Dag", **parts))


def test_a_directory_that_claims_less_than_it_lists_is_refused():
    data = bytearray(make_docx("Dag", **{f"p{number}": "" for number in range(4_000)}))
    struct.pack_into("<HH", data, len(data) - 22 + 8, 3, 3)
    assert "holds too much" in refusal("brief.docx", bytes(data))


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "xl/vbaproject.bin", "Basic/Standard/Module1.xml"])
def test_macros_are_refused(part: str):
    assert "holds macros" in refusal("brief.docx", make_docx("Dag", **{part: b"x"}))


def test_macros_in_an_open_document_are_refused():
    data = make_archive({"mimetype": ODT, "content.xml": "<o/>", "Basic/script-lc.xml": "<x/>"})
    assert "holds macros" in refusal("brief.odt", data)


def test_a_protected_office_file_is_refused():
    data = bytearray(make_docx("Dag"))
    place = data.index(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 4)
    assert "protected with a password" in refusal("brief.docx", bytes(data))


@pytest.mark.parametrize(
    ("before", "after"), [(b"GIF89a", b""), (b"", b"<script>alert(1)</script>"), (b"%PDF-1.4", b"")]
)
def test_a_polyglot_with_an_archive_is_refused(before: bytes, after: bytes):
    refusal("brief.docx", before + make_docx("Dag") + after)


def test_a_polyglot_image_loses_what_was_hidden_behind_it():
    data = make_image(kind="GIF") + b"<script>alert(1)</script>" + make_archive({"x": "y"})
    assert recognise("foto.gif", data).key == "gif"
    kept = process("foto.gif", data).data
    assert b"script" not in kept
    assert b"PK" not in kept


def test_external_entities_in_an_office_file_are_refused():
    types = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + content_types("docx").partition("?>")[2]
    refusal("brief.docx", make_archive({"[Content_Types].xml": types, "word/document.xml": "<d/>"}))


def test_metadata_of_a_camera_is_not_kept():
    exif = Image.Exif()
    exif[0x010F] = "GeheimToestel"
    exif[0x8825] = {1: "N", 2: (51.0, 9.0, 0.0)}
    data = make_image(60, 40, "JPEG", exif=exif, comment=b"GeheimToestel")
    assert b"GeheimToestel" in data
    kept = process("foto.jpg", data).data
    assert b"GeheimToestel" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
            "dpi",
        }


def test_text_inside_a_png_is_not_kept():
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", "<?php geheim ?>")
    assert b"geheim" not in process("plan.png", make_image(pnginfo=words)).data


def test_a_photograph_is_turned_upright_before_its_orientation_is_forgotten():
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = process("foto.jpg", make_image(60, 40, "JPEG", exif=exif))
    assert (picture.width, picture.height) == (40, 60)


def test_a_large_image_gets_a_smaller_copy_and_a_small_one_does_not():
    wide = process("foto.jpg", make_image(3000, 1000, "JPEG"))
    assert (wide.width, wide.height, wide.thumb_width, wide.thumb_height) == (2560, 853, 1440, 480)
    assert images.format_of(wide.thumb or b"") == "webp"
    assert process("foto.jpg", make_image(800, 600, "JPEG")).thumb is None


def test_an_image_of_too_many_pixels_is_refused_before_it_is_decoded():
    assert "70 million pixels" in refusal("foto.png", make_image(10_000, 7_000, "PNG", mode="1", colour=0))


def test_an_image_beyond_all_measure_is_refused():
    assert "far too many pixels" in refusal("foto.png", make_image(30_000, 20_000, "PNG", mode="1", colour=0))


def test_an_animation_of_fifty_megapixels_is_refused():
    frames = [Image.new("P", (1000, 1000), number) for number in range(50)]
    content = io.BytesIO()
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:], duration=40)
    assert "50 million pixels, where 40 million are allowed" in refusal("dans.gif", content.getvalue())


def test_a_small_animation_stays_one():
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    content = io.BytesIO()
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)
    with Image.open(io.BytesIO(process("dans.gif", content.getvalue()).data)) as image:
        assert image.n_frames == 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_an_image_that_is_cut_off_is_refused(kind: str):
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    content = io.BytesIO()
    noise.save(content, kind)
    name = f"foto.{kind.lower()}"
    assert "damaged or cut off" in refusal(name, content.getvalue()[: len(content.getvalue()) // 2])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\Users\an\Mijn foto.JPG", "Mijn foto.jpg"),
        ("verslag\u202efdp.exe", "verslagfdp.exe"),
        ("a\x00b\r\nc\u200b.pdf", "ab c.pdf"),
        ('vraag? "nu" <b>.pdf', "vraag- -nu- -b-.pdf"),
        (".pdf", "bestand.pdf"),
        ("", "bestand"),
        ("x" * 500 + ".docx", "x" * 115 + ".docx"),
        ("  spaties .pdf ", "spaties.pdf"),
    ],
)
def test_names_are_cleaned(typed: str, kept: str):
    assert clean_name(typed) == kept


def test_a_name_in_an_address_and_in_a_text():
    assert address_name("Réglement (2026) leeszaal.PDF") == "reglement-2026-leeszaal.pdf"
    assert address_name("中文.pdf") == "bestand.pdf"
    assert escape_label("plan [a]*_b_ c_d") == r"plan \[a\]\*\_b\_ c_d"


def test_a_zip_that_is_read_by_its_end_is_also_whole_from_its_start():
    data = make_docx("Dag")
    with zipfile.ZipFile(io.BytesIO(b"x" * 100 + data)) as archive:
        assert archive.namelist()
    refusal("brief.docx", b"PK\x03\x04" + b"x" * 100 + data)
