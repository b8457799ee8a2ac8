"""Includes run one way: each layer includes only what lies below it.

    layering_test.py ROOT
"""

from __future__ import annotations

import re
import sys
import unittest
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(sys.argv.pop(1)) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]

SOURCES = {".h", ".hpp", ".c", ".cpp", ".i"}
INCLUDE = re.compile(r'^\s*[#%]\s*(?:include|import)\s*(?:<([^>]+)>|"([^"]+)")', re.MULTILINE)

# The core's modules from the bottom up; those of one row may not include each other.
ORDER = [
    ["base"],
    ["secrets", "sanitize"],
    ["scan", "tls"],
    ["transport"],
    ["store"],
    ["oauth"],
    ["managers"],
    ["privilege", "rotation"],
    ["client"],
]
# The embedded documents: data, for the one module that puts the library together.
SPEC = "spec"
RANK = {module: rank for rank, row in enumerate(ORDER) for module in row}
MODULES = {*RANK, SPEC}


def allowed_modules(module: str) -> set[str]:
    """The modules of core that a module of core may include."""
    if module == SPEC:
        return {SPEC}
    below = {other for other, rank in RANK.items() if rank < RANK[module]}
    return below | {module} | ({SPEC} if module == "client" else set())


def includes(text: str) -> list[str]:
    return [angled or quoted for angled, quoted in INCLUDE.findall(text)]


def problem(path: str, include: str) -> str | None:
    """Why the file at `path` (relative to the root) may not include this; None if it may."""
    layer, inside, *_ = path.split("/")
    target = include.split("/")[0]
    climbs = ".." in include.split("/")
    if climbs:
        return "climbs out of its folder"
    if layer == "core":
        if target in {"connectify", "capi", "bindings", "tools"}:
            return "core does not know what is built on it"
        if target in MODULES and target not in allowed_modules(inside):
            return f"{inside} lies beside or below {target}"
    elif layer == "capi":
        if target in {"bindings", "tools", "sandbox"}:
            return "the C interface does not know what is built on it"
    elif layer == "bindings" and target in MODULES | {"core", "capi", "tools", "sandbox"}:
        return "a package includes <connectify/…> and its own files only"
    elif layer == "examples" and target in MODULES | {"core", "capi", "bindings", "tools", "sandbox"}:
        return "an example includes <connectify/…> only"
    elif path.startswith("tools/connectify/") and target in MODULES | {"core", "capi", "bindings"}:
        return "the command line includes <connectify/…>, the sandbox and its own files only"
    return None


def files() -> Iterator[tuple[str, str]]:
    for layer in ("core", "capi", "bindings", "tools", "examples"):
        for path in sorted((ROOT / layer).rglob("*")):
            if path.suffix in SOURCES and path.is_file():
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


class Layers(unittest.TestCase):
    def test_every_include_points_downwards(self) -> None:
        seen = set()
        for path, text in files():
            seen.add(path.split("/")[0])
            for include in includes(text):
                with self.subTest(file=path, include=include):
                    self.assertIsNone(problem(path, include))
        self.assertLessEqual({"core", "capi", "tools", "examples"}, seen)

    def test_every_folder_of_core_has_its_place_in_the_order(self) -> None:
        folders = {path.name for path in (ROOT / "core").iterdir() if path.is_dir()}
        self.assertLessEqual(folders, MODULES)


class Check(unittest.TestCase):
    """The check itself finds what it is for."""

    def test_finds_includes_of_both_forms(self) -> None:
        self.assertEqual(includes('#include <a/b.h>\n#  include "c.hpp"\n%import "d.i"\n// include "e"\n'), ["a/b.h", "c.hpp", "d.i"])

    def test_refuses_what_points_upwards_or_sideways(self) -> None:
        for path, include in [
            ("core/base/error.cpp", "secrets/secret.hpp"),
            ("core/secrets/secret.cpp", "sanitize/text_profile.hpp"),
            ("core/transport/engine.cpp", "client/settings.hpp"),
            ("core/sanitize/json_schema.cpp", "spec/openapi.hpp"),
            ("core/client/client.cpp", "connectify/connectify.h"),
            ("core/tls/policy.cpp", "../client/settings.hpp"),
            ("bindings/python/src/module.cpp", "client/settings.hpp"),
            ("bindings/python/src/module.cpp", "capi/src/handles.hpp"),
            ("tools/connectify/main.cpp", "base/closest.hpp"),
            ("examples/c/devices.c", "base/closest.hpp"),
            ("capi/src/client.cpp", "sandbox/sandbox.hpp"),
        ]:
            with self.subTest(file=path, include=include):
                self.assertIsNotNone(problem(path, include))

    def test_accepts_what_points_downwards(self) -> None:
        for path, include in [
            ("core/base/error.cpp", "base/error.hpp"),
            ("core/tls/policy.cpp", "secrets/secret.hpp"),
            ("core/client/client.cpp", "spec/openapi.hpp"),
            ("core/client/client.cpp", "nlohmann/json.hpp"),
            ("capi/src/client.cpp", "client/settings.hpp"),
            ("bindings/python/src/module.cpp", "connectify/connectify.hpp"),
            ("tools/connectify/command_sandbox.cpp", "sandbox/sandbox.hpp"),
        ]:
            with self.subTest(file=path, include=include):
                self.assertIsNone(problem(path, include))


if __name__ == "__main__":
    unittest.main()
