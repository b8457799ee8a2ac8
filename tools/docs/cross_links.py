"""Makes every `cfy_…()` in a text a link to what the reference says of it."""

from __future__ import annotations

import re

from page import Page, relative

NAME = re.compile(r"\b(cfy_\w+)\(\)")
TAG = re.compile(r"(<[^>]*>)")


def add(pages: list[Page], reference: str) -> None:
    """`reference` is the folder of the pages that have the functions."""
    places = {h.text: (p.path, h.anchor) for p in pages if p.path.startswith(reference) for h in p.headings}
    for page in pages:
        page.body = _linked(page, places)


def _linked(page: Page, places: dict[str, tuple[str, str]]) -> str:
    def link(found: re.Match[str]) -> str:
        if found[1] not in places:
            return found[0]
        path, anchor = places[found[1]]
        target = f"#{anchor}" if path == page.path else f"{relative(path, page.path)}#{anchor}"
        return f'<a href="{target}">{found[0]}</a>'

    parts = TAG.split(page.body)
    inside = False  # of a link, which can hold no other
    for index, part in enumerate(parts):
        if part.startswith("<"):
            inside = part.startswith("<a ") or (inside and part != "</a>")
        elif not inside:
            parts[index] = NAME.sub(link, part)
    return "".join(parts)
