"""The style guide: one page with every component in every state, which is itself a test of them all."""

from datetime import timedelta
from types import SimpleNamespace as Thing

from flask import Blueprint, render_template
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField, TextAreaField

from forum.core.clock import now
from forum.web.forms import Form

blueprint = Blueprint("styleguide", __name__)

LONG = "Interbibliothecair leenverkeer en lenersadministratie: wat doen jullie met niet-afgehaalde reserveringen?"


class Sample(Form):
    """Fields of every sort."""

    name = StringField("Name of the space")
    email = StringField("E-mail address")
    password = PasswordField("Password")
    purpose = TextAreaField("Purpose")
    audience = SelectField("Audience", choices=[("network", "Whole network"), ("library", "Own library")])
    mail = RadioField("Mail", choices=[("direct", "Direct"), ("daily", "Daily overview")], default="daily")
    public = BooleanField("Visible without signing in")
    body = TextAreaField("Your question")


@blueprint.get("/styleguide")
def index() -> str:
    """Every component with made-up content."""
    return render_template("styleguide/index.html", **samples())


def samples() -> dict[str, object]:
    """The content of the page; named in `templates/styleguide/index.html`."""
    form, bad = Sample(formdata=None), Sample(formdata=None, prefix="bad")
    bad.email.data = "an.peeters@"
    bad.email.errors = (_("Enter an e-mail address with a name, an @ and a domain, such as name@library.example."),)
    bad.body.errors = (_("Write what you want to ask."),)
    return {
        "form": form,
        "bad": bad,
        "threads": _threads(),
        "spaces": _spaces(),
        "posts": _posts(),
        "slots": [Markup(slot) for slot in _slots()],  # noqa: S704 - written below
        "hit": Thing(
            url="#hit",
            title=Markup("Wie heeft ervaring met <mark>zelfuitleen</mark> in een kleine vestiging?"),
            snippet=Markup("… na een jaar <mark>zelfuitleen</mark> is de balie rustiger, maar de leners vragen meer."),
            kind=_("Question"),
            space="Uitleen en balie",
            date=now() - timedelta(days=90),
            badge=(_("Solved"), "solved"),
        ),
        "notes": [Thing(id=1, updated_at=_ago(0.1), is_read=False), Thing(id=2, updated_at=_ago(30), is_read=True)],
        "lines": [(" ", "De balie is open"), ("-", "tot vijf uur."), ("+", "tot zes uur, op zaterdag tot vijf."), (" ", "Bel even.")],
    }


def _ago(hours: float):  # type: ignore[no-untyped-def]
    return now() - timedelta(hours=hours)


def _threads() -> list[Thing]:
    common = {"author_name": "An Peeters", "author_library": "Temse", "space_slug": "balie", "space_title": "Uitleen en balie"}
    rows = (
        ("question", 0, 0, 0, "Hoe gaan jullie om met leners die hun pincode vergeten?", True, False, 0.2),
        ("question", 1, 7, 12, LONG, False, False, 26),
        ("question", 0, 3, 1, "Etiketten van de sprinters laten los. Welke lijm werkt wel?", False, False, 50),
        ("discussion", 0, 48, 20, "Voorleesweek: wie deelt een draaiboek?", True, False, 100),
        ("discussion", 0, 1204, 0, "Afspraken over schenkingen", False, True, 9000),
    )
    return [
        Thing(
            id=number, slug="voorbeeld", kind=kind, accepted_count=accepted, reply_count=replies, useful_count=useful,
            title=title, is_unread=unread, is_locked=locked, last_post_at=_ago(hours), last_author_name="Karel De Smet", **common,
        )
        for number, (kind, accepted, replies, useful, title, unread, locked, hours) in enumerate(rows, 1)
    ]  # fmt: skip


def _spaces() -> list[Thing]:
    return [
        Thing(slug="balie", title="Uitleen en balie", purpose="Alles wat aan de balie gebeurt: lenen, terugbrengen, reserveren, boetes.",
              audience="network", thread_count=1312, last_post_at=_ago(2), new_count=4),
        Thing(slug="temse", title="Team Temse", purpose="Voor de eigen ploeg.", audience="library:3", thread_count=12,
              last_post_at=None, new_count=0),
    ]  # fmt: skip


_TEXT = (
    "<p>Sinds de nieuwe automaat vergeten leners vaker hun pincode. Aan de balie kost dat telkens vijf minuten, en op "
    "woensdagmiddag staat er een rij. <strong>Hoe lossen jullie dat op?</strong></p><p>We gebruiken het systeem van de "
    'provincie; zie ook <a href="#12">het vorige gesprek</a> met <a class="mention" href="/members/3">@karel.desmet</a>.</p>'
)
_ANSWER = "<p>Wij drukken een strookje af met een link waarmee de lener thuis zelf een nieuwe pincode kiest. Sindsdien is de rij weg.</p>"


def _posts() -> list[Thing]:
    rows = ((0, 0, _TEXT, {}), (1, 1, _ANSWER, {"accepted_at": _ago(3)}), (2, 2, _ANSWER, {"edited_at": _ago(2)}),
            (3, 5, _ANSWER, {}), (1, 1, _ANSWER, {"hidden_at": _ago(1), "hidden_reason": "persoonsgegevens van een lener"}))  # fmt: skip
    empty = {"edited_at": None, "accepted_at": None, "hidden_at": None, "hidden_reason": None, "licence": None, "attribution_url": None}
    return [
        Thing(id=number, parent_id=1, drawn_depth=drawn, depth=depth, author_id=number + 2, author_name="Marie-Christine Van den Bossche",
              author_function="stafmedewerker collectie", author_library="Sint-Niklaas", created_at=_ago(5 - number / 2), body_html=body,
              parent_author="Karel De Smet", **{**empty, **more})
        for number, (drawn, depth, body, more) in enumerate(rows, 1)
    ]  # fmt: skip


def _slots() -> list[str]:
    useful = (
        '<button form="post-action" formaction="/posts/1/useful" aria-pressed="{}"><svg class="i" aria-hidden="true">'
        '<use href="/static/icons/sprite.svg#useful"/></svg>{} <b>4</b></button><a href="#reply" data-reply="1">{}</a>'
    )
    row = useful.format("false", _("Useful"), _("Reply"))
    pressed = useful.format("true", _("Useful"), _("Reply"))
    return [row, pressed, f'<b class="badge badge-new is-new">{_("New")}</b>{row}<a href="#e">{_("Edit")}</a>', row, ""]
