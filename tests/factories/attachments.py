"""Files for tests: small but real ones of each sort, and files that are stored already."""

import io
import zipfile
from typing import Any

from PIL import Image

from forum.accounts.models import Member
from forum.attachments.models import Attachment
from forum.attachments.services import Upload, check_upload, store_upload
from tests.factories.accounts import actor, make_member

OOXML = "application/vnd.openxmlformats-officedocument."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN_PARTS = {"docx": "wordprocessingml.document", "xlsx": "spreadsheetml.sheet", "pptx": "presentationml.presentation"}


def make_image(width: int = 40, height: int = 30, kind: str = "PNG", **options: Any) -> bytes:
    """A picture of one colour in this format."""
    content = io.BytesIO()
    Image.new(options.pop("mode", "RGB"), (width, height), options.pop("colour", "#2c6a53")).save(
        content, kind, **options
    )
    return content.getvalue()


def make_archive(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive with these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def content_types(kind: str) -> str:
    """The part that says what an Office file is."""
    main = f"{OOXML}{MAIN_PARTS[kind]}.main+xml"
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{main}"/></Types>'
    )


def make_docx(*paragraphs: str, **parts: str | bytes) -> bytes:
    """A Word document with these paragraphs, and further parts by name (``__`` stands for a slash)."""
    text = "".join(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>" for paragraph in paragraphs)
    document = f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{text}</w:body></w:document>'
    more = {name.replace("__", "/"): part for name, part in parts.items()}
    return make_archive({"[Content_Types].xml": content_types("docx"), "word/document.xml": document, **more})


def make_pdf(text: str = "Reglement van de leeszaal") -> bytes:
    """A PDF of one page with one line of text."""
    stream = f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    content, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(content)


def make_attachment(uploader: Member | None = None, name: str = "plan.png", data: bytes | None = None) -> Attachment:
    """A stored file; a small picture unless its content is given."""
    uploader = uploader or make_member()
    if data is None:
        data = make_pdf() if name.endswith(".pdf") else make_image()
    return store_upload(actor(uploader), check_upload(Upload(name, data)))
