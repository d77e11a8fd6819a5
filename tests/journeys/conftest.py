"""One server with demo data and one Chromium for all journeys; skipped, and said so, when Chromium is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import ARGUMENTS, Visitors, find_chromium, production_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def visitors_of_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitors]:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("no Chromium found: install it (Debian: apt-get install chromium) or set FORUM_TEST_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with production_server(tmp_path_factory.mktemp("server")) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield Visitors(browser, server)
        browser.close()


@pytest.fixture
def visitors(visitors_of_server: Visitors) -> Iterator[Visitors]:
    """`visitors.visit("expert")` opens a browser window signed in as that demo colleague."""
    yield visitors_of_server
    visitors_of_server.close()
