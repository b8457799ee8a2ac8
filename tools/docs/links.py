"""Whether every link of the site leads somewhere: to a file of the site, and to an anchor in it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.twice: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "id" and value:
                if value in self.anchors:
                    self.twice.append(value)
                self.anchors.add(value)
            elif name == "name" and tag == "a" and value:
                self.anchors.add(value)
            elif name in ("href", "src") and value is not None:
                self.links.append(value)


def problems(site: Path, foreign: str) -> Iterator[str]:
    """One line for each. Pages below `foreign` are another program's: they are led to, and not judged."""
    read: dict[str, _Reader] = {}
    for file in sorted(site.rglob("*.html")):
        reader = _Reader()
        reader.feed(file.read_text(encoding="utf-8"))
        read[file.relative_to(site).as_posix()] = reader
    for page, reader in read.items():
        if page.startswith(foreign):
            continue
        yield from (f"{page}: the anchor #{anchor} is there twice" for anchor in reader.twice)
        for link in reader.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = page
            if parts.path:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
            if not (site / target).is_file():
                yield f"{page}: {link} leads nowhere"
            elif parts.fragment and target in read and unquote(parts.fragment) not in read[target].anchors:
                yield f"{page}: {link} has no such anchor"
