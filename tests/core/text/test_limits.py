"""Too much is refused with a sentence, and what is allowed never takes long."""

import time

import pytest

from forum.core.errors import Invalid
from forum.core.text import MAX_CELLS, MAX_PAGE, MAX_POST, Target, render
from forum.core.text.highlight import LANGUAGES, MAX_HIGHLIGHTED, highlight


def filled(piece: str, length: int = MAX_PAGE) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def table(columns: int, rows: int) -> str:
    return "|" + "a|" * columns + "\n|" + "-|" * columns + "\n" + ("|" + "*b*|" * columns + "\n") * rows


REPEATED = [
    "http://a.", "http://", "_http://", "_www.", "www.", "a@", "a@b.c ", "::", "> ", ">", "* ", "- a\n",
    "# h\n", "*a*", "**a", "*a **a ", "_a __a_ ", "***a", "~~a~~", "`", "`a", "``` \n", "[", "![", "[[",
    "[a](", "[a](b)", "![a](b)", "[[a]]", "@a ", "#1 ", "&", "&amp;", "<", "<http://a>", "\\", "|", "\n",
    "é", "e\u0301", "\u202e", "()", "](", "a\n", "&#x202E;", "\"", "[](<", "a\n=\n", "- [ ] x\n",
    "http://a.b)", "[![a](b)](c) ", "```python\n\"\n```\n", "*`", "[*", "> > > > - - - a\n", "[[a|",
    "**a** `b` [c](http://d) @e #1 [[f]] http://h.i ![j](k)\n", "Gewone zin, *nadruk*.\n\n",
]  # fmt: skip

NESTED = [
    ("[", "a", "]"), ("![", "a", "](x)"), ("[", "a", "](x)"), ("*", "a", "*"), ("**", "a", "**"),
    ("> ", "a", ""), ("[[", "a", "]]"), ("(", "a", ")"), ("~~", "a", "~~"),
]  # fmt: skip

BLOWN_UP = [
    "[a]: http://" + "x" * 30_000 + "\n\n" + "[a]" * 12_000,
    "[a]: http://x \"" + "x" * 300 + "\"\n\n" + "[a]" * 12_000,
    "|" + "a|" * 256 + "\n|" + "-|" * 256 + "\n" + "|\n" * 255,
    table(20, 98), table(1, 1990), table(1000, 1),
    " ".join("`" * n for n in range(1, 400)),
    "http://a.b/" + "&amp;(" * 10_000,
    "".join("  " * n + "- a\n" for n in range(200)),
]  # fmt: skip


def timed(source: str) -> float:
    def known(kind: str, keys: object) -> dict[str, Target]:
        return {key: Target(1, "/x/1", "x") for key in keys}  # type: ignore[attr-defined]

    started = time.process_time()
    try:
        render(source, resolve=known, limit=MAX_PAGE)
    except Invalid as refusal:
        assert str(refusal).endswith(".")
    return time.process_time() - started


@pytest.mark.parametrize("piece", REPEATED)
def test_repetition_renders_within_a_second(piece: str) -> None:
    assert timed(filled(piece)) < 2, "a second, doubled for slow machines"


@pytest.mark.parametrize(("opening", "middle", "closing"), NESTED)
def test_nesting_renders_within_a_second(opening: str, middle: str, closing: str) -> None:
    times = (MAX_PAGE - len(middle)) // (len(opening) + len(closing))
    assert timed(opening * times + middle + closing * times) < 2


@pytest.mark.parametrize("source", BLOWN_UP, ids=range(len(BLOWN_UP)))
def test_blown_up_text_renders_within_a_second(source: str) -> None:
    assert timed(source) < 2


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_colouring_code_takes_no_second(language: str) -> None:
    for piece in ("\n", "a b ", "a.", "//", "- ", '\\"', "  \n"):
        started = time.process_time()
        highlight(filled(piece, MAX_HIGHLIGHTED - 1), language)
        assert time.process_time() - started < 1


def test_a_long_piece_of_code_renders_within_a_second() -> None:
    assert timed(f"```python\n{filled('a. ', MAX_HIGHLIGHTED - 1)}\n```") < 1.5


def test_length_is_counted_after_line_ends_are_made_one() -> None:
    assert render("a\r\n" * (MAX_POST // 2 // 100)).html
    with pytest.raises(Invalid) as refusal:
        render("a" * (MAX_POST + 1))
    assert refusal.value.field == "body"
    assert "30001" in str(refusal.value).replace(",", "").replace(".", "")
    assert render("a" * MAX_POST).plain


def test_a_page_may_be_longer() -> None:
    assert render("a" * MAX_PAGE, limit=MAX_PAGE).plain


def test_too_many_cells_are_refused_and_the_most_allowed_render() -> None:
    assert render(table(10, 198)).html.count("<td") == 1980
    with pytest.raises(Invalid, match=str(MAX_CELLS)):
        render(table(10, 200))


@pytest.mark.parametrize("source", ["*a" * 100 + "*" * 100, "[a]" * 15_001])
def test_out_of_proportion_is_refused(source: str) -> None:
    try:
        render(source, limit=MAX_PAGE)
    except Invalid as refusal:
        assert refusal.field == "body"


def test_deep_nesting_is_refused_or_flattened() -> None:
    with pytest.raises(Invalid, match="nested"):
        render("**" * 200 + "a" + "**" * 200)
    assert render(">" * 500 + " a").html.count("<blockquote>") < 30
