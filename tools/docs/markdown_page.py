"""A page from Markdown: snippets, links between files of the tree, anchors and contents."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import markdown
import snippets
from markdown.treeprocessors import Treeprocessor
from page import Heading, Page, anchor_of, escape, relative
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_by_name, get_lexer_for_filename
from pygments.util import ClassNotFound

# Where a file of the tree stands in the site, as a path in the site; None: nowhere.
Locate = Callable[[str], "str | None"]

PROSE = 40  # characters from which on a table's cell is text to be read, and gets room


def code_block(text: str, lexer: str) -> str:
    return str(highlight(text, get_lexer_by_name(lexer), HtmlFormatter(cssclass="highlight")))


def source_block(name: str, text: str) -> str:
    """A whole file, by whatever its name says that it is."""
    try:
        lexer = get_lexer_for_filename(name)
    except ClassNotFound:
        lexer = TextLexer()
    return str(highlight(text, lexer, HtmlFormatter(cssclass="highlight")))


def _snippet(page: str, name: str) -> str:
    """The program in each of its languages; the stylesheet shows those that were chosen on top of the page."""
    found = [s for s in snippets.of_page(page) if s.name == name]
    if not found:
        raise ValueError(f"the page {page} includes {{{{ {name} }}}}, which docs/snippets/{page} does not have")
    endings = [s.ending for s in found]
    blocks = []
    for s in found:
        label, lexer = snippets.LANGUAGES[s.ending]
        shown_for = " ".join([s.ending, *(e for e in snippets.LANGUAGES if s.ending in _instead(e, endings))])
        caption = f"<figcaption>{escape(label)}</figcaption>"
        blocks.append(f'<figure class="language {shown_for}">{caption}{code_block(s.text, lexer)}</figure>')
    return f'<div class="snippet">{"".join(blocks)}</div>'


def _instead(language: str, there: list[str]) -> list[str]:
    """What someone sees who chose a language in which the program is not there: the command, else all there is."""
    if language in there:
        return []
    return ["sh"] if "sh" in there else there


def _choice(endings: list[str]) -> str:
    """Which languages the page shows, for all its programs at once. Without :has() in the browser all are shown."""
    options = [("all", "All")] + [(e, snippets.LANGUAGES[e][0]) for e in snippets.LANGUAGES if e in endings]
    first = "py" if "py" in endings else "all"
    inputs = ""
    for value, label in options:
        checked = " checked" if value == first else ""
        inputs += f'<label><input type="radio" name="language" id="show-{value}"{checked}>{escape(label)}</label>'
    return f'<fieldset class="languages"><legend>Language</legend>{inputs}</fieldset>'


class _Tree(Treeprocessor):
    """Makes links between files links between pages, and notes the headings."""

    def __init__(self, md: Any, source: str, here: str, locate: Locate) -> None:
        super().__init__(md)
        self.source, self.here, self.locate = source, here, locate
        self.headings: list[Heading] = []

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            if element.tag == "a":
                element.set("href", self._link(element.get("href", "")))
            elif element.tag == "td" and len("".join(element.itertext())) > PROSE:
                element.set("class", "prose")
            elif re.fullmatch(r"h[1-6]", element.tag):
                text = "".join(element.itertext())
                anchor = self._unused(anchor_of(text))
                element.set("id", anchor)
                self.headings.append(Heading(int(element.tag[1]), anchor, text))
                if element.tag != "h1":
                    link = ElementTree.SubElement(
                        element, "a", {"class": "anchor", "href": f"#{anchor}", "aria-label": f"Link to {text}"}
                    )
                    link.text = "#"

    def _unused(self, anchor: str) -> str:
        taken = {h.anchor for h in self.headings}
        number = 1
        while (candidate := anchor if number == 1 else f"{anchor}-{number}") in taken:
            number += 1
        return candidate

    def _link(self, target: str) -> str:
        if not target or target.startswith("#") or re.match(r"[a-z][a-z0-9+.-]*:", target):
            return target
        path, _, fragment = target.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(self.source), path))
        place = self.locate(file)
        if place is None:
            raise ValueError(f"{self.source} links to {target}, which is not in the tree")
        return relative(place, self.here) + (f"#{fragment}" if fragment else "")


def render(source: str, text: str, here: str, locate: Locate, *, section: str, menu: str) -> Page:
    """`source` is the file's path in the tree, `here` the page's in the site."""
    name = Path(source).stem
    md = markdown.Markdown(
        extensions=["tables", "fenced_code", "codehilite", "sane_lists"],
        extension_configs={"codehilite": {"css_class": "highlight", "guess_lang": False}},
    )
    tree = _Tree(md, source, here, locate)
    md.treeprocessors.register(tree, "site", 0)
    body = md.convert(text)
    body = re.sub(r"<p>\{\{ (\w+) \}\}</p>", lambda m: _snippet(name, m[1]), body)
    body = body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    if included := set(snippets.INCLUDE.findall(text)):
        shown = [s.ending for s in snippets.of_page(name) if s.name in included]
        body = body.replace("</h1>", "</h1>" + _choice(shown), 1)
    title = next((h.text for h in tree.headings if h.level == 1), menu or name)
    return Page(here, title, body, section, menu, tree.headings, source)
