"""A colleague asks with a poll, others vote and react, with scripts and without."""

from playwright.sync_api import Page, expect

from tests.support.browser import Visitors, nl

QUESTION = "Welke dag past voor de stafdag?"
DAYS = ("Maandag", "Dinsdag", "Woensdag", "Donderdag", "Vrijdag")


def ask_with_poll(page: Page, title: str) -> str:
    """Ask with five options, which is more than there are rows at first; gives the address."""
    page.goto("/threads/new?space=personeel-en-vorming")
    page.get_by_role("textbox", name=nl("Title")).fill(title)
    page.get_by_role("textbox", name=nl("Your question")).fill("We zoeken een dag in maart.")
    page.locator(".poll-start > summary").click()
    page.get_by_role("textbox", name=nl("What do you want to know?")).fill(QUESTION)
    page.get_by_role("button", name=nl("More options")).click()
    for number, day in enumerate(DAYS, 1):
        page.get_by_label(nl("Option %(number)s") % {"number": number}, exact=True).fill(day)
    page.get_by_role("button", name=nl("Post the question")).click()
    page.wait_for_url("**/threads/*-*")
    return page.url


def vote(page: Page, url: str, day: str) -> None:
    page.goto(url)
    page.get_by_role("radio", name=day).check()
    page.get_by_role("button", name=nl("Vote"), exact=True).click()
    expect(page.locator(".flashes")).to_contain_text(nl("Your vote counts."))


def test_a_poll_is_asked_voted_and_closed(visitors: Visitors):
    librarian, expert = visitors.visit("bibliothecaris"), visitors.visit("expert")
    url = ask_with_poll(librarian, "Wanneer houden we de stafdag?")
    expect(librarian.get_by_role("region", name=QUESTION).get_by_role("radio")).to_have_count(len(DAYS))

    vote(expert, url, "Dinsdag")
    expect(expert.locator(".poll-bars")).to_contain_text("(100 %)")
    vote(librarian, url, "Maandag")
    librarian.get_by_text(nl("Who voted what")).click()
    expect(librarian.locator(".poll-who")).to_contain_text("Wim De Backer")

    librarian.get_by_role("button", name=nl("Close the poll")).click()
    expect(librarian.locator(".poll")).to_contain_text(nl("closed on"))
    expert.goto(url)
    expect(expert.locator(".poll form")).to_have_count(0)


def test_a_reaction_is_given_without_a_reload_and_with_the_keyboard(visitors: Visitors):
    page = visitors.visit("expert")
    page.goto("/spaces/collectie")
    page.locator("main .row-title").first.click()
    page.evaluate("window.stayed = true")
    opener = page.get_by_role("button", name=nl("React with a sign")).first
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".acts-menu button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".acts-menu").get_by_role("button", name=nl("Thank you")).click()
    given = page.locator(".acts").get_by_role("button", name=nl("Thank you"))
    expect(given).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name=nl("React with a sign")).first).to_be_focused()
    given.click()
    expect(given).to_have_count(0)
    assert page.evaluate("window.stayed")


def test_polls_and_reactions_work_without_scripts(visitors: Visitors):
    librarian = visitors.visit("bibliothecaris", java_script_enabled=False)
    url = ask_with_poll(librarian, "Wanneer houden we de teamdag?")
    outsider = visitors.visit("buiten", java_script_enabled=False)
    vote(outsider, url, "Vrijdag")
    outsider.get_by_role("link", name=nl("React with a sign")).first.click()
    outsider.get_by_role("button", name=nl("Thank you")).click()
    outsider.wait_for_url("**/threads/*")
    expect(outsider.locator(".acts").get_by_role("button", name=nl("Thank you"))).to_have_attribute(
        "aria-pressed", "true"
    )
