"""Everything can be done without a mouse: skip link, visible focus, shortcuts, dialogs that give the focus back."""

from playwright.sync_api import Page, expect

from tests.support.browser import Visitors, nl

FOCUSED = "document.activeElement"
VISIBLE_FOCUS = f"""() => {{
  const style = getComputedStyle({FOCUSED});
  const box = {FOCUSED}.getBoundingClientRect();
  const drawn = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  return {{ what: {FOCUSED}.outerHTML.slice(0, 100), drawn, seen: box.width > 0 && box.height > 0 }};
}}"""


def test_the_skip_link_leads_past_the_menu(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text(nl("Skip to the content"))
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.id") == "main"


def test_focus_is_always_visible_and_passes_everything(visitors: Visitors):
    page = visitors.visit("bibliothecaris", viewport={"width": 1200, "height": 900})
    page.goto("/spaces/digitaal-en-systemen")
    passed = set()
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED} === document.body"):
            break
        focus = page.evaluate(VISIBLE_FOCUS)
        assert focus["drawn"], f"focus cannot be seen on {focus['what']}"
        assert focus["seen"], f"focus is on something that is not shown: {focus['what']}"
        passed.add(focus["what"])
    assert len(passed) > 10


def test_asking_by_keyboard_alone(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    page.goto("/threads/new?space=digitaal-en-systemen")
    title = "Vraag die zonder muis gesteld is"
    _tab_to(page, "title")
    page.keyboard.type(title)
    _tab_to(page, "body")
    page.keyboard.type("Alles met het toetsenbord.")
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches('main form button.btn-main')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_shortcuts(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    page.goto("/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.wait_for_function("!document.activeElement.closest('dialog')")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Zoeken in het forum")).to_be_focused()
    page.keyboard.type("gs")
    assert page.url.endswith("/"), "a shortcut must not work while somebody types"
    page.get_by_role("combobox", name="Zoeken in het forum").blur()
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/spaces/")


def test_an_open_menu_closes_with_escape_and_gives_the_focus_back(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    page.goto("/")
    page.wait_for_load_state("networkidle")
    summary = page.locator("header details > summary:visible").last
    summary.focus()
    page.keyboard.press("Enter")
    expect(summary.locator("..")).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(summary.locator("..")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def _tab_to(page: Page, name: str) -> None:
    for _step in range(60):
        if page.evaluate(f"{FOCUSED}.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not reach the field {name}")
