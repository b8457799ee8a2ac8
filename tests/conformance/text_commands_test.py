"""The commands encode, clean and check: exact bytes in, exact bytes out, one line of reason.

    text_commands_test.py CONNECTIFY
"""

from __future__ import annotations

import json
import subprocess
import sys
import unittest
from pathlib import Path

CONNECTIFY = sys.argv.pop(1)
LIMIT = 30.0
VECTORS = Path(__file__).resolve().parent.parent / "vectors"


def run(*arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([CONNECTIFY, *arguments], input=text, capture_output=True, timeout=LIMIT)


class TextCommands(unittest.TestCase):
    def assert_refused(self, result: subprocess.CompletedProcess[bytes], status: int) -> str:
        self.assertEqual((result.returncode, result.stdout), (status, b""), result.stderr)
        lines = result.stderr.decode().splitlines()
        self.assertEqual(len(lines), 1, lines)
        return lines[0]

    def test_encoding_gives_exactly_the_bytes_of_the_vectors(self) -> None:
        for case in json.loads((VECTORS / "encoders.json").read_text())["cases"]:
            text = bytes.fromhex(case["input_hex"]) if "input_hex" in case else case["input"].encode()
            for choice in ["replace", "refuse"]:
                with self.subTest(case=case, choice=choice):
                    result = run("encode", "--as", case["context"], "--invalid", choice, text=text)
                    expected = case[choice]
                    if isinstance(expected, dict):
                        self.assertIn(f"({expected['refused']})", self.assert_refused(result, 1))
                    else:
                        self.assertEqual((result.returncode, result.stderr), (0, b""))
                        self.assertEqual(result.stdout, text if expected is None else expected.encode())

    def test_nothing_is_stripped_and_nothing_added(self) -> None:
        self.assertEqual(run("encode", "--as", "html_text", text=b" x\n\n").stdout, b" x\n\n")
        self.assertEqual(run("encode", "--as", "html_text").stdout, b"")
        self.assertEqual(run("encode", "--as", "url_component", text=b"a\n").stdout, b"a%0A")
        self.assertEqual(run("clean", "--as", "free_text", text=b"x\n").stdout, b"x\n")

    def test_more_than_a_pipe_holds(self) -> None:
        text = b"<" + b"x" * 3_000_000 + b">"
        self.assertEqual(run("encode", "--as", "html_text", text=text).stdout, b"&lt;" + text[1:-1] + b"&gt;")

    def test_clean_and_check(self) -> None:
        self.assertEqual(run("clean", "--as", "device_name", text=" Lamp\u202e \n".encode()).stdout, b"Lamp")
        good = run("check", "--as", "device_name", text=b"Lamp")
        self.assertEqual((good.returncode, good.stdout, good.stderr), (0, b"", b""))
        line = self.assert_refused(run("check", "--as", "device_name", text=b"Lamp\n"), 1)
        self.assertIn("U+000A at byte 4", line)
        self.assertIn("(control_character)", line)
        self.assertIn("(local_name)", self.assert_refused(run("check", "--as", "url", text=b"https://localhost/"), 1))

    def test_json(self) -> None:
        self.assertEqual(json.loads(run("encode", "--as", "xml", "--json", text=b"<").stdout), {"text": "&lt;", "changed": True})
        cleaned = json.loads(run("clean", "--as", "device_name", "--json", text=b"a\x01b").stdout)
        self.assertEqual(cleaned, {"text": "ab", "changed": True,
                                   "changes": [{"rule": "control_character", "position": 1, "count": 1}]})  # fmt: skip
        refused = run("check", "--as", "url", "--json", text=b"https://10.0.0.1")
        self.assertEqual((refused.returncode, json.loads(refused.stderr)["error"]["rule"]), (1, "private_address"))

    def test_wrong_use_names_the_nearest(self) -> None:
        self.assertIn('"html_text"', self.assert_refused(run("encode", "--as", "htm_text"), 2))
        self.assertIn("html_text", self.assert_refused(run("encode", "--as", "h"), 2))
        self.assertIn('"device_name"', self.assert_refused(run("clean", "--as", "device-name"), 2))
        self.assertIn('"url"', self.assert_refused(run("check", "--as", "urls"), 2))
        self.assert_refused(run("encode", "--as", "xml", "--invalid", "drop"), 2)
        self.assertEqual(run("encode").returncode, 2)


if __name__ == "__main__":
    unittest.main()
