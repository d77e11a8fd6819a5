"""The start page."""

from flask import Blueprint, render_template
from flask_login import current_user

from forum.discussions import queries

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def start() -> str:
    """What is new for the member, and the questions nobody has answered."""
    new = queries.list_new_for(current_user)
    return render_template(
        "home/start.html",
        new=new,
        newest=() if new else queries.list_threads(current_user, limit=12).items,
        unanswered=queries.list_unanswered(current_user),
        drafts=queries.list_drafts(current_user),
    )
