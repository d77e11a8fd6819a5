"""Publishing later: the list of what one has planned, changing it, publishing it now, throwing it away."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import DomainError
from forum.core.local_time import local
from forum.discussions import queries, services
from forum.discussions.announcement_forms import ScheduledForm
from forum.discussions.capacities import list_capacities
from forum.discussions.kinds import thread_url
from forum.discussions.models import ScheduledThread, Space, ThreadKind
from forum.discussions.poll_forms import PollForm
from forum.discussions.queries.scheduled import get_scheduled, list_scheduled
from forum.discussions.services.polls import PollPlan
from forum.discussions.services.scheduled_choices import poll_from, wish_from
from forum.discussions.services.scheduling import Plan
from forum.discussions.views.acknowledgements import audience_choices, show_wish
from forum.discussions.views.blueprint import blueprint
from forum.extensions import db


@blueprint.get("/scheduled")
def scheduled_list() -> str:
    return render_template("discussions/scheduled_list.html", items=list_scheduled(current_user))


@blueprint.route("/scheduled/<int:scheduled_id>/edit", methods=["GET", "POST"])
def scheduled_edit(scheduled_id: int) -> str | Response | tuple[str, int]:
    scheduled = get_scheduled(current_user, scheduled_id)
    form = _form(scheduled)
    if form.validate_on_submit():
        try:
            space = queries.get_space(current_user, form.space.data)
            poll = None if form.without_poll.data else poll_from(scheduled.choices)
            plan = _plan(form, ThreadKind(scheduled.kind), poll)
            services.edit_scheduled(current_user, scheduled, space, plan)
            db.session.commit()
            flash(_("Your change is saved."), "success")
            return redirect(url_for("discussions.scheduled_list"), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            scheduled = get_scheduled(current_user, scheduled_id)
    page = render_template(
        "discussions/scheduled_edit.html",
        form=form,
        scheduled=scheduled,
        poll=poll_from(scheduled.choices),
        capacities=[(held.value, held.label) for held in list_capacities(current_user, scheduled.space_id)],
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/scheduled/<int:scheduled_id>/publish")
def scheduled_publish(scheduled_id: int) -> Response:
    scheduled = get_scheduled(current_user, scheduled_id)
    try:
        thread = services.publish_scheduled(current_user, scheduled)
        address = thread_url(thread)
        db.session.commit()
        return redirect(address, 303)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "warning")
        return redirect(url_for("discussions.scheduled_edit", scheduled_id=scheduled_id), 303)


@blueprint.post("/scheduled/<int:scheduled_id>/stop")
def scheduled_stop(scheduled_id: int) -> Response:
    services.stop_scheduled(current_user, get_scheduled(current_user, scheduled_id))
    db.session.commit()
    flash(_("It will not be published by itself. The text is still here."), "success")
    return redirect(url_for("discussions.scheduled_list"), 303)


@blueprint.post("/scheduled/<int:scheduled_id>/discard")
def scheduled_discard(scheduled_id: int) -> Response:
    services.discard_scheduled(current_user, get_scheduled(current_user, scheduled_id))
    db.session.commit()
    flash(_("The text is thrown away."), "success")
    return redirect(url_for("discussions.scheduled_list"), 303)


def schedule_with(form: Any, poll_form: PollForm, space: Space, kind: ThreadKind, draft: str) -> Response | None:
    """Keep a new thread for later when its form says so, and lead to the list of what is planned; else ``None``."""
    if form.publish_at() is None:
        return None
    plan = _plan(form, kind, None if poll_form.is_empty else poll_form.plan())
    services.schedule_thread(current_user, space, plan, draft=draft)
    db.session.commit()
    flash(_("It is planned. Until then only you see it."), "success")
    return redirect(url_for("discussions.scheduled_list"), 303)


def _plan(form: Any, kind: ThreadKind, poll: PollPlan | None) -> Plan:
    wish = form.wish() if kind == ThreadKind.ANNOUNCEMENT else None
    return Plan(kind, form.title.data, form.body.data, form.publish_at(), wish, poll, form.capacity.data or "")


def _form(scheduled: ScheduledThread) -> ScheduledForm:
    form = ScheduledForm()
    spaces = queries.list_writable_spaces(current_user, scheduled.kind)
    form.space.choices = [("", _("Choose a space")), *((space.slug, space.title) for space in spaces)]
    form.ack_audience.choices = audience_choices() if scheduled.kind == ThreadKind.ANNOUNCEMENT else []
    if not form.is_submitted():
        form.title.data = form.title.data or scheduled.title
        form.body.data = form.body.data or scheduled.body
        form.space.data = form.space.data or scheduled.space.slug
        if scheduled.publish_at is not None:
            moment = local(scheduled.publish_at)
            form.publish_on.data, form.publish_clock.data = moment.date(), moment.time()
        show_wish(form, wish_from(scheduled.choices))
        form.capacity.data = scheduled.choices.get("capacity")
    return form
