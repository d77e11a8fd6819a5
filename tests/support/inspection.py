"""What every HTML page of the forum must satisfy; each complaint says what to do about it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag
from bs4.builder import HTML5TreeBuilder
from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

LOCALES = {"nl", "en"}
# Inert data blocks: the browser does not execute them.
DATA_SCRIPTS = {"application/json", "application/ld+json", "importmap", "speculationrules"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
# Parse errors html5lib reports that the living standard allows or that say nothing about our markup.
TOLERATED_ERRORS: set[str] = set()
LEAKED_PYTHON = re.compile(r"<[\w.]+ object at 0x|LocalProxy|lazy_gettext|\bUndefined\b|%\(\w+\)[sd]")


class _Builder(HTML5TreeBuilder):
    """Beautiful Soup's own builder, which keeps what the parser complained about."""

    errors: Sequence[tuple[tuple[int, int], str, Any]] = ()

    def feed(self, markup: Any) -> None:
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.errors = parser.errors


class Elements:
    """All elements of a page, walked once: in order, by name, and by an attribute they have."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.all: list[Tag] = soup.find_all(True)
        self._named: defaultdict[str, list[Tag]] = defaultdict(list)
        self._having: defaultdict[str, list[Tag]] = defaultdict(list)
        for tag in self.all:
            self._named[tag.name].append(tag)
            for name in tag.attrs:
                self._having[name].append(tag)

    def named(self, *names: str) -> list[Tag]:
        """Those with one of these names, name by name."""
        return [tag for name in names for tag in self._named.get(name, ())]

    def having(self, attribute: str) -> list[Tag]:
        """Those with this attribute, whatever its value."""
        return self._having.get(attribute, [])

    @property
    def attributes(self) -> set[str]:
        """Every attribute name on the page."""
        return set(self._having)


def parse(html: bytes) -> BeautifulSoup:
    """The page as a browser understands it; parse errors are kept in `soup.parse_errors`."""
    builder = _Builder()
    soup = BeautifulSoup(html.decode(), builder=builder)
    soup.parse_errors = [  # type: ignore[attr-defined]
        (position, code, data) for position, code, data in builder.errors if code not in TOLERATED_ERRORS
    ]
    return soup


def endpoint_of(app: Flask, url: str) -> str | None:
    """The endpoint a GET of this address reaches; None when there is none."""
    adapter = app.url_map.bind("localhost")
    try:
        return str(adapter.match(urlsplit(url).path, method="GET")[0])
    except RequestRedirect as redirect:
        return endpoint_of(app, redirect.new_url)
    except HTTPException:
        return None


def check_page(app: Flask, url: str, response: TestResponse, soup: BeautifulSoup) -> None:
    """Raise one AssertionError that lists everything wrong with a page."""
    full = b"<html" in response.data[:2000].lower()
    elements = Elements(soup)
    complaints = list(check_elements(app, url, soup, elements))
    if full:
        complaints += check_document(response, soup, elements)
    assert not complaints, f"{url} is not a good page:\n- " + "\n- ".join(complaints)


def check_document(response: TestResponse, soup: BeautifulSoup, elements: Elements) -> Iterator[str]:
    """What holds for a whole document, not for a fragment fetched by htmx."""
    for position, code, data in soup.parse_errors[:5]:  # type: ignore[attr-defined]
        yield f"invalid HTML at line {position[0]}: {code} {data}"
    headings = elements.named("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1 elements: a page has exactly one"
    if soup.title is None or not soup.title.get_text(strip=True):
        yield "no title: fill the block `title`"
    html = soup.html
    if html is None or html.get("lang") not in LOCALES:
        yield "no lang attribute with the locale on <html>"
    if len(elements.named("main")) != 1:
        yield "there must be exactly one <main>"
    if not any(meta.get("name") == "viewport" for meta in elements.named("meta")):
        yield "no viewport meta element: phones would show the page tiny"
    yield from _check_headings(elements)
    yield from _check_headers(response)


def check_elements(app: Flask, url: str, soup: BeautifulSoup, elements: Elements) -> Iterator[str]:
    """What holds for every piece of HTML."""
    ids = Counter(str(tag["id"]) for tag in elements.having("id"))
    yield from (f"the id {name!r} occurs {count} times" for name, count in ids.items() if count > 1)
    yield from _check_inline(elements)
    yield from _check_controls(elements, set(ids))
    yield from _check_forms(elements)
    yield from _check_references(elements, set(ids))
    yield from _check_links(app, url, elements, set(ids))
    yield from _check_leaks(soup, elements)


def _check_headings(elements: Elements) -> Iterator[str]:
    level = 0
    for heading in [tag for tag in elements.all if tag.name in HEADINGS]:
        if heading.find_parent(attrs={"data-user-text": True}):
            continue
        new = int(heading.name[1])
        if level and new > level + 1:
            yield f"heading level jumps from h{level} to h{new} at {heading.get_text(' ', strip=True)!r}"
        if not heading.get_text(strip=True):
            yield f"an empty {heading.name}"
        level = new


def _check_headers(response: TestResponse) -> Iterator[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "'nonce-" not in policy or "frame-ancestors 'none'" not in policy:
        yield f"Content-Security-Policy is missing or weak: {policy!r}"
    if "unsafe-" in policy:
        yield f"Content-Security-Policy allows unsafe things: {policy!r}"
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield "the header X-Content-Type-Options: nosniff is missing"
    if not response.headers.get("Referrer-Policy"):
        yield "the header Referrer-Policy is missing"
    if "public" in response.headers.get("Cache-Control", ""):
        yield "a page must not be cached by proxies: no `public` in Cache-Control"


def _check_inline(elements: Elements) -> Iterator[str]:
    for script in elements.named("script"):
        if not script.get("src") and script.get("type") not in DATA_SCRIPTS:
            yield "an inline script: put it in static/js/ (the CSP would block it)"
    if elements.named("style"):
        yield "a <style> element: put it in static/css/"
    for name in sorted(elements.attributes):
        if name == "style" or name.startswith("on"):
            for tag in elements.having(name):
                yield f"the attribute {name} on <{tag.name}>: use a class, or a behaviour in static/js/"


def _check_controls(elements: Elements, ids: set[str]) -> Iterator[str]:
    labelled = {str(label["for"]) for label in elements.named("label") if label.has_attr("for")}
    for control in elements.named("input", "select", "textarea"):
        if str(control.get("type", "")).lower() in UNLABELLED_TYPES:
            continue
        named = control.get("aria-label") or control.get("aria-labelledby") or control.find_parent("label")
        if not named and control.get("id") not in labelled:
            yield f"no label for the field {control.get('name') or control.get('id')!r}"
    for target in labelled - ids:
        yield f"a label is for {target!r}, which is not on the page"
    for button in elements.named("button"):
        if not _accessible_name(button):
            yield f"a button without text: {str(button)[:80]}"


def _check_forms(elements: Elements) -> Iterator[str]:
    for form in elements.named("form"):
        outside = [tag for tag in elements.having("form") if tag["form"] == form.get("id")]
        # The menu behind a post, without script a page of its own, has buttons of this form.
        fetched = form.get("id") == "post-action" and _leads_to(elements, "/actions")
        name = form.get("id") or form.get("action") or form.get("class")
        if not form.has_attr("action") and not form.has_attr("method"):
            yield f"the form {name!r} has neither action nor method"
        if str(form.get("method", "get")).lower() == "post":
            tokens = [tag for tag in (*form.find_all("input"), *outside) if tag.get("name") == "csrf_token"]
            if len(tokens) != 1 or not tokens[0].get("value"):
                yield f"the POST form {name!r} has {len(tokens)} csrf_token fields with a value, not one"
        inside = any(_is_button(tag) for tag in form.find_all(["button", "input"]))
        if not (inside or outside or fetched):
            yield f"the form {name!r} has no button: it must work without JavaScript"


def _check_references(elements: Elements, ids: set[str]) -> Iterator[str]:
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage"):
        for tag in elements.having(attribute):
            for target in str(tag[attribute]).split():
                if target not in ids:
                    yield f"{attribute}={target!r} on <{tag.name}> points to nothing"
    for control in elements.having("form"):
        if control["form"] not in ids:
            yield f"<{control.name} form={control['form']!r}> points to no form"


def _check_links(app: Flask, url: str, elements: Elements, ids: set[str]) -> Iterator[str]:
    for image in elements.named("img"):
        if not image.has_attr("alt"):
            yield f"an image without alt: {image.get('src')!r}"
    here = urlsplit(urljoin("http://localhost/", url)).path
    seen = set()
    for anchor in [tag for tag in elements.named("a") if tag.has_attr("href")]:
        href = str(anchor["href"])
        if not _accessible_name(anchor):
            yield f"a link without text: {href!r}"
        target = urlsplit(urljoin("http://localhost" + here, href))
        if target.scheme not in ("http", "https", "mailto", "tel"):
            yield f"a link with the scheme {target.scheme!r}"
        if href.startswith("#") and len(href) > 1 and href[1:] not in ids:
            yield f"the link {href!r} points to nothing on this page"
        if target.netloc == "localhost" and target.path not in seen:
            seen.add(target.path)
            if anchor.find_parent(attrs={"data-user-text": True}) is None and not _route_exists(app, target.path):
                yield f"the link {href!r} leads to no page of the forum"


def _check_leaks(soup: BeautifulSoup, elements: Elements) -> Iterator[str]:
    for text in soup.find_all(string=True):
        content = text.strip()
        if content in ("None", "True", "False", "nan", "[]", "{}"):
            yield f"the text {content!r}: a missing value is shown"
        elif content and LEAKED_PYTHON.search(content) and text.find_parent(attrs={"data-user-text": True}) is None:
            yield f"text of a program is shown: {content[:80]!r}"
    for tag in elements.named("input", "a", "form", "time", "option"):
        for name in ("value", "href", "action", "datetime"):
            value = tag.get(name)
            if value in ("None", "Undefined") or (name in ("href", "action") and "/None" in str(value)):
                yield f"{name}={value!r} on <{tag.name}>: a missing value"


def _accessible_name(tag: Tag) -> bool:
    if tag.get_text(strip=True) or tag.get("aria-label") or tag.get("aria-labelledby"):
        return True
    return any(image.get("alt") for image in tag.find_all("img")) or bool(tag.select("svg title"))


def _leads_to(elements: Elements, end: str) -> bool:
    return any(str(tag.get("href", "")).endswith(end) for tag in elements.named("a"))


def _is_button(tag: Tag) -> bool:
    return tag.name == "button" or tag.get("type") in ("submit", "image")


def _route_exists(app: Flask, path: str) -> bool:
    try:
        app.url_map.bind("localhost").match(path, method="GET")
    except (RequestRedirect, MethodNotAllowed):
        return True
    except HTTPException:
        return False
    return True
