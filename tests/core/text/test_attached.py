"""Files in a text: shown with their size, linked to, and left as words when the writer may not open them."""

from collections.abc import Collection

import pytest

from forum.core.errors import Invalid
from forum.core.text import Picture, Reference, Target, render
from forum.core.text.limits import MAX_ATTACHMENTS

TARGETS = {
    "12": Target(12, "/attachments/12/plan.png", "plan.png", Picture("/attachments/12/thumbnail", 720, 480)),
    "7": Target(7, "/attachments/7/reglement.pdf", "reglement.pdf"),
}


def resolve(kind: str, keys: Collection[str]) -> dict[str, Target]:
    return {key: TARGETS[key] for key in keys if kind == "attachment" and key in TARGETS}


IMAGE = '<img src="/attachments/12/thumbnail" alt="plan" loading="lazy" width="720" height="480">'
SHOWN = f'<a href="/attachments/12/plan.png" class="picture">{IMAGE}</a>'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("![plan](/attachments/12/plan.png)", f"<p>{SHOWN}</p>"),
        ("![plan](/attachments/12)", f"<p>{SHOWN}</p>"),
        ("![plan](/attachments/12/andere-naam.svg?x=1#y)", f"<p>{SHOWN}</p>"),
        ("[![plan](/attachments/12/p.png)](/spaces/)", f'<p><a href="/spaces/">{IMAGE}</a></p>'),
        ("[plan](/attachments/12/plan.png)", '<p><a href="/attachments/12/plan.png">plan</a></p>'),
        (
            "[het **reglement**][r]\n\n[r]: /attachments/7/x.pdf",
            '<p><a href="/attachments/7/reglement.pdf">het <strong>reglement</strong></a></p>',
        ),
        ("![](/attachments/7/reglement.pdf)", '<p><a href="/attachments/7/reglement.pdf">reglement.pdf</a></p>'),
    ],
)
def test_a_file_one_may_open(source: str, html: str):
    assert render(source, resolve=resolve).html.strip() == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("![geheim](/attachments/99/geheim.png)", "<p>geheim</p>"),
        (
            "zie [het *geheim*](/attachments/99/geheim.pdf) en [meer](/spaces/)",
            '<p>zie het <em>geheim</em> en <a href="/spaces/">meer</a></p>',
        ),
        ("[![geheim](/attachments/99/g.png)](/attachments/98/g.pdf)", "<p>geheim</p>"),
    ],
)
def test_a_file_one_may_not_open_is_left_as_words(source: str, html: str):
    rendered = render(source, resolve=resolve)
    assert rendered.html.strip() == html
    assert {reference.target_id for reference in rendered.references} == {None}


def test_references_are_asked_for_together_and_named_once():
    source = (
        "![a](/attachments/12/a.png) [b](/attachments/7/b.pdf) ![a](/attachments/12/a.png) [c](/attachments/99/c.pdf)"
    )
    assert render(source, resolve=resolve).references == (
        Reference("attachment", "12", 12),
        Reference("attachment", "7", 7),
        Reference("attachment", "99", None),
    )


@pytest.mark.parametrize(
    "address", ["/attachments/012/a.png", "/attachments/12/a/b.png", "//attachments/12/a.png", "/attachments/x"]
)
def test_other_addresses_are_no_files(address: str):
    assert not render(f"![a]({address}) [b]({address})", resolve=resolve).references


def test_code_and_plain_words_name_no_files():
    rendered = render("`![a](/attachments/12/a.png)` /attachments/12/a.png", resolve=resolve)
    assert not rendered.references


def test_the_words_of_a_text_hold_the_names_but_no_addresses():
    source = "![plan](/attachments/12/plan.png)\n\n[reglement.pdf](/attachments/7/reglement.pdf)"
    assert render(source, resolve=resolve).plain == "plan\n\nreglement.pdf"


def test_too_many_files_in_one_text_are_refused():
    many = " ".join(f"[b](/attachments/{number}/b.pdf)" for number in range(1, MAX_ATTACHMENTS + 2))
    with pytest.raises(Invalid):
        render(many, resolve=resolve)
