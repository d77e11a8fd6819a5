"""While somebody asks, the page shows what was asked before, proposes the space, and loses nothing."""

from playwright.sync_api import Page, expect

from tests.support.browser import Visitors, nl

KNOWN = "Zelfuitleenbalie geeft 'kaart niet herkend' bij nieuwe eID-kaarten"
OPEN = "Bonnetjes van de zelfuitleen komen er blanco uit"
SPACE = "digitaal-en-systemen"


def title(page: Page):
    return page.get_by_role("textbox", name=nl("Title"), exact=True)


def test_the_answer_is_there_before_the_question_is_finished(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    page.goto("/threads/new?kind=question")
    title(page).press_sequentially("Onze zelfuitleenbalie herkent de kaarten niet")
    found = page.locator(".similar a").first
    expect(found).to_contain_text(KNOWN)
    expect(page.locator("[data-similar-said]")).not_to_be_empty()
    # Enter looks again; a question that is not finished is not sent.
    title(page).press("Enter")
    expect(page).to_have_url(f"{visitors.address}/threads/new?kind=question")
    expect(page.get_by_role("alert")).to_have_count(0)
    with page.expect_popup() as opened:
        found.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text(KNOWN)
    expect(title(page)).to_have_value("Onze zelfuitleenbalie herkent de kaarten niet")


def test_the_space_is_proposed_and_asks_what_it_needs_to_know(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    page.goto("/threads/new?kind=question")
    title(page).fill("Zelfuitleenbalie herkent onze kaarten niet na een update")
    page.get_by_role("textbox", name=nl("Your question")).fill("Sinds de update van gisteren.")
    expect(page.get_by_label(nl("Space"), exact=True)).to_have_value("")
    page.get_by_role("button", name=nl("Choose this space")).click()
    expect(page.get_by_label(nl("Space"), exact=True)).to_have_value(SPACE)
    page.get_by_role("combobox", name="Welk systeem of toestel?").fill("Zelfuitleenbalie")
    expect(page.get_by_role("textbox", name=nl("Your question"))).to_have_value("Sinds de update van gisteren.")
    page.get_by_role("button", name=nl("Post the question")).dblclick()
    expect(page.locator(".asked dd")).to_have_text("Zelfuitleenbalie")
    page.goto(f"/spaces/{SPACE}?show=mine")
    expect(page.get_by_role("link", name="Zelfuitleenbalie herkent onze kaarten niet na een update")).to_have_count(1)


def test_me_too_instead_of_asking_again(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    page.goto("/threads/new?kind=question")
    title(page).fill("Blanco bonnetjes uit de zelfuitleen")
    page.locator(".similar li", has_text=OPEN).get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(OPEN)
    pressed = page.get_by_role("button", name=nl("I have this too"), pressed=True)
    expect(pressed).to_contain_text("1")
    pressed.click()
    expect(page.get_by_role("button", name=nl("I have this too"), pressed=False)).to_be_visible()


def test_the_number_of_a_patron_is_held_up(visitors: Visitors):
    page = visitors.visit("bibliothecaris", java_script_enabled=False)
    page.goto(f"/threads/new?kind=question&space={SPACE}")
    title(page).fill("Lener raakt niet binnen")
    page.get_by_role("textbox", name=nl("Your question")).fill("Het gaat om 85.07.30-033.28, wat nu?")
    page.get_by_role("button", name=nl("Post the question")).click()
    expect(page.get_by_role("alert").locator("mark")).to_have_text("85.07.30-033.28")
    page.get_by_role("textbox", name=nl("Your question")).fill("Het gaat om een lener uit Temse, wat nu?")
    page.get_by_role("button", name=nl("Check again and post")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lener raakt niet binnen")
