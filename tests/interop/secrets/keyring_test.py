"""The desktop's keyring: a real gnome-keyring on a session bus of its own, written by secret-tool, read by `doctor`.

    keyring_test.py CONNECTIFY
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

CONNECTIFY = sys.argv.pop(1)
LIMIT = 60.0  # seconds that anything here may take
VALUE = "opaque_test_value_of_a_keyring"

# Unlocks an empty keyring, stores the value, and asks for it: in one session, since the keyring ends with its bus.
SESSION = """
printf 'a password for a test' | gnome-keyring-daemon --unlock --foreground --components=secrets >/dev/null &
until dbus-send --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \\
    string:org.freedesktop.secrets | grep -q true; do sleep 0.02; done
printf %s "$VALUE" | secret-tool store --label=Connectify service connectify username client_secret
"$@" >"$REPORT"
status=$?
kill $!
exit $status
"""
NEEDED = ["dbus-run-session", "dbus-send", "gnome-keyring-daemon", "secret-tool"]


@unittest.skipUnless(all(map(shutil.which, NEEDED)), f"needs {', '.join(NEEDED)}: run ./dev setup tests")
class Keyring(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="connectify-keyring-")
        self.addCleanup(folder.cleanup)
        kept = {name: value for name, value in os.environ.items() if name == "PATH" or "SAN_OPTIONS" in name}
        self.folder = folder.name
        self.report = Path(folder.name) / "report"
        self.environment = {**kept, "HOME": folder.name, "XDG_RUNTIME_DIR": folder.name, "VALUE": VALUE,
                            "REPORT": str(self.report)}

    def doctor(self, reference: str, in_session: bool = True) -> tuple[dict[str, Any], str]:
        command = [CONNECTIFY, "doctor", "--offline", "--json"]
        if in_session:
            command = ["dbus-run-session", "--", "sh", "-c", SESSION, "session", *command]
        ran = subprocess.run(command, env={**self.environment, "CONNECTIFY_CLIENT_SECRET": reference}, cwd=self.folder,
                             capture_output=True, text=True, timeout=LIMIT)
        text = self.report.read_text() if in_session else ran.stdout
        self.assertNotIn(VALUE, text + ran.stdout + ran.stderr)
        report: dict[str, Any] = json.loads(text)
        return report, ran.stderr

    def row(self, report: dict[str, Any]) -> dict[str, str]:
        return next(row for row in report["settings"] if row["name"] == "client_secret")

    def test_a_secret_is_found(self) -> None:
        report, said = self.doctor("secret-service://connectify/client_secret")
        self.assertEqual(report["problems"], [], said)
        row = self.row(report)
        self.assertEqual(row["reference"], "secret-service://connectify/client_secret")
        self.assertIn(f"{len(VALUE)} bytes", row["shown"])

    def test_one_that_is_not_there_is_told_with_the_cure(self) -> None:
        report, _ = self.doctor("secret-service://connectify/other")
        [problem] = report["problems"]
        self.assertEqual(problem["field"], "client_secret")
        self.assertIn("secret-tool store", problem["message"])

    def test_without_a_session_it_says_so(self) -> None:
        report, _ = self.doctor("secret-service://connectify/client_secret", in_session=False)
        [problem] = report["problems"]
        self.assertIn("The keyring did not answer", problem["message"])


if __name__ == "__main__":
    unittest.main()
