"""Asking a question or starting a discussion: one page that helps while one writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.attachments.views import take_files
from forum.core.errors import DomainError
from forum.core.policy import require
from forum.core.text.patron_data import Finding
from forum.discussions import queries, services
from forum.discussions.capacities import list_capacities
from forum.discussions.forms import ThreadForm, field_values, with_fields
from forum.discussions.kinds import thread_url
from forum.discussions.models import NEW_THREAD, Draft, Space, SpaceField, Thread, ThreadKind
from forum.discussions.poll_forms import MORE, PollForm
from forum.discussions.services.drafts import TOKEN, new_answer_key, new_thread_key
from forum.discussions.views.acknowledgements import ask_with, audience_choices
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.mentions import tell_unreached
from forum.discussions.views.scheduling import schedule_with
from forum.extensions import db
from forum.search.similar import Similar, find_similar
from forum.web import sent_once
from forum.web.access import only_reads
from forum.web.kept_forms import kept_fields
from forum.web.pages import this_member
from forum.web.patron_warning import LEAVE_OUT, leave_out_of, patron_data_in

only_reads("discussions.thread_similar")

# Buttons that ask for the form again, with everything typed in it: they post nothing.
LOOK, PICK = "look", "pick_space"
AGAIN = {LOOK, PICK, MORE, LEAVE_OUT}
CLEAR_SHARE = 0.5
# From so many words on, a title that is being typed is enough to say that nothing looks like it.
SURE_FROM = 3


@dataclass(frozen=True, slots=True)
class Help:
    """What the ask page shows beside what is typed: threads that look alike, and the space most of them are in."""

    similar: Similar
    too: dict[str, queries.HaveToo]
    suggested: Space | None = None
    looked: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """The ask page in one state: its form, the spaces to choose from and what the chosen one asks for."""

    form: ThreadForm
    poll_form: PollForm
    spaces: Sequence[Space]
    fields: Sequence[SpaceField]
    draft: Draft | None
    answer_draft: Draft | None
    # Which of the member's drafts of new threads this form is.
    token: str

    @property
    def kind(self) -> ThreadKind:
        return ThreadKind(self.form.kind.data)

    @property
    def texts(self) -> list[str]:
        """Everything colleagues will read."""
        form = self.form
        texts = [form.title.data, form.body.data, form.answer.data, *field_values(form, self.fields).values()]
        return [text or "" for text in texts]


@blueprint.route("/threads/new", methods=["GET", "POST"])
def thread_new() -> str | Response | tuple[str, int]:
    asking = _open()
    take_files(asking.form, asking.form.body)
    take_files(asking.form, asking.form.answer, "answer_files")
    leave_out_of(asking.form)
    if not asking.form.is_submitted() or not AGAIN.isdisjoint(request.form):
        return _page(asking)
    findings = patron_data_in(*asking.texts)
    if asking.form.validate() and asking.poll_form.validate() and not findings:
        try:
            return sent_once.earlier() or _post(asking)
        except DomainError as error:
            db.session.rollback()
            (asking.poll_form if asking.poll_form.is_about(error) else asking.form).refuse(error)
    return _page(asking, findings), 422


def _post(asking: Asking) -> Response:
    space = queries.get_space(current_user, asking.form.space.data)
    sent_once.leads_to(url_for("discussions.scheduled_list"))
    if later := schedule_with(asking.form, asking.poll_form, space, asking.kind, asking.token):
        return later
    thread = _start(asking, space)
    address = thread_url(thread)
    if not asking.poll_form.is_empty:
        services.create_poll(this_member(), thread, asking.poll_form.plan(), notify=False)
    ask_with(asking.form, thread)
    tell_unreached(thread.opening_post_id, asking.form.body.data)
    sent_once.leads_to(address)
    db.session.commit()
    return redirect(address, 303)


def _start(asking: Asking, space: Space) -> Thread:
    form = asking.form
    values = field_values(form, asking.fields)
    title, body, answer = form.title.data, form.body.data, form.answer.data or ""
    how: dict[str, Any] = {"fields": values, "anonymous": form.anonymous.data, "capacity": form.capacity.data or ""}
    how["draft"] = asking.token
    if asking.kind == ThreadKind.QUESTION and answer.strip():
        return services.ask_and_answer(current_user, space, title, body, answer, **how)
    return services.start_thread(current_user, space, asking.kind, title, body, **how)


@blueprint.post("/threads/similar")
def thread_similar() -> str:
    """Fields ``kind``, ``title``, ``body`` and ``space`` as they are typed; answers the list as a piece of HTML."""
    fields = request.form
    found = _help(
        fields.get("kind", ""),
        fields.get("title", ""),
        fields.get("body", ""),
        fields.get("space", ""),
        # Of the first words it says nothing yet.
        looked=len(fields.get("title", "").split()) >= SURE_FROM,
    )
    return render_template("discussions/_similar.html", help=found)


def _page(asking: Asking, findings: Sequence[Finding] = ()) -> str:
    form = asking.form
    asked = asking.kind == ThreadKind.QUESTION
    with_fields = queries.list_spaces_with_fields([space.id for space in asking.spaces]) if asked else set()
    return render_template(
        "discussions/thread_new.html",
        form=form,
        poll_form=asking.poll_form,
        fields=asking.fields,
        carried=_carried(asking.fields),
        asking_spaces=[space.slug for space in asking.spaces if space.id in with_fields],
        token=asking.token,
        draft=asking.draft,
        drafts=() if form.is_submitted() or asking.draft else _others(asking.kind),
        answer_draft=asking.answer_draft,
        help=_help(
            form.kind.data,
            form.title.data or "",
            form.body.data or "",
            form.space.data or "",
            looked=request.form.get(LOOK) == "similar",
        ),
        findings=findings,
        capacities=[(held.value, held.label) for held in list_capacities(current_user, None)],
    )


def _help(kind: str, title: str, body: str, chosen: str, *, looked: bool) -> Help:
    helped = title.strip() and kind != ThreadKind.ANNOUNCEMENT
    similar = find_similar(this_member(), title, body) if helped else Similar()
    threads = [int(thing.root.removeprefix("thread:")) for thing in similar.things if thing.root.startswith("thread:")]
    too = {f"thread:{number}": have for number, have in queries.list_have_too(this_member(), threads).items()}
    return Help(similar, too, None if chosen else _suggested(similar, kind), looked and bool(helped))


def _suggested(similar: Similar, kind: str) -> Space | None:
    """The space where most of the likeness lies; ``None`` when it is no clear case. It is proposed, never chosen."""
    key, share = next(iter(similar.containers.items()), ("", 0.0))
    if share < CLEAR_SHARE or not key.startswith("space:"):
        return None
    spaces = queries.list_writable_spaces(this_member(), kind)
    return next((space for space in spaces if key == f"space:{space.id}"), None)


def _open() -> Asking:
    """The form as it was sent, or filled from the address and the drafts; no space is chosen for the writer."""
    sent = request.method == "POST"
    # On a page that follows a sign-in: what was sent before it.
    typed: Mapping[str, str] = request.form if sent else kept_fields() or {}
    token = token_in(typed or request.args)
    draft = queries.find_draft(current_user, new_thread_key(token))
    kept: Mapping[str, str] = draft.choices if draft and not sent else {}
    kind = _kind(typed or request.args, kept)
    if kind == ThreadKind.ANNOUNCEMENT:
        require(current_user, "announcement.start")
    spaces = queries.list_writable_spaces(current_user, kind)
    slug = typed.get(PICK) or typed.get("space") or request.args.get("space") or kept.get("space")
    chosen = next((space for space in spaces if space.slug == slug), None)
    fields = queries.list_fields(chosen.id) if chosen and kind == ThreadKind.QUESTION else []
    form = with_fields(ThreadForm, fields)()
    form.space.choices = [("", _("Choose a space")), *((space.slug, space.title) for space in spaces)]
    form.kind.data, form.space.data = kind, slug
    form.ack_audience.choices = audience_choices() if kind == ThreadKind.ANNOUNCEMENT else []
    form.offers_anonymous = any(space.allows_anonymous for space in ([chosen] if chosen else spaces))
    answer_draft = None if sent else queries.find_draft(current_user, new_answer_key(token))
    if not (sent or typed or draft or answer_draft):
        # What the address named is posted or thrown away by now: this becomes another one.
        token = sent_once.new_key()
    if not sent:
        _fill_in(form, draft, answer_draft, kept, fields)
    return Asking(form, PollForm.for_new_thread(draft), spaces, fields, draft, answer_draft, token)


def token_in(fields: Mapping[str, str]) -> str:
    """Which draft of a new thread a form or an address names; a new one when it names none that can be."""
    named = fields.get("draft")
    return named if named is not None and (not named or TOKEN.fullmatch(named)) else sent_once.new_key()


def _others(kind: ThreadKind) -> list[queries.DraftLine]:
    """Drafts of new threads one could go on with instead of beginning another, those of the same kind first."""
    lines = [line for line in queries.list_drafts(current_user) if line.key.startswith(NEW_THREAD)]
    return sorted(lines, key=lambda line: line.sort != kind)


def _fill_in(
    form: ThreadForm,
    draft: Draft | None,
    answer_draft: Draft | None,
    kept: Mapping[str, str],
    fields: Sequence[SpaceField],
) -> None:
    """What was kept, where nothing else is there yet."""
    form.title.data = form.title.data or (draft.title if draft else request.args.get("title", ""))
    form.body.data = form.body.data or (draft.body if draft else "")
    form.answer.data = form.answer.data or (answer_draft.body if answer_draft else "")
    form.anonymous.data = form.anonymous.data or bool(kept.get("anonymous"))
    form.capacity.data = form.capacity.data or kept.get("capacity")
    for field in fields:
        form[field.name].data = form[field.name].data or kept.get(field.name, "")


def _carried(fields: Sequence[SpaceField]) -> list[tuple[str, str]]:
    """What was filled in for another space, which may be chosen again."""
    shown = {field.name for field in fields}
    sent = request.form.items()
    return [(name, value) for name, value in sent if name.startswith("field-") and name not in shown and value]


def _kind(sent: Mapping[str, str], kept: Mapping[str, str]) -> str:
    """What sort of thread it becomes: as sent, else as the address or the draft says, else a question."""
    kind = sent.get("kind") or kept.get("kind")
    return kind if kind in set(ThreadKind) else ThreadKind.QUESTION.value
