"""Least privilege: scopes that the sandbox enforces and that are checked before, `connectify review` and `report`.

    privilege_command_test.py CONNECTIFY
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any

CONNECTIFY = sys.argv.pop(1)
LIMIT = 30.0  # seconds that anything here may take
NOBODY = "https://127.0.0.1:1/v1"  # where nobody listens


class Privilege(unittest.TestCase):
    """With a sandbox of its own for each test."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="connectify-cli-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        state_file = self.folder / "sandbox.json"
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "TMPDIR"} or "SAN_OPTIONS" in name}
        self.environment = {**kept, "HOME": folder.name, "CONNECTIFY_ENV": "sandbox", "CONNECTIFY_SANDBOX_FILE": str(state_file)}
        self.sandbox = subprocess.Popen([CONNECTIFY, "sandbox"], env=self.environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(self.stop)
        deadline = time.monotonic() + LIMIT
        while not state_file.exists():
            assert self.sandbox.poll() is None and time.monotonic() < deadline, "the sandbox did not start"
            time.sleep(0.02)
        self.secrets = [value for name, value in json.loads(state_file.read_text()).items() if name in {"api_key", "api_secret"}]

    def stop(self) -> None:
        self.sandbox.send_signal(signal.SIGTERM)
        self.sandbox.wait(LIMIT)

    def run_cli(self, *arguments: str, status: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        result = subprocess.run([CONNECTIFY, *arguments], env={**self.environment, **variables}, cwd=self.folder,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result

    def run_json(self, *arguments: str, status: int = 0, **variables: str) -> Any:
        return json.loads(self.run_cli(*arguments, "--json", status=status, **variables).stdout)

    def error_of(self, *arguments: str, **variables: str) -> Any:
        return json.loads(self.run_cli(*arguments, "--json", status=1, **variables).stderr)["error"]

    def test_the_sandbox_enforces_the_scopes_of_a_key(self) -> None:
        key = self.run_json("keys", "create", "--name", "narrow", "--scopes", "devices:read")["key"]
        self.run_cli("devices", "list", CONNECTIFY_API_KEY=key)
        for command, scope in ((("users", "list"), "users:read"), (("devices", "delete", "dev_0001"), "devices:write")):
            error = self.error_of(*command, CONNECTIFY_API_KEY=key)
            self.assertEqual((error["code"], error["http_status"], error["rule"]), ("permission", 403, "insufficient_scope"))
            self.assertIn(scope, error["message"])
        self.run_cli("devices", "get", "dev_0001")

    def test_what_is_known_not_to_be_granted_is_not_sent(self) -> None:
        error = self.error_of("users", "list", "--base-url", NOBODY, CONNECTIFY_SCOPE="devices:read")
        self.assertEqual((error["code"], error["rule"], error["field"]), ("permission", "scope_not_granted", "scope"))
        self.assertIn("users.list", error["message"])
        self.assertIn("users:read", error["message"])
        error = self.error_of("users", "list", "--base-url", NOBODY, CONNECTIFY_SCOPE="devices:read", CONNECTIFY_CHECK_SCOPES="false")
        self.assertEqual(error["code"], "connection")

    def test_review_of_what_several_processes_used(self) -> None:
        for _ in range(3):
            self.run_cli("devices", "list")
        self.run_cli("users", "me")
        report = self.run_json("review", "--granted", "devices:read users:read keys:admin", status=1)
        rows = {row["scope"]: row for row in report["scopes"]}
        self.assertEqual((rows["devices:read"]["state"], rows["devices:read"]["succeeded"]), ("used", 9))  # three pages each time
        self.assertEqual((rows["users:read"]["state"], rows["keys:admin"]["state"]), ("used_once", "never_used"))
        self.assertEqual(report["suggested"], ["devices:read", "users:read"])
        self.assertTrue(report["exact"])
        text = self.run_cli("review", "--granted", "devices:read users:read keys:admin", status=1).stdout
        self.assertIn("More is granted than was used", text)
        self.run_cli("review", "--granted", "devices:read users:read")

    def test_review_needs_to_know_what_is_granted(self) -> None:
        result = self.run_cli("review", status=2)
        self.assertIn("granted", result.stderr)
        self.run_cli("review", "--granted", "a\"b", status=2)
        self.run_cli("review", "--key-file", "x", status=2)

    def test_review_is_written_down(self) -> None:
        self.run_cli("devices", "list")
        self.run_cli("review", "--granted", "devices:read", "--reviewer", "Ada")
        report = self.run_json("review", "--granted", "devices:read")
        self.assertEqual(report["last_reviewer"], "Ada")
        self.assertGreater(report["due"], report["last_reviewed"])
        (self.folder / ".local/state/connectify/reviews.jsonl").write_text("{}\n")
        self.assertIn("changed", self.run_cli("review", "--granted", "devices:read", status=2).stderr)

    def test_apply_goes_to_the_smaller_grant(self) -> None:
        self.run_cli("devices", "list")
        arguments = ("review", "--granted", "devices:read events:read", "--apply", "--key-file", "new.key")
        self.assertIn("too short a time", self.run_cli(*arguments, status=2).stderr)
        self.assertFalse((self.folder / "new.key").exists())
        report = self.run_json(*arguments, "--even-if-unsure", status=1)
        self.assertEqual([step["operation"] for step in report["applied"]], ["grants.revoke", "keys.create"])
        key = (self.folder / "new.key").read_text().strip()
        self.assertEqual(stat.S_IMODE((self.folder / "new.key").stat().st_mode), 0o600)
        self.assertNotIn(key, json.dumps(report))
        self.assertEqual([grant["id"] for grant in self.run_json("grants", "list")["grants"]], ["grt_0001"])
        self.run_cli("devices", "list", CONNECTIFY_API_KEY=key)
        self.assertEqual(self.error_of("events", "list", CONNECTIFY_API_KEY=key)["rule"], "insufficient_scope")

    def test_apply_rotates_the_key_to_the_smaller_grant(self) -> None:
        place = self.folder / "key"
        place.write_text(next(secret for secret in self.secrets if secret.startswith("cfy_ak_")))
        place.chmod(0o600)
        own = {"CONNECTIFY_API_KEY": f"file:{place}"}
        self.run_cli("devices", "list", **own)
        self.run_cli("keys", "list", **own)
        report = self.run_json("review", "--granted", "devices:read events:read keys:admin", "--apply", "--rotate",
                               "--even-if-unsure", status=1, **own)
        self.assertEqual([step["operation"] for step in report["applied"]], ["grants.revoke", "rotate"])
        self.assertNotIn(place.read_text().strip(), [*self.secrets, json.dumps(report)])
        self.run_cli("devices", "list", **own)
        self.assertEqual(self.error_of("events", "list", **own)["rule"], "insufficient_scope")
        history = self.run_json("rotate", "--history", **own)["events"]
        self.assertEqual(history[-1]["credential"], "api_key")
        self.assertTrue((self.folder / ".local/state/connectify/rotation/audit.jsonl").exists())

    def test_a_key_is_never_written_over_a_file(self) -> None:
        self.run_cli("devices", "list")
        (self.folder / "taken").write_text("mine")
        keys = self.run_json("keys", "list")["keys"]
        result = self.run_cli("review", "--granted", "devices:read events:read", "--apply", "--even-if-unsure",
                              "--key-file", "taken", status=2)
        self.assertIn("taken", result.stderr)
        self.assertEqual((self.folder / "taken").read_text(), "mine")
        self.assertEqual(len(self.run_json("grants", "list")["grants"]), 2, "nothing was done")
        self.assertEqual([key["id"] for key in self.run_json("keys", "list")["keys"]], [key["id"] for key in keys], "no key was made that cannot be kept")

    def test_usage_is_switched_off(self) -> None:
        self.run_cli("devices", "list", CONNECTIFY_RECORD_USAGE="false")
        self.assertEqual(self.run_json("review", "--granted", "devices:read", status=1)["suggested"], [])

    def test_report_in_all_its_forms(self) -> None:
        self.run_cli("devices", "list")
        (self.folder / "source").mkdir()
        (self.folder / "source/a.py").write_text("print(1)\n")
        self.run_cli("report", "--granted", "devices:read", "--scan", "source", "--html", "r.html", "--json", "r.json", "--sarif", "r.sarif")
        posture = json.loads((self.folder / "r.json").read_text())
        self.assertTrue(posture["healthy"])
        self.assertEqual([practice["practice"] for practice in posture["practices"]],
                         ["credentials", "transport", "checking", "oauth", "rotation", "privilege"])
        self.assertEqual(posture["endpoint"]["version"], "TLSv1.3")
        self.assertEqual(posture["scan"]["files"], 1)
        sarif = json.loads((self.folder / "r.sarif").read_text())
        self.assertEqual(len(sarif["runs"][0]["results"]), len(posture["findings"]))
        for name in ("r.html", "r.json", "r.sarif"):
            for secret in self.secrets:
                self.assertNotIn(secret, (self.folder / name).read_text(), name)

    def test_report_has_a_trend(self) -> None:
        self.run_cli("report", "--offline", "--granted", "devices:read", status=0)
        self.run_cli("report", "--offline", "--forget", status=0)
        self.assertEqual(len(self.run_json("report", "--offline")["runs"]), 2)

    def test_report_says_what_is_bad(self) -> None:
        posture = self.run_json("report", "--offline", status=1, CONNECTIFY_TIMEOUT="soon")
        self.assertEqual((posture["findings"][0]["severity"], posture["findings"][0]["rule"]), ("high", "bad_setting"))
        self.run_cli("report", "--scan", "nowhere", status=2)
        self.run_cli("report", "--html", "no/folder.html", status=2)

    def test_doctor_tells_the_same_findings(self) -> None:
        findings = {finding["rule"]: finding for finding in self.run_json("doctor")["findings"]}
        self.assertEqual(findings["sandbox_secret"]["severity"], "passed")
        self.assertEqual(findings["grant_unknown"]["severity"], "low")
        old = self.folder / "old.key"
        old.write_text(self.secrets[0])
        old.chmod(0o600)
        then = time.time() - 61 * 24 * 3600
        os.utime(old, (then, then))
        document = self.run_json("doctor", status=1, CONNECTIFY_API_KEY=f"file:{old}")
        self.assertFalse(document["healthy"], "past day 60 no posture is called healthy")
        self.assertIn("secret_too_old", [finding["rule"] for finding in document["findings"]])


if __name__ == "__main__":
    unittest.main()
