"""Adding files to a text: by button, by paste and by drop, and in a browser that runs no scripts."""

import base64

from playwright.sync_api import Page, expect

from tests.factories.attachments import make_docx, make_image, make_pdf
from tests.support.browser import Visitors, enhanced, nl

THREAD = "/spaces/collectie"
MOVE = """([selector, kind, name, type, data]) => {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  transfer.items.add(new File([bytes], name, { type }));
  const given = kind === "paste" ? { clipboardData: transfer } : { dataTransfer: transfer };
  const event = kind === "paste" ? new ClipboardEvent(kind, { ...given, bubbles: true, cancelable: true })
    : new DragEvent(kind, { ...given, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(event);
}"""


def open_reply(page: Page) -> None:
    page.goto(THREAD)
    page.locator("main .row a[href*='/threads/']").first.click()
    page.wait_for_selector("#body")


def give(page: Page, kind: str, name: str, media_type: str, data: bytes) -> None:
    """Paste or drop a file on the text."""
    enhanced(page)
    page.evaluate(MOVE, ["#body", kind, name, media_type, base64.b64encode(data).decode()])


def test_files_by_button_paste_and_drop_end_up_in_the_post(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    open_reply(page)
    text = page.get_by_role("textbox", name=nl("Your text"))
    text.fill("Dit is het plan:")
    give(page, "paste", "image.png", "image/png", make_image(300, 200))
    expect(page.locator(".attach-list li")).to_have_count(0)
    give(page, "drop", "Reglement.pdf", "application/pdf", make_pdf())
    expect(page.get_by_role("status").filter(has_text="Reglement.pdf is toegevoegd")).to_have_count(1)
    page.set_input_files("#files", {"name": "Brief.docx", "mimeType": "", "buffer": make_docx("Dag")})
    expect(page.get_by_role("status").filter(has_text="Brief.docx is toegevoegd")).to_have_count(1)
    assert "]()" not in text.input_value()
    assert text.input_value().startswith("Dit is het plan:\n\n![")
    assert ")\n\n[Reglement.pdf](" in text.input_value()
    page.get_by_role("button", name=nl("Post"), exact=True).click()

    post = page.locator(".post", has_text="Dit is het plan:")
    expect(post.locator("ul.files a")).to_have_text(["Reglement.pdf", "Brief.docx"])
    picture = post.locator(".prose a.picture img")
    expect(picture).to_have_attribute("width", "300")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    with page.expect_download() as download:
        post.get_by_role("link", name="Brief.docx").last.click()
    assert download.value.suggested_filename == "Brief.docx"


def test_a_refused_file_is_said_and_the_text_stays(visitors: Visitors):
    page = visitors.visit("bibliothecaris")
    open_reply(page)
    text = page.get_by_role("textbox", name=nl("Your text"))
    text.fill("Mijn antwoord")
    give(page, "drop", "tekening.svg", "image/svg+xml", b"<svg/>")
    alert = page.locator(".attach-list [role=alert]")
    expect(alert).to_contain_text("tekening.svg")
    expect(text).to_have_value("Mijn antwoord")
    page.locator(".attach-list button").click()
    expect(alert).to_have_count(0)
    expect(text).to_be_focused()


def test_a_session_that_has_ended_costs_no_text(visitors: Visitors):
    page = visitors.visit("bibliothecaris", shared=False)
    open_reply(page)
    page.get_by_role("textbox", name=nl("Your text")).fill("Mijn antwoord")
    page.context.clear_cookies()
    give(page, "drop", "Reglement.pdf", "application/pdf", make_pdf())
    expect(page.locator(".attach-list [role=alert]")).to_contain_text("afgemeld")
    expect(page.get_by_role("textbox", name=nl("Your text"))).to_have_value("Mijn antwoord")


def test_copied_cells_are_pasted_as_text(visitors: Visitors):
    """A spreadsheet puts a picture of its cells beside their text; the text is what was meant."""
    page = visitors.visit("bibliothecaris")
    open_reply(page)
    taken = page.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["x"], "image.png", { type: "image/png" }));
          transfer.setData("text/plain", "a\\tb");
          const event = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
          return !document.querySelector("#body").dispatchEvent(event);
        }"""
    )
    assert taken is False
    expect(page.locator(".attach-list li")).to_have_count(0)


def test_files_without_scripts(visitors: Visitors):
    page = visitors.visit("bibliothecaris", java_script_enabled=False)
    open_reply(page)
    page.get_by_role("textbox", name=nl("Your text")).fill("Zonder scripts")
    page.get_by_label(nl("Add files")).set_input_files(
        [
            {"name": "plan.png", "mimeType": "image/png", "buffer": make_image(300, 200)},
            {"name": "tekening.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"},
        ]
    )
    page.get_by_role("button", name=nl("Post"), exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("tekening.svg")
    text = page.get_by_role("textbox", name=nl("Your text"))
    assert text.input_value().startswith("Zonder scripts\n\n![plan](/attachments/")
    page.get_by_role("button", name=nl("Post"), exact=True).click()
    expect(page.locator(".post", has_text="Zonder scripts").locator("img")).to_have_count(1)
