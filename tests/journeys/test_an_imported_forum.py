"""A dump of another forum is loaded beside the running site; its threads are found, read and answered."""

from pathlib import Path

from playwright.sync_api import expect

from tests.importing.dump import write_dump
from tests.journeys.test_a_colleague_gets_an_answer import FOUND_WITHIN, answer, wait_for
from tests.support.browser import Visitors, nl

# Importing is done in batches; the index follows the last of them.
INDEXED_WITHIN = 5 * FOUND_WITHIN


def test_imported_threads_are_found_and_answered(visitors: Visitors, tmp_path: Path):
    folder = write_dump(tmp_path / "dump")
    visitors.server.forum("import", "stack-exchange", str(folder), "--space", "personeel-en-vorming")
    page = visitors.visit("bibliothecaris")
    title = "How to lend a bicycle?"
    wait_for(page, "/search?q=lend+bicycle", title, INDEXED_WITHIN)
    page.locator("main").get_by_text(title).first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    posts = page.locator(".posts")
    expect(posts).to_contain_text("With a helmet & a lock.")
    expect(posts).to_contain_text(nl("Accepted answer"))
    expect(page.locator("main")).to_contain_text("CC BY-SA")
    expect(posts).not_to_contain_text("Ann Secretname")
    answer(page, page.url, "Bij ons met de lenerskaart.")
