"""The reference of C#: the XML documentation that the compiler wrote beside the assembly."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

from markdown_page import code_block
from page import Heading, Page, anchor_of, escape, heading

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "bindings" / "csharp"
ASSEMBLIES = ("Connectify.Sdk", "Connectify.Sdk.AspNetCore")

# The compiler documents what is internal too; the sources say what is public.
WORDS = "sealed|static|abstract|partial|readonly|record|class|struct|interface|enum|delegate"
PUBLIC = re.compile(rf"^public (?:(?:{WORDS}) )+(\w+)", re.MULTILINE)

PROPERTY = re.compile(
    r"^    public (?:(?:required|static|override|virtual|const|readonly) )*([\w<>?,. \[\]]+?) (\w+)(?= *(?:\{|=|;))",
    re.MULTILINE,
)

# The language's own names of types that the compiler calls by the runtime's.
NAMES = {"String": "string", "Boolean": "bool", "Int32": "int", "Int64": "long", "Byte": "byte", "Double": "double"}

TAGS = {"c": "code", "para": "p", "code": "pre", "b": "strong", "i": "em"}


def built(assembly: str) -> Path:
    return ROOT / "build" / "csharp" / "bin" / assembly / "release" / f"{assembly}.xml"


def page() -> Page:
    headings: list[Heading] = []
    parts = ["<h1>Reference of C#</h1>", "<p>Written from the XML documentation of the assemblies.</p>"]
    for assembly in ASSEMBLIES:
        parts.append(heading(2, assembly, anchor_of(assembly), headings))
        types, members = _read(assembly)
        for name in sorted(types):
            short = _short(name)
            parts += [heading(3, short, anchor_of(f"{assembly}-{name}"), headings, code=True), _prose(types[name])]
            for signature, element in members[name]:
                parts.append(f'<div class="member">{code_block(signature, "csharp")}{_prose(element)}</div>')
    return Page("reference/csharp.html", "Reference of C#", "".join(parts), "Reference", "C#", headings)


def _read(assembly: str) -> tuple[dict[str, ElementTree.Element], dict[str, list[tuple[str, ElementTree.Element]]]]:
    public: set[str] = set()
    kinds: dict[tuple[str, str], str] = {}  # the type of a property, by its owner and its name
    for file in (f for f in (SOURCES / assembly).rglob("*.cs") if "Interop" not in f.parts):
        text = file.read_text(encoding="utf-8")
        for declaration in PUBLIC.finditer(text):
            public.add(declaration[1])
            body = re.split(r"^(?:public|internal) ", text[declaration.end() :], maxsplit=1, flags=re.MULTILINE)[0]
            kinds |= {(declaration[1], name): kind for kind, name in PROPERTY.findall(body)}
    types: dict[str, ElementTree.Element] = {}
    members: dict[str, list[tuple[str, ElementTree.Element]]] = defaultdict(list)
    for element in ElementTree.parse(built(assembly)).getroot().iter("member"):
        kind, _, identity = (element.get("name") or "").partition(":")
        name, _, arguments = identity.partition("(")
        if kind == "T" and _bare(name) in public:
            types[name] = element
        elif kind != "T":
            owner, _, member = name.rpartition(".")
            before = f"{kinds[key]} " if kind == "P" and (key := (_bare(owner), member)) in kinds else ""
            members[owner].append((before + _signature(kind, owner, member, arguments), element))
    return types, members


def _bare(name: str) -> str:
    return re.sub(r"`\d+", "", name).rpartition(".")[2]


def _short(name: str) -> str:
    """`Connectify.Sdk.Pager`2` is `Pager<,>`."""
    return _bare(name) + re.sub(r".*`(\d+)$|.*", lambda m: f"<{',' * (int(m[1]) - 1)}>" if m[1] else "", name, count=1)


def _signature(kind: str, owner: str, member: str, arguments: str) -> str:
    if kind != "M":
        return member
    member = _bare(owner) if member == "#ctor" else re.sub(r"`+\d+", "", member)
    text = re.sub(r"\b(?:[A-Z]\w*\.)+(\w)", r"\1", arguments.rstrip(")"))
    text = text.replace("{", "<").replace("}", ">").replace(",", ", ")
    text = re.sub(r"\w+", lambda word: NAMES.get(word[0], word[0]), text)
    return f"{member}({re.sub(r'`+', 'T', text)})"


def _prose(element: ElementTree.Element) -> str:
    summary = element.find("summary")
    remarks = element.find("remarks")
    rows = [(f"<code>{escape(p.get('name', ''))}</code>", _html(p)) for p in element.findall("param")]
    rows += [("returns", _html(p)) for p in element.findall("returns")]
    rows += [(f"<code>{escape(_bare(p.get('cref', '')[2:]))}</code>", _html(p)) for p in element.findall("exception")]
    terms = "".join(f"<dt>{term}</dt><dd>{text}</dd>" for term, text in rows)
    texts = "".join(f"<p>{_html(part)}</p>" for part in (summary, remarks) if part is not None)
    return texts + (f'<dl class="terms">{terms}</dl>' if terms else "")


def _html(element: ElementTree.Element) -> str:
    """Its inside as HTML."""
    text = escape(element.text or "")
    for child in element:
        if named := child.get("cref") or child.get("langword") or child.get("name"):
            name = re.sub(r"[(].*", "", named.partition(":")[2] or named)
            text += f"<code>{escape(child.text or _bare(name))}</code>"
        else:
            tag = TAGS.get(child.tag, "span")
            text += f"<{tag}>{_html(child)}</{tag}>"
        text += escape(child.tail or "")
    return text.strip()
