"""A browser without a screen: follows redirects, keeps cookies, and fills in the forms that a login shows.

The address that leads back to the client is opened as a browser would open it; so the client's own loopback listener
gets the answer.
"""

from __future__ import annotations

import http.cookiejar
import ssl
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

LIMIT = 20.0  # seconds for one page
MOST_STEPS = 12  # pages from the first to the last


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """The forms of a page, with the values that they would be sent with."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(values.get("action", "")))
        elif self.forms and tag == "input" and "name" in values:
            ticked = "checked" in values or values.get("type") != "checkbox"
            if ticked:
                self.forms[-1].fields[values["name"]] = values.get("value", "")
        elif self.forms and tag == "button" and "name" in values:
            self.forms[-1].buttons.append((values["name"], values.get("value", "")))


@dataclass
class Page:
    address: str
    status: int
    text: str


class Browser:
    def __init__(self, ca_file: Path) -> None:
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(ca_file))),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def open(self, address: str, form: dict[str, str] | None = None) -> Page:
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            with self.opener.open(address, body, timeout=LIMIT) as answer:
                return Page(answer.url, answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Page(error.url, error.code, error.read().decode())

    def submit(self, page: Page, typed: dict[str, str], button: tuple[str, str] | None = None) -> Page:
        """Sends the page's form with what was typed into it, by the button."""
        form = FormReader(page.text).forms[0]
        values = {**form.fields, **{name: value for name, value in typed.items() if name in form.fields}}
        if button is not None and button in form.buttons:
            values[button[0]] = button[1]
        return self.open(urllib.parse.urljoin(page.address, form.action), values)

    def log_in(self, address: str, typed: dict[str, str], allow: bool = True) -> Page:
        """From the first page to the one that has no form left: logs in, and answers each question with yes or no."""
        decision = ("decision", "allow" if allow else "deny")
        page = self.open(address)
        for _ in range(MOST_STEPS):
            if not FormReader(page.text).forms:
                return page
            page = self.submit(page, typed, decision)
        raise AssertionError(f"still a form after {MOST_STEPS} pages, at {page.address}")
