"""The operations, from core/spec/openapi.json, and what the command line says of itself."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown_page import code_block
from page import Heading, Page, anchor_of, escape, heading, table

ROOT = Path(__file__).resolve().parents[2]
CONNECTIFY = ROOT / "build" / "bin" / "connectify"

INTRODUCTION = """Every operation of the service, from `core/spec/openapi.json`. An operation has the same name in every
language: `devices.list` is `cfy_client_call(client, "devices.list", …)` in C, `client.call("devices.list")` in C++,
`sdk.devices.list()` in Python, `sdk.devices().list()` in Java, `sdk.Devices.List()` in C#, and `connectify devices
list`."""


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
        f"<p>{_prose(INTRODUCTION)}</p>",
    ]
    found = sorted(
        (
            (operation["operationId"], method.upper(), path, operation, item.get("parameters", []))
            for path, item in document["paths"].items()
            for method, operation in item.items()
            if method != "parameters"
        ),
        key=lambda o: str(o[0]).split(".")[0],
    )
    group = ""
    for name, method, path, operation, shared in found:
        if name.split(".")[0] != group:
            group = name.split(".")[0]
            parts.append(heading(2, group, anchor_of(group), headings))
        parameters = [*shared, *operation.get("parameters", [])]
        parts.append(heading(3, name, anchor_of(name), headings, code=True))
        parts.append(_operation(document, f"{method} {path}", operation, parameters))
    return Page("reference/operations.html", "Operations", "".join(parts), "Reference", "Operations", headings)


def _operation(document: dict[str, Any], request: str, operation: dict[str, Any], parameters: list[Any]) -> str:
    choices = operation.get("security", document.get("security", []))
    scopes = [" and ".join(f"<code>{escape(s)}</code>" for s in sum(choice.values(), [])) for choice in choices]
    parts = [
        f"<p>{_prose(operation.get('summary', ''))}</p>",
        f"<p><code>{escape(request)}</code> · scope: {' or '.join(s for s in scopes if s) or 'none'}</p>",
    ]
    rows = [
        _argument(document, p["name"], p["in"], p.get("schema", {}), p.get("required", False), p.get("description", ""))
        for p in (_resolve(document, p) for p in parameters)
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        schema = _resolve(document, body)
        required = schema.get("required", [])
        rows += [
            _argument(document, name, "body", value, name in required, _resolve(document, value).get("description", ""))
            for name, value in schema.get("properties", {}).items()
        ]
    if rows:
        parts.append(table(["argument", "where", "type", "required", "what it is"], rows))
    return "".join(parts)


def _argument(
    document: dict[str, Any], name: str, where: str, schema: dict[str, Any], required: bool, what: str
) -> list[str]:
    kind = escape(_type(document, schema))
    return [f"<code>{escape(name)}</code>", where, kind, "yes" if required else "no", _prose(what)]


def _command_line() -> Page:
    headings: list[Heading] = []
    parts = [
        "<h1>Command line</h1>",
        f"<p>{_prose('What `connectify --help` and `connectify COMMAND --help` say.')}</p>",
    ]
    whole = _help()
    parts += [heading(2, "connectify", "connectify", headings, code=True), code_block(whole, "text")]
    commands = re.findall(r"^  ([a-z][a-z-]*) {2,}\S", whole.partition("Subcommands:")[2], re.MULTILINE)
    if len(commands) < 10:
        raise ValueError("the commands could not be read from connectify --help")
    for command in commands:
        parts.append(heading(2, f"connectify {command}", anchor_of(command), headings, code=True))
        parts.append(code_block(_help(command), "text"))
    return Page("reference/command-line.html", "Command line", "".join(parts), "Reference", "Command line", headings)


def _help(*command: str) -> str:
    command_line: list[str | Path] = [CONNECTIFY, *command, "--help"]
    return subprocess.run(command_line, capture_output=True, text=True, check=True, timeout=30).stdout
