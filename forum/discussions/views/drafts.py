"""Saving drafts and showing a preview while somebody types."""

from flask import flash, jsonify, redirect, render_template, request
from flask_babel import format_time
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.discussions import queries, services
from forum.discussions.models import NEW_THREAD
from forum.discussions.services.writing import render_body
from forum.discussions.views.blueprint import blueprint
from forum.extensions import db
from forum.web.access import only_reads, safe_next

only_reads("discussions.preview")


@blueprint.post("/drafts")
def draft_save() -> Response:
    """Fields ``key``, ``title``, ``body`` and what else the form chooses; answers when it was kept.

    The moment comes as a text for the reader and as ISO 8601; for a new thread with the address to go on at.
    """
    fields = request.form
    draft = services.save_draft(
        current_user, fields.get("key", ""), fields.get("title", ""), fields.get("body", ""), fields.to_dict()
    )
    answer: dict[str, str | None] = {"saved_at": None, "saved_time": None, "address": None}
    if draft:
        answer["saved_at"] = draft.updated_at.isoformat()
        answer["saved_time"] = format_time(draft.updated_at, "HH:mm")
        answer["address"] = queries.form_of(draft.key) if draft.key.startswith(NEW_THREAD) else None
    db.session.commit()
    return jsonify(answer)


@blueprint.get("/drafts")
def draft_list() -> str:
    return render_template("discussions/draft_list.html", drafts=queries.list_drafts(current_user))


@blueprint.post("/drafts/discard")
def draft_discard() -> Response:
    """Field ``discard``: the key of the draft to throw away; ``back``, else to the form it belongs to, empty again."""
    key = request.form.get("discard", "")
    services.discard_draft(current_user, key)
    target = safe_next(request.form.get("back"), queries.form_of(key))
    db.session.commit()
    flash(_("The draft is thrown away."), "success")
    return redirect(target, 303)


@blueprint.post("/preview")
def preview() -> Response:
    """Field ``body``; answers the safe HTML it would be stored as."""
    return jsonify({"html": render_body(current_user, request.form.get("body", "")).html})
