"""The HTML of posts becomes Markdown that says the same."""

import html as html_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core.text import render
from forum.importing.stack_exchange.html_to_markdown import html_to_markdown

BASE = "https://site.example"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <strong>b</strong> <em>c</em> <code>d</code></p>", "a **b** *c* `d`"),
        ("<p>one\ntwo<br>three</p><p>four</p>", "one two\nthree\n\nfour"),
        ("<p><strong> a </strong>b</p>", "**a** b"),
        ("<p><del>x</del> <kbd>Ctrl</kbd></p>", "~~x~~ `Ctrl`"),
        ("<p><code>a`b</code></p>", "``a`b``"),
        ("<pre><code>a\n  b\n</code></pre>", "```\na\n  b\n```"),
        ('<pre class="lang-js prettyprint"><code>```</code></pre>', "````js\n```\n````"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
        ("<ul><li><p>a</p></li><li><p>b</p><p>c</p></li></ul>", "- a\n\n- b\n\n  c"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<h1>Big</h1><hr><h3>Small</h3>", "# Big\n\n---\n\n### Small"),
        ('<p><a href="http://a.be/x_(y)">z</a></p>', "[z](<http://a.be/x_(y)>)"),
        ('<p><a href="http://a.be/x">http://a.be/x</a></p>', "<http://a.be/x>"),
        (
            '<p><a href="/q/1">z</a> <a href="//b.be">y</a></p>',
            "[z](https://site.example/q/1) [y](https://b.be)",
        ),
        ('<p><a href="javascript:alert(1)">z</a></p>', "[z](<javascript:alert(1)>)"),
        (
            '<p><img src="/a.png" alt="enter image description here"></p>',
            "![image](https://site.example/a.png)",
        ),
        ('<p><a href="/b"><img src="/a.png" alt="Rack"></a></p>', f"[![Rack]({BASE}/a.png)]({BASE}/b)"),
        ("<p>m<sup>2</sup> H<sub>2</sub>O x<sup>abc</sup></p>", "m² H₂O xabc"),
        (
            "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>",
            "| a | b\\|c |\n| --- | --- |\n| 1 |  |",
        ),
        ("<p>a<script>alert(1)</script>b</p>", "ab"),
        ("<p>a<!-- hidden -->b</p>", "ab"),
        ("<p>open <b>never closed", "open **never closed**"),
        ("<li>stray</li>", "- stray"),
        ("", ""),
    ],
)
def test_forms(html: str, markdown: str) -> None:
    assert html_to_markdown(html, base=BASE) == markdown


@pytest.mark.parametrize(
    "text",
    [
        "5 * 3 * 2", "snake_case and _this_ and ______", "# no heading", "1. no list", "- no list",
        "> no quote", "===",
        "a [b] (c) [[d]] ![e]", "@someone #12 C#", "<b>bold</b> & &amp; &copy;", "`code`", "~~~",
        "back\\slash", "~~x~~",
        "|a|b|", "http://x.be/a_b_c*d", "a\\", "***", "+ x", "~~~ x", "a@b.be",
    ],
)  # fmt: skip
def test_plain_words_stay_words(text: str) -> None:
    markdown = html_to_markdown(f"<p>{html_module.escape(text)}</p>", base=BASE)
    rendered = render(markdown)
    assert rendered.plain == text
    assert rendered.references == ()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab *_`#@[]()<>&!~|\\-+.=1:/\"'", max_size=40))
def test_no_word_is_lost_whatever_the_marks(text: str) -> None:
    plain = render(html_to_markdown(f"<p>{html_module.escape(text)}</p>", base=BASE)).plain
    assert "".join(plain.split()) == "".join(text.split())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<ul>", "<li>", "</ul>", "<pre>", "<b>", "</b>", "<a href=x>", "</a>", "<table>"]
        )
        | st.sampled_from(["<tr>", "<td>", "<blockquote>", "<br>", "<h2>", "<code>", "x", " ", "\n"]),
        max_size=60,
    ).map("".join)
)
def test_any_html_converts(html: str) -> None:
    render(html_to_markdown(html, base=BASE))
