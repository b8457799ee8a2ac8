"""The commands made from the library's own list of operations: automations, events, data, users, settings, webhooks,
keys, grants.

    operations_command_test.py CONNECTIFY
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


class Operations(unittest.TestCase):
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

    def stop(self) -> None:
        self.sandbox.send_signal(signal.SIGTERM)
        self.sandbox.wait(LIMIT)

    def run_cli(self, *arguments: str, status: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        result = subprocess.run([CONNECTIFY, *arguments], env={**self.environment, **variables}, cwd=self.folder,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result

    def run_json(self, *arguments: str) -> Any:
        return json.loads(self.run_cli(*arguments, "--json").stdout)

    def test_every_operation_that_reads(self) -> None:
        for command, collection in {"automations": "automations", "events": "events", "users": "users",
                                    "webhooks": "webhooks", "keys": "keys", "grants": "grants"}.items():
            self.assertIsInstance(self.run_json(command, "list")[collection], list, command)
        self.assertEqual(self.run_json("users", "me")["id"], "usr_0001")
        self.assertEqual(self.run_json("settings", "get")["values"]["timezone"], "UTC")

    def test_an_automation_from_typed_parts(self) -> None:
        trigger = {"event_type": "device.updated",
                   "conditions": [{"field": "temperature", "operator": "greater_than", "value": 25}]}
        made = self.run_json("automations", "create", "--name", "Cool", "--trigger", json.dumps(trigger),
                             "--actions", '{"type":"device.command"}', "--actions", '{"type":"notify"}', "--enabled", "false")
        self.assertEqual((made["trigger"], len(made["actions"]), made["enabled"]), (trigger, 2, False))
        self.assertEqual(self.run_json("automations", "trigger", made["id"])["status"], "queued")
        self.assertTrue(self.run_json("automations", "delete", made["id"])["deleted"])
        error = json.loads(self.run_cli("automations", "create", "--name", "x", "--trigger", "temperature > 25",
                                        "--actions", '{"type":"a"}', "--json", status=1).stderr)["error"]
        self.assertEqual((error["code"], error["field"], error["rule"]), ("validation", "trigger", "type"))

    def test_measurements(self) -> None:
        for value in (1, 2, 3):
            each = {"device_id": "dev_0001", "metric": "m", "value": value, "measured_at": f"2025-06-01T12:00:0{value}Z"}
            self.assertEqual(self.run_json("data", "send", "--measurements", json.dumps(each))["accepted"], 1)
        got = self.run_json("data", "query", "--device-id", "dev_0001", "--since", "2025-06-01T12:00:02Z", "--limit", "1")
        self.assertEqual([each["value"] for each in got["measurements"]], [2, 3])

    def test_a_number_as_text_stays_text(self) -> None:
        self.assertEqual(self.run_json("events", "send", "--type", "123")["type"], "123")

    def test_events_are_streamed_line_by_line(self) -> None:
        first = self.run_json("events", "send", "--type", "device.connected")
        stream = subprocess.Popen([CONNECTIFY, "events", "stream", "--after", first["id"], "--type", "device.updated", "--count", "2",
                                   "--json"], env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            sent = [self.run_json("events", "send", "--type", kind)
                    for kind in ("device.updated", "device.connected", "device.updated")]
            out, err = stream.communicate(timeout=LIMIT)
        finally:
            stream.kill()
            stream.wait(LIMIT)
        self.assertEqual((stream.returncode, err), (0, ""))
        self.assertEqual([json.loads(line) for line in out.splitlines()], [sent[0], sent[2]])
        shown = self.run_cli("events", "stream", "--after", first["id"], "--count", "1").stdout
        self.assertEqual(shown.count("\n"), 1)
        self.assertIn(f"device.updated  -  {sent[0]['id']}", shown)

    def test_keys_are_signed_for_and_shown_once(self) -> None:
        made = self.run_json("keys", "create", "--name", "next", "--scopes", "devices:read", "--scopes", "events:read")
        self.assertTrue(made["key"].startswith("cfy_ak_test_"))
        self.assertNotIn(made["key"], self.run_cli("keys", "list").stdout)
        self.assertEqual(self.run_cli("devices", "list", "--json", CONNECTIFY_API_KEY=made["key"]).returncode, 0)
        self.assertTrue(self.run_json("keys", "revoke", made["id"])["deleted"])
        self.run_cli("devices", "list", status=1, CONNECTIFY_API_KEY=made["key"])

    def test_words_for_people(self) -> None:
        lines = self.run_cli("users", "list").stdout.splitlines()
        self.assertEqual(sorted(lines[0].split()), ["created-at", "email", "id", "name"])
        self.assertEqual(len(lines), 4)
        self.assertIn("There are none", self.run_cli("events", "list").stderr)
        self.assertIn("Ada", self.run_cli("users", "get", "usr_0001").stdout)
        self.run_cli("users", "get", status=2)
        self.run_cli("users", "gett", status=2)


if __name__ == "__main__":
    unittest.main()
