"""The reference of Python: signatures and docstrings of what the package shows."""

from __future__ import annotations

import inspect
import pkgutil
import re
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any

import connectify
import connectify.generated.operations as operations
import markdown
from markdown_page import code_block
from page import Heading, Page, anchor_of, escape, heading, relative

GROUPS = ("Clients and tools", "Functions", "Operations", "Models", "Errors")


def pages() -> list[Page]:
    names = [m.name for m in pkgutil.iter_modules(connectify.__path__) if not m.name.startswith("_")]
    modules = [import_module(f"connectify.{name}") for name in names if name != "generated"]
    main = _module(connectify, "reference/python/index.html", "Reference of Python", "Python", modules)
    return [main, *(_module(m, _place(m), m.__name__, "", []) for m in modules)]


def _place(module: ModuleType) -> str:
    return f"reference/python/{module.__name__.rpartition('.')[2]}.html"


def _module(module: ModuleType, path: str, title: str, menu: str, parts_of_it: list[ModuleType]) -> Page:
    headings: list[Heading] = []
    parts = [f"<h1>{escape(title)}</h1>", _doc(module)]
    for part in parts_of_it:
        summary = escape((part.__doc__ or "").partition("\n")[0])
        parts.append(f'<p><a href="{relative(_place(part), path)}"><code>{part.__name__}</code></a>: {summary}</p>')
    shown = _public(module)
    for group in GROUPS:
        members = [(name, value) for name, value in shown if _group(value) == group]
        if members:
            parts.append(heading(2, group, anchor_of(group), headings))
        for name, value in members:
            parts.append(heading(3, name, anchor_of(name), headings, code=True))
            parts.append(_class(name, value) if inspect.isclass(value) else _function(name, value))
    return Page(path, title, "".join(parts), "Reference", menu, headings)


def _public(module: ModuleType) -> list[tuple[str, Any]]:
    names = getattr(module, "__all__", None) or [n for n in dir(module) if not n.startswith("_")]
    found = [(n, getattr(module, n)) for n in names]
    if module is connectify:  # reached as attributes of a client, without public names of their own
        found += [(n, v) for n, v in vars(operations).items() if n.endswith("Operations")]
    return [(n, v) for n, v in found if inspect.isclass(v) or inspect.isroutine(v)]


def _group(value: Any) -> str:
    if not inspect.isclass(value):
        return "Functions"
    if issubclass(value, BaseException):
        return "Errors"
    module = value.__module__.rpartition(".")[2]
    return {"operations": "Operations", "models": "Models"}.get(module, "Clients and tools")


def _class(name: str, value: type) -> str:
    bases = ", ".join(b.__name__ for b in value.__bases__ if b is not object and not _is_internal(b))
    parts = [code_block(f"class {name}({bases})" if bases else f"class {name}", "python"), _doc(value)]
    constructor = next((b.__dict__["__init__"] for b in value.__mro__[:-1] if "__init__" in b.__dict__), None)
    if inspect.isfunction(constructor) and not issubclass(value, BaseException) and not name.endswith("Operations"):
        parts.append(f'<div class="member">{_function(name, constructor)}</div>')
    for base in value.__mro__[:-1]:
        if base is value or _is_internal(base):
            texts = [_attribute(member, what) for member, what in vars(base).items()]
            parts += [f'<div class="member">{text}</div>' for text in texts if text]
    return "".join(parts)


def _is_internal(base: type) -> bool:
    """A base that has no public name: what it has is told of the class that people know."""
    return base.__module__.startswith("connectify.") and not hasattr(connectify, base.__name__)


def _attribute(name: str, what: Any) -> str:
    """A method or a property; nothing of what is internal."""
    if name.startswith("_"):
        return ""
    if isinstance(what, (property, cached_property)):
        function: Any = what.fget if isinstance(what, property) else what.func
        return _function(name, function, f"{name}: {inspect.signature(function).return_annotation}")
    function = getattr(what, "__func__", what)
    return _function(name, function) if inspect.isroutine(function) else ""


def _function(name: str, function: Any, declaration: str | None = None) -> str:
    if declaration is None:
        try:
            signature = re.sub(r"\(self(?:, )?", "(", str(inspect.signature(function)).replace("'", ""), count=1)
        except ValueError:  # of the extension, which tells none
            signature = "(…)"
        declaration = _broken(name, signature)
    return code_block(declaration, "python") + _doc(function)


def _broken(name: str, signature: str) -> str:
    """One argument a line where all of them do not fit into one."""
    if len(name + signature) <= 88:
        return name + signature
    depth, line, lines = 0, "", []
    inner, _, result = signature[1:].rpartition(")")
    for character in inner:
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            lines.append(line.strip() + ",")
            line = ""
        else:
            line += character
    return "\n    ".join([f"{name}(", *lines, line.strip() + ","]) + f"\n){result}"


def _doc(value: Any) -> str:
    """The docstring: Markdown, its lists of arguments (`Args:`, with `name: text` below) as lists."""
    text = inspect.cleandoc(value.__doc__ or "")
    # What dataclasses write by themselves says nothing that the signature does not.
    if re.match(r"\w+\(.*\)$", text.partition("\n")[0]):
        return ""
    text = re.sub(r"^(Args|Returns|Raises|Yields):\n", r"\n**\1**\n\n", text, flags=re.MULTILINE)
    text = re.sub(r"^ {4}(\w+): ", r"- `\1`: ", text, flags=re.MULTILINE)
    return str(markdown.markdown(text, extensions=["fenced_code", "sane_lists"]))
