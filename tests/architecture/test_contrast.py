"""Every text colour reads well on every ground it may stand on, light and dark, computed from tokens.css."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKEN = re.compile(r"--([\w-]+):\s*(?:light-dark\(\s*(#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\s*\)|(#[0-9a-f]{6}));")
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![\w-])")

GROUNDS = ("paper", "sheet", "sunk")
SOFT = ("accent-soft", "ochre-soft", "oxblood-soft", "slate-soft")
# Text 5:1, and what is no text but must be seen (borders of fields, icons, focus) 3:1.
TEXT = [
    *[(text, ground) for text in ("ink", "ink-2", "accent", "accent-deep", "oxblood", "slate") for ground in GROUNDS],
    *[("ochre", ground) for ground in ("paper", "sheet")],
    *[(text, ground) for text in ("ink", "ink-2") for ground in SOFT],
    *[("ink", "mark"), ("accent", "accent-soft"), ("accent-deep", "accent-soft"), ("ochre", "ochre-soft")],
    *[("oxblood", "oxblood-soft"), ("slate", "slate-soft"), ("on-accent", "accent-fill")],
    *[("on-accent", "accent-fill-deep"), ("on-accent", "oxblood-fill")],
    *[("on-cloth", f"cloth-{number}") for number in range(8)],
]
SHAPES = [
    *[("line-strong", ground) for ground in GROUNDS],
    *[("focus", ground) for ground in (*GROUNDS, *SOFT)],
]


def tokens(dark: bool) -> dict[str, str]:
    """The colour tokens of one theme."""
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    return {name: fixed or (in_dark if dark else light) for name, light, in_dark, fixed in TOKEN.findall(text)}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio between two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 5.0), (SHAPES, 3.0)], ids=["text", "shapes"])
def test_pairs_reach_their_contrast(pairs: list[tuple[str, str]], least: float, dark: bool) -> None:
    colour = tokens(dark)
    weak = {
        f"{text} on {ground}": round(ratio, 2)
        for text, ground in pairs
        if (ratio := contrast(colour[text], colour[ground])) < least
    }
    assert not weak, f"below {least}:1 — change the colour in tokens.css: {weak}"


def test_colours_stand_only_in_tokens() -> None:
    found = {
        f"{path.relative_to(CSS)}: {match}"
        for path in CSS.rglob("*.css")
        if path.name != "tokens.css"
        for match in HEX.findall(re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    }
    assert not found, f"use a token instead of a colour value: {sorted(found)}"


def test_style_sheets_stay_small_and_layered() -> None:
    for path in CSS.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 300, f"{path.name}: split it"
        assert "@layer" in text, f"{path.name}: put its rules in a layer"
