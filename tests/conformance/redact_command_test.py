"""connectify redact: a filter that loses no byte, masks as it goes, and says how much it masked.

    redact_command_test.py CONNECTIFY
"""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

CONNECTIFY = sys.argv.pop(1)
LIMIT = 30.0  # seconds that anything here may take
SECRET = b"cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3"
ODD = b"pa\\ss\nword\x00\xff!"
MASK = "[REDACTED:sha256:0a7a…]".encode()


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR"} or "SAN_OPTIONS" in name}


class Redact(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="connectify-redact-")
        self.addCleanup(self.folder.cleanup)
        self.secrets = Path(self.folder.name) / "secrets"

    def redact(self, text: bytes, *arguments: str, status: int = 0) -> subprocess.CompletedProcess[bytes]:
        result = subprocess.run([CONNECTIFY, "redact", *arguments], input=text, env=environment(), cwd=self.folder.name,
                                capture_output=True, timeout=LIMIT)
        self.assertEqual(result.returncode, status, result.stderr)
        return result

    def test_a_text_without_secrets_passes_byte_for_byte(self) -> None:
        text = bytes(range(256)) * 300 + "é\n no end of line".encode()
        result = self.redact(text)
        self.assertEqual(result.stdout, text)
        self.assertIn(b"0 secrets masked", result.stderr)

    def test_listed_secrets_are_masked_and_counted(self) -> None:
        self.secrets.write_bytes(b"\n".join([b"hunter2-of-the-lake", b"pa\\\\ss\\nword\\0\\xFF!", b""]))
        text = b"a hunter2-of-the-lake b " + ODD + b" c " + base64.b64encode(b"xhunter2-of-the-lakex") + b" d\n"
        result = self.redact(text, "--secrets", str(self.secrets), "--json")
        for secret in [b"hunter2", ODD, base64.b64encode(b"hunter2")[:8]]:
            self.assertNotIn(secret, result.stdout)
        self.assertTrue(result.stdout.startswith(b"a [REDACTED:sha256:") and result.stdout.endswith(b" d\n"))
        report = json.loads(result.stderr)
        self.assertEqual(report["masked"], 3)
        self.assertEqual(sorted(row["count"] for row in report["secrets"]), [1, 2])
        self.assertEqual({row["what"] for row in report["secrets"]}, {"registered"})

    def test_shapes_are_masked_without_a_list(self) -> None:
        result = self.redact(b"Authorization: Bearer abcdefgh12345678\nkey " + SECRET + b"\n")
        self.assertNotIn(b"abcdefgh", result.stdout)
        self.assertIn(b"key " + MASK + b"\n", result.stdout)
        self.assertIn(b"2 secrets masked", result.stderr)
        self.assertIn(b"1 x sha256:0a7a  connectify-credential", result.stderr)

    def test_lines_come_out_as_they_go_in(self) -> None:
        with subprocess.Popen([CONNECTIFY, "redact"], env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            assert process.stdin and process.stdout and process.stderr
            for line in [b"first\n", b"key " + SECRET + b" end\n", b"third "]:
                process.stdin.write(line)
                process.stdin.flush()
                expected, got = line.replace(SECRET, MASK), b""
                deadline = time.monotonic() + LIMIT
                while len(got) < len(expected) and time.monotonic() < deadline:
                    if select.select([process.stdout], [], [], 0.1)[0]:
                        got += os.read(process.stdout.fileno(), 4096)
                self.assertEqual(got, expected)
            process.stdin.close()
            self.assertEqual(process.wait(LIMIT), 0)

    def test_a_secret_split_over_writes_is_masked(self) -> None:
        for at in range(1, len(SECRET), 7):
            with subprocess.Popen([CONNECTIFY, "redact"], env=environment(), stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
                assert process.stdin and process.stdout
                process.stdin.write(b"x " + SECRET[:at])
                process.stdin.flush()
                time.sleep(0.02)
                process.stdin.write(SECRET[at:] + b" y")
                process.stdin.close()
                self.assertEqual(process.stdout.read(), b"x " + MASK + b" y")
                self.assertEqual(process.wait(LIMIT), 0)

    def test_a_bad_list_is_refused_before_anything_is_read(self) -> None:
        for content, rule in [(b"good-secret\nbad\\q-secret\n", "Line 2"), (b"abc\n", "Line 1"), (b"ends in \\", "Line 1")]:
            self.secrets.write_bytes(content)
            result = self.redact(b"text", "--secrets", str(self.secrets), "--json", status=1)
            self.assertEqual(result.stdout, b"")
            error = json.loads(result.stderr)["error"]
            self.assertEqual((error["code"], error["field"]), ("configuration", "secrets"))
            self.assertIn(rule, error["message"])
            self.assertNotIn("secret\n", error["message"])
        result = self.redact(b"text", "--secrets", str(self.secrets) + ".none", status=1)
        self.assertEqual(result.stdout, b"")

    def test_messages_of_the_command_line_are_masked(self) -> None:
        result = subprocess.run([CONNECTIFY, SECRET.decode()], env=environment(), cwd=self.folder.name, capture_output=True,
                                timeout=LIMIT, stdin=subprocess.DEVNULL)
        self.assertEqual(result.returncode, 2)
        self.assertNotIn(SECRET, result.stdout + result.stderr)
        self.assertIn(MASK, result.stderr)


if __name__ == "__main__":
    unittest.main()
