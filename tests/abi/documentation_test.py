"""Each public function says the same four things: Ownership, Errors, Threads, Since.

    documentation_test.py ROOT
"""

from __future__ import annotations

import re
import sys
import unittest
from pathlib import Path

ROOT = Path(sys.argv.pop(1)) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
HEADERS = ROOT / "capi" / "include" / "connectify"

LABELS = ["Ownership", "Errors", "Threads", "Since"]
DECLARATION = re.compile(r"^CFY_API\b[^;]*?\b(cfy_\w+)\s*\([^;]*;", re.MULTILINE)
COMMENT_BEFORE = re.compile(r"/\*\*((?:(?!\*/).)*)\*/\s*\Z", re.DOTALL)


def functions(header: str) -> dict[str, str | None]:
    """The public functions of a header, each with the doc comment that stands right before it."""
    found: dict[str, str | None] = {}
    for declaration in DECLARATION.finditer(header):
        comment = COMMENT_BEFORE.search(header, 0, declaration.start())
        found[declaration[1]] = comment[1] if comment else None
    return found


def problem(comment: str | None) -> str | None:
    """What a function's comment lacks."""
    if comment is None:
        return "has no doc comment"
    lines = [line.strip().removeprefix("*").strip() for line in comment.strip().splitlines()]
    labelled = [m for line in lines if (m := re.fullmatch(r"(Ownership|Errors|Threads|Since):\s*(.*)", line))]
    if [m[1] for m in labelled] != LABELS:
        return f"has the lines {[m[1] for m in labelled]} instead of {LABELS}"
    if empty := [m[1] for m in labelled if not m[2]]:
        return f"says nothing after {empty[0]}:"
    if lines[0].startswith(LABELS[0]):
        return "does not say what it does"
    if not re.fullmatch(r"\d+\.\d+", labelled[-1][2]):
        return f"has no version after Since: but {labelled[-1][2]!r}"
    if not lines[-1].startswith("Since:"):
        return "goes on after the line Since:"
    return None


class Headers(unittest.TestCase):
    def test_every_public_function_is_documented(self) -> None:
        count = 0
        for path in sorted(HEADERS.rglob("*.h")):
            text = path.read_text(encoding="utf-8")
            found = functions(text)
            # Nothing public may be hidden from the pattern above.
            declared = len(re.findall(r"^\s*CFY_API\b", text, re.MULTILINE))
            self.assertEqual(declared, len(found), f"{path.name}: a declaration was not understood")
            for name, comment in found.items():
                with self.subTest(header=path.name, function=name):
                    self.assertIsNone(problem(comment))
            count += len(found)
        self.assertGreater(count, 50)


class Check(unittest.TestCase):
    """The check itself finds what it is for."""

    GOOD = "/**\n * Does it.\n *\n * Ownership: none.\n * Errors: none.\n * Threads: any.\n * Since: 1.0\n */\nCFY_API int cfy_it(void);\n"

    def refused(self, header: str, why: str) -> None:
        self.assertIn(why, problem(functions(header)["cfy_it"]) or "")

    def test_accepts_a_complete_comment(self) -> None:
        self.assertIsNone(problem(functions(self.GOOD)["cfy_it"]))

    def test_refuses_a_missing_comment(self) -> None:
        self.refused("CFY_API int cfy_it(void);\n", "no doc comment")
        self.refused(self.GOOD.replace("CFY_API", "int other(void);\nCFY_API"), "no doc comment")

    def test_refuses_each_missing_line(self) -> None:
        for label in LABELS:
            with self.subTest(label):
                self.refused(re.sub(rf" \* {label}:.*\n", "", self.GOOD), "instead of")

    def test_refuses_lines_in_another_order(self) -> None:
        self.refused(self.GOOD.replace("Errors", "X").replace("Threads", "Errors").replace("X", "Threads"), "instead of")

    def test_refuses_a_line_that_says_nothing(self) -> None:
        self.refused(self.GOOD.replace("Errors: none.", "Errors:"), "nothing after Errors")

    def test_refuses_a_comment_without_description(self) -> None:
        self.refused(self.GOOD.replace(" * Does it.\n *\n", ""), "what it does")

    def test_refuses_a_version_that_is_none(self) -> None:
        self.refused(self.GOOD.replace("1.0", "the beginning"), "no version")


if __name__ == "__main__":
    unittest.main()
