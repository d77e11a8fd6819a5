"""What somebody was typing comes back: from another computer, and when the session ended meanwhile."""

from playwright.sync_api import expect

from tests.support.browser import PASSWORD, Visitors, nl

TEXT = "We willen de openingsuren op zondag uitproberen en zoeken ervaringen."
# Drafts are kept when nothing was typed for five seconds; the clock of the page is moved, nobody waits.
PAUSE = 6_000
TITLE = "Zondagopening in de zomer?"


def test_a_session_that_ended_elsewhere_costs_no_text(visitors: Visitors):
    desk = visitors.visit("bibliothecaris", shared=False)
    desk.goto("/threads/new?space=digitaal-en-systemen")
    desk.get_by_role("textbox", name=nl("Title")).fill(TITLE)
    desk.get_by_role("textbox", name=nl("Your question")).fill(TEXT)
    # Somebody cleans up: this browser no longer has a session.
    desk.context.clear_cookies()
    desk.get_by_role("button", name=nl("Post the question")).click()

    expect(desk.get_by_label(nl("Password"), exact=True)).to_be_visible()
    desk.get_by_label(nl("E-mail address")).fill("bibliothecaris@demo.example")
    desk.get_by_label(nl("Password"), exact=True).fill(PASSWORD)
    desk.get_by_role("main").get_by_role("button", name=nl("Sign in")).click()

    expect(desk.get_by_role("textbox", name=nl("Your question"))).to_have_value(TEXT)
    expect(desk.get_by_role("textbox", name=nl("Title"))).to_have_value(TITLE)
    desk.get_by_role("button", name=nl("Post the question")).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_a_reply_survives_signing_in_again(visitors: Visitors):
    desk = visitors.visit("bibliothecaris", shared=False)
    desk.goto("/spaces/digitaal-en-systemen")
    desk.locator("main .row a[href*='/threads/']").first.click()
    thread = desk.url.split("?")[0]
    desk.get_by_role("textbox", name=nl("Your text")).fill(TEXT)
    desk.context.clear_cookies()
    desk.get_by_role("button", name=nl("Post"), exact=True).click()

    desk.get_by_label(nl("E-mail address")).fill("bibliothecaris@demo.example")
    desk.get_by_label(nl("Password"), exact=True).fill(PASSWORD)
    desk.get_by_role("main").get_by_role("button", name=nl("Sign in")).click()
    expect(desk.get_by_role("textbox", name=nl("Your text"))).to_have_value(TEXT)
    assert desk.url.startswith(thread)


def test_who_was_signed_out_reads_that_the_text_is_safe(visitors: Visitors):
    desk = visitors.visit("bibliothecaris", shared=False)
    desk.clock.install()
    desk.goto("/spaces/digitaal-en-systemen")
    desk.locator("main .row a[href*='/threads/']").first.click()
    desk.context.clear_cookies()
    safe = nl("You are signed out. Sign in in another tab, or send it anyway: what you typed is kept.")
    with desk.expect_response("**/drafts"):
        desk.get_by_role("textbox", name=nl("Your text")).fill(TEXT)
        desk.clock.run_for(PAUSE)
    expect(desk.locator(".draft-state")).to_have_text(safe)
    desk.get_by_role("button", name=nl("Preview")).click()
    expect(desk.locator(".editor-preview")).to_have_text(safe)
    desk.get_by_role("button", name=nl("Post"), exact=True).click()
    kept = nl("You were signed out in the meantime. What you typed is kept: sign in and it is back.")
    expect(desk.get_by_text(kept)).to_have_count(1)


def test_a_draft_is_there_on_the_next_computer(visitors: Visitors):
    desk = visitors.visit("coordinator")
    desk.clock.install()
    desk.goto("/threads/new")
    desk.get_by_role("textbox", name=nl("Title")).fill("Half af")
    with desk.expect_response("**/drafts") as saved:
        desk.get_by_role("textbox", name=nl("Your question")).fill("Dit schrijf ik straks thuis verder.")
        desk.clock.run_for(PAUSE)
    assert saved.value.ok

    home = visitors.visit("coordinator", shared=False)
    home.goto("/threads/new")
    home.locator(".unsent").get_by_text("Half af").click()
    expect(home.get_by_role("textbox", name=nl("Your question"))).to_have_value("Dit schrijf ik straks thuis verder.")
    expect(home.get_by_role("textbox", name=nl("Title"))).to_have_value("Half af")


def test_leaving_the_page_keeps_the_reply(visitors: Visitors):
    page = visitors.visit("bibhoofd")
    page.clock.install()
    page.goto("/spaces/digitaal-en-systemen")
    page.locator("main .row a[href*='/threads/']").first.click()
    url = page.url
    with page.expect_response("**/drafts"):
        page.get_by_role("textbox", name=nl("Your text")).fill("Bijna klaar met dit antwoord.")
        page.clock.run_for(PAUSE)
    page.goto("/")
    page.goto(url)
    expect(page.get_by_role("textbox", name=nl("Your text"))).to_have_value("Bijna klaar met dit antwoord.")
    expect(page.get_by_role("textbox", name=nl("Your text"))).to_have_value("Bijna klaar met dit antwoord.")


def test_a_reply_to_what_was_locked_meanwhile_can_be_copied(visitors: Visitors):
    desk, chief = visitors.visit("bibliothecaris"), visitors.visit("beheerder")
    desk.goto("/spaces/digitaal-en-systemen")
    desk.locator("main .row a[href*='/threads/']").first.click()
    desk.get_by_role("textbox", name=nl("Your text")).fill(TEXT)
    number = desk.url.split("/threads/")[1].split("-")[0]
    chief.goto(f"/threads/{number}/lock")
    chief.get_by_role("textbox", name=nl("Reason")).fill("Afgerond")
    chief.get_by_role("button", name=nl("Lock this discussion")).click()
    expect(chief.get_by_text(nl("The discussion is locked."))).to_be_visible()

    desk.get_by_role("button", name=nl("Post"), exact=True).click()
    expect(desk.get_by_role("textbox", name=nl("What you had typed, to copy"))).to_have_value(TEXT)
    chief.get_by_role("button", name=nl("Unlock")).click()
