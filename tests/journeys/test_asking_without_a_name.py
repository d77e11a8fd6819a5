"""A colleague asks without a name, a moderator opens it, and the asker reads who did and why."""

from playwright.sync_api import expect

from tests.journeys.test_a_colleague_gets_an_answer import FOUND_WITHIN, NOTICED_WITHIN, answer, wait_for
from tests.support.browser import Visitors, nl

NAME = "Joris Claes"


def test_asking_without_a_name(visitors: Visitors):
    asker, expert, moderator = (visitors.visit(login) for login in ("buiten", "expert", "coordinator"))
    title = "Wat doe ik als een leidinggevende mij uitscheldt?"
    asker.goto("/threads/new?space=personeel-en-vorming")
    asker.get_by_role("textbox", name=nl("Title")).fill(title)
    asker.get_by_role("textbox", name=nl("Your question")).fill("Het gebeurde al twee keer, met lezers erbij.")
    asker.get_by_role("checkbox", name=nl("Ask without my name")).check()
    asker.get_by_role("button", name=nl("Post the question")).click()
    asker.wait_for_url("**/threads/*-*")
    expect(asker.locator("main")).to_contain_text(nl("You ask this anonymously"))
    assert NAME not in asker.locator("main").inner_text()

    thread = "/threads/" + asker.url.split("?")[0].rsplit("/", 1)[-1]
    wait_for(expert, "/search?q=leidinggevende+uitscheldt", title, FOUND_WITHIN)
    assert NAME not in expert.locator("main .hits > li", has_text=title).inner_text()
    answer(expert, thread, "Praat met de vertrouwenspersoon van je gemeente.")
    assert NAME not in expert.content()
    wait_for(asker, "/notifications", title, NOTICED_WITHIN)

    moderator.goto(thread)
    moderator.get_by_role("link", name=nl("Who asked this?")).click()
    assert NAME not in moderator.content()
    moderator.get_by_role("textbox", name=nl("Reason")).fill("Ik wil persoonlijk hulp aanbieden")
    moderator.get_by_role("button", name=nl("Open the name")).click()
    expect(moderator.locator("main")).to_contain_text(NAME)

    wait_for(asker, "/notifications", nl("because you asked anonymously"), NOTICED_WITHIN)
    asker.goto(thread)
    expect(asker.locator("main")).to_contain_text("Ik wil persoonlijk hulp aanbieden")
    expert.goto(thread)
    assert "persoonlijk hulp" not in expert.content()


def test_suggesting_a_better_text(visitors: Visitors):
    outsider, expert = visitors.visit("buiten"), visitors.visit("expert")
    title = "Hoe maak je de kaartlezer schoon?"
    expert.goto("/threads/new?space=digitaal-en-systemen&kind=discussion")
    expert.get_by_role("textbox", name=nl("Title")).fill(title)
    expert.get_by_role("textbox", name=nl("Your text")).fill("Gebruik een vochtige doek en wacht vijf minuten.")
    expert.get_by_role("button", name=nl("Post the discussion")).click()
    expert.wait_for_url("**/threads/*-*")

    outsider.goto(expert.url.split("?")[0])
    outsider.get_by_role("button", name=nl("More"), exact=True).first.click()
    outsider.get_by_role("link", name=nl("Suggest a better text")).click()
    outsider.get_by_role("textbox", name=nl("The text as you would write it")).fill(
        "Gebruik een droge doek en wacht vijf minuten."
    )
    outsider.get_by_role("textbox", name=nl("Why is this better?")).fill("Vocht is slecht voor de lezer")
    outsider.get_by_role("button", name=nl("Suggest this")).click()
    expect(outsider.locator(".diff ins")).to_contain_text("droge")

    wait_for(expert, "/notifications", title, NOTICED_WITHIN)
    expert.locator("main").get_by_text(title).first.click()
    expect(expert.locator(".diff del")).to_contain_text("vochtige")
    expert.get_by_role("button", name=nl("Take it over"), exact=True).click()
    expect(expert.locator(".posts")).to_contain_text("Gebruik een droge doek")
