"""Confirming announcements: the button, asking for it, who has and who has not, and what one still has to confirm."""

import csv
import io
from itertools import groupby
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from forum.core.errors import Conflict, DomainError, Invalid, NotFound
from forum.core.local_time import local
from forum.core.policy import NETWORK, can, group_token, library_token, require
from forum.core.slugs import slugify
from forum.discussions import queries, services
from forum.discussions.acknowledgement_policies import HEADS, overseen_libraries
from forum.discussions.announcement_forms import CHOSEN, AcknowledgementForm
from forum.discussions.kinds import thread_url
from forum.discussions.models import Post, Thread, ThreadKind
from forum.discussions.queries.acknowledgements import (
    Asked,
    Person,
    Proof,
    counts,
    find_asked,
    list_people,
    list_proof,
    list_to_acknowledge,
)
from forum.discussions.services.acknowledgements import Wish, may_remind_now, remind_now
from forum.discussions.views.blueprint import blueprint
from forum.extensions import db
from forum.network.models import Library, WorkingGroup
from forum.web.numbers import id_from
from forum.web.pages import this_member

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@blueprint.get("/acknowledgements")
def to_acknowledge() -> str:
    return render_template("discussions/to_acknowledge.html", items=list_to_acknowledge(this_member()))


@blueprint.post("/threads/<int:thread_id>/acknowledge")
def thread_acknowledge(thread_id: int) -> Response:
    thread = queries.get_thread(current_user, thread_id)
    back = thread_url(thread)
    try:
        services.acknowledge(current_user, thread, id_from(request.form.get("revision")) or 0)
        db.session.commit()
        flash(_("You confirmed that you read it."), "success")
    except (Conflict, Invalid) as error:
        db.session.rollback()
        flash(str(error), "warning")
    return redirect(back, 303)


@blueprint.get("/threads/<int:thread_id>/acknowledgements")
def thread_acknowledgements(thread_id: int) -> str:
    thread, asked, libraries = _followed(thread_id)
    people = list_people(asked, libraries)
    return render_template(
        "discussions/acknowledgement_list.html",
        thread=thread,
        asked=asked,
        groups=[(name, list(members)) for name, members in groupby(people, key=lambda person: person.library)],
        total=len(people),
        confirmed=sum(person.is_done for person in people),
        may_manage=can(current_user, "acknowledgement.manage", thread),
        may_remind=may_remind_now(this_member(), thread, asked),
    )


@blueprint.post("/threads/<int:thread_id>/acknowledgements/remind")
def thread_remind_acknowledgement(thread_id: int) -> Response:
    """Remind everybody who has not confirmed, now; back to the list of who has."""
    thread = queries.get_thread(current_user, thread_id)
    try:
        remind_now(this_member(), thread)
        db.session.commit()
        flash(_("The reminder is on its way to everybody who has not confirmed."), "success")
    except Conflict as error:
        db.session.rollback()
        flash(str(error), "warning")
    return redirect(url_for("discussions.thread_acknowledgements", thread_id=thread_id), 303)


@blueprint.get("/threads/<int:thread_id>/acknowledgements.csv")
def thread_acknowledgements_csv(thread_id: int) -> FlaskResponse:
    """Every confirmation and everybody who has not, as spreadsheets here open it: semicolons, marked UTF-8."""
    thread, asked, libraries = _followed(thread_id)
    rows = _csv_rows(asked, list_people(asked, libraries), list_proof(asked, libraries))
    name = f"{slugify(thread.title, fallback='bevestigingen')}.csv"
    return FlaskResponse(
        "\ufeff" + _as_csv(rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@blueprint.route("/threads/<int:thread_id>/acknowledgements/edit", methods=["GET", "POST"])
def thread_ask_acknowledgement(thread_id: int) -> str | Response | tuple[str, int]:
    thread = queries.get_thread(current_user, thread_id)
    require(current_user, "acknowledgement.manage", thread)
    asked = find_asked(current_user, thread)
    form = _form(asked)
    if form.validate_on_submit():
        try:
            wish = form.wish()
            if wish is None:
                services.stop_acknowledgement(current_user, thread)
            else:
                services.ask_acknowledgement(current_user, thread, wish)
            db.session.commit()
            flash(_("Your change is saved."), "success")
            return redirect(thread_url(thread), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            thread = queries.get_thread(current_user, thread_id)
    page = render_template("discussions/acknowledgement_edit.html", thread=thread, form=form, asked=asked)
    return (page, 422) if form.is_submitted() else page


def ask_with(form: Any, thread: Thread) -> None:
    """Ask what the form of a new announcement says; nothing where it says nothing, or for another kind of thread."""
    wish = form.wish() if _announces(thread) else None
    if wish is not None:
        services.ask_acknowledgement(current_user, thread, wish, notify=False)


def offer_to_ask_again(form: Any, post: Post) -> None:
    """Keep the fields that ask everybody to confirm a changed text only where they are to confirm it."""
    asked = find_asked(current_user, post.thread) if post.is_opening and _announces(post.thread) else None
    if asked is None or not asked.is_open or not can(current_user, "acknowledgement.manage", post.thread):
        del form.ack_again, form.ack_due
    elif not form.is_submitted():
        form.ack_due.data = None if asked.is_overdue else asked.due_on


def show_wish(form: Any, wish: Wish | None) -> None:
    """Fill the form with what is asked already."""
    if wish is None:
        return
    everybody = NETWORK in wish.tokens
    form.ack_who.data = NETWORK if everybody else CHOSEN
    form.ack_audience.data = [] if everybody else sorted(wish.tokens)
    form.ack_due.data = wish.due_on
    form.ack_remind.data, form.ack_renew.data = str(wish.remind_every), str(wish.renew_months)


def audience_choices() -> list[tuple[str, str]]:
    """Who can be asked besides everybody: heads of libraries, libraries, working groups."""
    libraries = db.session.execute(select(Library.id, Library.short_name).order_by(Library.short_name))
    groups = select(WorkingGroup.id, WorkingGroup.name).where(WorkingGroup.closed_at.is_(None))
    choices = [(HEADS, _("Heads of libraries"))]
    choices += [(library_token(number), name) for number, name in libraries]
    named = db.session.execute(groups.order_by(WorkingGroup.name))
    return choices + [(group_token(number), name) for number, name in named]


def _announces(thread: Thread) -> bool:
    return thread.kind == ThreadKind.ANNOUNCEMENT


def _form(asked: Asked | None) -> AcknowledgementForm:
    form = AcknowledgementForm()
    form.ack_audience.choices = audience_choices()
    if asked is not None and not form.is_submitted():
        wish = Wish(asked.tokens, asked.due_on, asked.remind_every, asked.renew_months)
        show_wish(form, wish if asked.is_open else None)
    return form


def _followed(thread_id: int) -> tuple[Thread, Asked, frozenset[int] | None]:
    """The announcement, what is asked about it, and the libraries of which the reader follows it."""
    thread = queries.get_thread(current_user, thread_id)
    require(current_user, "acknowledgement.follow", thread)
    asked = find_asked(current_user, thread)
    if asked is None:
        raise NotFound()
    return thread, asked, overseen_libraries(current_user, thread)


def _csv_rows(asked: Asked, people: list[Person], proof: list[Proof]) -> list[tuple[object, ...]]:
    current = {person.id: person for person in people}
    rows: list[tuple[object, ...]] = [(_("Name"), _("Library"), _("State"), _("Version"), _("Date"), _("Time of day"))]
    rows += [(one.name, one.library, _("Not yet"), "", "", "") for one in people if not one.is_done]
    for one in proof:
        moment = local(one.acknowledged_at)
        state = _state(asked, one, current.get(one.member_id))
        rows.append((one.name, one.library, state, one.revision, moment.date().isoformat(), f"{moment:%H:%M:%S}"))
    return rows


def _state(asked: Asked, proof: Proof, person: Person | None) -> str:
    if person is None:
        return _("No longer asked")
    if counts(asked, proof.revision, proof.acknowledged_at):
        return _("Confirmed")
    return _("Earlier version") if proof.revision < asked.required_revision else _("Ended")


def _as_csv(rows: list[tuple[object, ...]]) -> str:
    """A cell that a spreadsheet would take for a formula becomes text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for row in rows:
        writer.writerow([f"'{cell}" if str(cell).startswith(FORMULA) else cell for cell in row])
    return out.getvalue()
