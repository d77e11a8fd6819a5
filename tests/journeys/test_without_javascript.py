"""Everything one needs works in a browser that runs no scripts: read, ask, answer, mark, search."""

from playwright.sync_api import expect

from tests.journeys.test_a_colleague_gets_an_answer import FOUND_WITHIN, ask, wait_for
from tests.support.browser import Visitors, nl, sign_in


def test_ask_answer_and_search_without_scripts(visitors: Visitors):
    page = visitors.visit(java_script_enabled=False)
    sign_in(page, "bibliothecaris")
    title = "Waar kopen jullie stevige boekensteunen?"
    url = ask(page, "digitaal-en-systemen", title, "De onze buigen door onder de *kunstboeken*.")
    expect(page.locator(".posts em")).to_have_text("kunstboeken")

    page.get_by_role("textbox", name=nl("Your text")).fill("Zelf gevonden: bij de groothandel.")
    page.get_by_role("button", name=nl("Post"), exact=True).click()
    expect(page.locator(".posts")).to_contain_text("Zelf gevonden")

    colleague = visitors.visit("expert", java_script_enabled=False)
    colleague.goto(url)
    colleague.locator(".posts").get_by_role("button", name=nl("Useful")).first.click()
    expect(colleague.locator(".posts button[aria-pressed=true]")).to_have_count(1)

    wait_for(page, "/search?q=boekensteunen", title, FOUND_WITHIN)
    page.goto("/")
    page.get_by_role("searchbox").fill("boekensteunen")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("main")).to_contain_text(title)


def test_a_refused_form_comes_back_filled(visitors: Visitors):
    page = visitors.visit("bibliothecaris", java_script_enabled=False)
    page.goto("/threads/new?space=digitaal-en-systemen")
    page.get_by_role("textbox", name=nl("Your question")).fill("Een tekst zonder titel.")
    page.get_by_role("button", name=nl("Post the question")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("textbox", name=nl("Your question"))).to_have_value("Een tekst zonder titel.")
