"""The style guide: one page with every component in every state, which is itself a test of them all."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import (
    BooleanField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from forum.core import resources
from forum.core.clock import now
from forum.web import styleguide_panels, styleguide_texts
from forum.web.forms import Form

blueprint = Blueprint("styleguide", __name__)

AUTHOR = "Marie-Christine Van den Bossche"
LONG_TITLE = "Interbibliothecair leenverkeer: wat doen jullie met niet-afgehaalde lenersreserveringen?"
QUESTION = Markup(
    "<p>Sinds de nieuwe automaat vergeten leners vaker hun pincode. Aan de balie kost dat telkens vijf "
    "minuten, en op woensdagmiddag staat er een rij. <strong>Hoe lossen jullie dat op?</strong></p>"
    '<p>Zie ook <a href="/styleguide">het vorige gesprek</a> met '
    '<a class="ref-member" href="/members/3">@karel.desmet</a>.</p>'
)
ANSWER = Markup(
    "<p>Wij drukken een strookje af met een link waarmee de lener thuis zelf een nieuwe pincode kiest. "
    "Sindsdien is de rij weg.</p>"
)
FILES = [
    {"name": "Reglement leeszaal 2026.pdf", "url": "/styleguide", "size": 348_000, "type": "pdf"},
    {
        "name": "Vergelijking van negen leveranciers van zelfuitleenbalies.xlsx",
        "url": "/styleguide",
        "size": 1_240_000,
        "type": "xlsx",
    },
]


class Sample(Form):
    """Fields of every sort."""

    name = StringField("Name of the space")
    email = StringField("E-mail address")
    password = PasswordField("Password")
    purpose = TextAreaField("Purpose")
    audience = SelectField("Audience", choices=[("network", "Whole network"), ("library", "Own library")])
    mail = RadioField("Mail", choices=[("direct", "Direct"), ("daily", "Daily overview")], default="daily")
    libraries = SelectMultipleField("Libraries", choices=[("1", "Beveren"), ("2", "Lokeren")], default=["2"])
    public = BooleanField("Visible without signing in")
    body = TextAreaField("Your question")
    files = MultipleFileField("Files")


class Thing(SimpleNamespace):
    """Stands for a row of the database; told apart by identity, as those are."""

    __hash__ = object.__hash__  # type: ignore[assignment]


@blueprint.get("/styleguide")
def index() -> str:
    """Every component with made-up content."""
    return render_template(
        "styleguide/index.html",
        form=Sample(formdata=None),
        bad=_refused_form(),
        threads=_threads(),
        spaces=_spaces(),
        posts=_posts(),
        flags=_flags(),
        quote=Thing(
            id=902, author_name="Karel De Smet", text="Wij drukken een strookje af met een link …", language="nl"
        ),
        fold=Thing(count=37, position=Thing(query="branch=000001&after=000001000002")),
        conclusion=styleguide_panels.conclusion(),
        polls=styleguide_panels.polls(),
        option_text=styleguide_panels.option_text,
        facets=_facets(),
        hits=styleguide_texts.hits(),
        meanwhile=styleguide_texts.meanwhile(),
        hand=styleguide_texts.hand(),
        files=FILES,
        icons=_icons(),
        notes=[
            Thing(id=1, updated_at=_ago(0.1), is_read=False),
            Thing(id=2, updated_at=_ago(30), is_read=True),
        ],
        pieces=[("…", "4"), (" ", "De balie is open tot "), ("-", "vijf"), ("+", "zes"), (" ", " uur. Bel even.")],
        changes=_changes(),
        choices=_choices(),
        shifts=[Thing(widens=True, becomes_public=False, gains=34, loses=3), Thing(widens=False, loses=0)],
    )


def _icons() -> list[str]:
    """The name of every icon there is."""
    sprite = resources.static() / "icons" / "sprite.svg"
    return re.findall(r'<symbol id="([^"]+)"', sprite.read_text(encoding="utf-8"))


def _ago(hours: float) -> datetime:
    return now() - timedelta(hours=hours)


def _refused_form() -> Sample:
    form = Sample(formdata=None, prefix="bad")
    form.email.data = "an.peeters@"
    form.email.errors = [_("Enter an e-mail address with a name, an @ and a domain, such as name@library.example.")]
    form.body.errors = [_("Write what you want to ask.")]
    form.files.errors = [_("%(name)s is empty.", name="notulen.docx")]
    return form


def _threads() -> list[Thing]:
    rows = (
        ("Hoe gaan jullie om met leners die hun pincode vergeten?", "question", 0, 0, 0, True, False, 0.2),
        ("Pincode vergeten: wat doen jullie?", "question", 0, 0, 0, False, False, 20),
        (LONG_TITLE, "question", 1, 7, 12, False, False, 26),
        ("Etiketten laten los. Welke lijm werkt wel?", "question", 0, 3, 1, False, False, 50),
        ("Voorleesweek: wie deelt een draaiboek?", "discussion", 0, 48, 20, True, False, 100),
        ("Zondag 6 december: catalogus onbereikbaar", "announcement", 0, 2, 3, False, False, 120),
        ("Afspraken over schenkingen", "discussion", 0, 1204, 0, False, True, 9000),
    )
    return [
        Thing(
            id=number,
            slug="voorbeeld",
            title=title,
            kind=kind,
            accepted_count=accepted,
            reply_count=replies,
            useful_count=useful,
            me_too_count=4 if number == 1 else 0,
            is_unread=unread,
            language="nl",
            is_locked=locked,
            is_pinned=number == 1,
            must_confirm=kind == "announcement",
            duplicate_of_id=1 if number == 2 else None,
            last_post_at=_ago(hours),
            last_author_name="Karel De Smet",
            author_name="An Peeters",
            author_library="Temse",
            space_slug="balie",
            space_title="Uitleen en balie",
        )
        for number, (title, kind, accepted, replies, useful, unread, locked, hours) in enumerate(rows, 1)
    ]


def _spaces() -> list[Thing]:
    rows = (
        (
            "Uitleen en balie",
            "Alles wat aan de balie gebeurt: lenen, terugbrengen, boetes.",
            "network",
            1312,
            4,
        ),
        ("Team Temse", "Voor de eigen ploeg.", "library:3", 12, 0),
    )
    return [
        Thing(
            slug="voorbeeld",
            title=title,
            purpose=purpose,
            audience=audience,
            thread_count=threads,
            last_post_at=_ago(2) if new else None,
            new_count=new,
        )
        for title, purpose, audience, threads, new in rows
    ]


def _posts() -> list[Thing]:
    """An opening post, an accepted answer, an edited reply, one deeper than is drawn, and a hidden one."""
    rows: tuple[tuple[int, str, dict[str, Any]], ...] = (
        (0, QUESTION, {}),
        (1, ANSWER, {"accepted_at": _ago(3), "accepted_by": "Karel De Smet", "files": FILES}),
        (2, ANSWER, {"edited_at": _ago(2)}),
        (5, ANSWER, {"attribution_url": "/styleguide", "licence": "CC BY-SA 4.0"}),
        (1, ANSWER, {"hidden_at": _ago(1), "hidden_reason": "persoonsgegevens van een lener"}),
        (1, ANSWER, {"hidden_at": _ago(1), "is_withdrawn": True}),
    )
    optional = (
        "files",
        "edited_at",
        "accepted_at",
        "accepted_by",
        "hidden_at",
        "hidden_reason",
        "is_withdrawn",
        "licence",
        "attribution_url",
    )
    return [
        Thing(
            id=number,
            parent_id=1,
            drawn_depth=min(depth, 3),
            depth=depth,
            author_id=number + 2,
            author_name=AUTHOR,
            author_function="stafmedewerker collectie",
            is_anonymous=False,
            capacity="coordinator" if number == 2 else "",
            capacity_label=_("coordinator"),
            author_library="Sint-Niklaas",
            created_at=_ago(5 - number / 2),
            body_html=body,
            language="nl",
            parent_author="Karel De Smet",
            **{**dict.fromkeys(optional), **more},
        )
        for number, (depth, body, more) in enumerate(rows, 1)
    ]


def _changes() -> list[Thing]:
    """Each sort of change as a reader sees it; one of them undone, one about a thing they may not see."""
    link = Thing(title=LONG_TITLE, url="/styleguide")
    rows: tuple[dict[str, Any], ...] = (
        {"verb": "moved", "from_space": Thing(title="Uitleen en balie", url="/styleguide")},
        {"verb": "merged", "is_here": False, "other": link, "reason": "zelfde vraag"},
        {"verb": "split", "other": None, "post_count": 3, "undone_at": _ago(1), "undone_by": AUTHOR},
        {"verb": "reparented", "post_url": "/styleguide", "may_undo": True},
        {"verb": "duplicate", "other": link, "by_asker": True},
        {"verb": "duplicate", "is_here": False, "other": link},
    )
    usual: dict[str, Any] = {"is_here": True, "actor_name": AUTHOR, "by_asker": False, "reason": "", "other": None}
    usual |= {"from_space": None, "to_space": None, "undone_at": None, "undone_by": "", "may_undo": False}
    return [Thing(id=number, created_at=_ago(9 - number), **usual | row) for number, row in enumerate(rows, 1)]


def _choices() -> list[Thing]:
    """A thread and posts to choose."""
    thread = Thing(id=1, slug="voorbeeld", title=LONG_TITLE, space_title="Uitleen en balie", reply_count=7)
    thread.accepted_count, thread.created_at = 1, _ago(400)
    posts = [
        Thing(id=depth, drawn_depth=depth, author_name=AUTHOR, created_at=_ago(5), text="Wij …", is_hidden=depth == 2)
        for depth in (1, 2, 3)
    ]
    return [thread, *posts]


def _flags() -> list[Thing]:
    """What a reader may do with each of the posts; the fields of ``SlotFlags`` in the discussions."""
    names = "is_new is_hidden is_accepted has_count is_pressed"
    names += " may_reply may_mark may_react may_edit may_accept may_restore may_bring_back is_kept"
    names += " may_have_too has_too have_too"
    given = (
        {"has_count", "may_reply", "may_mark", "may_react", "may_have_too", "has_too", "have_too"},
        {"has_count", "is_pressed", "is_accepted", "is_kept", "may_reply", "may_mark", "may_react", "may_accept"},
        {"is_new", "may_reply", "may_edit", "has_count"},
        {"may_reply", "may_mark", "may_react", "may_accept"},
        {"is_hidden", "may_restore"},
        {"is_hidden", "may_bring_back"},
    )
    return [Thing(**{name: name in some for name in names.split()}, is_signed_in=True) for some in given]


def _facets() -> Thing:
    """A facet with a chosen value and one with more than fits."""

    def option(label: str, count: int, *, is_on: bool = False) -> Thing:
        return Thing(label=label, count=count, is_on=is_on, url="/styleguide")

    libraries = [option(name, 40 - 7 * number) for number, name in enumerate(("Lokeren", "Temse", "Stekene"))]
    return Thing(
        chips=[Thing(label=_("Question"), url="/styleguide"), Thing(label="Sint-Gillis-Waas", url="/styleguide")],
        groups=[
            Thing(
                label=_("Kind"), options=[option(_("Question"), 1_204, is_on=True), option(_("Discussion"), 3)], more=()
            ),
            Thing(label=_("Library"), options=libraries[:2], more=libraries[2:]),
        ],
    )
