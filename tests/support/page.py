"""The checked client: every page a test asks for is inspected first, then handed over as a parsed page."""

import contextvars
import secrets
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tests.support import inspection

MAX_REDIRECTS = 5


class Page:
    """One answer: `.status`, `.headers`, `.url` (path and query), `.text` (readable words), `.soup`."""

    def __init__(self, client: "CheckedClient", response: TestResponse, soup: BeautifulSoup, url: str) -> None:
        self.client = client
        self.response = response
        self.soup = soup
        self.url = url
        self.status = response.status_code
        self.headers = response.headers

    @property
    def text(self) -> str:
        """What a reader sees in the body, with single spaces."""
        return words(self.soup.body or self.soup)

    @property
    def main(self) -> str:
        """What a reader sees in the main part: without menus and footer."""
        return words(self.soup.main or self.soup)

    @property
    def h1(self) -> str:
        return words(self.one("h1"))

    @property
    def title(self) -> str:
        return words(self.one("title"))

    def all(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))

    def one(self, selector: str) -> Tag:
        """The only element for a CSS selector; fails on none and on several."""
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} elements for {selector!r} on {self.url}"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        """The readable words of each element for a CSS selector."""
        return [words(element) for element in self.soup.select(selector)]

    def link(self, text: str) -> str:
        """The address behind the first link with exactly this text."""
        for anchor in self.soup.select("a[href]"):
            if words(anchor) == text or anchor.get("aria-label") == text:
                return str(anchor["href"])
        raise AssertionError(f"no link {text!r} on {self.url}; there are {self.texts('a[href]')}")

    def click(self, text: str, status: int = 200) -> "Page":
        """Follow the first link with this text."""
        return self.client.get(urljoin(self.url, self.link(text)), status=status)

    def form(self, selector: str | None = None, *, button: str | None = None, field: str | None = None) -> "Form":
        """The form for a CSS selector, or with a button of this text, or with a field of this name."""
        forms = [Form(self, tag) for tag in self.soup.select(selector or "form")]
        if button is not None:
            forms = [form for form in forms if form.button(button) is not None]
        if field is not None:
            forms = [form for form in forms if field in form.names]
        sought = selector or (f"button {button!r}" if button else f"field {field!r}")
        assert len(forms) == 1, f"{len(forms)} forms for {sought} on {self.url}; buttons: {self.texts('button')}"
        return forms[0]

    def submit(self, button: str, _status: int = 200, **values: Any) -> "Page":
        """Fill in and send the form that has this button, as a browser does; redirects are followed."""
        return self.form(button=button).submit(button, _status, **values)


class Form:
    """A form of a page with the values a browser would send."""

    def __init__(self, page: Page, tag: Tag) -> None:
        self.page = page
        self.tag = tag
        controls = tag.select("input, select, textarea, button")
        if tag.get("id"):
            controls += page.soup.select(f'[form="{tag["id"]}"]')
        self.controls = [control for control in controls if control.get("form", tag.get("id")) == tag.get("id")]

    @property
    def names(self) -> set[str]:
        return {str(control["name"]) for control in self.controls if control.get("name")}

    def button(self, text: str) -> Tag | None:
        for control in self.controls:
            is_button = control.name == "button" or control.get("type") == "submit"
            if is_button and text in (words(control), control.get("aria-label"), control.get("value")):
                return control
        return None

    @property
    def values(self) -> dict[str, list[str]]:
        """Name to values of all controls that would be sent, buttons apart."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            name = control.get("name")
            if not name or control.has_attr("disabled") or control.name == "button":
                continue
            for value in _control_values(control):
                sent.setdefault(str(name), []).append(value)
        return sent

    def submit(self, button: str | None = None, _status: int = 200, **values: Any) -> Page:
        """Send the form with these values on top of its own; a field it does not have is an error."""
        unknown = set(values) - self.names
        assert not unknown, f"the form on {self.page.url} has no field {sorted(unknown)}; it has {sorted(self.names)}"
        data: dict[str, Any] = {**self.values}
        for name, value in values.items():
            if value is True or value is False:
                value = self._checkbox_value(name) if value else []
            data[name] = [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
        action, method = self.tag.get("action"), str(self.tag.get("method", "get"))
        if button is not None:
            pressed = self.button(button)
            assert pressed is not None, f"the form on {self.page.url} has no button {button!r}"
            action, method = pressed.get("formaction", action), str(pressed.get("formmethod", method))
            if pressed.get("name"):
                data[str(pressed["name"])] = [str(pressed.get("value", ""))]
        url = urljoin(self.page.url, str(action)) if action else self.page.url
        if method.lower() == "get":
            return self.page.client.get(urlsplit(url).path, status=_status, query=data)
        return self.page.client.post(url, data, status=_status)

    def _checkbox_value(self, name: str) -> list[str]:
        boxes = [control for control in self.controls if control.get("name") == name]
        return [str(boxes[0].get("value", "on"))]


class CheckedClient:
    """A browser without a screen: keeps cookies, follows redirects, checks every page it is given.

    Each request runs outside the application context of the test, as in production, and whatever the test
    has pending in `db.session` is committed first, so that the page sees it; afterwards the test's objects
    are expired, so that the test sees what the page did.
    """

    def __init__(self, app: Flask, locale: str = "en") -> None:
        self.app = app
        self.locale = locale
        self.raw: FlaskClient = app.test_client()
        # What a visitor reads before signing in; a member's own choice goes before it.
        self.raw.set_cookie("language", locale)
        self._titles: dict[str, str | None] = {}

    def get(self, url: str, status: int = 200, *, query: Any = None, follow: bool = True, **kwargs: Any) -> Page:
        """The page at `url`; fails unless the answer (after redirects) has this status."""
        return self.request("GET", url, status, follow=follow, query_string=query, **kwargs)

    def post(self, url: str, data: dict[str, Any] | None = None, status: int = 200, **kwargs: Any) -> Page:
        """Send a form without loading it first (the CSRF token is added); redirects are followed."""
        form = {"csrf_token": self.csrf_token(), **(data or {})}
        return self.request("POST", url, status, data=form, **kwargs)

    def request(self, method: str, url: str, status: int | None, *, follow: bool = True, **kwargs: Any) -> Page:
        """Any request; `status=None` accepts every answer, `follow=False` hands redirects over."""
        kwargs.setdefault("headers", {})
        kwargs["headers"] = {"Accept-Language": self.locale, **dict(kwargs["headers"])}
        url = urldefrag(url).url
        response = self._send(method, url, **kwargs)
        hops = 0
        while follow and response.status_code in (301, 302, 303, 307, 308):
            hops += 1
            assert hops <= MAX_REDIRECTS, f"{url} keeps redirecting"
            assert method == "GET" or response.status_code == 303, (
                f"{method} {url} answered {response.status_code}: redirect with 303 after a POST"
            )
            url = urljoin(url, urldefrag(response.headers["Location"]).url)
            headers = {name: value for name, value in kwargs["headers"].items() if name != "Content-Type"}
            method, response = "GET", self._send("GET", url, headers=headers)
        return self._page(url, response, status)

    def csrf_token(self) -> str:
        """A token that this client's session accepts."""
        with self.raw.session_transaction() as session:
            field = session.setdefault("csrf_token", secrets.token_hex(20))
        secret = self.app.config.get("WTF_CSRF_SECRET_KEY") or self.app.secret_key
        return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(field))

    def _send(self, method: str, url: str, **kwargs: Any) -> TestResponse:
        before_request(self.app)
        response = contextvars.Context().run(self.raw.open, url, method=method, **kwargs)
        after_request(self.app)
        return response

    def _page(self, url: str, response: TestResponse, status: int | None) -> Page:
        if status is not None and response.status_code != status:
            raise AssertionError(
                f"{response.request.method} {url} answered {response.status_code}, expected {status}. {_gist(response)}"
            )
        # Nobody reads the body of a redirect.
        redirected = 300 <= response.status_code < 400
        is_html = (
            response.mimetype == "text/html" and response.data and response.status_code // 100 != 3 and not redirected
        )
        soup = inspection.parse(response.data) if is_html else BeautifulSoup("", "html.parser")
        if is_html:
            inspection.check_page(self.app, url, response, soup)
            self._check_title(url, response, soup)
        path = urlsplit(url)
        return Page(self, response, soup, path.path + (f"?{path.query}" if path.query else ""))

    def _check_title(self, url: str, response: TestResponse, soup: BeautifulSoup) -> None:
        """Two different pages must not share a title: bookmarks and screen readers tell them apart by it."""
        if response.status_code != 200 or soup.title is None:
            return
        endpoint, title = inspection.endpoint_of(self.app, url), words(soup.title)
        known = self._titles.setdefault(title, endpoint)
        assert known == endpoint, f"{url} has the title of {known}: {title!r}. Give each page its own title."


def before_request(app: Flask) -> None:
    """Commit what the test has pending, so that another connection sees it and SQLite is not locked."""
    from forum.extensions import db

    if _in_context(app):
        db.session.commit()


def after_request(app: Flask) -> None:
    """Make the test read anew what the request may have changed."""
    from forum.extensions import db

    if _in_context(app):
        db.session.rollback()
        db.session.expire_all()


def query_of(url: str) -> dict[str, str]:
    """The query part of an address as a dict."""
    return dict(parse_qsl(urlsplit(url).query))


def words(element: Tag) -> str:
    """The readable text of an element with single spaces."""
    return " ".join(element.get_text(" ").split())


def _in_context(app: Flask) -> bool:
    from flask import current_app

    return bool(current_app) and current_app._get_current_object() is app  # type: ignore[attr-defined]


def _control_values(control: Tag) -> list[str]:
    kind = str(control.get("type", "text")).lower()
    if control.name == "select":
        options = control.select("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and not control.has_attr("multiple"):
            chosen = options[:1]
        return [str(option.get("value", words(option))) for option in chosen]
    if control.name == "textarea":
        return [control.get_text().removeprefix("\n")]
    if kind in ("submit", "button", "image", "reset", "file"):
        return []
    if kind in ("checkbox", "radio"):
        return [str(control.get("value", "on"))] if control.has_attr("checked") else []
    return [str(control.get("value", ""))]


def _gist(response: TestResponse) -> str:
    if response.status_code in (301, 302, 303, 307, 308):
        return f"It redirects to {response.headers.get('Location')}."
    if response.mimetype != "text/html":
        return response.get_data(as_text=True)[:300]
    soup = BeautifulSoup(response.data, "html.parser")
    return words(soup.main or soup)[:400]
