"""Polls: voting, adding one to a thread, changing, closing and taking the results along."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import Conflict, DomainError
from forum.core.policy import require
from forum.discussions import queries, services
from forum.discussions.models import Poll
from forum.discussions.poll_forms import MORE, PollForm, VoteForm, local_text
from forum.discussions.polls import card, option_text
from forum.discussions.queries import PollView
from forum.discussions.views.blueprint import blueprint
from forum.extensions import db
from forum.web.pages import this_member

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@blueprint.route("/polls/<int:poll_id>", methods=["GET", "POST"])
def poll_show(poll_id: int) -> str | Response | tuple[str, int]:
    """A poll on a page of its own, where a refused vote comes back filled; voting leads to the thread."""
    poll = queries.get_poll_view(this_member(), poll_id)
    form = VoteForm()
    if not form.is_submitted():
        return _poll_page(poll, form, {})
    answers = form.answers([option.id for option in poll.options], is_dates=poll.is_about_dates)
    try:
        services.vote(this_member(), queries.get_poll(this_member(), poll_id), answers)
        db.session.commit()
        flash(_("Your vote counts."), "success")
        return to_poll(poll.thread.id, poll.thread.slug, poll_id)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
    return _poll_page(queries.get_poll_view(this_member(), poll_id), form, answers), 422


def _poll_page(poll: PollView, form: VoteForm, typed: Mapping[int, str]) -> str:
    cards = [card(this_member(), poll)]
    return render_template(
        "discussions/poll_show.html", form=form, thread=poll.thread, cards=cards, option_text=option_text, typed=typed
    )


def to_poll(thread_id: int, slug: str, poll_id: int) -> Response:
    """Send the reader to a poll in its thread."""
    return redirect(
        url_for("discussions.thread_show", thread_id=thread_id, slug=slug, _anchor=f"peiling-{poll_id}"), 303
    )


@blueprint.route("/threads/<int:thread_id>/poll", methods=["GET", "POST"])
def thread_poll(thread_id: int) -> str | Response | tuple[str, int]:
    """Add a poll to a thread that is there already."""
    thread = queries.get_thread(current_user, thread_id)
    require(current_user, "poll.create", thread)
    form = PollForm()
    if not form.is_submitted() or MORE in request.form:
        return render_template("discussions/poll_edit.html", form=form, thread=thread, poll=None, options=())
    try:
        if form.validate():
            poll = services.create_poll(this_member(), thread, form.plan())
            address = to_poll(thread.id, thread.slug, poll.id)
            db.session.commit()
            return address
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
    thread = queries.get_thread(current_user, thread_id)
    return render_template("discussions/poll_edit.html", form=form, thread=thread, poll=None, options=()), 422


@blueprint.route("/polls/<int:poll_id>/edit", methods=["GET", "POST"])
def poll_edit(poll_id: int) -> str | Response | tuple[str, int]:
    """Change a poll: everything before the first vote, afterwards only further options and when it closes."""
    poll = queries.get_poll(this_member(), poll_id)
    require(this_member(), "poll.manage", poll)
    form = PollForm()
    if not form.is_submitted():
        _fill(form, poll)
    if not form.is_submitted() or MORE in request.form:
        return _edit_page(form, poll_id)
    try:
        if form.validate():
            _edit(form, poll)
            address = to_poll(poll.thread.id, poll.thread.slug, poll.id)
            db.session.commit()
            flash(_("Your change is saved."), "success")
            return address
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
    return _edit_page(form, poll_id), 422


def _edit(form: PollForm, poll: Poll) -> None:
    if request.form.get("only") == "additions":
        services.add_options(this_member(), poll, form.labels(), form.slots(), closes_at=form.closes_at())
    else:
        services.edit_poll(this_member(), poll, form.plan())


def _fill(form: PollForm, poll: Poll) -> None:
    """What the poll is now, for the form that changes it; with votes in it the option rows are for new ones."""
    form.poll_question.data, form.poll_kind.data, form.poll_max.data = poll.question, poll.kind, poll.max_choices
    form.poll_voice.data, form.poll_results.data, form.poll_secret.data = poll.voice, poll.results, poll.is_secret
    form.poll_closes.data = local_text(poll.closes_at)
    if queries.has_ballots(poll):
        return
    options = queries.get_poll_view(this_member(), poll.id).options
    form.poll_option.data = [option.label for option in options if option.label]
    dates = [option for option in options if option.day is not None]
    form.poll_day.data = [option.day.isoformat() for option in dates if option.day]
    form.poll_begins.data = [option.begins.strftime("%H:%M") if option.begins else "" for option in dates]
    form.poll_ends.data = [option.ends.strftime("%H:%M") if option.ends else "" for option in dates]


def _edit_page(form: PollForm, poll_id: int) -> str:
    poll = queries.get_poll_view(this_member(), poll_id)
    options = [option_text(o.label, o.day, o.begins, o.ends) for o in poll.options] if poll.voice_count else ()
    return render_template("discussions/poll_edit.html", form=form, thread=poll.thread, poll=poll, options=options)


@blueprint.post("/polls/<int:poll_id>/withdraw")
def poll_withdraw(poll_id: int) -> Response:
    return _act(poll_id, services.withdraw_vote, _("Your vote is withdrawn."))


@blueprint.post("/polls/<int:poll_id>/close")
def poll_close(poll_id: int) -> Response:
    return _act(poll_id, services.close_poll, _("The poll is closed."))


@blueprint.post("/polls/<int:poll_id>/reopen")
def poll_reopen(poll_id: int) -> Response:
    return _act(poll_id, services.reopen_poll, _("The poll is open again."))


@blueprint.post("/polls/<int:poll_id>/remove")
def poll_remove(poll_id: int) -> Response:
    return _act(poll_id, services.remove_poll, _("The poll is taken away."))


def _act(poll_id: int, verb: Callable[..., None], done: str) -> Response:
    """Do one thing with a poll and go back to it; a refusal is said there too."""
    poll = queries.get_poll(this_member(), poll_id)
    thread_id, slug = poll.thread.id, poll.thread.slug
    try:
        verb(this_member(), poll)
        db.session.commit()
        flash(done, "success")
    except Conflict as error:
        db.session.rollback()
        flash(str(error), "error")
    return to_poll(thread_id, slug, poll_id)


@blueprint.get("/polls/<int:poll_id>/results.csv")
def poll_results(poll_id: int) -> Response:
    """The results for a spreadsheet: with who voted what, unless the poll is secret."""
    poll = queries.get_poll_view(this_member(), poll_id)
    require(this_member(), "poll.manage", poll)
    require(this_member(), "poll.results", poll)
    answer = Response(_table(poll), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="peiling-{poll.id}.csv"'
    return answer


def _table(poll: PollView) -> str:
    """Semicolons and a byte order mark, as spreadsheets in Belgium expect."""
    voters = queries.list_voters(poll, limit=100_000)
    names = {"yes": _("Yes"), "maybe": _("If need be"), "no": _("No")} if poll.is_about_dates else {"yes": _("Votes")}
    text = io.StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    shown = [] if poll.is_secret else [f"{_('Who')}: {name}" for name in names.values()]
    table.writerow([_("Option"), *names.values(), *shown])
    for option in poll.options:
        counts = [getattr(option, answer) for answer in names]
        people = [] if poll.is_secret else [_people(voters.get((option.id, answer), ())) for answer in names]
        table.writerow([_plain(option_text(option.label, option.day, option.begins, option.ends)), *counts, *people])
    return "\ufeff" + text.getvalue()


def _people(voters: Iterable[queries.Voter]) -> str:
    return _plain(", ".join(f"{voter.name} ({voter.library})" if voter.library else voter.name for voter in voters))


def _plain(text: str) -> str:
    """A text no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
