"""Single posts: the permalink, editing, history, useful and accepted."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.attachments.views import take_files
from forum.core.errors import Conflict, DomainError, NotFound
from forum.core.policy import can, require
from forum.discussions import queries, services
from forum.discussions.capacities import KEPT, capacity_label, list_capacities
from forum.discussions.forms import EditForm, field_values, keep_choices, with_fields
from forum.discussions.models import Draft, Post, PostRevision, ReactionKind, SpaceField
from forum.discussions.post_menu import post_menu
from forum.discussions.reactions import SIGNS, signs_for
from forum.discussions.services.drafts import edit_key
from forum.discussions.views.acknowledgements import offer_to_ask_again
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.mentions import tell_unreached
from forum.discussions.views.versions import in_hand, is_taking, set_versions, take
from forum.extensions import db
from forum.web.access import allow_public_things
from forum.web.numbers import id_from
from forum.web.pages import this_member
from forum.web.patron_warning import leave_out_of, patron_data_in


def to_post(post: Post) -> Response:
    """Send the reader to a post in its thread."""
    thread = post.thread
    return redirect(
        url_for(
            "discussions.thread_show",
            thread_id=thread.id,
            slug=thread.slug,
            at=post.id,
            _anchor=f"bericht-{post.id}",
        ),
        303,
    )


allow_public_things("discussions.post_show")


@blueprint.get("/posts/<int:post_id>")
def post_show(post_id: int) -> Response:
    """The permalink: the page of the thread that shows the post."""
    return to_post(queries.get_post(current_user, post_id))


@blueprint.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
def post_edit(post_id: int) -> str | Response | tuple[str, int]:
    post = queries.get_post(current_user, post_id)
    require(current_user, "post.edit", post)
    version = _to_put_back(post)
    draft = None if version else queries.find_draft(current_user, edit_key(post.id))
    fields = queries.list_fields_of_post(post.thread.space_id, post.id) if _has_fields(post) else []
    form = _edit_form(post, draft, fields, version)
    take_files(form, form.body)
    if is_taking():
        return _edit_page(form, post, fields, hand=take(form, post.body))
    if leave_out_of(form):
        return _edit_page(form, post, fields)
    values = field_values(form, fields)
    findings = (
        patron_data_in(form.title.data or "", form.body.data or "", *values.values()) if form.is_submitted() else []
    )
    if findings or not form.validate_on_submit():
        page = _edit_page(form, post, fields, draft=draft, findings=findings, version=version and version.number)
        return (page, 422) if form.is_submitted() else page
    try:
        _saving(form)(
            current_user,
            post,
            form.body.data,
            base_revision=int(form.base_revision.data),
            title=form.title.data if post.is_opening else None,
            reason=form.reason.data or "",
            capacity=form.capacity.data if "capacity" in request.form else KEPT,
            **({"fields": values} if _has_fields(post) else {}),
        )
        tell_unreached(post.id, form.body.data)
        db.session.commit()
        flash(_("Your change is saved."), "success")
        return to_post(post)
    except DomainError as error:
        db.session.rollback()
        return _edit_refused(post_id, form, fields, error)


def _saving(form: EditForm) -> Callable[..., Post]:
    """The verb: changing the text, or changing it so that colleagues must confirm the announcement again."""
    if form.ack_again and form.ack_again.data:
        return partial(services.edit_and_ask_again, due_on=form.ack_due.data)
    return services.edit_post


def _has_fields(post: Post) -> bool:
    return post.is_opening and post.thread.is_question


def _edit_page(form: EditForm, post: Post, fields: Sequence[SpaceField], **context: Any) -> str:
    context = {"draft": None, "findings": (), "hand": in_hand(), "version": None} | context
    seen, title = int(form.started_from.data), form.title.data or ""
    return render_template(
        "discussions/post_edit.html",
        form=form,
        post=post,
        fields=fields,
        carried=(),
        meanwhile=queries.view_meanwhile(post, seen, title, form.body.data or ""),
        suggestions=queries.list_suggestions_for(current_user, post),
        capacities=_capacities(post),
        **context,
    )


def _to_put_back(post: Post) -> PostRevision | None:
    """The earlier version the address asks to put back: saved like any change, it becomes the newest."""
    number = id_from(request.args.get("version")) if request.method == "GET" else None
    return queries.get_revision(post, number) if number and number < post.revision_count else None


def _edit_form(post: Post, draft: Draft | None, fields: Sequence[SpaceField], version: PostRevision | None) -> EditForm:
    form = with_fields(EditForm, fields, queries.list_offers(current_user, fields))()
    if version is not None:
        form.title.data, form.body.data = version.title, version.body
        form.reason.data = _("Version %(number)s put back", number=version.number)
    if fields and not form.is_submitted():
        kept = draft.choices if draft else {}
        answered = {field.field_id: field.value for field in queries.list_answered([post.id])[post.id]}
        for field in fields:
            form[field.name].data = form[field.name].data or kept.get(field.name) or answered.get(field.id, "")
    if not form.is_submitted():
        form.title.data = form.title.data or (draft.title if draft and draft.title else post.thread.title)
        form.body.data = form.body.data or (draft.body if draft else post.body)
        form.capacity.data = next((value for value, label in _capacities(post) if label == _capacity_of(post)), "")
    keep_choices(form, fields)
    set_versions(form, draft, post.revision_count, post.edited_at)
    offer_to_ask_again(form, post)
    return form


def _edit_refused(post_id: int, form: EditForm, fields: Sequence[SpaceField], error: DomainError) -> tuple[str, int]:
    """The form again with what was typed; after a conflict with the other text beside it."""
    post = queries.get_post(current_user, post_id)
    if conflict := isinstance(error, Conflict):
        form.base_revision.data = str(post.revision_count)
    else:
        form.refuse(error)
    return _edit_page(form, post, fields, hand=in_hand(is_refused=conflict)), 409 if conflict else 422


def _capacity_of(post: Post) -> str:
    return str(capacity_label(post.capacity, post.capacity_scope))


def _capacities(post: Post) -> list[tuple[str, str]]:
    """What the author can speak as; what they said before stays possible when the role has ended."""
    if post.author_id != current_user.id:
        return []
    held = [(one.value, str(one.label)) for one in list_capacities(current_user, post.thread.space_id)]
    before = _capacity_of(post)
    return held if not before or before in [label for _value, label in held] else [*held, (KEPT, before)]


@blueprint.get("/posts/<int:post_id>/history")
def post_history(post_id: int) -> str:
    post = queries.get_post(current_user, post_id)
    require(current_user, "post.see", post)
    old, new = id_from(request.args.get("from")), id_from(request.args.get("to"))
    return render_template(
        "discussions/post_history.html",
        post=post,
        history=queries.get_history(post, id_from(request.args.get("before"))),
        comparison=queries.compare_versions(post, old, new) if old and new else None,
        may_edit=bool(can(current_user, "post.edit", post)),
    )


@blueprint.post("/posts/<int:post_id>/useful")
def post_useful(post_id: int) -> Response:
    post = queries.get_post(current_user, post_id)
    services.mark_useful(current_user, post)
    db.session.commit()
    return to_post(post)


@blueprint.post("/posts/<int:post_id>/not-useful")
def post_not_useful(post_id: int) -> Response:
    post = queries.get_post(current_user, post_id)
    services.unmark_useful(current_user, post)
    db.session.commit()
    return to_post(post)


@blueprint.post("/posts/<int:post_id>/accept")
def post_accept(post_id: int) -> Response:
    post = queries.get_post(current_user, post_id)
    services.accept_answer(current_user, post)
    db.session.commit()
    flash(_("Accepted as answer."), "success")
    return to_post(post)


@blueprint.post("/posts/<int:post_id>/unaccept")
def post_unaccept(post_id: int) -> Response:
    post = queries.get_post(current_user, post_id)
    services.unaccept_answer(current_user, post)
    db.session.commit()
    flash(_("The acceptance is withdrawn."), "success")
    return to_post(post)


@blueprint.get("/posts/<int:post_id>/actions")
def post_actions(post_id: int) -> str:
    """What else one can do with a post: the menu behind it, without script a page."""
    post = queries.get_post(current_user, post_id)
    require(current_user, "post.see", post)
    menu = post_menu(this_member(), post, queries.get_thread_head(this_member(), post.thread_id))
    return render_template("discussions/post_actions.html", post=post, menu=menu)


@blueprint.get("/posts/<int:post_id>/reactions")
def post_reactions(post_id: int) -> str:
    """Who reacted, and reacting without script."""
    post = queries.get_post(current_user, post_id)
    require(current_user, "post.see", post)
    rows = queries.list_all_reactors(post)
    return render_template(
        "discussions/post_reactions.html",
        post=post,
        signs=signs_for(post),
        all_signs=SIGNS,
        people={kind: [row for row in rows if row.kind == kind] for kind in SIGNS},
        own={row.kind for row in rows if row.id == current_user.id},
        may_react=can(current_user, "post.react", post),
    )


@blueprint.post("/posts/<int:post_id>/react/<kind>")
def post_react(post_id: int, kind: str) -> Response:
    return _react(post_id, kind, services.react)


@blueprint.post("/posts/<int:post_id>/unreact/<kind>")
def post_unreact(post_id: int, kind: str) -> Response:
    return _react(post_id, kind, services.unreact)


def _react(post_id: int, kind: str, verb: Callable[..., None]) -> Response:
    if kind not in SIGNS:
        raise NotFound()
    post = queries.get_post(current_user, post_id)
    verb(current_user, post, ReactionKind(kind))
    db.session.commit()
    return to_post(post)
