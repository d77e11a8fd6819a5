"""Every string a person reads is in the catalogue, and the Dutch one is complete."""

import re
from functools import cache
from html.parser import HTMLParser

import polib
import pytest
from babel.messages.extract import extract_from_dir

from tests.support.source import ROOT, files, where
from tools.messages import glued

CATALOGUE = ROOT / "forum/translations/nl/LC_MESSAGES/messages.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "_n": (1, 2),
    "_ln": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
JINJA_OPTIONS = {"**.html": {"silent": "false", "trim_blocks": "true"}, "**.txt": {"silent": "false"}}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
# Words without a translation: names, units, examples that look the same in every language.
SAME_EVERYWHERE = re.compile(r"^(?:[\W\d_]*|[\W\d]*(?:RSS|FAQ|nl|en|Ctrl|Enter|Esc|Alt|Shift)[\W\d]*)$")
HUMAN_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label"}
# What blocks hold that are no text: class names.
BLOCKS_OF_CODE = {"wide"}
SILENT = {"script", "svg", "style"}
JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.S)
# The style guide shows examples to developers.
NOT_TRANSLATED = {"styleguide"}


@cache
def extracted() -> dict[tuple[str | None, str], str]:
    """(context, msgid) of every string in code and templates, with the place it was found."""
    found: dict[tuple[str | None, str], str] = {}
    for folder in ("forum", "templates"):
        messages = extract_from_dir(ROOT / folder, METHODS, JINJA_OPTIONS, keywords=KEYWORDS, strip_comment_tags=True)
        for name, line, message, _comments, context in messages:
            msgid = message[0] if isinstance(message, tuple) else message
            found.setdefault((context, msgid), f"{folder}/{name}:{line}")
    return found


@cache
def dutch() -> dict[tuple[str | None, str], polib.POEntry]:
    """The entries of the Dutch catalogue."""
    catalogue = polib.pofile(str(CATALOGUE))
    return {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}


def test_the_catalogue_holds_every_string():
    missing = [f"{place}: {key[1]!r}" for key, place in extracted().items() if key not in dutch()]
    assert not missing, f"{len(missing)} strings are not in {where(CATALOGUE)} (`make messages`):\n" + "\n".join(
        missing
    )


def test_the_catalogue_holds_nothing_else():
    unused = [key[1] for key in dutch() if key not in extracted()]
    assert not unused, f"{len(unused)} strings are used nowhere any more (`make messages` removes them): {unused}"


def test_every_string_is_translated():
    wrong = [
        entry.msgid
        for entry in dutch().values()
        if entry.fuzzy or not (all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr)
    ]
    assert not wrong, f"{len(wrong)} strings without a (certain) Dutch translation in {where(CATALOGUE)}: {wrong}"


def test_translations_keep_the_placeholders():
    wrong = []
    for entry in dutch().values():
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        # One form of a plural may leave the number out: "one reply".
        strange = any(set(PLACEHOLDER.findall(text)) - wanted for text in texts)
        lost = bool(entry.msgstr) and set(PLACEHOLDER.findall(entry.msgstr)) != wanted
        if strange or lost:
            wrong.append(entry.msgid)
    assert not wrong, f"The translation has other placeholders than the original: {wrong}"


def test_a_translation_is_one_text():
    wrong = {entry.msgid: said for entry in dutch().values() for text in _texts(entry) if (said := _looks_glued(text))}
    lines = glued(CATALOGUE.read_text(encoding="utf-8"))
    assert not wrong and not lines, f"Two translations became one in {where(CATALOGUE)}: {wrong or lines}"


def test_a_translation_is_about_as_long_as_its_text():
    wrong = [
        entry.msgid
        for entry in dutch().values()
        for text in _texts(entry)
        if len(text) > 2 * len(max(entry.msgid, entry.msgid_plural or "", key=len)) + 25
    ]
    assert not wrong, f"Far longer than the English in {where(CATALOGUE)}: {wrong}"


def test_a_translation_uses_a_placeholder_as_often_as_its_text():
    wrong = [
        entry.msgid
        for entry in dutch().values()
        if not entry.msgid_plural
        and sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert not wrong, f"The translation repeats or loses a placeholder: {wrong}"


@pytest.mark.parametrize(
    "source",
    [
        'msgstr "Bestanden."\n"Er stemde niemand."\n',
        'msgstr ""\n"Ongeveer vanaf %(total)s"\n"A space holds."\n',
        'msgstr[1] "berichten"\n"posten"\n',
    ],
)
def test_making_the_catalogue_finds_what_a_merge_glued(source):
    assert glued(source) == [source.count("\n") - 1]


@pytest.mark.parametrize(
    "source",
    [
        'msgstr "Een."\n\nmsgid "Two"\n',
        'msgstr ""\n"Een lange "\n"regel."\n',
        'msgstr ""\n"Taal: nl\\n"\n"Vorm: 2\\n"\n',
    ],
)
def test_making_the_catalogue_leaves_long_texts_alone(source):
    assert glued(source) == []


def _texts(entry: polib.POEntry) -> list[str]:
    """The Dutch of an entry: one, or one for each number."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _looks_glued(text: str) -> str | None:
    """Where a sentence begins without a space before it, or stands twice."""
    seam = re.search(r"\w[.!?…][A-ZÀ-Ý“‘]\w*|\)s[A-Z]\w*|[a-zà-ÿ](?!Script)[A-Z][a-z]\w*", text)
    sentences = [sentence for sentence in re.split(r"(?<=[.!?])", text) if len(sentence) > 12]
    return seam[0] if seam else next((one for one in sentences if sentences.count(one) > 1), None)


def test_the_compiled_catalogue_can_be_made():
    assert polib.pofile(str(CATALOGUE)).to_binary(), "the catalogue cannot be compiled"


def test_templates_hold_no_text_outside_the_catalogue():
    wrong = []
    for path in files("*.html", "templates"):
        if path.relative_to(ROOT / "templates").parts[0] not in NOT_TRANSLATED:
            reader = PlainText()
            reader.feed(JINJA.sub(_blank, path.read_text(encoding="utf-8")))
            wrong += [f"{where(path)}:{line} {text!r}" for line, text in reader.found]
    assert not wrong, "Text outside _():\n" + "\n".join(wrong)


def _blank(match: re.Match[str]) -> str:
    """As many lines as before, nothing in them."""
    return "\n" * match[0].count("\n")


class PlainText(HTMLParser):
    """Collects the readable words of a template from which the Jinja parts were taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        for name, value in attributes:
            if name in HUMAN_ATTRIBUTES:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._note(data)

    def _note(self, text: str) -> None:
        text = " ".join(text.split())
        words_of_code = text in BLOCKS_OF_CODE or '="' in text
        if re.search(r"[A-Za-zÀ-ÿ]{2}", text) and not words_of_code and not SAME_EVERYWHERE.match(text):
            self.found.append((self.getpos()[0], text))


def test_dates_and_numbers_are_not_formatted_by_hand():
    wrong = [where(path) for path in files("*.html", "templates") if "strftime" in path.read_text(encoding="utf-8")]
    assert not wrong, f"{wrong}: use the filters datetime, reltime and number, which know the language."


def test_msgids_are_english():
    dutch_words = re.compile(r"\b(het|een|niet|deze|wordt|bericht|antwoord|zoeken|je|jouw)\b", re.I)
    wrong = [f"{place}: {key[1]!r}" for key, place in extracted().items() if dutch_words.search(key[1])]
    assert not wrong, "msgids are English, the Dutch stands in the catalogue:\n" + "\n".join(wrong)
