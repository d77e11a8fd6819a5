"""A coordinator announces what everybody has to confirm, a librarian does so without scripts, the list shows it."""

from playwright.sync_api import expect

from tests.journeys.test_a_colleague_gets_an_answer import NOTICED_WITHIN, wait_for
from tests.support.browser import Visitors, nl, sign_in

TITLE = "Nooduitgang leeszaal geblokkeerd tot vrijdag"


def test_announce_confirm_and_see_who_did(visitors: Visitors):
    coordinator = visitors.visit("coordinator")
    coordinator.goto("/threads/new?kind=announcement&space=digitaal-en-systemen")
    coordinator.get_by_role("textbox", name=nl("Title")).fill(TITLE)
    coordinator.get_by_role("textbox", name=nl("Your text")).fill("Gebruik de **zijdeur** aan de tuin.")
    coordinator.get_by_text(nl("Yes, everybody who sees the space")).click()
    coordinator.get_by_role("button", name=nl("Post the announcement")).click()
    coordinator.wait_for_url("**/threads/*-*")
    url = coordinator.url

    librarian = visitors.visit(java_script_enabled=False)
    sign_in(librarian, "bibliothecaris")
    wait_for(librarian, "/notifications", TITLE, NOTICED_WITHIN)
    librarian.goto("/acknowledgements")
    librarian.get_by_role("link", name=TITLE).click()
    librarian.get_by_role("button", name=nl("I have read this")).click()
    expect(librarian.locator(".confirm")).to_contain_text(nl("You confirmed this"))
    librarian.goto("/acknowledgements")
    expect(librarian.get_by_role("link", name=TITLE)).to_have_count(0)

    coordinator.goto(url)
    coordinator.locator(".confirm-count a").click()
    coordinator.locator("summary", has_text="1").first.click()
    expect(coordinator.locator(".names").filter(has_text="An Peeters")).to_be_visible()
