"""Help with writing: the toolbar of every text box and the keyboard shortcuts, fetched once, and a page on Markdown."""

from functools import lru_cache

from flask import Blueprint, Response, render_template
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from forum.core.text import render

blueprint = Blueprint("editor", __name__)

# The same for all who read one language; the browser asks again once a day.
KEPT_FOR = "private, max-age=86400"


@blueprint.get("/editor/tools")
def tools() -> Response:
    """The toolbar as a fragment: it would be a tenth of every page with a text box, and needs JavaScript anyway."""
    return _kept("web/editor_tools.html")


@blueprint.get("/help/shortcuts")
def shortcuts() -> Response:
    """The list of keyboard shortcuts as a fragment, for scripts: without them there are no shortcuts."""
    return _kept("web/shortcuts.html")


def _kept(template: str) -> Response:
    """A fragment that is the same all day."""
    answer = Response(render_template(template), mimetype="text/html")
    answer.headers["Cache-Control"] = KEPT_FOR
    answer.headers["Vary"] = "Cookie"
    return answer


@blueprint.get("/help/formatting")
def formatting() -> str:
    return render_template("web/formatting.html", samples=_samples(str(get_locale())))


@lru_cache(maxsize=8)
def _samples(_locale: str) -> list[tuple[str, str, Markup]]:
    """What it is called, what one types, what becomes of it: drawn by the same code as every post."""
    words = {
        "bold": _("bold"),
        "italic": _("italic"),
        "crossed": _("crossed out"),
        "item": _("item"),
        "other": _("another item"),
        "done": _("done"),
        "open": _("still to do"),
        "text": _("text"),
        "heading": _("Heading"),
        "catalogue": _("our catalogue"),
        "branch": _("Branch"),
        "visitors": _("Visitors"),
        "main": _("Main library"),
        "mobile": _("Library bus"),
    }
    sources = [
        (_("Bold and italic"), "**{bold}**, _{italic}_, ~~{crossed}~~"),
        (_("List"), "- {item}\n- {other}"),
        (_("Numbered list"), "1. {item}\n2. {other}"),
        (_("Tasks"), "- [x] {done}\n- [ ] {open}"),
        (_("Quotation"), "> {text}"),
        (_("Heading"), "## {heading}"),
        (_("Link"), "[{catalogue}](https://example.org)"),
        (_("Table"), "| {branch} | {visitors} |\n|---|--:|\n| {main} | 812 |\n| {mobile} | 64 |"),
        (_("Code"), "`isbn:9789022336212`"),
        (_("A block of code"), "```\n245 10 $a Titel\n```"),
    ]
    typed = [(name, source.format_map(words)) for name, source in sources]
    # Safe: what the sanitiser gave.
    return [(name, source, Markup(render(source).html)) for name, source in typed]  # noqa: S704
