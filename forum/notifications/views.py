"""The list of notices."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core import kinds as content_kinds
from forum.core.errors import NotFound
from forum.extensions import db
from forum.notifications import kinds, queries, services

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/notifications")
def notification_list() -> str:
    unread_only = request.args.get("show") != "all"
    page = queries.list_notices(current_user, unread_only=unread_only, cursor=request.args.get("after"))
    return render_template("notifications/list.html", page=page, unread_only=unread_only, kind_of=kinds.get)


@blueprint.post("/notifications/<int:notification_id>/open")
def notification_open(notification_id: int) -> Response:
    """Mark as read and go there."""
    notification = services.mark_read(current_user, notification_id)
    kind = content_kinds.get(notification.object_kind)
    target = kind.load_visible(current_user, [notification.object_id]).get(notification.object_id)
    db.session.commit()
    if target is None:
        raise NotFound()
    return redirect(kind.url(target), 303)


@blueprint.post("/notifications/read")
def notification_read_all() -> Response:
    services.mark_all_read(current_user)
    db.session.commit()
    return redirect(url_for("notifications.notification_list"), 303)
