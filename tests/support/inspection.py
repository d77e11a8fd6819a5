"""What every HTML page of the forum must satisfy; each complaint says what to do about it."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

LOCALES = {"nl", "en"}
# Inert data blocks: the browser does not execute them.
DATA_SCRIPTS = {"application/json", "application/ld+json", "importmap", "speculationrules"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
# Parse errors html5lib reports that the living standard allows or that say nothing about our markup.
TOLERATED_ERRORS: set[str] = set()
LEAKED_PYTHON = re.compile(r"<[\w.]+ object at 0x|LocalProxy|lazy_gettext|\bUndefined\b|%\(\w+\)[sd]")


def parse(html: bytes) -> BeautifulSoup:
    """The page as a browser understands it; parse errors are kept in `soup.parse_errors`."""
    soup = BeautifulSoup(html, "html5lib", from_encoding="utf-8")
    parser = html5lib.HTMLParser()  # Beautiful Soup keeps the errors of its own parser to itself
    parser.parse(html, transport_encoding="utf-8")
    soup.parse_errors = [  # type: ignore[attr-defined]
        (position, code, data) for position, code, data in parser.errors if code not in TOLERATED_ERRORS
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
    complaints = list(check_elements(app, url, soup))
    if full:
        complaints += check_document(response, soup)
    assert not complaints, f"{url} is not a good page:\n- " + "\n- ".join(complaints)


def check_document(response: TestResponse, soup: BeautifulSoup) -> Iterator[str]:
    """What holds for a whole document, not for a fragment fetched by htmx."""
    for position, code, data in soup.parse_errors[:5]:  # type: ignore[attr-defined]
        yield f"invalid HTML at line {position[0]}: {code} {data}"
    headings = soup.select("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1 elements: a page has exactly one"
    if soup.title is None or not soup.title.get_text(strip=True):
        yield "no title: fill the block `title`"
    html = soup.html
    if html is None or html.get("lang") not in LOCALES:
        yield "no lang attribute with the locale on <html>"
    if len(soup.select("main")) != 1:
        yield "there must be exactly one <main>"
    if not soup.select('meta[name="viewport"]'):
        yield "no viewport meta element: phones would show the page tiny"
    yield from _check_headings(soup)
    yield from _check_headers(response)


def check_elements(app: Flask, url: str, soup: BeautifulSoup) -> Iterator[str]:
    """What holds for every piece of HTML."""
    ids = Counter(str(tag["id"]) for tag in soup.select("[id]"))
    yield from (f"the id {name!r} occurs {count} times" for name, count in ids.items() if count > 1)
    yield from _check_inline(soup)
    yield from _check_controls(soup, set(ids))
    yield from _check_forms(soup)
    yield from _check_references(soup, set(ids))
    yield from _check_links(app, url, soup, set(ids))
    yield from _check_leaks(soup)


def _check_headings(soup: BeautifulSoup) -> Iterator[str]:
    level = 0
    for heading in soup.select("h1, h2, h3, h4, h5, h6"):
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


def _check_inline(soup: BeautifulSoup) -> Iterator[str]:
    for script in soup.select("script"):
        if not script.get("src") and script.get("type") not in DATA_SCRIPTS:
            yield "an inline script: put it in static/js/ (the CSP would block it)"
    if soup.select("style"):
        yield "a <style> element: put it in static/css/"
    for tag in soup.find_all(True):
        for name in tag.attrs:
            if name == "style" or name.startswith("on"):
                yield f"the attribute {name} on <{tag.name}>: use a class, or a behaviour in static/js/"


def _check_controls(soup: BeautifulSoup, ids: set[str]) -> Iterator[str]:
    labelled = {str(label["for"]) for label in soup.select("label[for]")}
    for control in soup.select("input, select, textarea"):
        if str(control.get("type", "")).lower() in UNLABELLED_TYPES:
            continue
        named = control.get("aria-label") or control.get("aria-labelledby") or control.find_parent("label")
        if not named and control.get("id") not in labelled:
            yield f"no label for the field {control.get('name') or control.get('id')!r}"
    for target in labelled - ids:
        yield f"a label is for {target!r}, which is not on the page"
    for button in soup.select("button"):
        if not _accessible_name(button):
            yield f"a button without text: {str(button)[:80]}"


def _check_forms(soup: BeautifulSoup) -> Iterator[str]:
    for form in soup.select("form"):
        outside = soup.select(f'[form="{form["id"]}"]') if form.get("id") else []
        # The menu behind a post, without script a page of its own, has buttons of this form.
        fetched = soup.select('.acts a[href$="/actions"]') if form.get("id") == "post-action" else []
        name = form.get("id") or form.get("action") or form.get("class")
        if not form.has_attr("action") and not form.has_attr("method"):
            yield f"the form {name!r} has neither action nor method"
        if str(form.get("method", "get")).lower() == "post":
            tokens = [*form.select('input[name="csrf_token"]')]
            tokens += [tag for tag in outside if tag.get("name") == "csrf_token"]
            if len(tokens) != 1 or not tokens[0].get("value"):
                yield f"the POST form {name!r} has {len(tokens)} csrf_token fields with a value, not one"
        if not form.select("button, input[type=submit], input[type=image]") and not outside + fetched:
            yield f"the form {name!r} has no button: it must work without JavaScript"


def _check_references(soup: BeautifulSoup, ids: set[str]) -> Iterator[str]:
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage"):
        for tag in soup.select(f"[{attribute}]"):
            for target in str(tag[attribute]).split():
                if target not in ids:
                    yield f"{attribute}={target!r} on <{tag.name}> points to nothing"
    for control in soup.select("[form]"):
        if control["form"] not in ids:
            yield f"<{control.name} form={control['form']!r}> points to no form"


def _check_links(app: Flask, url: str, soup: BeautifulSoup, ids: set[str]) -> Iterator[str]:
    for image in soup.select("img"):
        if not image.has_attr("alt"):
            yield f"an image without alt: {image.get('src')!r}"
    here = urlsplit(urljoin("http://localhost/", url)).path
    seen = set()
    for anchor in soup.select("a[href]"):
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


def _check_leaks(soup: BeautifulSoup) -> Iterator[str]:
    for text in soup.find_all(string=True):
        content = text.strip()
        if content in ("None", "True", "False", "nan", "[]", "{}"):
            yield f"the text {content!r}: a missing value is shown"
        elif content and LEAKED_PYTHON.search(content) and text.find_parent(attrs={"data-user-text": True}) is None:
            yield f"text of a program is shown: {content[:80]!r}"
    for tag in soup.find_all(["input", "a", "form", "time", "option"]):
        for name in ("value", "href", "action", "datetime"):
            value = tag.get(name)
            if value in ("None", "Undefined") or (name in ("href", "action") and "/None" in str(value)):
                yield f"{name}={value!r} on <{tag.name}>: a missing value"


def _accessible_name(tag: Tag) -> bool:
    if tag.get_text(strip=True) or tag.get("aria-label") or tag.get("aria-labelledby"):
        return True
    return any(image.get("alt") for image in tag.select("img")) or bool(tag.select("svg title"))


def _route_exists(app: Flask, path: str) -> bool:
    try:
        app.url_map.bind("localhost").match(path, method="GET")
    except (RequestRedirect, MethodNotAllowed):
        return True
    except HTTPException:
        return False
    return True
