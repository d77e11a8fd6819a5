"""Quotations say whose words they are, and only those."""

from forum.core.text import quotation, render


def test_every_line_is_quoted_and_the_source_leads_back() -> None:
    assert quotation("An schreef:", "/posts/7", "Eerst dit.\n\nDan dat.\n") == (
        "> [An schreef:](/posts/7)\n> Eerst dit.\n>\n> Dan dat.\n\n"
    )


def test_what_the_text_quotes_itself_is_left_out() -> None:
    assert quotation("An:", "/posts/7", "> van Bo\n\nMijn woorden") == "> [An:](/posts/7)\n> Mijn woorden\n\n"


def test_a_name_with_brackets_stays_text() -> None:
    html = render(quotation("[An](https://kwaad.example):", "/posts/7", "Tekst")).html
    assert html.count("<a ") == 1 and 'href="/posts/7"' in html
    assert "[An](https://kwaad.example):" in html


def test_a_quotation_is_a_reference_to_its_post() -> None:
    references = render(quotation("An:", "/posts/7", "Tekst")).references
    assert [(reference.kind, reference.key) for reference in references] == [("post", "7")]
