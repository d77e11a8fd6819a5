"""A librarian asks, an expert is told and answers, the answer is accepted and found; outsiders see nothing."""

import time

from playwright.sync_api import Page, expect

from tests.support.browser import Visitors, nl

FOUND_WITHIN = 2.0
NOTICED_WITHIN = 6.0


def ask(page: Page, space: str, title: str, body: str) -> str:
    """Ask a question through the form; gives the address of the thread."""
    page.goto(f"/threads/new?space={space}")
    page.get_by_role("textbox", name=nl("Title")).fill(title)
    page.get_by_role("textbox", name=nl("Your question")).fill(body)
    page.get_by_role("button", name=nl("Post the question")).click()
    page.wait_for_url("**/threads/*-*")
    return page.url.split("?")[0]


def answer(page: Page, url: str, body: str) -> None:
    page.goto(url)
    page.get_by_role("textbox", name=nl("Your text")).fill(body)
    page.get_by_role("button", name=nl("Post"), exact=True).click()
    expect(page.locator(".posts")).to_contain_text(body)


def wait_for(page: Page, url: str, text: str, seconds: float) -> float:
    """Reload `url` until its main part shows `text`; gives how long that took."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        page.goto(url)
        if text in page.locator("main").inner_text():
            return time.monotonic() - started
        time.sleep(0.1)
    raise AssertionError(f"{text!r} did not appear on {url} within {seconds} s")


def test_a_question_is_answered_accepted_and_found(visitors: Visitors):
    librarian, expert = visitors.visit("bibliothecaris"), visitors.visit("expert")
    title = "Hoe etiketteren jullie luisterboeken op mp3?"
    url = ask(
        librarian, "digitaal-en-systemen", title, "Graag **ervaringen** van de balie, @wim.debacker weet vast meer."
    )
    wait_for(librarian, "/search?q=luisterboeken+etiketteren", title, FOUND_WITHIN)

    thread = url.rsplit("/", 1)[-1]
    expert.goto("/")
    expect(expert.locator("main")).to_contain_text(title)
    answer(expert, f"/threads/{thread}", "Met een blauw etiket op de rug en de speelduur binnenin.")

    wait_for(librarian, "/notifications", title, NOTICED_WITHIN)
    librarian.locator("main").get_by_text(title).first.click()
    librarian.wait_for_url(f"**/threads/{thread}*")
    librarian.locator(".posts").get_by_role("button", name=nl("Accept as answer")).click()
    expect(librarian.locator(".posts")).to_contain_text(nl("Accepted answer"))

    wait_for(expert, "/notifications", title, NOTICED_WITHIN)
    wait_for(expert, "/search?q=blauw+etiket+speelduur", title, FOUND_WITHIN)


def test_outsiders_see_nothing_of_a_private_space(visitors: Visitors):
    librarian, outsider = visitors.visit("bibliothecaris"), visitors.visit("buiten")
    title = "Sleutelcode van de fietsenberging zoekgeraakt"
    url = ask(librarian, "intern-sint-niklaas", title, "Wie was er gisteren laatst, en waar ligt de sleutel nu?")
    wait_for(librarian, "/search?q=fietsenberging", title, FOUND_WITHIN)

    for page in ("/", "/spaces/", "/search?q=fietsenberging", "/notifications", "/search?q=sleutelcode+zoekgeraakt"):
        outsider.goto(page)
        main = outsider.locator("main").inner_text()
        assert title not in main, f"{page} shows the title of a private thread"
        assert "Intern Sint-Niklaas" not in main, f"{page} names a private space"
    for closed in (url, "/spaces/intern-sint-niklaas"):
        response = outsider.goto(closed)
        assert response is not None
        assert response.status == 404, f"{closed} answers {response.status} to an outsider"
        assert title not in outsider.content()
