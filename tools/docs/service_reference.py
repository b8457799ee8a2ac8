"""The operations, from core/spec/openapi.json, and what the command line says of itself."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown_page import code_block
from page import Heading, Page, anchor_of, escape, heading

ROOT = Path(__file__).resolve().parents[2]
CONNECTIFY = ROOT / "build" / "bin" / "connectify"


def pages() -> Iterator[Page]:
    document = json.loads((ROOT / "core" / "spec" / "openapi.json").read_text(encoding="utf-8"))
    yield _operations(document)
    yield _command_line()


def _prose(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _resolve(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = {**target, **{k: v for k, v in node.items() if k != "$ref"}}
    return node


def _table(head: list[str], rows: list[list[str]]) -> str:
    header = "".join(f"<th>{h}</th>" for h in head)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table></div>'


def _type(document: dict[str, Any], schema: dict[str, Any]) -> str:
    schema = _resolve(document, schema)
    kind = schema.get("type", "any")
    if kind == "array":
        return f"array of {_type(document, schema.get('items', {}))}"
    text = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{text} ({schema['format']})" if "format" in schema else text


def _operations(document: dict[str, Any]) -> Page:
    headings: list[Heading] = []
    parts = [
        "<h1>Operations</h1>",
        "<p>Every operation of the service, from <code>core/spec/openapi.json</code>. An operation has the same name in every "
        "language: <code>devices.list</code> is <code>cfy_client_call(client, \"devices.list\", …)</code> in C, "
        "<code>client.call(\"devices.list\")</code> in C++, <code>sdk.devices.list()</code> in Python, <code>sdk.devices().list()</code> "
        "in Java, <code>sdk.Devices.List()</code> in C#, and <code>connectify devices list</code>.</p>",
    ]
    found = sorted(
        ((operation["operationId"], method.upper(), path, operation, item.get("parameters", []))
         for path, item in document["paths"].items() for method, operation in item.items() if method != "parameters"),
        key=lambda o: o[0].split(".")[0],
    )
    group = ""
    for name, method, path, operation, shared in found:
        if name.split(".")[0] != group:
            group = name.split(".")[0]
            parts.append(heading(2, group, anchor_of(group), headings))
        parts.append(_operation(document, name, f"{method} {path}", operation, [*shared, *operation.get("parameters", [])], headings))
    return Page("reference/operations.html", "Operations", "".join(parts), "Reference", "Operations", headings)


def _operation(document: dict[str, Any], name: str, request: str, operation: dict[str, Any], parameters: list[Any], headings: list[Heading]) -> str:
    scopes = [" and ".join(f"<code>{escape(s)}</code>" for names in choice.values() for s in names) for choice in operation.get("security", document.get("security", []))]
    parts = [
        heading(3, name, anchor_of(name), headings, code=True),
        f"<p>{_prose(operation.get('summary', ''))}</p>",
        f"<p><code>{escape(request)}</code> · scope: {' or '.join(s for s in scopes if s) or 'none'}</p>",
    ]
    rows = [
        [f"<code>{escape(p['name'])}</code>", p["in"], escape(_type(document, p.get("schema", {}))), "yes" if p.get("required") else "no", _prose(p.get("description", ""))]
        for p in (_resolve(document, p) for p in parameters)
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        schema = _resolve(document, body)
        required = schema.get("required", [])
        rows += [
            [f"<code>{escape(field)}</code>", "body", escape(_type(document, value)), "yes" if field in required else "no", _prose(_resolve(document, value).get("description", ""))]
            for field, value in schema.get("properties", {}).items()
        ]
    if rows:
        parts.append(_table(["argument", "where", "type", "required", "what it is"], rows))
    return "".join(parts)


def _command_line() -> Page:
    headings: list[Heading] = []
    parts = ["<h1>Command line</h1>", "<p>What <code>connectify --help</code> and <code>connectify COMMAND --help</code> say.</p>"]
    whole = _help()
    parts += [heading(2, "connectify", "connectify", headings, code=True), code_block(whole, "text")]
    commands = re.findall(r"^  ([a-z][a-z-]*) {2,}\S", whole.partition("Subcommands:")[2], re.MULTILINE)
    if len(commands) < 10:
        raise ValueError("the commands could not be read from connectify --help")
    for command in commands:
        parts += [heading(2, f"connectify {command}", anchor_of(command), headings, code=True), code_block(_help(command), "text")]
    return Page("reference/command-line.html", "Command line", "".join(parts), "Reference", "Command line", headings)


def _help(*command: str) -> str:
    return subprocess.run([CONNECTIFY, *command, "--help"], capture_output=True, text=True, check=True, timeout=30).stdout
