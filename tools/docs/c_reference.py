"""The reference of C and C++: what the headers' comments say, read by Doxygen."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from markdown_page import code_block
from page import Heading, Page, anchor_of, escape, heading, table

ROOT = Path(__file__).resolve().parents[2]
HEADERS = ROOT / "capi" / "include" / "connectify"

SETTINGS = """
INPUT = {headers}
FILE_PATTERNS = *.h *.hpp
RECURSIVE = YES
EXCLUDE_SYMBOLS = connectify::detail
EXTRACT_ALL = YES
MACRO_EXPANSION = YES
EXPAND_ONLY_PREDEF = YES
PREDEFINED = CFY_API= CFY_BEGIN_DECLS= CFY_END_DECLS=
GENERATE_XML = YES
GENERATE_HTML = NO
GENERATE_LATEX = NO
XML_PROGRAMLISTING = NO
OUTPUT_DIRECTORY = {output}
STRIP_FROM_PATH = {headers}
QUIET = YES
"""

# The lines that every function's comment ends in.
LABEL = re.compile(r"\b(Ownership|Errors|Threads|Since): ")

TAGS = {"para": "p", "computeroutput": "code", "itemizedlist": "ul", "orderedlist": "ol", "listitem": "li"}
KINDS = ("define", "enum", "typedef", "function", "variable")

Compounds = dict["str | None", ElementTree.Element]  # what Doxygen wrote, by its ids


def pages() -> list[Page]:
    with tempfile.TemporaryDirectory(prefix="connectify-docs-") as folder:
        settings = SETTINGS.format(headers=HEADERS, output=folder)
        subprocess.run(["doxygen", "-"], input=settings.encode(), check=True, timeout=120)
        compounds = {}
        for file in sorted(Path(folder, "xml").glob("*.xml")):
            for compound in ElementTree.parse(file).getroot().iter("compounddef"):
                compounds[compound.get("id")] = compound
    return [*_language(compounds, "c", "C", ".h"), *_language(compounds, "cpp", "C++", ".hpp")]


def _language(compounds: Compounds, folder: str, name: str, ending: str) -> Iterator[Page]:
    files = [c for c in compounds.values() if c.get("kind") == "file" and _text(c, "compoundname").endswith(ending)]
    # The umbrella first: it says what holds for all the others.
    files.sort(key=lambda c: (_text(c, "compoundname") != "connectify" + ending, _text(c, "compoundname")))
    rows = []
    found = []
    for file in files:
        path = f"reference/{folder}/{Path(_text(file, 'compoundname')).stem}.html"
        page = _header(file, compounds, path)
        found.append(page)
        link = f'<a href="{Path(path).name}"><code>{escape(page.title)}</code></a>'
        rows.append([link, _prose(file, "briefdescription")])
    include = f"<code>#include &lt;connectify/connectify{ending}&gt;</code>"
    introduction = f"<p>Written from the comments in the headers. {include} brings all of them.</p>"
    body = f"<h1>Reference of {name}</h1>{introduction}{table(['header', 'what it is for'], rows)}"
    yield Page(f"reference/{folder}/index.html", f"Reference of {name}", body, "Reference", name)
    yield from found


def _header(file: ElementTree.Element, compounds: Compounds, path: str) -> Page:
    title = f"<connectify/{_include_name(file)}>"
    headings: list[Heading] = []
    parts = [f"<h1><code>{escape(title)}</code></h1>", _description(file)]
    for reference in file.findall("innerclass"):
        if (made := compounds.get(reference.get("refid"))) is not None and "detail" not in _text(made, "compoundname"):
            parts.append(_class(made, headings))
    members = [m for section in _sections(file, compounds) for m in section.findall("memberdef")]
    members.sort(key=lambda m: int(m.find("location").get("line", "0")))  # type: ignore[union-attr]
    parts += [_member(m, 2, headings) for m in members if _is_public(m)]
    return Page(path, title, "".join(parts), "Reference", "", headings)


def _sections(file: ElementTree.Element, compounds: Compounds) -> Iterator[ElementTree.Element]:
    """Those of the file, and for C++ those of its namespaces that stand in this file."""
    yield from file.findall("sectiondef")
    for reference in file.findall("innernamespace"):
        space = compounds.get(reference.get("refid"))
        if space is None or "detail" in _text(space, "compoundname"):
            continue
        for section in space.findall("sectiondef"):
            here = ElementTree.Element("sectiondef")
            here.extend(m for m in section if m.tag == "memberdef" and _place(m) == _place(file))
            yield here


def _include_name(file: ElementTree.Element) -> str:
    return (_place(file) or "").removeprefix(f"{HEADERS}/")


def _place(element: ElementTree.Element) -> str | None:
    location = element.find("location")
    return None if location is None else location.get("file")


def _is_public(member: ElementTree.Element) -> bool:
    name = _text(member, "name")
    is_internal = name.endswith(("_H", "_HPP", "_")) or "detail::" in _text(member, "definition")
    return member.get("kind") in KINDS and not is_internal


def _class(compound: ElementTree.Element, headings: list[Heading]) -> str:
    name = _text(compound, "compoundname").removeprefix("connectify::")
    bases = ", ".join("".join(b.itertext()).removeprefix("connectify::") for b in compound.findall("basecompoundref"))
    parts = [heading(2, name, anchor_of(name), headings, code=True)]
    kind = compound.get("kind")
    parts.append(code_block(f"{kind} {name}{f' : public {bases}' if bases else ''};", "cpp"))
    parts.append(_description(compound))
    for section in compound.findall("sectiondef"):
        if (section.get("kind") or "").startswith("public"):
            # What takes or gives an internal type is for the headers themselves.
            members = [
                m for m in section.findall("memberdef") if "detail::" not in _text(m, "argsstring") + _text(m, "type")
            ]
            parts += [_method(m, name) for m in members]
    return "".join(parts)


def _method(member: ElementTree.Element, owner: str) -> str:
    """A class is read as a whole, so its members are no headings; they can be linked to all the same."""
    anchor = f"{anchor_of(owner)}-{member.get('id', '')[-12:]}"
    return f'<div class="member" id="{anchor}">{code_block(_declaration(member), "cpp")}{_description(member)}</div>'


def _member(member: ElementTree.Element, level: int, headings: list[Heading]) -> str:
    name = _text(member, "name")
    anchor = anchor_of(name)
    if any(h.anchor == anchor for h in headings):  # an overload stands under the heading of the first
        title = ""
    else:
        title = heading(level, name, anchor, headings, code=True)
    return title + code_block(_declaration(member), "cpp") + _description(member) + _values(member)


def _values(member: ElementTree.Element) -> str:
    rows = [
        [f"<code>{escape(_text(v, 'name'))}</code>", escape(_text(v, "initializer").lstrip("= ")), _description(v)]
        for v in member.findall("enumvalue")
        if not _text(v, "name").endswith("_")
    ]
    return table([], rows) if rows else ""


def _declaration(member: ElementTree.Element) -> str:
    name, kind = _text(member, "name"), member.get("kind")
    if kind == "define":
        parameters = ", ".join(_text(p, "defname") for p in member.findall("param"))
        return f"#define {name}{f'({parameters})' if parameters else ''} {_text(member, 'initializer')}".rstrip()
    if kind == "enum":
        return f"enum {name};"
    if kind == "typedef":
        return f"{_text(member, 'definition')}{_text(member, 'argsstring')};"
    if kind == "variable":
        return f"{_tidy(_text(member, 'type'))} {name} {_text(member, 'initializer')}".rstrip() + ";"
    before = "explicit " if member.get("explicit") == "yes" else "static " if member.get("static") == "yes" else ""
    arguments = _tidy(_text(member, "argsstring")).replace("=delete", " = delete").replace("=default", " = default")
    return _broken(" ".join(f"{before}{_tidy(_text(member, 'type'))} {name}{arguments};".split()))


def _tidy(text: str) -> str:
    """Doxygen writes `char *text=0`, `Handle< T >`; the sources write `char* text = 0`, `Handle<T>`."""
    text = re.sub(r"(\w)=(?=[\w{-])", r"\1 = ", text)
    text = re.sub(r" ([*&]+)", r"\1 ", text)
    return re.sub(r"(?<=<) | (?=[>,)])| (?= )", "", text).strip()


def _broken(declaration: str) -> str:
    """One argument a line where all of them do not fit into one."""
    if len(declaration) <= 88 or "(" not in declaration:
        return declaration
    start, _, rest = declaration.partition("(")
    arguments = re.split(r", (?![^<(]*[>)][^;]*,)", rest)
    return f"{start}(\n    " + ",\n    ".join(a.strip() for a in arguments)


def _text(element: ElementTree.Element, tag: str) -> str:
    found = element.find(tag)
    return "" if found is None else "".join(found.itertext()).strip()


def _description(element: ElementTree.Element) -> str:
    return _prose(element, "briefdescription") + _prose(element, "detaileddescription")


def _prose(element: ElementTree.Element, tag: str) -> str:
    """The description as HTML, its four lines as a list of terms."""
    found = element.find(tag)
    if found is None:
        return ""
    body = "".join(_html(child) for child in found)
    return re.sub(r"<p>((?:(?!</p>).)*?\bOwnership: .*?)</p>", lambda m: _labelled(m[1]), body, flags=re.DOTALL)


def _labelled(text: str) -> str:
    before, *parts = LABEL.split(text)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    terms = "".join(f"<dt>{label}</dt><dd>{value.strip()}</dd>" for label, value in pairs)
    return (f"<p>{before}</p>" if before.strip() else "") + f'<dl class="terms">{terms}</dl>'


def _html(element: ElementTree.Element) -> str:
    inner = escape(element.text or "") + "".join(_html(c) + escape(c.tail or "") for c in element)
    tag = TAGS.get(element.tag)
    if element.tag == "verbatim" or element.tag == "preformatted":
        return f"<pre>{inner}</pre>"
    if tag is None:  # references and the like: their text
        return inner
    return f"<{tag}>{inner.strip() if tag == 'p' else inner}</{tag}>" if inner.strip() else ""
