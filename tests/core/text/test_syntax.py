"""[[Page]], @handle and #123 become links, and only where they are meant."""

from collections.abc import Collection

import pytest

from forum.core.errors import Invalid
from forum.core.text import Reference, Target, render

TARGETS = {
    ("member", "an.peeters"): Target(7, "/members/7", "An Peeters"),
    ("thread", "12"): Target(12, "/threads/12-geheim", "Geheime titel"),
    ("group", "werkgroep-jeugd"): Target(4, "/members/?group=werkgroep-jeugd", "Werkgroep Jeugd"),
    ("page", "Interbibliothecair leenverkeer"): Target(3, "/wiki/3-ibl", "Interbibliothecair leenverkeer"),
}


class Resolver:
    """Knows four things and remembers how often it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[str, ...]]] = []

    def __call__(self, kind: str, keys: Collection[str]) -> dict[str, Target]:
        self.calls.append((kind, tuple(keys)))
        return {key: TARGETS[kind, key] for key in keys if (kind, key) in TARGETS}


def keys_of(source: str) -> list[tuple[str, str]]:
    return [(reference.kind, reference.key) for reference in render(source).references]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("@an.peeters weet het", '<p><a class="ref-member" href="/members/7">@an.peeters</a> weet het</p>'),
        ("Vraag @An.Peeters.", '<p>Vraag <a class="ref-member" href="/members/7">@An.Peeters</a>.</p>'),
        ("zie #12!", '<p>zie <a class="ref-thread" href="/threads/12-geheim">#12</a>!</p>'),
        (
            "[[Interbibliothecair leenverkeer]]",
            '<p><a class="ref-page" href="/wiki/3-ibl">Interbibliothecair leenverkeer</a></p>',
        ),
        (
            "[[Interbibliothecair  leenverkeer#Hoe lang|zo lang]]",
            '<p><a class="ref-page" href="/wiki/3-ibl#hoe-lang">zo lang</a></p>',
        ),
        ("[[Nog te schrijven]]", '<p><span class="ref-missing">Nog te schrijven</span></p>'),
        ("@niemand en #99", "<p>@niemand en #99</p>"),
        (
            "Dag @werkgroep-jeugd!",
            '<p>Dag <a class="ref-group" href="/members/?group=werkgroep-jeugd">@Werkgroep Jeugd</a>!</p>',
        ),
    ],
)
def test_what_is_drawn(source: str, html: str) -> None:
    assert render(source, resolve=Resolver()).html.strip() == html


def test_a_thread_reference_never_shows_the_title() -> None:
    rendered = render("#12", resolve=Resolver())
    assert "Geheime titel" not in rendered.html + rendered.plain


def test_references_are_distinct_and_in_order_with_their_targets() -> None:
    rendered = render("#99 @an.peeters #12 @an.peeters [[Nieuw]]", resolve=Resolver())
    assert rendered.references == (
        Reference("thread", "99", None),
        Reference("member", "an.peeters", 7),
        Reference("thread", "12", 12),
        Reference("page", "Nieuw", None),
    )


def test_one_call_per_kind() -> None:
    resolver = Resolver()
    render("@a @b @a #1 #2\n\n- @c #3", resolve=resolver)
    assert sorted(resolver.calls) == [
        ("group", ("a", "b", "c")),
        ("member", ("a", "b", "c")),
        ("thread", ("1", "2", "3")),
    ]


def test_without_references_nobody_is_asked() -> None:
    resolver = Resolver()
    render("gewone tekst", resolve=resolver)
    assert resolver.calls == []


@pytest.mark.parametrize(
    "source",
    [
        "an@lib.be", "http://x.be/@an", "http://x.be/#12", "x@an", "a#12",
        "#12a", "#012", "#1234567890", "&#35;",
        "`@an #12 [[X]]`", "```\n@an #12 [[X]]\n```", "    @an", r"\@an \#12 \[[X]]", "[@an](/x)",
        "[zie #12](/x)",
        "@an@mastodon.social", "@", "#", "[[]]", "[[ ]]", "[[a", "[[a\nb]]", "[[x]](/y)",
        "@-a",
        "<https://x.be/@an#12>", "issue/#12", "foo.@an",
    ],
)  # fmt: skip
def test_what_is_no_reference(source: str) -> None:
    assert keys_of(source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(@an, @jo-an. @x.y!)", [("member", "an"), ("member", "jo-an"), ("member", "x.y")]),
        ("**@an**", [("member", "an")]),
        ("@an's", [("member", "an")]),
        ("- #1\n- #2.", [("thread", "1"), ("thread", "2")]),
        ("| [[A\\|b]] |\n|--|\n| [[C]] |", [("page", "A"), ("page", "C")]),
        ("[zie [[X]] nu](/x)", [("page", "X")]),
        ("[[A]][[B]]", [("page", "A"), ("page", "B")]),
    ],
)
def test_what_is_a_reference(source: str, expected: list[tuple[str, str]]) -> None:
    assert keys_of(source) == expected


def test_a_target_cannot_break_out() -> None:
    evil = Target(1, 'javascript:alert(1)"><script>', "<b>")
    html = render("@a [[x]] #1", resolve=lambda kind, keys: dict.fromkeys(keys, evil)).html
    assert "<script" not in html
    assert "javascript" not in html


def test_a_name_is_a_working_group_only_when_no_colleague_has_it() -> None:
    resolver = Resolver()
    references = render("@an.peeters @werkgroep-jeugd @niemand", resolve=resolver).references
    assert references == (
        Reference("member", "an.peeters", 7),
        Reference("group", "werkgroep-jeugd", 4),
        Reference("member", "niemand", None),
    )
    assert resolver.calls == [
        ("member", ("an.peeters", "werkgroep-jeugd", "niemand")),
        ("group", ("werkgroep-jeugd", "niemand")),
    ]


@pytest.mark.parametrize(("mentions", "fits"), [(50, True), (51, False), (2_000, False)])
def test_a_text_mentions_at_most_fifty_colleagues(mentions: int, fits: bool) -> None:
    text, resolver = " ".join(f"@collega{number}" for number in range(mentions)), Resolver()
    if fits:
        assert len(render(text, resolve=resolver).references) == 50
    else:
        with pytest.raises(Invalid, match=str(mentions)):
            render(text, resolve=resolver)
        assert resolver.calls == [], "nobody is looked up for a text that is refused"


def test_naming_one_colleague_a_thousand_times_is_one_mention() -> None:
    assert len(render("@an.peeters " * 1_000).references) == 1
