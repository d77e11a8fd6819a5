"""Nobody's text is lost: a form that arrives after the session or its token expired is kept and given back.

The fields are stored under a token that only the sender's browser learns, in the address it is sent on to.
They belong to the member whose page the form stood on, as its form token says, whoever signs in next at that desk;
nobody else can read them. After a day they are removed.
"""

import hashlib
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import current_app, flash, g, request, session
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import ForeignKey, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import RequestRedirect
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from forum.core.clock import now
from forum.core.database import writing
from forum.core.orm import Model, PrimaryKey
from forum.core.text import one_line
from forum.extensions import db
from forum.web import access

PARAMETER = "kept"
_OF = ".of."
KEPT_FOR = timedelta(days=1)
LARGEST = 300_000
MOST_FIELDS = 200
TYPED = ("title", "body")
# The field for files, which are too large to keep: their names are told.
FILES, LONGEST_NAME = "files", 120
NOT_TYPED = ("next", "once")
SECRET_WORDS = ("password", "csrf", "token", "secret", "code", "otp")


class KeptForm(Model):
    """The fields of one form that could not be accepted when it arrived."""

    __tablename__ = "kept_form"

    id: Mapped[PrimaryKey]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[dict[str, Any]]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


def keep_for_later(after: str) -> str:
    """Keep the posted fields; returns the path to send the person to, the token in its query.

    ``after`` says what stood in the way: ``sign-in`` or ``token``.
    """
    fields = _worth_keeping()
    page = _page_of_form()
    if not fields:
        flash(_("You were signed out in the meantime.") if after == "sign-in" else _token_sentence(), "warning")
        return page
    token = secrets.token_urlsafe(32)
    # By a look-up: whoever is named may be gone by now.
    member = KeptForm.metadata.tables["member"]
    member_id = select(member.c.id).where(member.c.id == _whose_form()).scalar_subquery()
    moment = now()
    # Signing in was checked under the write lock; let go of it before another connection asks for it.
    db.session.rollback()
    with writing(), db.engine.begin() as connection:
        connection.execute(delete(KeptForm).where(KeptForm.created_at < moment - KEPT_FOR))
        connection.execute(
            insert(KeptForm).values(
                token_hash=_hash(token),
                path=page[:500],
                fields=fields,
                member_id=member_id,
                created_at=moment,
            )
        )
    return f"{page}{'&' if '?' in page else '?'}{PARAMETER}={token}"


def new_form_token(member_id: int) -> str:
    """What the form tokens of a member's session are made from: it says whose page a form stood on."""
    return f"{secrets.token_hex(20)}{_OF}{member_id}"


def _whose_form() -> int | None:
    """The member whose page the posted form stood on, as its token says, also when that is outdated.

    Without one that says so it is who is signed in; ``None`` is the first who signs in on that browser.
    """
    secret: Any = current_app.config.get("WTF_CSRF_SECRET_KEY") or current_app.secret_key
    with suppress(BadData):
        of_session = URLSafeTimedSerializer(secret, salt="wtf-csrf-token").loads(request.form.get("csrf_token", ""))
        member_id = str(of_session).partition(_OF)[2]
        if member_id.isdigit():
            return int(member_id)
    return current_user.id if current_user.is_authenticated else None


def is_kept_for(target: str) -> bool:
    """Whether somebody who goes on to this path finds there what was typed."""
    return PARAMETER in parse_qs(urlsplit(target).query)


def kept_fields() -> MultiDict[str, str] | None:
    """What was typed, for the form on the page that is being shown; None when there is nothing.

    Looked up once per request. Flashes a sentence that says what happened.
    """
    token = request.args.get(PARAMETER)
    if not token or request.method != "GET" or not current_user.is_authenticated:
        return None
    if "kept_fields" not in g:
        g.kept_fields = _claim(token)
        if g.kept_fields is not None:
            _say_once(_("What you typed is back. It has not been sent yet: check it and send it again."))
            if names := g.kept_fields.poplist(FILES):
                _say_once(_("Files do not come back by themselves. Add them again: %(names)s.", names=", ".join(names)))
        elif _is_of_another(token):
            _say_once(_("This was typed by somebody else on this device. Only they get it back, once they sign in."))
    found: MultiDict[str, str] | None = g.kept_fields
    return found


def _say_once(sentence: str) -> None:
    """Flash a sentence, unless it is waiting to be shown already."""
    if ("info", sentence) not in map(tuple, session.get("_flashes", ())):
        flash(sentence, "info")


def _claim(token: str) -> MultiDict[str, str] | None:
    """The fields behind a token, which from now on are this member's alone."""
    mine = KeptForm.member_id == current_user.id
    chosen = KeptForm.token_hash == _hash(token)
    fresh = KeptForm.created_at >= now() - KEPT_FOR
    with writing(), db.engine.begin() as connection:
        connection.execute(
            update(KeptForm).where(chosen, KeptForm.member_id.is_(None)).values(member_id=current_user.id)
        )
        row = connection.execute(select(KeptForm.path, KeptForm.fields).where(chosen, mine, fresh)).first()
    if row is None or urlsplit(row.path).path != request.script_root + request.path:
        return None
    return MultiDict((name, value) for name, values in row.fields.items() for value in values)


def _is_of_another(token: str) -> bool:
    kept = select(KeptForm.member_id).where(KeptForm.token_hash == _hash(token))
    return db.session.scalar(kept) not in (None, current_user.id)


def forget(token: str | None) -> None:
    """Remove what was kept once it has been sent successfully; part of the current transaction."""
    if token and current_user.is_authenticated:
        db.session.execute(
            delete(KeptForm).where(KeptForm.token_hash == _hash(token), KeptForm.member_id == current_user.id)
        )


def _worth_keeping() -> dict[str, list[str]]:
    """The posted fields a person typed: no secrets, nothing when all are empty or it is too much."""
    fields = {
        name: values
        for name, values in request.form.lists()
        if not any(word in name.lower() for word in SECRET_WORDS) and name not in NOT_TYPED
    }
    size = sum(len(value) for values in fields.values() for value in values)
    if not any(value.strip() for values in fields.values() for value in values):
        return {}
    if size > LARGEST or len(fields) > MOST_FIELDS:
        return {}
    if names := [one_line(file.filename)[:LONGEST_NAME] for file in request.files.getlist(FILES) if file.filename]:
        fields[FILES] = names
    return fields


def typed_text() -> str:
    """What somebody wrote in the form of this request, to be handed back when it is refused: title and text."""
    if request.method != "POST":
        return ""
    try:
        texts = [request.form.get(name, "") for name in TYPED]
    except RequestEntityTooLarge:
        fields = first_fields()
        texts = [fields.get(name, "") for name in TYPED]
    except HTTPException:
        return ""
    return "\n\n".join(text for text in texts if text.strip())


def first_fields() -> dict[str, str]:
    """The fields before the first file of a form that is too large: no text is lost to a photograph."""
    boundary = request.mimetype_params.get("boundary")
    if request.mimetype != "multipart/form-data" or not boundary:
        return {}
    start = request.environ["wsgi.input"].read(LARGEST)
    decoder = MultipartDecoder(boundary.encode("latin-1", "ignore"), max_form_memory_size=LARGEST)
    decoder.receive_data(start)
    fields: dict[str, str] = {}
    name = ""
    with suppress(ValueError, HTTPException):
        while not isinstance(event := decoder.next_event(), File | NeedData | Epilogue):
            if isinstance(event, Field):
                name = event.name
            elif isinstance(event, Data):
                fields[name] = fields.get(name, "") + event.data.decode("utf-8", "replace")
    return fields


def _page_of_form() -> str:
    """The page with the form: the same address when it can be read, else where the person came from."""
    if _readable(request.path):
        return access.own_path()
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc == request.host and _readable(came_from.path):
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return "/"


def _readable(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        adapter.match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def _token_sentence() -> str:
    return _("This page had been open for too long. Please try again.")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
