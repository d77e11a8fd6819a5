"""Threads: asking, reading, replying."""

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.attachments.views import take_files
from forum.core.errors import DomainError
from forum.core.policy import require
from forum.discussions import blocks, paths, queries, services
from forum.discussions.capacities import list_capacities
from forum.discussions.forms import ReplyForm, ThreadForm, UntouchedReply
from forum.discussions.models import Draft, Post, ThreadKind
from forum.discussions.poll_forms import MORE, PollForm
from forum.discussions.queries import Position, ThreadHead
from forum.discussions.services.drafts import new_thread_key
from forum.discussions.views.acknowledgements import ask_with, audience_choices
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.mentions import tell_unreached
from forum.discussions.views.reading import version_of
from forum.discussions.views.scheduling import schedule_with
from forum.extensions import db
from forum.web.numbers import id_from
from forum.web.pages import conditional, this_member


@blueprint.route("/threads/new", methods=["GET", "POST"])
def thread_new() -> str | Response | tuple[str, int]:
    draft = queries.find_draft(current_user, new_thread_key())
    form, poll_form = _thread_form(draft), PollForm.for_new_thread(draft)
    take_files(form, form.body)
    wants_rows = MORE in request.form
    if not wants_rows and form.validate_on_submit() and poll_form.validate():
        try:
            space = queries.get_space(current_user, form.space.data)
            kind = ThreadKind(form.kind.data or ThreadKind.QUESTION)
            if later := schedule_with(form, poll_form, space, kind):
                return later
            thread = services.start_thread(
                current_user,
                space,
                kind,
                form.title.data,
                form.body.data,
                anonymous=form.anonymous.data,
                capacity=form.capacity.data or "",
            )
            if not poll_form.is_empty:
                services.create_poll(this_member(), thread, poll_form.plan(), notify=False)
            ask_with(form, thread)
            tell_unreached(thread.opening_post_id, form.body.data)
            db.session.commit()
            return redirect(url_for("discussions.thread_show", thread_id=thread.id, slug=thread.slug), 303)
        except DomainError as error:
            db.session.rollback()
            (poll_form if poll_form.is_about(error) else form).refuse(error)
    capacities = [(held.value, held.label) for held in list_capacities(current_user, None)]
    page = render_template(
        "discussions/thread_new.html", form=form, poll_form=poll_form, draft=draft, capacities=capacities
    )
    return (page, 422) if form.is_submitted() and not wants_rows else page


def _thread_form(draft: Draft | None) -> ThreadForm:
    """The form as it was sent, or filled from the address and the draft; no space is chosen for the writer."""
    form = ThreadForm()
    kept = draft.choices if draft and not form.is_submitted() else {}
    form.kind.data = _kind(form, kept)
    if form.kind.data == ThreadKind.ANNOUNCEMENT:
        require(current_user, "announcement.start")
    spaces = queries.list_writable_spaces(current_user, form.kind.data)
    form.space.choices = [("", _("Choose a space")), *((space.slug, space.title) for space in spaces)]
    form.ack_audience.choices = audience_choices() if form.kind.data == ThreadKind.ANNOUNCEMENT else []
    form.space.data = form.space.data or request.args.get("space")
    chosen = [space for space in spaces if space.slug == form.space.data] or spaces
    form.offers_anonymous = any(space.allows_anonymous for space in chosen)
    if not form.is_submitted():
        form.space.data = form.space.data or kept.get("space")
        # A draft goes before the words of a search: it would be overwritten otherwise.
        form.title.data = form.title.data or (draft.title if draft else request.args.get("title", ""))
        form.body.data = form.body.data or (draft.body if draft else "")
        form.anonymous.data, form.capacity.data = bool(kept.get("anonymous")), kept.get("capacity")
    return form


def _kind(form: ThreadForm, kept: dict[str, str]) -> str:
    """What sort of thread it becomes: as sent, else as the address or the draft says, else a question."""
    sent = form.kind.data if form.is_submitted() else request.args.get("kind") or kept.get("kind")
    return sent if sent in set(ThreadKind) else ThreadKind.QUESTION.value


@blueprint.get("/threads/<int:thread_id>")
def thread_short(thread_id: int) -> Response:
    """The address without its words leads to the full one."""
    head = queries.get_thread_head(current_user, thread_id)
    return _to_full_address(head)


def _to_full_address(head: ThreadHead) -> Response:
    address = url_for("discussions.thread_show", thread_id=head.id, slug=head.slug)
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{address}?{query}" if query else address, 301)


@blueprint.get("/threads/<int:thread_id>-<slug>")
def thread_show(thread_id: int, slug: str) -> Response:
    head = queries.get_thread_head(this_member(), thread_id)
    if slug != head.slug:
        return _to_full_address(head)
    if "unread" in request.args:
        post_id = queries.find_first_unread(head) or head.last_post_id
        return redirect(url_for("discussions.post_show", post_id=post_id), 303)
    position = _position(head)
    reply_to = id_from(request.args.get("reply"))
    if session.get("_flashes") or reply_to or "kept" in request.args:
        return Response(_thread_page(head, position, _reply_form(head, reply_to)), mimetype="text/html")
    version = version_of(this_member(), head, position)
    if head.draft_body:
        kept = UntouchedReply.of(head.draft_body, head.draft_parent_id, head.draft_capacity)
        return conditional(version, lambda: _thread_page(head, position, kept))
    return conditional(version, lambda: blocks.thread_page(this_member(), head, position))


@blueprint.post("/threads/<int:thread_id>-<slug>")
def thread_reply(thread_id: int, slug: str) -> Response | tuple[str, int]:
    thread = queries.get_thread(this_member(), thread_id)
    thread_slug = thread.slug
    form = ReplyForm()
    take_files(form, form.body)
    if form.validate_on_submit():
        try:
            parent_id = id_from(str(form.parent.data or ""))
            parent = db.session.get(Post, parent_id) if parent_id else None
            post = services.reply(this_member(), thread, form.body.data, parent, capacity=form.capacity.data or "")
            address = _post_url(thread_id, thread_slug, post.id)
            tell_unreached(post.id, form.body.data)
            db.session.commit()
            return redirect(address, 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    head = queries.get_thread_head(current_user, thread_id)
    return _thread_page(head, Position(), form), 422


def _post_url(thread_id: int, slug: str, post_id: int) -> str:
    return url_for("discussions.thread_show", thread_id=thread_id, slug=slug, at=post_id, _anchor=f"bericht-{post_id}")


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


def _thread_page(head: ThreadHead, position: Position, form: ReplyForm | UntouchedReply) -> str:
    """The page with something in its reply form."""
    actor = this_member()
    page, posts, has_actions = blocks.personal_posts(actor, head, position)
    return render_template(
        blocks.TEMPLATE,
        posts=posts,
        forced=head.forced,
        form=form,
        reply_parent=next((post for post in page.posts if post.id == form.parent.data), None),
        **blocks.page_context(actor, head, position, page, has_actions=has_actions),
    )
