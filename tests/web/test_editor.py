"""What goes with every text box: the toolbar and the page that explains Markdown."""

from tests.factories import make_member


def test_the_toolbar_is_a_fragment_the_browser_keeps(as_member):
    answer = as_member(make_member()).get("/editor/tools").response
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    text = answer.get_data(as_text=True)
    assert text.strip().startswith("<markdown-toolbar")
    assert "<html" not in text and text.count("<button") == 12


def test_the_shortcuts_are_a_fragment_too_and_no_page_carries_them(as_member):
    client = as_member(make_member())
    assert client.get("/help/shortcuts").response.get_data(as_text=True).strip().startswith("<dialog")
    page = client.get("/")
    assert len(page.all("[data-shortcuts]")) == 1
    assert page.all("dialog, template") == []


def test_the_page_about_formatting_shows_what_becomes_of_each_sign(as_member):
    page = as_member(make_member()).get("/help/formatting")
    assert [cell.name for cell in page.soup.select(".samples .prose > *")][:3] == ["p", "ul", "ol"]
    assert page.one(".samples table th.align-right").text == "Visitors"
    assert [box.text for box in page.soup.select(".samples .task-box")] == ["☑", "☐"]
