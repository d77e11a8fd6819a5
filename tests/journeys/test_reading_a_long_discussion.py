"""A colleague reads a long discussion: opens what is folded, closes a branch, and finds the way on."""

import re

from playwright.sync_api import expect

from tests.support.browser import Visitors, nl

SPACE = "/spaces/activiteiten-en-communicatie"


def test_a_long_branch_is_opened_in_place_and_stays_closed_once_closed(visitors: Visitors):
    page = visitors.visit("bibhoofd")
    page.goto(SPACE)
    page.locator("main .row-title[href*=leesclub]").click()
    assert page.locator(".post").count() == 12
    page.locator("[data-fold]").click()
    page.get_by_text("Ik zet het op de agenda van het volgende overleg.").wait_for()
    assert page.locator(".post").count() == 20
    assert "branch" not in page.url
    branch = page.locator("details.branch")
    branch.locator("> summary").click()
    page.reload()
    page.locator("details.branch:not([open])").wait_for()
    assert not page.get_by_text("Dat woord kent iedereen.").is_visible()
    branch.locator("> summary").click()
    page.reload()
    page.get_by_text("Dat woord kent iedereen.").wait_for()


def test_a_permalink_into_what_is_folded_opens_it_with_what_stands_above(visitors: Visitors):
    page = visitors.visit("bibhoofd")
    page.goto(SPACE)
    page.locator("main .row-title[href*=leesclub]").click()
    page.locator("[data-fold]").click()
    last = page.locator(".branch .post", has_text="Ik zet het op de agenda").last
    last.wait_for()
    page.goto(f"/posts/{(last.get_attribute('id') or '').removeprefix('bericht-')}")
    assert page.locator(".post:target").inner_text().count("Ik zet het op de agenda") == 1
    assert page.locator(".above li").count() == 1
    page.get_by_role("link", name=nl("Back to the whole discussion")).click()
    page.get_by_text("Leeskring Waasland").first.wait_for()


def test_related_discussions_come_after_the_page(visitors: Visitors):
    page = visitors.visit("bibhoofd")
    page.goto("/spaces/digitaal-en-systemen")
    with page.expect_response(re.compile(r"/threads/\d+/related$")) as answer:
        page.locator("main .row-title").first.click()
    assert answer.value.status == 200


def test_new_posts_are_marked_by_a_line_and_lists_can_be_set_to_read(visitors: Visitors):
    page = visitors.visit("bibhoofd")
    page.goto("/threads/?show=all&space=activiteiten-en-communicatie")
    row = page.locator(".row", has=page.locator("[href*=leesclub]"))
    title = row.locator(".row-title").inner_text()
    if row.locator(".row-mark").inner_text().startswith(nl("Mark as unread")):
        row.hover()
        row.locator(".row-mark").click()
    unread = page.locator(".row.unread", has_text=title)
    unread.wait_for()
    unread.locator(".row-mark").click()
    page.locator(".row:not(.unread)", has_text=title).wait_for()
    assert page.url.endswith("/threads/?show=all&space=activiteiten-en-communicatie")


def test_talks_under_a_reply_close_too_or_all_at_once(visitors: Visitors):
    page = visitors.visit("bibhoofd")
    page.goto("/threads/new?kind=discussion&space=collectie")
    page.locator("[name=title]").fill("Hoe noemen we de nieuwe ruilkast?")
    page.locator("[name=body]").fill("Namen gezocht.")
    page.locator("main form [type=submit]").last.click()
    page.locator("[data-reply-form]").wait_for()
    thread = page.url

    def reply(text: str, parent: str = "") -> str:
        page.goto(f"{thread}?reply={parent}#reply" if parent else thread)
        page.locator("[data-reply-form] textarea").fill(text)
        page.locator("[data-reply-form] .btn-main").click()
        post = page.locator(".post:target")
        expect(post).to_contain_text(text)
        # In the first minute, in words.
        expect(post.locator("time")).to_have_text(nl("just now"))
        return (post.get_attribute("id") or "").removeprefix("bericht-")

    first, second = reply("Ruilhoek"), reply("Boekenkast")
    under = reply("Te saai?", first)
    reply("Neen, helder.", under)
    reply("Toch wat saai.", under)
    reply("Bestaat al.", second)
    reply("Waar dan?", second)
    page.goto(thread)
    deep = page.locator("details.branch.deep > summary")
    expect(deep).to_have_text("2 reacties")
    deep.click()
    page.reload()
    expect(page.get_by_text("Toch wat saai.")).to_be_hidden()
    expect(page.get_by_text("Te saai?")).to_be_visible()
    page.get_by_role("button", name=nl("Close all branches")).click()
    expect(page.get_by_text("Te saai?")).to_be_hidden()
    expect(page.get_by_text("Waar dan?")).to_be_hidden()
    page.get_by_role("button", name=nl("Open all branches")).click()
    expect(page.get_by_text("Toch wat saai.")).to_be_visible()


def test_a_filter_shows_its_list_when_one_chooses_by_mouse_but_not_by_keyboard(visitors: Visitors):
    page = visitors.visit("bibhoofd")
    page.goto("/threads/?show=all")
    page.locator("#f-kind").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(200)
    assert page.url.endswith("/threads/?show=all")
    page.locator("#f-space").click()
    page.locator("#f-space").select_option("collectie")
    page.wait_for_url(re.compile(r"space=collectie"))
