"""What else there is about the same as a thread, looked for after its page was read."""

from flask import render_template
from sqlalchemy import bindparam, func, select

from forum.core.prepared import Prepared
from forum.discussions import queries
from forum.discussions.models import Post
from forum.discussions.views.blueprint import blueprint
from forum.search.similar import BODY_START, find_similar
from forum.web.pages import this_member

_OPENING = Prepared(select(func.substr(Post.body_plain, 1, BODY_START)).where(Post.id == bindparam("post_id")))


@blueprint.get("/threads/<int:thread_id>/related")
def thread_related(thread_id: int) -> str:
    """Things like this thread that the reader may see, the solved ones first; the thread page takes its list over."""
    actor = this_member()
    head = queries.get_thread_head(actor, thread_id)
    text = next(iter(_OPENING.scalars({"post_id": head.opening_post_id})), "")
    similar = find_similar(actor, head.title, text, exclude=(f"thread:{thread_id}",))
    things = sorted(similar.things, key=lambda thing: not thing.is_solved)
    return render_template("discussions/thread_related.html", thread=head, things=things, available=similar.available)
