"""Threads: reading, replying."""

from collections.abc import Sequence
from datetime import date, time

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.attachments.views import take_files
from forum.core.errors import Conflict, DomainError, NotFound
from forum.core.local_time import moment_of
from forum.core.text.patron_data import Finding
from forum.discussions import blocks, paths, queries, services
from forum.discussions.forms import ReplyForm, UntouchedReply
from forum.discussions.models import Post
from forum.discussions.queries import Position, ThreadHead
from forum.discussions.queries.quotes import list_quotes
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.elsewhere import head_or_redirect
from forum.discussions.views.mentions import tell_unreached
from forum.discussions.views.reading import version_of
from forum.extensions import db
from forum.web import sent_once
from forum.web.access import allow_public_things
from forum.web.numbers import id_from
from forum.web.pages import arguments, conditional, this_member
from forum.web.patron_warning import leave_out_of, patron_data_in

allow_public_things("discussions.thread_short", "discussions.thread_show")


@blueprint.get("/threads/<int:thread_id>")
def thread_short(thread_id: int) -> Response:
    """The address without its words leads to the full one."""
    return _to_full_address(head_or_redirect(thread_id))


def _to_full_address(head: ThreadHead) -> Response:
    address = url_for("discussions.thread_show", thread_id=head.id, slug=head.slug)
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{address}?{query}" if query else address, 301)


@blueprint.get("/threads/<int:thread_id>-<slug>")
def thread_show(thread_id: int, slug: str) -> Response:
    head = head_or_redirect(thread_id)
    if slug != head.slug:
        return _to_full_address(head)
    asked = arguments()
    if "unread" in asked:
        post_id = queries.find_first_unread(head) or head.last_post_id
        return redirect(url_for("discussions.post_show", post_id=post_id), 303)
    if asked and (chosen := _asked_for(head)) is not None:
        return redirect(url_for("discussions.post_show", post_id=chosen), 303)
    position = _position(head) if asked else Position()
    reply_to = id_from(asked.get("reply"))
    if session.get("_flashes") or reply_to or "kept" in asked:
        return Response(_thread_page(head, position, _reply_form(head, reply_to)), mimetype="text/html")
    version = version_of(this_member(), head, position)
    if head.draft_body:
        kept = UntouchedReply.of(head.draft_body, head.draft_parent_id, head.draft_capacity)
        return conditional(version, lambda: _thread_page(head, position, kept))
    return conditional(version, lambda: blocks.thread_page(this_member(), head, position))


@blueprint.post("/threads/<int:thread_id>-<slug>")
def thread_reply(thread_id: int, slug: str) -> Response | tuple[str, int]:
    form = ReplyForm()
    try:
        thread = queries.get_thread(this_member(), thread_id)
    except NotFound:
        return _reply_to_merged(thread_id, form)
    thread_slug = thread.slug
    take_files(form, form.body)
    if leave_out_of(form):
        return _thread_page(queries.get_thread_head(this_member(), thread_id), Position(), form), 200
    findings = patron_data_in(form.body.data or "")
    if form.validate_on_submit() and not findings:
        try:
            if (sent := sent_once.earlier()) is not None:
                return sent
            parent_id = id_from(str(form.parent.data or ""))
            parent = db.session.get(Post, parent_id) if parent_id else None
            post = services.reply(this_member(), thread, form.body.data, parent, capacity=form.capacity.data or "")
            address = _post_url(thread_id, thread_slug, post.id)
            tell_unreached(post.id, form.body.data)
            sent_once.leads_to(address)
            db.session.commit()
            return redirect(address, 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    head = queries.get_thread_head(current_user, thread_id)
    return _thread_page(head, Position(), form, findings), 422


def _reply_to_merged(thread_id: int, form: ReplyForm) -> tuple[str, int]:
    """A reply to a thread that was merged while it was typed: where the posts are now, with the text in the form."""
    opening = queries.find_merged(this_member(), thread_id)
    if opening is None:
        raise NotFound()
    form.parent.data = form.parent.data or opening.id
    form.refuse(Conflict(_("This discussion was merged into another one while you were typing. Send your text here.")))
    return _thread_page(queries.get_thread_head(this_member(), opening.thread_id), Position(), form), 409


def _post_url(thread_id: int, slug: str, post_id: int) -> str:
    return url_for("discussions.thread_show", thread_id=thread_id, slug=slug, at=post_id, _anchor=f"bericht-{post_id}")


def _asked_for(head: ThreadHead) -> int | None:
    """The post with the ``number`` or of the day ``since`` that was filled in; what is no such thing asks for none."""
    if number := id_from(request.args.get("number")):
        return queries.find_post_by_number(head, number)
    try:
        moment = moment_of(date.fromisoformat(request.args.get("since", "")), time.min)
    except (ValueError, OverflowError):
        return None
    return queries.find_post_since(head, moment) or head.last_post_id


def _position(head: ThreadHead) -> Position:
    """Which page the address asks for; what cannot be a place in a thread asks for its first page."""
    asked = request.args
    post_id = id_from(asked.get("at") or asked.get("reply"))
    if post_id:
        return queries.find_position(head, post_id)
    if "last" in asked:
        return Position("before", paths.END)
    path = next((asked[side] for side in ("after", "before", "from") if asked.get(side)), "")
    path = path if paths.is_path(path) else ""
    if asked.get("sort") == "useful" and head.is_question:
        return Position("useful", path, useful=id_from(asked.get("useful")) or 0)
    branch = asked.get("branch", "")
    branch = branch if len(branch) == paths.WIDTH and paths.is_path(branch) else ""
    side = next((side for side in ("after", "before") if asked.get(side)), "from") if path else "from"
    return Position(side, path or branch, branch) if path or branch else Position()


def _reply_form(head: ThreadHead, reply_to: int | None) -> ReplyForm:
    form = ReplyForm()
    form.body.data = form.body.data or head.draft_body
    form.parent.data = form.parent.data or reply_to or head.draft_parent_id
    if reply_to and "quote" in request.args and not form.body.data:
        form.body.data = queries.get_quotation(this_member(), reply_to)
    form.capacity.data = form.capacity.data or head.draft_capacity
    return form


def _thread_page(
    head: ThreadHead, position: Position, form: ReplyForm | UntouchedReply, findings: Sequence[Finding] = ()
) -> str:
    """The page with something in its reply form."""
    actor = this_member()
    page, posts = blocks.personal_posts(actor, head, position)
    parent_id = form.parent.data
    return render_template(
        blocks.TEMPLATE,
        posts=posts,
        forced=head.forced,
        form=form,
        findings=findings,
        reply_parent=list_quotes(head, [int(parent_id)]).get(int(parent_id)) if parent_id else None,
        **blocks.page_context(actor, head, position, page),
    )
