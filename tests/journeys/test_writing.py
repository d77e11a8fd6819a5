"""What a text box does for its writer: quoting, names of groups, emoji, tables from a spreadsheet."""

from playwright.sync_api import Page, expect

from tests.support.browser import Visitors, nl

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


def test_a_group_an_emoji_and_a_table(visitors: Visitors):
    # Somebody else: what the first left behind comes back as a draft.
    page = open_thread(visitors, "expert")
    text = page.locator("[data-reply-form] textarea")
    text.click()
    page.keyboard.type("@werkgroep")
    page.locator(".suggest li").first.click()
    page.keyboard.type(":duim")
    page.locator(".suggest li").first.click()
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
