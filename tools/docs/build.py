#!/usr/bin/env python3
"""Writes the documentation as one static site: docs/*.md, the headers, the packages, the service's document.

    tools/docs/build.py FOLDER      needs the library, the command line and the Python package to be built

Exits 1 if a page links to something that is not there. A language whose package is not built is left out and named;
with CI=true that is an error.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import c_reference
import cross_links
import csharp_reference
import java_reference
import links
import markdown_page
import python_reference
import service_reference
from page import Page, escape, relative, render
from pygments.formatters import HtmlFormatter

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# Pages from Markdown: the file, where it stands in the site, its section and its name there.
GUIDE = [
    ("README.md", "index.html", "Start", "Overview"),
    ("docs/quickstart.md", "quickstart.html", "Start", "Quickstart"),
    ("docs/practices/1-secrets.md", "practices/1-secrets.html", "Six practices", "1. Secrets"),
    ("docs/practices/2-tls.md", "practices/2-tls.html", "Six practices", "2. TLS"),
    ("docs/practices/3-sanitize.md", "practices/3-sanitize.html", "Six practices", "3. Text and data"),
    ("docs/practices/4-oauth.md", "practices/4-oauth.html", "Six practices", "4. OAuth 2.0"),
    ("docs/practices/5-rotation.md", "practices/5-rotation.html", "Six practices", "5. Rotation"),
    ("docs/practices/6-least-privilege.md", "practices/6-least-privilege.html", "Six practices", "6. Least privilege"),
    ("docs/configuration.md", "configuration.html", "Guides", "Configuration"),
    ("docs/managers.md", "managers.html", "Guides", "Secret managers"),
    ("docs/tls.md", "tls.html", "Guides", "TLS rules"),
    ("docs/oauth.md", "oauth.html", "Guides", "Logins and tokens"),
    ("docs/rotation.md", "rotation.html", "Guides", "Rotation"),
    ("docs/privilege.md", "privilege.html", "Guides", "Least privilege"),
    ("docs/packages.md", "packages.html", "Guides", "What the packages have"),
    ("docs/sandbox.md", "sandbox.html", "Guides", "The sandbox"),
    ("docs/performance.md", "performance.html", "Guides", "Performance"),
    ("docs/generated/errors.md", "reference/errors.html", "Reference", "Errors"),
    ("docs/abi.md", "abi.html", "Project", "The ABI promise"),
    ("CHANGELOG.md", "changelog.html", "Project", "Changelog"),
    ("CONTRIBUTING.md", "contributing.html", "Project", "Contributing"),
    ("SECURITY.md", "security.html", "Project", "Security"),
]


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages: list[Page] = []
        self.sources: dict[str, str] = {}  # files of the tree that a page links to, by where they are shown
        self.places = {source: place for source, place, _, _ in GUIDE}
        self.places["docs/decisions"] = "decisions/index.html"
        for file in (ROOT / "docs/decisions").glob("*.md"):
            self.places[f"docs/decisions/{file.name}"] = f"decisions/{file.stem}.html"

    def locate(self, file: str) -> str | None:
        """Where a file of the tree stands in the site. What has no page of its own gets one that shows it."""
        if file in self.places:
            return self.places[file]
        if not (ROOT / file).exists():
            return None
        self.places[file] = place = f"source/{file}{'/index' if (ROOT / file).is_dir() else ''}.html"
        self.sources[file] = place
        return place

    def add_markdown(self, source: str, place: str, section: str, menu: str) -> None:
        text = (ROOT / source).read_text(encoding="utf-8")
        self.pages.append(markdown_page.render(source, text, place, self.locate, section=section, menu=menu))

    def add_decisions(self) -> None:
        rows = []
        for file in sorted((ROOT / "docs/decisions").glob("*.md")):
            source = f"docs/decisions/{file.name}"
            self.add_markdown(source, self.places[source], "Project", "")
            title = f"{file.stem[:4]} {self.pages[-1].title}"
            rows.append(f'<li><a href="{file.stem}.html">{escape(title)}</a></li>')
        body = f"<h1>Decisions</h1><ul>{''.join(rows)}</ul>"
        self.pages.append(Page("decisions/index.html", "Decisions", body, "Project", "Decisions"))

    def add_sources(self) -> None:
        shown: set[str] = set()
        while waiting := sorted(set(self.sources) - shown):
            for file in waiting:
                shown.add(file)
                self.pages.append(self._folder(file) if (ROOT / file).is_dir() else self._file(file))

    def _folder(self, folder: str) -> Page:
        here = self.places[folder]
        rows = []
        for entry in sorted((ROOT / folder).rglob("*")):
            name = entry.relative_to(ROOT).as_posix()
            if entry.is_file() and "__pycache__" not in entry.parts and (place := self.locate(name)):
                rows.append(f'<li><a href="{relative(place, here)}"><code>{escape(name)}</code></a></li>')
        return Page(here, folder, f"<h1><code>{escape(folder)}</code></h1><ul>{''.join(rows)}</ul>", "Reference")

    def _file(self, file: str) -> Page:
        text = (ROOT / file).read_text(encoding="utf-8", errors="replace")
        body = f"<h1><code>{escape(file)}</code></h1>{markdown_page.source_block(file, text)}"
        return Page(self.places[file], file, body, "Reference")

    def add(self, what: str, make: Callable[[], Iterable[Page]], missing: str) -> None:
        """The reference of a language, if what it is made from is there."""
        if not missing:
            self.pages.extend(make())
        elif os.environ.get("CI") == "true":
            raise SystemExit(f"docs: the reference of {what} cannot be left out with CI=true: {missing}")
        else:
            print(f"docs: the reference of {what} is left out: {missing}")

    def write(self) -> None:
        for page in self.pages:
            file = self.folder / page.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(render(page, self.pages, _version()), encoding="utf-8")
        (self.folder / "style.css").write_text(_style(), encoding="utf-8")


def _version() -> str:
    found = re.search(r"project\(connectify VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
    return found[1] if found else ""


def _style() -> str:
    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    own = (HERE / "style.css").read_text(encoding="utf-8")
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n{own}"


def main() -> int:
    folder = Path(sys.argv[1]).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    site = Site(folder)
    for entry in GUIDE:
        site.add_markdown(*entry)
    site.add("C and C++", c_reference.pages, "" if shutil.which("doxygen") else "doxygen is not installed")
    site.add("Python", python_reference.pages, "")
    javadoc = "" if shutil.which("javadoc") else "javadoc is not installed"
    site.add("Java", lambda: [java_reference.page(folder)], javadoc)
    documented = all(csharp_reference.built(a).exists() for a in csharp_reference.ASSEMBLIES)
    site.add("C#", lambda: [csharp_reference.page()], "" if documented else "build/csharp has no XML documentation")
    site.pages.extend(service_reference.pages())
    site.add_decisions()
    site.add_sources()
    cross_links.add(site.pages, "reference/c/")
    site.write()
    found = list(links.problems(folder, java_reference.API))
    for problem in found:
        print(f"docs: {problem}", file=sys.stderr)
    print(f"{len(site.pages)} pages in {folder}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
