"""Suggested edits: making one, and taking it over, declining or withdrawing it."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.accounts.queries import get_member
from forum.attachments.views import take_files
from forum.core.errors import Conflict, DomainError
from forum.core.policy import can, require
from forum.discussions import queries, services
from forum.discussions.forms import EditForm, SuggestionForm
from forum.discussions.models import Post, SuggestedEdit
from forum.discussions.services.drafts import suggestion_key
from forum.discussions.services.suggestions import find_open_suggestion
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.moderation import with_reason
from forum.discussions.views.posts import to_post
from forum.discussions.views.versions import set_versions
from forum.extensions import db


@blueprint.route("/posts/<int:post_id>/suggest", methods=["GET", "POST"])
def post_suggest(post_id: int) -> str | Response | tuple[str, int]:
    post = queries.get_post(current_user, post_id)
    require(current_user, "post.suggest", post)
    form = _suggestion_form(post)
    take_files(form, form.body)
    if not form.validate_on_submit():
        return _suggest_page(form, post)
    try:
        suggestion = services.suggest_edit(
            current_user,
            post,
            form.body.data,
            base_revision=int(form.base_revision.data),
            title=form.title.data if post.is_opening else None,
            reason=form.reason.data,
        )
        address = url_for("discussions.suggestion_show", suggestion_id=suggestion.id)
        db.session.commit()
        flash(_("Thank you. You hear it as soon as somebody decides."), "success")
        return redirect(address, 303)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _suggest_page(form, queries.get_post(current_user, post_id))


def _suggestion_form(post: Post) -> SuggestionForm:
    """As it was sent; else the draft, the suggestion that is open, or the post itself."""
    form = SuggestionForm()
    if form.is_submitted():
        if not (form.base_revision.data or "").isdigit() or int(form.base_revision.data) not in range(1, 10**6):
            form.base_revision.data = str(post.revision_count)
        return form
    draft = queries.find_draft(current_user, suggestion_key(post.id))
    kept = find_open_suggestion(current_user, post)
    source = draft or kept
    form.title.data = (source.title if source else None) or post.thread.title
    form.body.data = source.body if source else post.body
    form.reason.data = kept.reason if kept else ""
    made_from = kept.base_number if kept else post.revision_count
    # A draft is of the version it was typed from; what was decided meanwhile is seen by who decides on it.
    if draft:
        made_from = set_versions(form, draft, post.revision_count, post.edited_at)
    form.base_revision.data = form.started_from.data = str(made_from)
    return form


def _suggest_page(form: SuggestionForm, post: Post) -> str | tuple[str, int]:
    page = render_template(
        "discussions/post_suggest.html",
        form=form,
        post=post,
        author_name=get_member(current_user, post.author_id).display_name,
        draft=None if form.is_submitted() else queries.find_draft(current_user, suggestion_key(post.id)),
        suggestion=find_open_suggestion(current_user, post),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.get("/suggestions")
def suggestion_list() -> str:
    return render_template(
        "discussions/suggestion_list.html",
        to_decide=queries.list_suggestions_to_decide(current_user),
        own=queries.list_own_suggestions(current_user),
    )


@blueprint.get("/suggestions/<int:suggestion_id>")
def suggestion_show(suggestion_id: int) -> str:
    suggestion = queries.get_suggestion(current_user, suggestion_id)
    return render_template(
        "discussions/suggestion_show.html",
        view=queries.view_suggestion(suggestion),
        may_decide=can(current_user, "post.edit", suggestion.post),
        may_withdraw=can(current_user, "suggestion.withdraw", suggestion),
    )


@blueprint.post("/suggestions/<int:suggestion_id>/accept")
def suggestion_accept(suggestion_id: int) -> Response:
    suggestion = queries.get_suggestion(current_user, suggestion_id)
    try:
        services.accept_suggestion(current_user, suggestion)
        db.session.commit()
        flash(_("The suggestion is taken over."), "success")
        return to_post(suggestion.post)
    except Conflict:
        db.session.rollback()
        flash(_("The post or the suggestion was changed meanwhile. Look again."), "warning")
        return redirect(url_for("discussions.suggestion_show", suggestion_id=suggestion_id), 303)


@blueprint.route("/suggestions/<int:suggestion_id>/change", methods=["GET", "POST"])
def suggestion_change(suggestion_id: int) -> str | Response | tuple[str, int]:
    suggestion = queries.get_suggestion(current_user, suggestion_id)
    require(current_user, "post.edit", suggestion.post)
    form = _change_form(suggestion)
    if not form.validate_on_submit():
        page = _change_page(form, suggestion)
        return (page, 422) if form.is_submitted() else page
    try:
        services.accept_suggestion(
            current_user,
            suggestion,
            body=form.body.data,
            title=form.title.data,
            base_revision=int(form.base_revision.data),
        )
        db.session.commit()
        flash(_("The suggestion is taken over."), "success")
        return to_post(suggestion.post)
    except DomainError as error:
        db.session.rollback()
        suggestion = queries.get_suggestion(current_user, suggestion_id)
        form.refuse(error)
        conflict = isinstance(error, Conflict)
        if conflict:
            form.base_revision.data = str(suggestion.post.revision_count)
        return _change_page(form, suggestion), 409 if conflict else 422


def _change_form(suggestion: SuggestedEdit) -> EditForm:
    form = EditForm()
    if not form.is_submitted():
        form.title.data = suggestion.title or suggestion.post.thread.title
        form.body.data = suggestion.body
        form.base_revision.data = str(suggestion.post.revision_count)
    elif not (form.base_revision.data or "").isdigit():
        form.base_revision.data = str(suggestion.post.revision_count)
    return form


def _change_page(form: EditForm, suggestion: SuggestedEdit) -> str:
    """With what the text of the form changes in the post as it is now."""
    return render_template(
        "discussions/suggestion_change.html",
        form=form,
        view=queries.view_suggestion(suggestion),
        current=queries.compare_with(suggestion.post, form.title.data or "", form.body.data or ""),
    )


@blueprint.route("/suggestions/<int:suggestion_id>/decline", methods=["GET", "POST"])
def suggestion_decline(suggestion_id: int) -> str | Response | tuple[str, int]:
    suggestion = queries.get_suggestion(current_user, suggestion_id)
    require(current_user, "post.edit", suggestion.post)
    decline = partial(services.decline_suggestion, current_user, suggestion)
    back = url_for("discussions.suggestion_show", suggestion_id=suggestion_id)
    return with_reason(decline, _("Do not take it over"), _("Your answer is passed on."), back)


@blueprint.post("/suggestions/<int:suggestion_id>/withdraw")
def suggestion_withdraw(suggestion_id: int) -> Response:
    suggestion = queries.get_suggestion(current_user, suggestion_id)
    services.withdraw_suggestion(current_user, suggestion)
    address = url_for("discussions.suggestion_show", suggestion_id=suggestion_id)
    db.session.commit()
    flash(_("Your suggestion is withdrawn."), "success")
    return redirect(address, 303)
