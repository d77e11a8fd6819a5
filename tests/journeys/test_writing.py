"""What a text box does for its writer: quoting, names of groups, emoji, tables from a spreadsheet."""

from playwright.sync_api import Page, expect

from forum.core.text import render
from tests.support.browser import Visitors, enhanced, nl

SELECT_FIRST_PARAGRAPH = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(".post .prose p"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
PASTE_TABLE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/html", "<table><tr><th>Bib</th><th>Aantal</th></tr><tr><td>Temse</td><td>3</td></tr></table>");
  data.setData("text/plain", "Bib\\tAantal\\nTemse\\t3");
  text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def open_thread(visitors: Visitors, member: str) -> Page:
    page = visitors.visit(member)
    page.goto("/spaces/digitaal-en-systemen")
    page.locator(".row-title").first.click()
    expect(page.locator("markdown-toolbar button").first).to_be_visible()
    enhanced(page)
    return page


def test_selected_words_are_quoted_with_a_link_back(visitors: Visitors):
    page = open_thread(visitors, "bibliothecaris")
    words = page.locator(".post .prose p").first.inner_text()
    page.evaluate(SELECT_FIRST_PARAGRAPH)
    expect(page.get_by_role("button", name=nl("Quote this"), exact=True)).to_be_visible()
    page.keyboard.press("q")
    number = page.locator(".post").first.get_attribute("id").removeprefix("bericht-")
    typed = page.locator("[data-reply-form] textarea").input_value()
    assert typed.startswith("> [") and f"](/posts/{number})" in typed
    assert f"> {words[:20]}" in typed


def test_words_selected_before_the_script_was_there_can_be_quoted_too(visitors: Visitors):
    page = visitors.visit("buiten")
    page.goto("/spaces/digitaal-en-systemen")
    held = []
    page.route("**/behaviours/quote.js", lambda route: held.append(route))
    with page.expect_request("**/behaviours/quote.js"):
        page.locator(".row-title").first.click()
    expect(page.locator(".post .prose p").first).to_be_visible()
    page.evaluate(SELECT_FIRST_PARAGRAPH)
    held[0].continue_()
    expect(page.get_by_role("button", name=nl("Quote this"), exact=True)).to_be_visible()


def test_a_group_an_emoji_and_a_table(visitors: Visitors):
    # Somebody else: what the first left behind comes back as a draft.
    page = open_thread(visitors, "expert")
    text = page.locator("[data-reply-form] textarea")
    text.click()
    page.keyboard.type("@werkgroep")
    page.locator(".suggest li").first.click()
    page.keyboard.type(":duim")
    # What is offered for the first letters gives way to what is meant.
    page.locator(".suggest li", has_text="\N{THUMBS UP SIGN}").first.click()
    expect(page.locator(".suggest")).to_have_count(0)
    typed = text.input_value()
    assert typed.startswith("@werkgroep-collecties ") and "\N{THUMBS UP SIGN}" in typed
    text.evaluate(PASTE_TABLE)
    assert "| Temse | 3 |" in " ".join(text.input_value().split())


def test_the_toolbar_offers_emoji_and_the_word_itself_comes_first(visitors: Visitors):
    page = open_thread(visitors, "coordinator")
    text = page.locator("[data-reply-form] textarea")
    page.locator("[data-reply-form] button[data-emoji]").click()
    expect(page.locator(".suggest li").first).to_contain_text("\N{THUMBS UP SIGN}")
    page.keyboard.type("boek")
    expect(page.locator(".suggest li").first).to_contain_text("boeken")
    page.locator(".suggest li").first.click()
    assert text.input_value() == "\N{BOOKS} "


SOURCE = """Zet **altijd** de _hoofdschakelaar_ uit, zie [de handleiding](https://example.org/handleiding).

2. haal de `kaart` eruit
3. wacht **één minuut**
   - of twee

- [x] gedaan
- [ ] nog te doen

| Bib | Aantal |
|---|---|
| Temse | 3 |
"""
SHOW = "(html) => { document.querySelector('.post .prose').innerHTML = html; }"
SELECT = "() => getSelection().selectAllChildren(document.querySelector('.post .prose'))"
SELECT_PART = """() => {
  const second = document.querySelectorAll(".post .prose ol > li")[1];
  const [from, to] = [second.querySelector("strong"), second.querySelector("ul li")];
  getSelection().setBaseAndExtent(from.firstChild, 0, to.firstChild, 2);
}"""


def quoted(page: Page, selection: str) -> str:
    """What a quotation of a selection in SOURCE makes of it."""
    page.locator("[data-reply-form] textarea").evaluate("box => { box.value = ''; }")  # a draft may stand in it
    page.evaluate(SHOW, render(SOURCE).html)
    page.evaluate(selection)
    expect(page.get_by_role("button", name=nl("Quote this"), exact=True)).to_be_visible()
    page.keyboard.press("q")
    lines = page.locator("[data-reply-form] textarea").input_value().rstrip().splitlines()[1:]
    return "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines)


def test_a_quotation_keeps_lists_marks_links_and_tables(visitors: Visitors):
    markdown = quoted(open_thread(visitors, "coordinator"), SELECT)
    assert render(markdown).html == render(SOURCE).html


def test_a_few_items_and_words_of_a_text_are_quoted_as_what_they_are(visitors: Visitors):
    markdown = quoted(open_thread(visitors, "bibhoofd"), SELECT_PART)
    assert markdown == "**één minuut**\n\n- of"


def test_the_reply_box_opens_under_the_post_it_answers(visitors: Visitors):
    page = visitors.visit("coordinator")
    page.goto("/threads/?show=solved")
    page.locator(".row-title").first.click()
    expect(page.locator("markdown-toolbar button").first).to_be_visible()
    post = page.locator(".post.d1").first
    number = post.get_attribute("id")
    text = page.locator("[data-reply-form] textarea")
    text.fill("")
    post.locator("a[data-reply]").click()
    expect(page.locator(f"#{number} + .reply.under")).to_be_visible()
    expect(text).to_be_focused()
    expect(post).to_be_in_viewport()
    link = page.locator("[data-reply-to] a").first
    assert link.get_attribute("href") == f"#{number}"
    assert link.inner_text() == post.locator(".who").inner_text()
    assert page.locator("[data-reply-to] q").inner_text()[:20] == post.locator(".prose").inner_text()[:20]

    # The editor works there as before: nothing is done twice.
    page.keyboard.type("dik")
    text.select_text()
    page.locator("[data-md-button=bold]").press("Space")
    expect(text).to_have_value("**dik**")
    page.locator(".reply-home button").click()
    expect(page.locator(".reply.under")).to_have_count(0)
    expect(text).to_have_value("**dik**")
    assert page.locator("[name=parent]").input_value() == ""
    text.fill("")


def test_the_toolbar_is_one_stop_and_rests_while_one_looks_at_the_preview(visitors: Visitors):
    page = open_thread(visitors, "coordinator")
    page.locator("[data-write]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("markdown-toolbar button").first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("markdown-toolbar button").last).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[data-reply-form] textarea")).to_be_focused()
    page.locator("[data-preview]").click()
    assert page.locator("markdown-toolbar").evaluate("bar => bar.inert")
    page.locator("[data-write]").click()
    assert not page.locator("markdown-toolbar").evaluate("bar => bar.inert")
