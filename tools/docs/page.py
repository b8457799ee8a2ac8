"""A page of the site, and the shell that every page stands in."""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass, field

SECTIONS = ("Start", "Six practices", "Guides", "Reference", "Project")

# Nothing is fetched and nothing runs: a page that tries to is stopped by the browser.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:"


@dataclass(frozen=True)
class Heading:
    level: int
    anchor: str
    text: str


@dataclass
class Page:
    """`path` is where it lies in the site; `menu` is its name in the navigation, which leaves out pages without one."""

    path: str
    title: str
    body: str
    section: str
    menu: str = ""
    headings: list[Heading] = field(default_factory=list)
    source: str = ""  # the file in the tree that it is written from


def escape(text: str) -> str:
    return html.escape(text, quote=True)


def anchor_of(text: str) -> str:
    return re.sub(r"[^a-z0-9_.]+", "-", text.lower()).strip("-") or "section"


def heading(level: int, text: str, anchor: str, page_headings: list[Heading], *, code: bool = False) -> str:
    """A heading with a link to itself, noted for the page's contents."""
    page_headings.append(Heading(level, anchor, text))
    inner = f"<code>{escape(text)}</code>" if code else escape(text)
    link = f'<a class="anchor" href="#{anchor}" aria-label="Link to {escape(text)}">#</a>'
    return f'<h{level} id="{anchor}">{inner} {link}</h{level}>'


def table(head: list[str], rows: list[list[str]]) -> str:
    """Of cells that are HTML. One that is too wide for its page is moved sideways by itself."""
    titles = f"<thead><tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr></thead>" if head else ""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="wide"><table>{titles}<tbody>{body}</tbody></table></div>'


def relative(target: str, here: str) -> str:
    """The link from the page `here` to `target`, both paths in the site."""
    return posixpath.relpath(target, posixpath.dirname(here) or ".")


def _navigation(page: Page, pages: list[Page]) -> str:
    parts = []
    for section in SECTIONS:
        entries = [p for p in pages if p.section == section and p.menu]
        links = "".join(f"<li>{_entry(p, page)}</li>" for p in entries)
        if links:
            parts.append(f"<h2>{escape(section)}</h2><ul>{links}</ul>")
    return f'<nav id="navigation" aria-label="All pages">{"".join(parts)}</nav>'


def _entry(target: Page, here: Page) -> str:
    # A page without an entry of its own belongs to that of its folder.
    is_parent = not here.menu and target.path == posixpath.join(posixpath.dirname(here.path), "index.html")
    current = ' aria-current="page"' if target is here else ' aria-current="true"' if is_parent else ""
    return f'<a href="{relative(target.path, here.path)}"{current}>{escape(target.menu)}</a>'


def _contents(page: Page) -> str:
    entries = [h for h in page.headings if h.level in (2, 3)]
    if len(entries) < 2:
        return ""
    # Long names may break behind an underscore.
    links = "".join(
        f'<li class="level{h.level}"><a href="#{h.anchor}">{escape(h.text).replace("_", "_<wbr>")}</a></li>'
        for h in entries
    )
    return f'<aside aria-label="On this page"><h2>On this page</h2><ul>{links}</ul></aside>'


def render(page: Page, pages: list[Page], version: str) -> str:
    home = relative("index.html", page.path)
    title = page.title if page.path == "index.html" else f"{page.title} – Connectify Developer's Kit"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title)}</title>
<link rel="stylesheet" href="{relative("style.css", page.path)}">
</head>
<body>
<header><a class="skip" href="#main">To the text</a><a class="home" href="{home}">Connectify Developer's Kit</a>
<span class="version">{escape(version)}</span><a class="menu" href="#navigation">All pages</a></header>
<div class="columns">
{_contents(page)}
<main id="main">
{page.body}
</main>
{_navigation(page, pages)}
</div>
</body>
</html>
"""
