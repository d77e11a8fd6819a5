"""The conclusion of a thread: writing it, its history, taking it away and bringing it back."""

from functools import partial

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.attachments.views import take_files
from forum.core.errors import Conflict, DomainError, NotFound
from forum.core.policy import can, require
from forum.discussions import queries, services
from forum.discussions.forms import ConclusionForm
from forum.discussions.kinds import thread_url
from forum.discussions.models import Conclusion, Draft, Thread
from forum.discussions.services.drafts import conclusion_key
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.moderation import with_reason
from forum.discussions.views.versions import InHand, in_hand, is_taking, set_versions, take
from forum.extensions import db

TEMPLATE = "discussions/conclusion_edit.html"


@blueprint.route("/threads/<int:thread_id>/conclusion", methods=["GET", "POST"])
def thread_conclusion(thread_id: int) -> str | Response | tuple[str, int]:
    thread = queries.get_thread(current_user, thread_id)
    require(current_user, "conclusion.write", thread)
    known = services.find_conclusion(thread)
    draft = queries.find_draft(current_user, conclusion_key(thread_id))
    form = _form(known, draft)
    take_files(form, form.body)
    if is_taking() and known:
        return _page(form, thread, known, hand=take(form, known.body))
    if not form.validate_on_submit():
        page = _page(form, thread, known, draft)
        return (page, 422) if form.is_submitted() else page
    try:
        services.write_conclusion(
            current_user,
            thread,
            form.body.data,
            base_revision=int(form.base_revision.data),
            reason=form.reason.data or "",
        )
        db.session.commit()
        flash(_("Your change is saved."), "success")
        return redirect(f"{thread_url(thread)}#besluit", 303)
    except DomainError as error:
        db.session.rollback()
        return _refused(thread_id, form, error)


def _form(known: Conclusion | None, draft: Draft | None) -> ConclusionForm:
    form = ConclusionForm()
    if not form.is_submitted():
        form.body.data = form.body.data or (draft.body if draft else known.body if known else "")
    set_versions(form, draft, known.revision_count if known else 0, known.changed_at if known else None)
    return form


def _page(
    form: ConclusionForm,
    thread: Thread,
    known: Conclusion | None,
    draft: Draft | None = None,
    hand: InHand | None = None,
) -> str:
    meanwhile = queries.view_conclusion_meanwhile(known, int(form.started_from.data), form.body.data or "")
    return render_template(
        TEMPLATE, form=form, thread=thread, known=known, meanwhile=meanwhile, hand=hand or in_hand(), draft=draft
    )


def _refused(thread_id: int, form: ConclusionForm, error: DomainError) -> tuple[str, int]:
    """The form again with what was typed; after a conflict with the other text beside it."""
    thread = queries.get_thread(current_user, thread_id)
    known = services.find_conclusion(thread)
    if conflict := isinstance(error, Conflict):
        form.base_revision.data = str(known.revision_count if known else 0)
    else:
        form.refuse(error)
    return _page(form, thread, known, hand=in_hand(is_refused=conflict)), 409 if conflict else 422


@blueprint.get("/threads/<int:thread_id>/conclusion/history")
def thread_conclusion_history(thread_id: int) -> str:
    thread, conclusion = _existing(thread_id)
    require(current_user, "conclusion.history", conclusion)
    return render_template(
        "discussions/conclusion_history.html",
        thread=thread,
        conclusion=conclusion,
        changes=queries.list_conclusion_changes(conclusion),
        may_write=can(current_user, "conclusion.write", thread),
    )


@blueprint.route("/threads/<int:thread_id>/conclusion/remove", methods=["GET", "POST"])
def thread_conclusion_remove(thread_id: int) -> str | Response:
    thread, _conclusion = _existing(thread_id)
    require(current_user, "conclusion.write", thread)
    remove = partial(services.remove_conclusion, current_user, thread)
    return with_reason(remove, _("Take the conclusion away"), _("The conclusion is taken away."), thread_url(thread))


@blueprint.post("/threads/<int:thread_id>/conclusion/restore")
def thread_conclusion_restore(thread_id: int) -> Response:
    thread, _conclusion = _existing(thread_id)
    services.restore_conclusion(current_user, thread)
    db.session.commit()
    flash(_("The conclusion is back."), "success")
    return redirect(f"{thread_url(thread)}#besluit", 303)


def _existing(thread_id: int) -> tuple[Thread, Conclusion]:
    """The thread and what was concluded in it; not found where nothing was."""
    thread = queries.get_thread(current_user, thread_id)
    conclusion = services.find_conclusion(thread)
    if conclusion is None:
        raise NotFound()
    return thread, conclusion
