"""The command line: what it prints where, its exit statuses, and what it never prints.

    command_line_test.py CONNECTIFY
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
HOSTILE_NAME = "Lamp \x1b[31m<b>\u202e"


def environment(**more: str) -> dict[str, str]:
    """The environment without what would change how a client trusts, connects or configures itself."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR"} or "SAN_OPTIONS" in name}
    return {**kept, **more}


class CommandLine(unittest.TestCase):
    """With a sandbox for all tests; each leaves its devices as they were."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory(prefix="connectify-cli-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.state_file = Path(cls.folder.name) / "sandbox.json"
        cls.greeting_file = Path(cls.folder.name) / "greeting"
        cls.environment = environment(CONNECTIFY_ENV="sandbox", CONNECTIFY_SANDBOX_FILE=str(cls.state_file))
        with cls.greeting_file.open("wb") as greeting:
            cls.sandbox = subprocess.Popen([CONNECTIFY, "sandbox", "--key", "reader=devices:read"], env=cls.environment,
                                           cwd=cls.folder.name, stdin=subprocess.DEVNULL, stdout=greeting,
                                           stderr=subprocess.STDOUT)
        cls.addClassCleanup(cls.stop)
        deadline = time.monotonic() + LIMIT
        # The greeting comes last.
        while not cls.greeting_file.read_text().endswith("Ctrl-C.\n"):
            assert cls.sandbox.poll() is None and time.monotonic() < deadline, "the sandbox did not start"
            time.sleep(0.02)
        cls.state = json.loads(cls.state_file.read_text())

    @classmethod
    def stop(cls) -> None:
        if cls.sandbox.poll() is None:
            cls.sandbox.send_signal(signal.SIGTERM)
        try:
            cls.sandbox.wait(LIMIT)
        except subprocess.TimeoutExpired:
            cls.sandbox.kill()
            cls.sandbox.wait()
            raise

    def run_cli(self, *arguments: str, status: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        result = subprocess.run([CONNECTIFY, *arguments], env={**self.environment, **variables}, cwd=self.folder.name,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        self.assert_harmless(result.stdout + result.stderr)
        return result

    def run_json(self, *arguments: str) -> Any:
        result = self.run_cli(*arguments, "--json")
        self.assertEqual(result.stderr, "")
        return json.loads(result.stdout)

    def run_error(self, *arguments: str, status: int = 1) -> Any:
        """The error of a command that fails: alone, and on standard error."""
        result = self.run_cli(*arguments, "--json", status=status)
        self.assertEqual(result.stdout, "")
        return json.loads(result.stderr)["error"]

    def assert_harmless(self, text: str) -> None:
        for secret in [self.state["api_key"], self.state["api_secret"], *self.state["keys"].values()]:
            self.assertNotIn(secret, text)
        for character in "\x1b\x9b\x7f\r\u202e\u200b":
            self.assertNotIn(character, text)

    # ---- Results ----

    def test_status_and_ping(self) -> None:
        self.assertIn("connected", self.run_cli("status").stdout)
        self.assertEqual(self.run_json("status")["environment"], "sandbox")
        self.assertTrue(self.run_json("ping")["pong"])

    def test_list_walks_all_pages(self) -> None:
        ids = [device["id"] for device in self.run_json("devices", "list", "--limit", "20")["devices"]]
        self.assertEqual(ids, [f"dev_{n:04}" for n in range(1, 53)])
        lines = self.run_cli("devices", "list", "--limit", "20").stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["ID", *ids])

    def test_a_device_from_birth_to_death(self) -> None:
        made = self.run_json("devices", "register", "--name", "Desk lamp", "--type", "light", "--capability", "a", "--capability", "b")
        self.assertEqual((made["name"], made["capabilities"]), ("Desk lamp", ["a", "b"]))
        self.assertEqual(self.run_json("devices", "update", made["id"], "--name", "Hall")["name"], "Hall")
        self.assertEqual(self.run_json("devices", "get", made["id"])["type"], "light")
        self.assertTrue(self.run_json("devices", "delete", made["id"])["deleted"])
        error = self.run_error("devices", "get", made["id"])
        self.assertEqual((error["code"], error["http_status"], error["api_code"]), ("not_found", 404, "NOT_FOUND"))
        self.assertTrue(error["request_id"])

    def test_a_hostile_name_is_refused_or_cleaned(self) -> None:
        error = self.run_error("devices", "register", "--name", HOSTILE_NAME, "--type", "light")
        self.assertEqual((error["code"], error["field"], error["rule"]), ("validation", "name", "control_character"))
        result = self.run_cli("devices", "register", "--clean", "--name", HOSTILE_NAME, "--type", "light")
        self.assertIn("bidi_control", result.stderr)
        device_id = result.stdout.split()[1]
        self.assertEqual(self.run_json("devices", "get", device_id)["name"], "Lamp [31mb")
        self.run_cli("devices", "delete", device_id)

    def test_arguments_are_echoed_escaped(self) -> None:
        self.assertIn("\\x1b[31m", self.run_cli("\x1b[31mstatus\u202e", status=2).stderr)

    # ---- Doctor ----

    def test_doctor_finds_nothing_wrong(self) -> None:
        report = self.run_json("doctor")
        self.assertTrue(report["healthy"])
        self.assertTrue(report["platform"]["answers"] and report["platform"]["key_known"])
        sources = {row["name"]: row["source"] for row in report["settings"]}
        self.assertEqual((sources["environment"], sources["api_key"]), ("environment_variable", "sandbox_file"))

    def test_doctor_asks_nobody_when_offline(self) -> None:
        report = self.run_json("doctor", "--offline", "--base-url", "https://127.0.0.1:1/v1")
        self.assertFalse(report["platform"]["asked"])

    def test_doctor_says_which_setting_is_bad(self) -> None:
        report = json.loads(self.run_cli("doctor", "--json", "--timeout", "soon", status=1).stdout)
        self.assertEqual([problem["field"] for problem in report["problems"]], ["timeout"])
        self.assertFalse(report["platform"]["asked"])

    def test_doctor_says_what_is_wrong_with_tls_and_the_key(self) -> None:
        other = Path(__file__).resolve().parents[1] / "vectors" / "other-ca.pem"
        report = json.loads(self.run_cli("doctor", "--json", "--ca-file", str(other), status=1).stdout)
        self.assertEqual(report["platform"]["error"]["code"], "tls")
        unknown = "cfy_ak_test_0000000000000000000000000000000025rrqD"
        report = json.loads(self.run_cli("doctor", "--json", status=1, CONNECTIFY_API_KEY=unknown).stdout)
        self.assertEqual((report["platform"]["answers"], report["platform"]["key_known"]), (True, False))

    # ---- Use ----

    def test_wrong_use_names_the_nearest(self) -> None:
        for arguments, nearest in [(["statsu"], "'status'"), (["devices", "lst"], "'list'"),
                                   (["devices", "list", "--limt", "3"], "'--limit'"), (["status", "--jsn"], "'--json'")]:
            with self.subTest(arguments):
                self.assertIn(nearest, self.run_cli(*arguments, status=2).stderr)

    def test_wrong_use_speaks_json_too(self) -> None:
        self.assertEqual(self.run_error("device", status=2)["code"], "usage")

    def test_values_out_of_bounds_are_refused(self) -> None:
        for option, value in [("--devices", "-3"), ("--port", "-1"), ("--port", "65536"), ("--devices", "many")]:
            with self.subTest(option=option, value=value):
                self.run_cli("sandbox", option, value, status=2)

    def test_no_option_takes_a_secret(self) -> None:
        for arguments in ([], ["status"], ["devices", "list"], ["doctor"]):
            # Nothing but options and their explanations, so no footer.
            options = self.run_cli(*arguments, "--help").stdout.split("Settings come from")[0]
            for word in ("--api-key", "--api-secret", "--client-secret", "--token"):
                self.assertNotIn(word, options)

    def test_version(self) -> None:
        self.assertRegex(self.run_cli("--version").stdout, r"^connectify \d+\.\d+\.\d+\n$")

    def test_an_output_that_is_full_is_a_failure(self) -> None:
        with open("/dev/full", "w") as full:
            result = subprocess.run([CONNECTIFY, "status"], env=self.environment, cwd=self.folder.name, stdin=subprocess.DEVNULL,
                                    stdout=full, stderr=subprocess.PIPE, text=True, timeout=LIMIT)
        self.assertEqual(result.returncode, 1)
        self.assertIn("Standard output", result.stderr)

    # ---- The sandbox ----

    def test_the_greeting_says_how_to_go_on_and_no_secret(self) -> None:
        greeting = self.greeting_file.read_text()
        self.assert_harmless(greeting)
        for words in (self.state["base_url"], "CONNECTIFY_ENV=sandbox", str(self.state_file), "reader"):
            self.assertIn(words, greeting)

    def test_a_second_sandbox_is_refused(self) -> None:
        error = self.run_error("sandbox")
        self.assertEqual((error["code"], error["field"]), ("configuration", "state_file"))

    def test_a_sandbox_speaks_json_and_takes_its_files_away(self) -> None:
        state_file = Path(self.folder.name) / "second.json"
        with subprocess.Popen([CONNECTIFY, "sandbox", "--json", "--state", state_file, "--devices", "3"], env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as second:
            text = ""
            while not text.endswith("}\n"):
                text += second.stdout.readline() or self.fail("the sandbox ended")
            self.assertEqual(json.loads(text)["state_file"], str(state_file))
            devices = self.run_cli("devices", "list", "--json", CONNECTIFY_SANDBOX_FILE=str(state_file)).stdout
            self.assertEqual(len(json.loads(devices)["devices"]), 3)
            second.terminate()
            self.assertEqual(second.wait(LIMIT), 0)
        self.assertFalse(state_file.exists())


if __name__ == "__main__":
    unittest.main()
