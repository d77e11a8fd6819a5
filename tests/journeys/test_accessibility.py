"""No page breaks a rule that a machine can check (axe), light and dark, wide and narrow, and none scrolls sideways."""

from functools import cache

import pytest
from playwright.sync_api import Page

from tests.support.browser import Visitors
from tests.support.source import ROOT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {"wide": 1440, "phone": 375}
NARROW = (320, 375)
# Every kind of page, with the demo colleague who opens it; "first" is the first link in a list of the page before it.
PAGES = {
    None: ("/login", "/statement", "/this-does-not-exist"),
    "bibliothecaris": (
        "/",
        "/spaces/",
        "/spaces/digitaal-en-systemen",
        "first thread",
        "/threads/new",
        "/search?q=kaart",
        "/search?q=zzzzzz",
        "/notifications?show=all",
        "/members/",
        "first member",
        "/libraries/",
        "first library",
        "/settings/profile",
        "/settings/password",
        "/settings/sessions",
        "/styleguide",
    ),
    "beheerder": (
        "/admin/",
        "/admin/members",
        "/admin/invitations",
        "/admin/outbox",
        "/admin/network",
        "/spaces/new",
    ),
}
FIRST = {
    "first thread": ("/spaces/digitaal-en-systemen", "main .row a[href*='/threads/']"),
    "first member": ("/members/", "main a[href*='/members/']"),
    "first library": ("/libraries/", "main a[href*='/libraries/']"),
}
AXE = """async (rules) => {
  const result = await axe.run(document, { runOnly: { type: "tag", values: rules } });
  return result.violations.map((v) => `${v.id}: ${v.help}\\n` + v.nodes.slice(0, 4).map((n) => "    " + n.html.slice(0, 160)
    + " " + n.target.join(" ") + (n.any[0] ? " (" + n.any[0].message.slice(0, 160) + ")" : "")).join("\\n"));
}"""
WIDER_THAN_WINDOW = """() => [...document.querySelectorAll("main, main *, header, footer")]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .filter((e) => !e.closest("pre, .table-scroll, .scroll, table, [hidden], .vh")).slice(0, 3)
  .map((e) => e.tagName + "." + e.className)"""


@cache
def axe_source() -> str:
    return (ROOT / "tests/support/vendor/axe-core/axe.min.js").read_text(encoding="utf-8")


def addresses(visitors: Visitors, login: str | None) -> list[str]:
    """The addresses to look at, with "first …" resolved."""
    page = visitors.visit(login)
    found = []
    for address in PAGES[login]:
        if address in FIRST:
            listing, link = FIRST[address]
            page.goto(listing)
            address = page.locator(link).first.get_attribute("href") or ""
        found.append(address)
    page.context.close()
    return found


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now."""
    page.evaluate(axe_source())
    return list(page.evaluate(AXE, RULES))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("login", PAGES, ids=lambda login: login or "nobody")
def test_no_page_breaks_a_rule(visitors: Visitors, login: str | None, scheme: str):
    wrong = []
    page = visitors.visit(login, color_scheme=scheme)
    for address in addresses(visitors, login):
        page.goto(address)
        for name, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            wrong += [f"{address} ({scheme}, {name}) {violation}" for violation in violations(page)]
    assert not wrong, f"{len(wrong)} violations:\n" + "\n".join(wrong)


@pytest.mark.parametrize("login", PAGES, ids=lambda login: login or "nobody")
def test_no_page_scrolls_sideways(visitors: Visitors, login: str | None):
    wrong = []
    page = visitors.visit(login, viewport={"width": NARROW[0], "height": 800})
    for address in addresses(visitors, login):
        page.goto(address)
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wrong.append(f"{address} at {width} px: {page.evaluate(WIDER_THAN_WINDOW)}")
    assert not wrong, "Wider than the window:\n" + "\n".join(wrong)


def test_open_menus_and_errors_break_no_rule(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    page.goto("/threads/new")
    page.locator("main form button.btn-main").last.click()
    page.wait_for_selector("[role=alert]")
    wrong = [f"a refused form: {violation}" for violation in violations(page)]
    page.goto("/")
    for summary in page.locator("header details > summary:visible").all():
        summary.click()
        wrong += [f"an open menu: {violation}" for violation in violations(page)]
        page.keyboard.press("Escape")
    page.locator("body").press("?")
    page.wait_for_selector("dialog[open]")
    wrong += [f"the list of shortcuts: {violation}" for violation in violations(page)]
    assert not wrong, "\n".join(wrong)
