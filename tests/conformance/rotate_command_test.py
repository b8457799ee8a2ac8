"""`connectify rotate` against a sandbox: what it says, where it writes, and how it ends.

    rotate_command_test.py CONNECTIFY
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any

CONNECTIFY = sys.argv.pop(1)
LIMIT = 30.0  # seconds that anything here may take


class Rotate(unittest.TestCase):
    """With a sandbox of its own for each test, and its key in a `.env` file of mode 0600."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="connectify-rotate-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        state_file = self.folder / "sandbox.json"
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "TMPDIR"} or "SAN_OPTIONS" in name}
        self.environment = {**kept, "HOME": folder.name, "CONNECTIFY_ENV": "sandbox", "CONNECTIFY_SANDBOX_FILE": str(state_file)}
        self.sandbox = self.start("sandbox")
        deadline = time.monotonic() + LIMIT
        while not state_file.exists():
            assert self.sandbox.poll() is None and time.monotonic() < deadline, "the sandbox did not start"
            time.sleep(0.02)
        self.first_key = json.loads(state_file.read_text())["api_key"]
        self.env_file = self.folder / ".env"
        self.env_file.touch(0o600)
        self.env_file.write_text(f"# ours\nCONNECTIFY_TIMEOUT=20\nCONNECTIFY_API_KEY={self.first_key}\n")

    def start(self, *arguments: str, **pipes: Any) -> subprocess.Popen[str]:
        process = subprocess.Popen([CONNECTIFY, *arguments], env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                                   text=True, **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **pipes})
        self.addCleanup(self.stop, process)
        return process

    def stop(self, process: subprocess.Popen[str]) -> int:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        return process.wait(LIMIT)

    def run_cli(self, *arguments: str, status: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        result = subprocess.run([CONNECTIFY, *arguments], env={**self.environment, **variables}, cwd=self.folder,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result

    def run_json(self, *arguments: str, status: int = 0) -> Any:
        return json.loads(self.run_cli(*arguments, "--json", status=status).stdout)

    def key(self) -> str:
        return self.env_file.read_text().split("CONNECTIFY_API_KEY=")[1].strip().strip("'")

    def test_renews_the_key_in_the_file_that_it_comes_from(self) -> None:
        self.assertIn("not due", self.run_cli("rotate").stdout)
        done = self.run_json("rotate", "--now", "--overlap", "0")
        self.assertEqual((done["credential"], done["outcome"], done["step"]), ("api_key", "rotated", "idle"))
        self.assertNotEqual(self.key(), self.first_key)
        self.assertTrue(self.env_file.read_text().startswith("# ours\nCONNECTIFY_TIMEOUT=20\n"))
        self.run_cli("status")
        self.run_cli("status", status=1, CONNECTIFY_API_KEY=self.first_key)
        keys = self.run_json("keys", "list")["keys"]
        self.assertEqual([key["id"] for key in keys], [done["id"]])

    def test_the_old_key_works_through_the_overlap(self) -> None:
        done = self.run_json("rotate", "--now")
        self.assertEqual((done["outcome"], done["step"]), ("waiting", "overlapping"))
        self.run_cli("status", CONNECTIFY_API_KEY=self.first_key)
        self.assertEqual(self.run_json("rotate")["outcome"], "waiting")
        self.run_cli("rotate", "--acknowledge", "the only program")
        self.assertEqual(self.run_json("rotate", "--finish")["outcome"], "rotated")
        self.run_cli("status", status=1, CONNECTIFY_API_KEY=self.first_key)

    def test_waits_for_the_end_of_the_overlap(self) -> None:
        begin = time.monotonic()
        self.assertEqual(self.run_json("rotate", "--now", "--overlap", "2", "--wait")["outcome"], "rotated")
        self.assertGreater(time.monotonic() - begin, 1)

    def test_check_says_it_with_its_status(self) -> None:
        self.assertEqual(self.run_json("rotate", "--check")["health"], "fresh")
        said = self.run_cli("rotate", "--check").stdout
        self.assertIn("0 days old: fresh", said)
        error = json.loads(self.run_cli("rotate", "--check", "--due-days", "50", "--json", status=1).stderr)["error"]
        self.assertEqual(error["rule"], "rotation_policy")

    def test_history_is_shown_and_verified(self) -> None:
        self.run_cli("rotate", "--now", "--overlap", "0")
        history = self.run_json("rotate", "--history")
        self.assertEqual([event["action"] for event in history["events"]],
                         ["created", "verified", "promoted", "revoked", "finished"])
        self.assertIn("revoked", self.run_cli("rotate", "--history").stdout)
        self.assertIn(history["last_hash"], self.run_cli("rotate", "--verify-history").stdout)
        log = self.folder / ".local/state/connectify/rotation/audit.jsonl"
        self.assertNotIn("cfy_ak", log.read_text())
        log.write_text(log.read_text().replace("verified", "verifies"))
        error = json.loads(self.run_cli("rotate", "--verify-history", "--json", status=1).stderr)["error"]
        self.assertEqual(error["rule"], "audit_broken")
        self.assertIn("line 3", error["message"])  # which bears the hash of the one before

    def test_a_compromise_is_explicit_about_what_comes_first(self) -> None:
        self.run_cli("rotate", "--compromised", status=2)
        self.run_cli("rotate", "--compromised", "now", status=2)
        error = json.loads(self.run_cli("rotate", "--compromised", "revoke-first", "--json", status=1).stderr)["error"]
        self.assertEqual((error["field"], error["rule"]), ("authority", "authority_missing"))
        self.assertEqual(self.run_json("rotate", "--compromised", "create-first")["outcome"], "rotated")
        self.run_cli("status", status=1, CONNECTIFY_API_KEY=self.first_key)

    def test_one_way_at_a_time(self) -> None:
        self.assertIn("--check", self.run_cli("rotate", "--now", "--check", status=2).stderr)

    def test_a_key_that_nothing_can_be_written_to(self) -> None:
        error = json.loads(self.run_cli("rotate", "--now", "--json", status=1, CONNECTIFY_API_KEY=self.first_key).stderr)
        self.assertEqual(error["error"]["field"], "target")

    def test_a_failure_is_alerted(self) -> None:
        told = self.folder / "told"
        script = self.folder / "tell.sh"
        script.write_text(f"cat >> '{told}'\n")
        alert = ("--alert-command", f"/bin/sh {script}")
        self.run_cli("rotate", "--now", *alert, status=1, CONNECTIFY_API_SECRET="cfy_sk_test_00000000000000000000000000000000000000")
        self.assertFalse(told.exists())  # settings that will not do are wrong use, not a failed rotation
        self.run_json("rotate", "--now", "--overlap", "0", *alert)
        self.run_cli("keys", "create", "--name", "another", "--scopes", "devices:read")
        self.run_cli("rotate", "--now", *alert, status=1)
        event = json.loads(told.read_text())
        self.assertEqual((event["event"], event["credential"]), ("failed", "api_key"))

    def test_the_daemon_ends_the_overlap_and_ends_when_told(self) -> None:
        self.assertEqual(self.run_json("rotate", "--now", "--overlap", "2")["outcome"], "waiting")
        daemon = self.start("rotate", "--daemon", "--json", stdout=subprocess.PIPE)
        deadline = time.monotonic() + LIMIT
        while len(self.run_json("keys", "list")["keys"]) != 1:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)
        daemon.send_signal(signal.SIGTERM)
        output, _ = daemon.communicate(timeout=LIMIT)
        self.assertEqual(daemon.returncode, 0)
        self.assertIn('"rotated"', output)


if __name__ == "__main__":
    unittest.main()
