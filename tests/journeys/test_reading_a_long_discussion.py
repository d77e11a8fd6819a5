"""A colleague reads a long discussion: opens what is folded, closes a branch, and finds the way on."""

import re

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
    page.goto("/threads/?show=all")
    row = page.locator(".row", has=page.locator("[href*=leesclub]"))
    title = row.locator(".row-title").inner_text()
    if row.locator(".row-mark").inner_text().startswith(nl("Mark as unread")):
        row.hover()
        row.locator(".row-mark").click()
    unread = page.locator(".row.unread", has_text=title)
    unread.wait_for()
    unread.locator(".row-mark").click()
    page.locator(".row:not(.unread)", has_text=title).wait_for()
    assert page.url.endswith("/threads/?show=all")
