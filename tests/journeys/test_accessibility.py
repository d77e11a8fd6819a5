"""No page breaks a rule that a machine can check (axe), light and dark, wide and narrow, and none scrolls sideways."""

from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browser import Visitors, nl
from tests.support.source import ROOT

EVERYTHING: dict[str, object] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# Dark pages have the same elements as light ones: only what depends on colour is looked at again.
COLOURS: dict[str, object] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
MISSING = "/this-does-not-exist"
NO_COLOURS: dict[str, object] = {"type": "tag", "values": EVERYTHING["values"], "without": COLOURS["values"]}
# Each rule once at each width and each colour once in each scheme; colours take most of the time, and do not depend on
# the width.
LOOKS: dict[str, tuple[Any, int, dict[str, object]]] = {
    "light, wide": ("light", 1440, EVERYTHING),
    "light, phone": ("light", 375, NO_COLOURS),
    "dark, narrow": ("dark", 320, COLOURS),
}
# Every kind of page, with the demo colleague who opens it; "first" is the first link in a list of the page before it.
PAGES = {
    None: ("/login", "/accessibility", MISSING),
    "bibliothecaris": (
        "/",
        "/spaces/",
        "/spaces/digitaal-en-systemen",
        "first thread",
        "poll of dates",
        "poll of libraries",
        "conclusion",
        "/polls/2",
        "reactions",
        "menu of a post",
        "thread with files",
        "long thread",
        "/threads/",
        "/threads/?show=useful",
        "/threads/?show=announcements&space=collectie",
        "/threads/new",
        "/threads/new?title=Onze+zelfuitleenbalie+herkent+de+kaarten+niet&space=digitaal-en-systemen",
        "/search?q=kaart",
        "/search?q=zzzzzz",
        "/search?q=zelfscan+opgelost:ja&kind=question",
        "/search/saved",
        "/notifications?show=all",
        "first anonymous question",
        "/suggestions",
        "first suggestion",
        "/members/",
        "first member",
        "/libraries/",
        "first library",
        "/settings/profile",
        "/settings/password",
        "/settings/sessions",
        "/styleguide",
        "/acknowledgements",
        "/bookmarks",
        "first bookmark",
        "/scheduled",
    ),
    "coordinator": (
        "/spaces/digitaal-en-systemen/fields",
        "first announcement",
        "who confirmed",
        "what is asked",
        "/threads/new?kind=announcement",
        "/scheduled",
        "first planned",
        "/spaces/digitaal-en-systemen/fields",
    ),
    "beheerder": (
        "/admin/",
        "/admin/members",
        "/admin/invitations",
        "/admin/outbox",
        "/admin/network",
        "/admin/search",
        "/admin/search/1",
        "/admin/search/missed",
        "/spaces/new",
    ),
}
FIRST = {
    "poll of dates": ("/spaces/personeel-en-vorming", "main .row-title:has-text('Inwerkplan')"),
    "poll of libraries": ("/spaces/activiteiten-en-communicatie", "main .row-title:has-text('affiche')"),
    "conclusion": ("/spaces/balie-en-dienstverlening", "main .row-title:has-text('gereserveerde boeken')"),
    "reactions": ("/posts/2", "a[href$='/reactions']:not([title])"),
    "menu of a post": ("/posts/2", ".acts a[href$='/actions']"),
    "long thread": ("/spaces/activiteiten-en-communicatie", "main .row a[href*='leesclub']"),
    "first thread": ("/spaces/digitaal-en-systemen", "main .row a[href*='/threads/']"),
    "first anonymous question": ("/spaces/personeel-en-vorming", "main a[href*='alleen-afsluiten']"),
    "first suggestion": ("/suggestions", "main .row-title"),
    "thread with files": ("/spaces/balie-en-dienstverlening", "main .row a[href*='zelfuitleenbalies']"),
    "first announcement": ("/spaces/digitaal-en-systemen?show=announcements", "main .row a[href*='/threads/']"),
    "who confirmed": ("first announcement", "main a[href$='/acknowledgements']"),
    "what is asked": ("first announcement", "main a[href$='/acknowledgements/edit']"),
    "first bookmark": ("/bookmarks", "main a[href$='/bookmark']"),
    "first planned": ("/scheduled", "main a[href$='/edit']"),
    "first member": ("/members/", "main a[href*='/members/']"),
    "first library": ("/libraries/", "main a[href*='/libraries/']"),
}
AXE = """async ({ without = [], ...runOnly }) => {
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const result = await axe.run(document, { runOnly, rules });
  const place = (n) => `    ${n.html.slice(0, 160)} ${n.target.join(" ")} ${(n.any[0]?.message ?? "").slice(0, 160)}`;
  return result.violations.map((v) => `${v.id}: ${v.help}\\n` + v.nodes.slice(0, 4).map(place).join("\\n"));
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
    found = [_resolved(page, address) for address in PAGES[login]]
    page.context.close()
    return found


def _resolved(page: Page, address: str) -> str:
    if address not in FIRST:
        return address
    listing, link = FIRST[address]
    page.goto(_resolved(page, listing))
    return page.locator(link).first.get_attribute("href") or ""


def violations(page: Page, rules: dict[str, object] = EVERYTHING) -> list[str]:
    """What axe finds on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    return list(page.evaluate(AXE, rules))


def in_every_look(page: Page, name: str) -> list[str]:
    """What is wrong with the page in each scheme and width it is looked at in."""
    wrong = []
    for look, (scheme, width, rules) in LOOKS.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        wrong += [f"{name} ({look}) {found}" for found in violations(page, rules)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{name} is wider than {width} px: {page.evaluate(WIDER_THAN_WINDOW)}")
    return wrong


@pytest.mark.parametrize("login", PAGES, ids=lambda login: login or "nobody")
def test_no_page_breaks_a_rule(visitors: Visitors, login: str | None):
    wrong = []
    page = visitors.visit(login, reduced_motion="reduce")
    for address in addresses(visitors, login):
        response = page.goto(address)
        expected = 404 if address == MISSING else 200
        assert response is not None
        assert response.status == expected, f"{address} answers {response.status}"
        wrong += in_every_look(page, address)
    assert not wrong, f"{len(wrong)} violations:\n" + "\n".join(wrong)


def test_drafts_and_a_text_saved_meanwhile_break_no_rule(visitors: Visitors):
    desk = visitors.visit("expert", reduced_motion="reduce")
    desk.goto("/drafts")
    assert desk.locator("main .empty").is_visible()
    wrong = in_every_look(desk, "no drafts")
    edit_own_post(desk)
    elsewhere = visitors.visit("expert")
    elsewhere.goto(desk.url)
    elsewhere.locator("textarea[name=body]").type("Van thuis uit aangevuld. ")
    elsewhere.get_by_role("button", name=nl("Save"), exact=True).click()
    elsewhere.wait_for_url("**/threads/**")
    with desk.expect_response("**/drafts"):
        desk.locator("textarea[name=body]").type("Aan de balie aangevuld. ")
    desk.get_by_role("button", name=nl("Save"), exact=True).click()
    desk.wait_for_selector(".versions ins")
    wrong += in_every_look(desk, "a text saved meanwhile")
    desk.goto("/drafts")
    assert desk.locator("main .row").count() == 1
    wrong += in_every_look(desk, "a draft")
    desk.get_by_role("button", name=nl("Throw away")).click()
    assert desk.locator("main .empty").is_visible()
    assert not wrong, "\n".join(wrong)


def test_a_public_space_breaks_no_rule_for_a_visitor(visitors: Visitors):
    admin = visitors.visit("beheerder")
    set_audience(admin, "public")
    try:
        page = visitors.visit(None, reduced_motion="reduce")
        page.goto("/spaces/activiteiten-en-communicatie")
        wrong = in_every_look(page, "a public space")
        page.goto("/spaces/activiteiten-en-communicatie?show=solved")
        wrong += in_every_look(page, "an empty list")
        page.goto("/spaces/activiteiten-en-communicatie")
        page.locator("main .row-title").first.click()
        page.wait_for_url("**/threads/**")
        wrong += in_every_look(page, "a public discussion")
    finally:
        set_audience(admin, "network")
    assert not wrong, "\n".join(wrong)


def set_audience(admin: Page, audience: str) -> None:
    admin.goto("/spaces/activiteiten-en-communicatie/edit")
    admin.locator("[name=audience]").select_option(audience)
    admin.get_by_role("button", name=nl("Save"), exact=True).click()
    admin.wait_for_url("**/spaces/")


def edit_own_post(page: Page) -> None:
    """Open the form that changes the first thread one started."""
    page.goto("/threads/?show=mine")
    page.locator("main .row-title").first.click()
    page.locator("a[href^='/posts/'][href$='/edit']").first.click()
    page.wait_for_url("**/edit")


def test_the_check_finds_what_is_wrong(visitors: Visitors):
    """A page spoiled on purpose: the rules that matter most do fire, in both schemes."""
    page = visitors.visit("bibliothecaris")
    page.goto("/")
    page.evaluate("""() => {
      document.querySelector("main").insertAdjacentHTML("beforeend",
        "<img src='/static/icons/sprite.svg'><input id='x'><h6>Te diep</h6><p class='faint'>Nauwelijks te lezen</p>");
      document.querySelector(".faint").style.color = "color-mix(in srgb, currentColor 20%, Canvas)";
    }""")
    found = {violation.split(":")[0] for violation in violations(page)}
    assert {"image-alt", "label", "heading-order", "color-contrast"} <= found
    page.emulate_media(color_scheme="dark")
    assert any("color-contrast" in violation for violation in violations(page, COLOURS))


def test_open_menus_and_errors_break_no_rule(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    page.goto("/threads/new")
    page.locator("main form button.btn-main").last.click()
    page.wait_for_selector("[role=alert]")
    wrong = [f"a refused form: {violation}" for violation in violations(page)]
    page.goto("/")
    page.get_by_role("combobox", name="Zoeken in het forum").type("zelfui")
    page.wait_for_selector("[role=option]")
    wrong += [f"open suggestions: {violation}" for violation in violations(page)]
    page.keyboard.press("Escape")
    for summary in page.locator("header details > summary:visible").all():
        summary.click()
        wrong += [f"an open menu: {violation}" for violation in violations(page)]
        page.keyboard.press("Escape")
    page.locator("body").press("?")
    page.wait_for_selector("dialog[open]")
    wrong += [f"the list of shortcuts: {violation}" for violation in violations(page)]
    assert not wrong, "\n".join(wrong)
