"""Saving drafts and showing a preview while somebody types."""

from flask import jsonify, redirect, request, url_for
from flask_babel import format_time
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.discussions import services
from forum.discussions.services.writing import render_body
from forum.discussions.views.blueprint import blueprint
from forum.extensions import db
from forum.web.access import only_reads

only_reads("discussions.preview")


@blueprint.post("/drafts")
def draft_save() -> Response:
    """Fields ``key``, ``title``, ``body`` and what else the form chooses; answers when it was kept.

    The moment comes as a text for the reader and as ISO 8601.
    """
    fields = request.form
    draft = services.save_draft(
        current_user, fields.get("key", ""), fields.get("title", ""), fields.get("body", ""), fields.to_dict()
    )
    answer = (
        {"saved_at": draft.updated_at.isoformat(), "saved_time": format_time(draft.updated_at, "HH:mm")}
        if draft
        else {"saved_at": None, "saved_time": None}
    )
    db.session.commit()
    return jsonify(answer)


@blueprint.post("/drafts/discard")
def draft_discard() -> Response:
    """Field ``discard``: the key of the draft to throw away; back to the form it belongs to, empty again."""
    key = request.form.get("discard", "")
    target = _form_of(key)
    services.discard_draft(current_user, key)
    db.session.commit()
    return redirect(target, 303)


def _form_of(key: str) -> str:
    """The address of the form a draft belongs to."""
    kind, _, rest = key.partition(":")
    number, _, what = rest.partition(":")
    if not number.isascii() or not number.isdigit():
        return url_for("discussions.thread_new")
    if kind == "post":
        return url_for(f"discussions.post_{'suggest' if what == 'suggest' else 'edit'}", post_id=int(number))
    if what == "conclusion":
        return url_for("discussions.thread_conclusion", thread_id=int(number))
    return url_for("discussions.thread_short", thread_id=int(number))


@blueprint.post("/preview")
def preview() -> Response:
    """Field ``body``; answers the safe HTML it would be stored as."""
    return jsonify({"html": render_body(current_user, request.form.get("body", "")).html})
