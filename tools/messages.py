"""Take new texts of code and templates up in every catalogue, and drop those that are gone; translations stay.

`make messages` runs this, and compiles the catalogues afterwards.
"""

import re
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "forum" / "translations"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
OPTIONS = {"**.html": {"silent": "false", "trim_blocks": "true"}, "**.txt": {"silent": "false"}}
SINGULAR = dict.fromkeys(("_", "_l", "gettext", "lazy_gettext"))
PLURAL = dict.fromkeys(("_n", "_ln", "ngettext", "lazy_ngettext"), (1, 2))
IN_CONTEXT = {
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
WIDTH = 100
# Two quoted pieces of one text, the first without a space or line end to hold them apart.
GLUED = re.compile(r'^(?:msg\w+(?:\[\d\])? )?"(?:[^"\\]|\\.)*(?<![\s"/-])(?<!\\n)"\n"(?=[^"\s])', re.M)

Key = tuple[str | None, str]


def extract() -> dict[Key, str | None]:
    """(context, text) of everything a person reads, with its plural where it has one."""
    found: dict[Key, str | None] = {}
    for folder in ("forum", "templates"):
        keywords = {**SINGULAR, **PLURAL, **IN_CONTEXT}
        for _name, _line, message, _comments, context in extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, keywords=keywords
        ):
            text, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
            found[context, text] = found.get((context, text)) or plural
    return found


def glued(source: str) -> list[int]:
    """Lines where two translations became one, as happens when branches that each wrote one are merged."""
    return [source.count("\n", 0, match.start()) + 1 for match in GLUED.finditer(source)]


def update(path: Path, texts: dict[Key, str | None]) -> tuple[int, int]:
    """Bring one catalogue up to date; returns how many texts came and how many went.

    Refuses a catalogue with glued translations: written back, they would look like any other.
    """
    if lines := glued(path.read_text(encoding="utf-8")):
        places = ", ".join(f"{path.relative_to(ROOT)}:{line}" for line in lines)
        raise SystemExit(f"Two translations became one (after a merge?). Keep the right one: {places}")
    catalogue = polib.pofile(str(path), wrapwidth=WIDTH)
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    gone = [entry for entry in catalogue if (entry.msgctxt, entry.msgid) not in texts or entry.obsolete]
    for entry in gone:
        catalogue.remove(entry)
    new = texts.keys() - known.keys()
    for context, text in new:
        plural = texts[context, text]
        forms = {"msgid_plural": plural, "msgstr_plural": {0: "", 1: ""}} if plural else {}
        entry = polib.POEntry(msgctxt=context, msgid=text, **forms)
        if "%(" in text:
            entry.flags.append("python-format")
        catalogue.append(entry)
    if new or gone:
        catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
        catalogue.save()
    return len(new), len(gone)


def main() -> None:
    """Update all catalogues and say what changed."""
    texts = extract()
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")):
        came, went = update(path, texts)
        left = len(polib.pofile(str(path)).untranslated_entries())
        print(f"{path.relative_to(ROOT)}: {came} new, {went} gone, {left} to translate")


if __name__ == "__main__":
    main()
