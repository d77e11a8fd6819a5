"""Taking files in and giving them out, to those who may have them."""

import logging
import unicodedata
from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app, jsonify, request
from flask.blueprints import BlueprintSetupState
from flask.wrappers import Response
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from werkzeug.wsgi import wrap_file

from forum.attachments import queries
from forum.attachments.models import Attachment
from forum.attachments.references import address_of, markdown_for
from forum.attachments.services import Upload, check_upload, store_upload
from forum.attachments.services.uploads import MEGABYTE
from forum.attachments.storage import THUMB, get_storage
from forum.attachments.types import ACCEPT
from forum.core.errors import DomainError, NotFound, Sentence
from forum.extensions import db
from forum.web.access import allow_public_things
from forum.web.pages import this_member

log = logging.getLogger(__name__)

blueprint = Blueprint("attachments", __name__)

allow_public_things("attachments.show", "attachments.thumbnail")

FIELD = "files"
# So many files go with one form; a script sends one at a time.
MOST_FILES = 10

# A file gets no rights at all, whatever it turns out to hold: no script, no style, no request, no origin.
POLICY = "sandbox; default-src 'none'"


@blueprint.record_once
def _tell_templates(state: BlueprintSetupState) -> None:
    """The endings a file field offers."""
    state.app.jinja_env.globals["file_endings"] = ACCEPT


@blueprint.post("/attachments")
def upload() -> tuple[Response, int]:
    """Field ``files``: files to keep until a text refers to them. What is refused comes with its sentence.

    Answers 201 when all were taken, 422 when none or only some were.
    """
    taken, refusals = store_all(request.files.getlist(FIELD))
    answer = {
        "attachments": [_facts(attachment) for attachment in taken],
        "sentence": " ".join(str(sentence) for sentence in refusals) or None,
    }
    db.session.commit()
    return jsonify(answer), 201 if taken and not refusals else 422


def _facts(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": attachment.id,
        "name": attachment.name,
        "size": attachment.size,
        "image": attachment.is_image,
        "url": address_of(attachment),
        "markdown": markdown_for(attachment),
    }


def store_all(files: list[FileStorage]) -> tuple[list[Attachment], list[Sentence]]:
    """Store what can be stored; the refusals of the rest, a sentence each."""
    chosen = [file for file in files if file.filename]
    taken: list[Attachment] = []
    refusals: list[Sentence] = []
    if len(chosen) > MOST_FILES:
        refusals.append(
            _l(
                "At most %(most)s files at a time: the first %(most)s were looked at, add the rest afterwards.",
                most=MOST_FILES,
            )
        )
    actor, good = this_member(), []
    # Who is asking was read under the write lock; nobody is to wait for it while images are drawn.
    db.session.rollback()
    for file in chosen[:MOST_FILES]:
        try:
            good.append(check_upload(_read(file)))
        except DomainError as error:
            refusals.append(error.message)
    for checked in good:
        try:
            taken.append(store_upload(actor, checked))
        except DomainError as error:
            refusals.append(error.message)
    if not chosen:
        refusals.append(_l("Choose a file first."))
    return taken, refusals


def _read(file: FileStorage) -> Upload:
    """A file of the request, no further than one byte past what is accepted."""
    return Upload(file.filename or "", file.stream.read(current_app.config["ATTACHMENT_MAX_MB"] * MEGABYTE + 1))


def take_files(form: Any, text: Any, field: str = FIELD) -> None:
    """Store the files that came with a form and write them at the end of its text, for browsers without script.

    ``field`` is the one they were chosen in, of a form with more than one text.

    What is taken is kept whatever becomes of the form. What is refused makes the form invalid, so that it comes back
    filled, with a sentence for each. Called before the form is validated.
    """
    if not any(file.filename for file in request.files.getlist(field)):
        return
    taken, refusals = store_all(request.files.getlist(field))
    added = "\n\n".join(markdown_for(attachment) for attachment in taken)
    db.session.commit()
    if added:
        typed = (text.data or "").rstrip()
        text.data = f"{typed}\n\n{added}" if typed else added
        text.raw_data = [text.data]
    form[field].process_errors = refusals


@blueprint.get("/attachments/<int:attachment_id>")
@blueprint.get("/attachments/<int:attachment_id>/<name>")
def show(attachment_id: int, name: str = "") -> Response:
    """The file itself. The number says which; what stands behind it is for people."""
    attachment = queries.get_attachment(this_member(), attachment_id)
    response = _answer(attachment, attachment.sha256)
    if response.status_code == 304:
        return response
    content = _opened(attachment, attachment.storage_key)
    response.response = wrap_file(request.environ, content)
    response.direct_passthrough = True
    response.content_length = attachment.size
    response.call_on_close(content.close)
    response.make_conditional(request, accept_ranges=True, complete_length=attachment.size)
    return response


@blueprint.get("/attachments/<int:attachment_id>/thumbnail")
def thumbnail(attachment_id: int) -> Response:
    """The smaller picture of a wide image, as texts show it."""
    attachment = queries.get_attachment(this_member(), attachment_id)
    if attachment.thumb_width is None:
        raise NotFound()
    response = _answer(attachment, f"{attachment.sha256}-small", "image/webp")
    if response.status_code != 304:
        with _opened(attachment, attachment.storage_key + THUMB) as content:
            response.set_data(content.read())
    return response


def _answer(attachment: Attachment, version: str, media_type: str = "") -> Response:
    """An answer with its headers and without content; 304 when the browser has this version.

    The browser keeps the file, and asks each time whether it may still show it.
    """
    response = Response(mimetype=media_type or attachment.media_type)
    response.set_etag(version)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = POLICY
    _name(response, attachment)
    if request.if_none_match.contains(version):
        response.status_code = 304
    return response


def _name(response: Response, attachment: Attachment) -> None:
    """Only images, which were drawn anew, are shown in the browser itself. Names as in RFC 6266 and 8187."""
    names = {"filename": attachment.name}
    if not attachment.name.isascii():
        plain = unicodedata.normalize("NFKD", attachment.name).encode("ascii", "ignore").decode()
        names = {"filename": plain, "filename*": f"UTF-8''{quote(attachment.name, safe='')}"}
    response.headers.set("Content-Disposition", "inline" if attachment.is_image else "attachment", **names)


def _opened(attachment: Attachment, stored: str) -> Any:
    try:
        return get_storage().open(stored)
    except FileNotFoundError:
        log.error("a file is missing from the store", extra={"attachment": attachment.id, "stored": stored})
        raise NotFound(_l("This file is missing from the store. Tell an administrator.")) from None
