"""Files of the demo threads: a floor plan and a checklist, made on the spot."""

import io
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from forum.attachments.references import markdown_for
from forum.attachments.services import Upload, check_upload, store_upload
from forum.core.policy import Actor

PAPER, INK, GREEN, SAND, SHELF = "#faf7f0", "#211e19", "#1d5140", "#e1ebe0", "#d8cfbb"
CHECKLIST = (
    "Checklist verhuis van een zelfuitleenbalie",
    "Drie weken vooraf: netwerkpunt en stopcontact op de nieuwe plek laten nakijken, met de leverancier afspreken wie"
    " de balie loskoppelt en opnieuw inregelt.",
    "Een week vooraf: vloerstickers en wegwijzers bestellen, de ploeg een halfuur laten oefenen met de noodprocedure.",
    "De dag zelf: RFID-antenne opnieuw afstellen, bonprinter testen, tien stuks uitlenen en innemen met een testkaart.",
    "De eerste week: iemand van de ploeg staat in de buurt, vragen van lezers worden genoteerd.",
    "Na een maand: aantal uitleningen per balie vergelijken met de maand ervoor.",
)


def with_files(author: Actor, body: str) -> str:
    """The text with the files whose names stand in it between braces."""
    for name, make in FILES.items():
        if f"{{{name}}}" in body:
            attachment = store_upload(author, check_upload(Upload(name, make())))
            body = body.replace(f"{{{name}}}", markdown_for(attachment))
    return body


def floor_plan() -> bytes:
    """A plan of a ground floor, with the old and the new place of the self-service desks."""
    image = Image.new("RGB", (1600, 1000), PAPER)
    draw = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(38), ImageFont.load_default(28)
    draw.rectangle((60, 60, 1540, 940), outline=INK, width=10)
    draw.rectangle((700, 926, 900, 946), fill=PAPER)
    draw.text((800, 900), "Inkom", INK, large, anchor="ms")
    for number in range(5):
        draw.rectangle((140 + number * 110, 140, 190 + number * 110, 520), fill=SHELF)
    draw.text((390, 570), "Romans", INK, large, anchor="ms")
    for number in range(4):
        draw.rectangle((1040, 150 + number * 90, 1440, 195 + number * 90), fill=SHELF)
    draw.text((1240, 540), "Jeugd", INK, large, anchor="ms")
    draw.rounded_rectangle((140, 690, 520, 790), 24, fill=SAND, outline=GREEN, width=4)
    draw.text((330, 740), "Infobalie", GREEN, large, anchor="mm")
    for x, y, label, filled in (
        (1180, 760, "nu", False),
        (1300, 760, "nu", False),
        (700, 640, "nieuw", True),
        (840, 640, "nieuw", True),
    ):
        draw.rounded_rectangle((x, y, x + 90, y + 90), 14, fill=GREEN if filled else PAPER, outline=GREEN, width=5)
        draw.text((x + 45, y + 124), label, INK, small, anchor="ms")
    draw.line((1160, 790, 960, 700), fill=GREEN, width=6)
    draw.polygon(((940, 692), (982, 688), (966, 722)), fill=GREEN)
    draw.text((100, 50), "Benedenverdieping", INK, small, anchor="ls")
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def checklist() -> bytes:
    """A short Word document."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in CHECKLIST)
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{head}<w:document xmlns:w="{word}"><w:body>{lines}</w:body></w:document>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "Grondplan benedenverdieping.png": floor_plan,
    "Checklist verhuis zelfuitleenbalie.docx": checklist,
}
