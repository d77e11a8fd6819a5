"""Finds what looks like the number of a person in a text: a Belgian national number, the number of a library card.

Pure: it is shown to the writer before posting and stored nowhere. It would rather say nothing than cry wolf at
every barcode: numbers with a known other meaning (ISBN, IBAN, telephone, the barcode of an item) are left alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forum.core.clock import now
from forum.core.text.normalise import clean


class PatronNumber(StrEnum):
    """What a stretch of digits looks like."""

    NATIONAL = "national"
    IDENTITY_CARD = "identity_card"
    LIBRARY_CARD = "library_card"
    PERHAPS_CARD = "perhaps_card"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of the text as it stands there, and what it looks like."""

    kind: PatronNumber
    stretch: str


MOST_FINDINGS = 5

_GAP = r"[ .\-/\u00a0\u2010-\u2015]"
_NOT_BEFORE = rf"(?<![\w+])(?<!\d{_GAP})"
_NOT_AFTER = rf"(?!\w)(?!{_GAP}?\d)"
_NATIONAL = re.compile(rf"{_NOT_BEFORE}\d\d{_GAP}?\d\d{_GAP}?\d\d{_GAP}{{0,3}}\d{{3}}{_GAP}?\d\d{_NOT_AFTER}")
_IDENTITY_CARD = re.compile(rf"{_NOT_BEFORE}\d{{3}}{_GAP}\d{{7}}{_GAP}\d\d{_NOT_AFTER}")
_THIRTEEN = re.compile(rf"{_NOT_BEFORE}\d(?:[ \u00a0]?\d){{12}}{_NOT_AFTER}")
_CARD_WORD = (
    r"(?:lener|lees|lezer|lid|leden|bib|bibliotheek|pas|kaart|uitpas|abonnee|patron|borrower|card|member)"
    r"(?:s|e|en)?(?:kaart|pas|card)?[\s-]?(?:nr\.?|nummers?|number|no\.?)"
)
_NAMED = re.compile(rf"\b{_CARD_WORD}[^\d\n]{{0,12}}(\d(?:[ .\-]?\d){{5,14}}){_NOT_AFTER}", re.IGNORECASE)

# Numbers that are known to be something else, taken out before anything is looked for.
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d\d(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b")
_TELEPHONE = re.compile(rf"(?<!\w)(?<!\d{_GAP})(?:\+|00)\d{{1,3}}(?:{_GAP}{{0,2}}[(]?\d[)]?){{6,12}}")
_STRUCTURED = re.compile(r"\+{3}[\d/ ]+\+{3}|\*{3}[\d/ ]+\*{3}")
_ITEM_WORD = re.compile(
    r"(?:isbn|issn|ean|gtin|barcode|streepjescode|exemplaar|ppn|objectnummer)\D{0,12}$", re.IGNORECASE
)
_BOOK_PREFIXES = ("977", "978", "979")
_ITEM_PREFIX = "3000"


def find_patron_data(*texts: str) -> list[Finding]:
    """What looks like the number of a person in these texts, each stretch once, at most five."""
    found: dict[str, Finding] = {}
    for text in texts:
        for finding in _find(clean(text)):
            known = found.get(finding.stretch)
            if known is None or known.kind == PatronNumber.PERHAPS_CARD:
                found[finding.stretch] = finding
    return list(found.values())[:MOST_FINDINGS]


def _find(text: str) -> Iterable[Finding]:
    if sum(map(str.isdigit, text)) < 6:
        return
    text = _without_others(text)
    named = [match.span(1) for match in _NAMED.finditer(text)]
    for match in _NATIONAL.finditer(text):
        if is_national_number(_digits(match[0])):
            yield Finding(PatronNumber.NATIONAL, match[0])
    for match in _IDENTITY_CARD.finditer(text):
        if _has_card_check(_digits(match[0])):
            yield Finding(PatronNumber.IDENTITY_CARD, match[0])
    for start, end in named:
        if not is_national_number(_digits(text[start:end])):
            yield Finding(PatronNumber.LIBRARY_CARD, text[start:end])
    for match in _THIRTEEN.finditer(text):
        if match.span() not in named and _may_be_card(_digits(match[0]), text[: match.start()]):
            yield Finding(PatronNumber.PERHAPS_CARD, match[0])


def _without_others(text: str) -> str:
    """The text with numbers of another kind replaced by something that is no number, length unchanged."""
    for pattern in (_LINK, _STRUCTURED, _TELEPHONE):
        text = pattern.sub(_blank, text)
    return _IBAN.sub(lambda match: _blank(match) if _is_iban(match[0]) else match[0], text)


def _blank(match: re.Match[str]) -> str:
    return "_" * len(match[0])


def is_national_number(digits: str) -> bool:
    """Whether 11 digits are a Belgian national register number (or "bis" number) of either century.

    The first six are the date of birth (its month and day may be 0 when unknown; a bis number adds 20 or 40 to
    the month), the last two 97 minus the rest of the division of the others by 97, with a 2 in front for who was
    born in 2000 or later.
    """
    if len(digits) != 11 or not digits.isdigit() or not 1 <= int(digits[6:9]) <= 998:
        return False
    base, check = int(digits[:9]), int(digits[9:])
    century = 1900 if 97 - base % 97 == check else 2000 if 97 - (base + 2_000_000_000) % 97 == check else 0
    return bool(century) and _may_be_birth(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))


def _may_be_birth(year: int, month: int, day: int) -> bool:
    month -= 40 if month >= 40 else 20 if month >= 20 else 0
    if year > now().year or not 0 <= month <= 12 or not 0 <= day <= 31:
        return False
    if not month or not day:
        return True
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _has_card_check(digits: str) -> bool:
    """The last two of the 12 digits of an identity card are the first ten modulo 97 (97 for 0)."""
    return (int(digits[:10]) % 97 or 97) == int(digits[10:])


def _may_be_card(digits: str, before: str) -> bool:
    """13 digits with a check digit (Luhn or EAN) that are neither a book nor the barcode of an item."""
    if digits.startswith((*_BOOK_PREFIXES, _ITEM_PREFIX)) or _ITEM_WORD.search(before[-30:]):
        return False
    return _is_luhn(digits) or _is_ean(digits)


def _is_luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _is_ean(digits: str) -> bool:
    return sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits)) % 10 == 0


def _is_iban(text: str) -> bool:
    compact = text.replace(" ", "")
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
