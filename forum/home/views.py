"""The start page."""

from flask import Blueprint, render_template

from forum.discussions import queries
from forum.discussions.queries.acknowledgements import count_to_acknowledge
from forum.web.pages import this_member

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def start() -> str:
    """What is new for the member, and the questions nobody has answered."""
    actor = this_member()
    new = queries.list_new_for(actor)
    return render_template(
        "home/start.html",
        pinned=queries.list_pinned(actor),
        new=new,
        newest=() if new else queries.list_threads(actor, limit=12).items,
        unanswered=queries.list_unanswered(actor),
        to_acknowledge=count_to_acknowledge(actor),
        drafts=queries.list_drafts(actor, 5),
        steps=queries.find_first_steps(actor),
    )
