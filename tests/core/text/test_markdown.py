"""The Markdown people write comes out as they expect."""

import re

import pytest

from forum.core.text import render

CASES = [
    ("Hallo", "<p>Hallo</p>"),
    ("een\ntwee", "<p>een<br>\ntwee</p>"),
    ("een\n\ntwee", "<p>een</p>\n<p>twee</p>"),
    ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
    ("***a***", "<p><em><strong>a</strong></em></p>"),
    ("snake_case_word", "<p>snake_case_word</p>"),
    ("5 * 3 * 2", "<p>5 * 3 * 2</p>"),
    (r"\*geen\*", "<p>*geen*</p>"),
    ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
    ("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>"),
    ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
    ("&copy; &amp; &lt; &#35; &nosuch;", "<p>© &amp; &lt; # &amp;nosuch;</p>"),
    ("    x < y", '<pre tabindex="0"><code>x &lt; y\n</code></pre>'),
    ("```\n<b>\n```", '<pre tabindex="0"><code>&lt;b&gt;\n</code></pre>'),
    ("```nosuch\nx\n```", '<pre tabindex="0"><code class="language-nosuch">x\n</code></pre>'),
    ('[x](/y "t")', '<p><a href="/y" title="t">x</a></p>'),
    ("[x]\n\n[x]: /y", '<p><a href="/y">x</a></p>'),
    ("`` a`b ``", "<p><code>a`b</code></p>"),
    ('"quotes"', '<p>"quotes"</p>'),
]


@pytest.mark.parametrize(("source", "html"), CASES)
def test_common_forms(source: str, html: str) -> None:
    assert render(source).html.strip() == html


@pytest.mark.parametrize(
    ("source", "tags"),
    [
        ("# a", ["h3"]),
        ("## a", ["h3"]),
        ("a\n-", ["h3"]),
        ("# a\n## b\n# c", ["h3", "h4", "h3"]),
        ("# a\n#### b\n## c", ["h3", "h4", "h4"]),
        ("### a\n# b", ["h3", "h3"]),
        ("# a\n## b\n### c\n#### d\n##### e", ["h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_start_below_the_page_title_and_skip_no_level(source: str, tags: list[str]) -> None:
    assert re.findall(r"<(h\d)>", render(source).html) == tags


def test_without_breaks_a_line_end_is_a_space() -> None:
    assert render("een\ntwee", breaks=False).html == "<p>een\ntwee</p>\n"


def test_raw_html_is_text() -> None:
    html = render("<b>x</b>\n\n<script>alert(1)</script>\n\n<!-- c -->").html
    assert "<b" not in html
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_table_alignment_is_a_class() -> None:
    html = render("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |").html
    assert '<div class="table-wrap" tabindex="0"><table>' in html
    assert '<th class="align-left">a</th>' in html
    assert '<td class="align-center">2</td>' in html
    assert '<td class="align-right">3</td>' in html
    assert "<td>4</td>" in html
    assert "style" not in html


def test_tasks_show_their_state_without_form_fields() -> None:
    html = render("- [x] klaar\n- [ ] nog doen\n- gewoon").html
    assert '<ul class="task-list">' in html
    assert '<li class="task task-done"><span class="task-box">☑</span> klaar</li>' in html
    assert '<li class="task"><span class="task-box">☐</span> nog doen</li>' in html
    assert "<li>gewoon</li>" in html
    assert "<input" not in html


def test_code_is_coloured_by_classes() -> None:
    html = render('```python\nprint("<b>")\n```').html
    assert '<code class="language-python">' in html
    assert '<span class="hl-nb">print</span>' in html
    assert "&lt;b&gt;" in html
    assert "style" not in html


def test_long_code_is_left_uncoloured() -> None:
    assert "hl-" not in render("```python\n" + "x = 1\n" * 1000 + "```").html


@pytest.mark.parametrize(
    ("source", "href", "text"),
    [
        ("zie http://lib.be/a?b=c&d=e.", "http://lib.be/a?b=c&amp;d=e", "http://lib.be/a?b=c&amp;d=e"),
        ("(https://lib.be/x_(y))", "https://lib.be/x_(y)", "https://lib.be/x_(y)"),
        ("www.lib.be", "http://www.lib.be", "www.lib.be"),
        ("<https://lib.be>", "https://lib.be", "https://lib.be"),
        ("[kijk](https://lib.be)", "https://lib.be", "kijk"),
        ("[kijk](//lib.be)", "//lib.be", "kijk"),
    ],
)
def test_links_to_other_sites_carry_rel(source: str, href: str, text: str) -> None:
    assert f'<a href="{href}" rel="nofollow noopener noreferrer ugc">{text}</a>' in render(source).html


def test_links_to_this_site_and_mail_carry_no_rel() -> None:
    assert '<a href="/threads/1">x</a>' in render("[x](/threads/1)").html
    assert '<a href="mailto:an@lib.be">an@lib.be</a>' in render("mail an@lib.be").html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("![Een kast](/files/1.png)", '<img src="/files/1.png" alt="Een kast" loading="lazy">'),
        ("![Een *mooie* kast](/f.png)", '<img src="/f.png" alt="Een mooie kast" loading="lazy">'),
        (
            "![Een kast](https://x.be/k.png)",
            '<a href="https://x.be/k.png" rel="nofollow noopener noreferrer ugc">Een kast</a>',
        ),
        (
            "![](https://x.be/a/k.png)",
            '<a href="https://x.be/a/k.png" rel="nofollow noopener noreferrer ugc">k.png</a>',
        ),
        ("[![Kast](https://x.be/k.png)](/y)", '<a href="/y">Kast</a>'),
        ("![Kast](//x.be/k.png)", '<a href="//x.be/k.png" rel="nofollow noopener noreferrer ugc">Kast</a>'),
    ],
)
def test_images_of_this_site_stay_and_others_become_links(source: str, expected: str) -> None:
    assert render(source).html.strip() == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("# Kop\n\nEen *woord* en\n[link](http://x.be).", "Kop\n\nEen woord en\nlink."),
        ("- a\n- b\n  - c\n\nd", "a\nb\nc\n\nd"),
        ("- [x] a\n- [ ] b", "☑ a\n☐ b"),
        ("| a | b |\n|--|--|\n| 1 | 2 |", "a \tb\n1 \t2"),
        ("```\ncode\n```\nna", "code\n\nna"),
        ("> a\n\n![foto](/x.png) &amp; @jan", "a\n\nfoto & @jan"),
        ("<b>", "<b>"),
        ("", ""),
    ],
)
def test_plain_text(source: str, plain: str) -> None:
    assert render(source).plain == plain
