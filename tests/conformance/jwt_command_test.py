"""`connectify jwt`: tokens from standard input, judged by the vectors of tests/vectors/jwt.json.

    jwt_command_test.py CONNECTIFY
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

CONNECTIFY = sys.argv.pop(1)
LIMIT = 30.0  # seconds that anything here may take
VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "jwt.json").read_text(encoding="utf-8"))
OPTIONS = {"alg", "profile", "issuer", "audience", "nonce", "typ", "leeway", "at"}


class JwtCommand(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory(prefix="connectify-jwt-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.good = next(case for case in VECTORS["cases"] if case["name"] == "ES256 is good")
        cls.expired = next(case for case in VECTORS["cases"] if case["name"] == "expired")
        cls.keys = cls.write_keys(VECTORS["sets"]["all"])

    @classmethod
    def write_keys(cls, jwks: Any) -> str:
        file = Path(cls.folder.name) / "jwks.json"
        file.write_text(json.dumps(jwks), encoding="utf-8")
        return str(file)

    def run_cli(self, *arguments: str, token: str = "", status: int = 0) -> subprocess.CompletedProcess[bytes]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR"} or "SAN_OPTIONS" in name}
        result = subprocess.run([CONNECTIFY, "jwt", *arguments], env=kept, cwd=self.folder.name, input=token.encode(),
                                capture_output=True, timeout=LIMIT)
        self.assertEqual(result.returncode, status, (arguments, result.stdout, result.stderr))
        return result

    def verify(self, *arguments: str, token: str, status: int = 0) -> subprocess.CompletedProcess[bytes]:
        return self.run_cli("verify", "--jwks", self.keys, *arguments, token=token, status=status)

    def test_judges_each_vector_as_the_library_does(self) -> None:
        judged = 0
        for case in VECTORS["cases"]:
            rules = dict(case["rules"])
            arguments = ["--no-claims"] if rules.pop("claims", "true") == "false" else []
            if not set(rules) <= OPTIONS:  # an access token is no option: it would be seen by other users
                continue
            arguments += [word for name, value in rules.items() for word in (f"--{name}", value)]
            named = case["jwks"]
            file = self.write_keys(VECTORS["sets"][named] if isinstance(named, str) else named)
            with self.subTest(case["name"]):
                good = case["expect"] == "ok"
                result = self.run_cli("verify", "--jwks", file, *arguments, "--json", token=case["token"], status=0 if good else 1)
                if good:
                    self.assertEqual(result.stderr, b"")
                    json.loads(result.stdout)
                else:
                    self.assertEqual(result.stdout, b"")
                    self.assertEqual(json.loads(result.stderr)["error"]["rule"], case["expect"])
            judged += 1
        self.write_keys(VECTORS["sets"]["all"])
        self.assertGreater(judged, 150)

    def test_space_round_the_token_is_tolerated_and_nothing_else(self) -> None:
        token = self.good["token"]
        for text in (token, token + "\n", f" \t\r\n{token}\r\n\n "):
            self.verify("--at", "1700000000", token=text)
        for text in (f"Bearer {token}", f'"{token}"', f"{token}\n{token}", f"{token}\0", token + "\v", "\ufeff" + token, "", "\n"):
            self.verify("--at", "1700000000", token=text, status=1)

    def test_prints_the_claims(self) -> None:
        result = self.verify("--at", "1700000000", token=self.good["token"])
        self.assertEqual(json.loads(result.stdout)["sub"], "user_test_1")
        self.assertEqual(result.stderr, b"")

    def test_tells_the_reason_in_one_line(self) -> None:
        result = self.verify("--at", "1700000000", token=self.expired["token"], status=1)
        self.assertEqual(result.stdout, b"")
        self.assertEqual(result.stderr.count(b"\n"), 1)
        self.assertIn(b"[expired]", result.stderr)

    def test_looks_at_the_clock_unless_told_otherwise(self) -> None:
        self.assertIn(b"[expired]", self.verify(token=self.good["token"], status=1).stderr)
        self.verify("--no-claims", token=self.good["token"])

    def test_the_signature_counts_without_claims_too(self) -> None:
        head, _, signature = self.good["token"].rpartition(".")
        forged = head + "." + ("A" if signature[0] != "A" else "B") + signature[1:]
        self.assertIn(b"[signature_invalid]", self.verify("--no-claims", token=forged, status=1).stderr)

    def test_alg_may_be_given_several_times(self) -> None:
        self.verify("--alg", "RS256", "--alg", "ES256", "--at", "1700000000", token=self.good["token"])
        self.verify("--alg", "RS256", "--alg", "PS256", "--at", "1700000000", token=self.good["token"], status=1)

    def test_wrong_use(self) -> None:
        token = self.good["token"]
        self.run_cli("verify", token=token, status=2)
        self.run_cli("verify", "--jwks", "nowhere.json", token=token, status=2)
        self.run_cli("verify", "--jwks", self.folder.name, token=token, status=2)
        self.verify("--alg", "none", token=token, status=2)
        self.verify("--alg", "ES257", token=token, status=2)
        self.verify("--leeway", "1h", token=token, status=2)
        self.verify("--issuer", "", token=token, status=2)
        self.verify(token, token="", status=2)
        self.run_cli(status=2)

    def test_keys_that_are_none_are_told(self) -> None:
        file = Path(self.folder.name) / "broken.json"
        file.write_text("{", encoding="utf-8")
        result = self.run_cli("verify", "--jwks", str(file), token=self.good["token"], status=1)
        self.assertIn(b"[syntax]", result.stderr)

    def test_an_endless_input_is_not_read_to_its_end(self) -> None:
        self.assertIn(b"[token_size]", self.verify(token="A" * 10_000_000, status=1).stderr)

    def test_inspect_shows_and_says_that_it_verified_nothing(self) -> None:
        result = self.run_cli("inspect", token=self.expired["token"] + "\n")
        shown = json.loads(result.stdout)
        self.assertEqual((shown["verified"], shown["header"]["alg"], shown["claims"]["sub"]), (False, "ES256", "user_test_1"))
        self.assertIn(b"Nothing was verified", result.stderr)
        quiet = self.run_cli("inspect", "--json", token=self.expired["token"])
        self.assertEqual((quiet.stderr, json.loads(quiet.stdout)["verified"]), (b"", False))

    def test_inspect_refuses_what_it_cannot_show(self) -> None:
        for token in ("", "a.b", "a.b.c.d.e", "{}"):
            self.run_cli("inspect", token=token, status=1)


if __name__ == "__main__":
    unittest.main()
