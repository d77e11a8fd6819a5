"""Who searches is helped while typing, and narrows what was found by a click."""

from playwright.sync_api import expect

from tests.support.browser import Visitors


def test_from_a_few_letters_to_a_discussion_and_from_many_hits_to_few(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    page.goto("/")
    page.wait_for_load_state("networkidle")
    box = page.get_by_role("combobox", name="Zoeken in het forum")
    box.press_sequentially("zelfuitleenb")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    chosen = page.get_by_role("option").first.get_attribute("href")
    box.press("Enter")
    page.wait_for_url(f"**{chosen}*")

    page.goto("/search?q=zelfscan")
    expect(page.get_by_text("Ook gezocht naar")).to_be_visible()
    page.locator("#filters").get_by_role("link", name="Mededeling").click()
    expect(page.get_by_text("1 resultaat")).to_be_visible()
    page.get_by_role("list", name="Actieve filters").get_by_role("link", name="Mededeling").click()
    expect(page.locator("main .hit")).not_to_have_count(1)
