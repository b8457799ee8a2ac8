"""`connectify verify-webhook`: what it prints and its exit statuses, for every delivery of tests/vectors/webhooks.json.

    webhook_command_test.py CONNECTIFY
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CONNECTIFY = sys.argv.pop(1)
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "webhooks.json").read_text(encoding="utf-8"))["cases"]
LIMIT = 30.0  # seconds that anything here may take


class VerifyWebhook(unittest.TestCase):
    def run_cli(self, *arguments: str, body: str = "", **variables: str) -> subprocess.CompletedProcess[bytes]:
        environment = {"PATH": os.environ["PATH"], **variables}
        environment |= {name: value for name, value in os.environ.items() if "SAN_OPTIONS" in name}
        return subprocess.run([CONNECTIFY, "verify-webhook", *arguments], env=environment, input=body.encode(),
                              capture_output=True, timeout=LIMIT)

    def single(self) -> dict[str, object]:
        """A good delivery with its secret."""
        vector = next(each for each in VECTORS if each["name"] == "the timed form")
        return {"secret": vector["secrets"][0], **vector["deliveries"][0]}

    def test_every_first_delivery(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for vector in VECTORS:
                delivery = vector["deliveries"][0]
                if any("\0" in value for _, value in delivery["headers"]) or not delivery["headers"]:
                    continue  # neither can be said on a command line
                arguments = ["--json", "--at", str(delivery["at"])]
                for name, value in delivery["headers"]:
                    arguments += ["--header", f"{name}: {value}"]
                for number, secret in enumerate(vector["secrets"]):
                    file = Path(folder) / f"secret{number}"
                    file.write_text(secret + "\n")
                    file.chmod(0o600)
                    arguments += ["--secret-file", str(file)]
                settings = vector.get("settings", {})
                if "tolerance" in settings:
                    arguments += ["--tolerance", settings["tolerance"]]
                if settings.get("allow_missing_timestamp") == "true":
                    arguments.append("--allow-missing-timestamp")
                with self.subTest(vector["name"]):
                    result = self.run_cli(*arguments, body=delivery["body"])
                    self.assertEqual(result.returncode, 0 if "event" in delivery["expect"] else 1, result.stderr)
                    told = json.loads(result.stdout or result.stderr)
                    if "event" in delivery["expect"]:
                        self.assertEqual({**told["event"], "verified_at": 0}, {**delivery["expect"]["event"], "verified_at": 0})
                    else:
                        expected = delivery["expect"]["error"]
                        self.assertEqual(told["error"]["field"], expected["field"])
                        self.assertEqual(told["error"]["rule"] or "", expected["rule"])

    def test_words_for_people(self) -> None:
        delivery = self.single()
        headers = dict(delivery["headers"])
        arguments = ["--signature", headers["X-Connectify-Signature"], "--timestamp", headers["X-Connectify-Timestamp"],
                     "--at", str(delivery["at"] + 3)]
        result = self.run_cli(*arguments, body=delivery["body"], CONNECTIFY_WEBHOOK_SECRET=delivery["secret"])
        self.assertEqual(result.stdout.decode(), "Valid: device.connected, evt_0001, signed 3 s ago.\n")
        result = self.run_cli(*arguments, body=delivery["body"] + " ", CONNECTIFY_WEBHOOK_SECRET=delivery["secret"])
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout.decode().count("\n"), 1)
        self.assertIn("mismatch", result.stdout.decode())
        self.assertNotIn(delivery["secret"], result.stdout.decode() + result.stderr.decode())

    def test_wrong_use(self) -> None:
        for arguments in ([], ["--header", "no colon"], ["--signature", "x", "--at", "-5"], ["--signature", "x", "--tolerance", "0"],
                          ["--signature", "x", "--secret", "y"]):
            self.assertEqual(self.run_cli(*arguments).returncode, 2, arguments)

    def test_a_secret_file_that_others_may_read_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "secret"
            file.write_text("some_test_secret")
            file.chmod(0o644)
            result = self.run_cli("--signature", "x", "--secret-file", str(file))
            self.assertEqual(result.returncode, 1)
            self.assertIn("file_mode", result.stderr.decode())


if __name__ == "__main__":
    unittest.main()
