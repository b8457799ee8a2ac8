"""`connectify scan`: what it finds in folders, histories and the index, its exit statuses and formats.

    scan_command_test.py CONNECTIFY
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

CONNECTIFY = sys.argv.pop(1)
LIMIT = 60.0  # seconds that anything here may take
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def planted() -> str:
    """A token in another host's format, drawn anew, so that no scanner finds one in this file."""
    return "gh" + "p_" + "".join(secrets.choice(ALPHABET) for _ in range(36))


class ScanCommand(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="connectify-scan-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.value = planted()
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "TMPDIR"} or "SAN_OPTIONS" in name}
        self.environment = {**kept, "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"}

    def scan(self, *arguments: str, status: int, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        result = subprocess.run([CONNECTIFY, "scan", *arguments], env=self.environment, cwd=cwd or self.folder,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        self.assertNotIn(self.value[4:], result.stdout + result.stderr)
        return result

    def findings(self, *arguments: str, status: int = 1) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.scan(*arguments, "--json", status=status).stdout)["findings"]
        return found

    def git(self, *arguments: str) -> str:
        command = ["git", "-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "init.defaultBranch=main"]
        return subprocess.run([*command, *arguments], env=self.environment, cwd=self.folder, check=True, timeout=LIMIT,
                              capture_output=True, text=True).stdout

    def commit(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "A change")
        return self.git("rev-parse", "HEAD").strip()

    # ---- Folders ----

    def test_a_clean_folder(self) -> None:
        (self.folder / "a.txt").write_text("nothing\n")
        self.assertEqual(self.scan(status=0).stdout, "")

    def test_a_finding_is_told_by_its_place(self) -> None:
        (self.folder / "a.txt").write_text(f"one\n  {self.value}\n")
        self.assertTrue(self.scan(status=1).stdout.startswith("a.txt:2:3: github-token: "))
        (finding,) = self.findings("a.txt")
        self.assertEqual((finding["file"], finding["line"], finding["column"]), ("a.txt", 2, 3))

    def test_sarif(self) -> None:
        (self.folder / "a b.txt").write_text(self.value)
        log = json.loads(self.scan("--sarif", status=1).stdout)
        self.assertEqual(log["version"], "2.1.0")
        (result,) = log["runs"][0]["results"]
        location = result["locations"][0]["physicalLocation"]
        self.assertEqual(location["artifactLocation"]["uri"], "a%20b.txt")
        self.assertEqual(location["region"], {"startLine": 1, "startColumn": 1})
        self.assertEqual(log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"], result["ruleId"])

    def test_wrong_use(self) -> None:
        self.scan("--git", "--staged", status=2)
        self.scan("--sarif", "--json", status=2)
        self.scan("--threads", "none", status=2)
        self.scan("nowhere", status=2)
        self.scan("--git", status=2)  # no repository

    def test_ignoring(self) -> None:
        (self.folder / "a.txt").write_text(self.value)
        (finding,) = self.findings()
        (self.folder / ".connectify-scan-ignore").write_text(finding["fingerprint"] + "  # looked at\n")
        self.scan(status=0)

    # ---- Repositories ----

    def test_history_names_the_first_commit(self) -> None:
        self.git("init", "-q")
        self.commit("a.txt", "one\n")
        commit = self.commit("new\nline.txt", f"{self.value}\n")
        self.commit("new\nline.txt", f"more\n{self.value}\n")
        self.commit("new\nline.txt", "gone\n")
        self.scan(status=0)
        (finding,) = self.findings("--git")
        self.assertEqual((finding["commit"], finding["file"], finding["line"]), (commit, "new\nline.txt", 1))

    def test_history_sees_other_branches_and_stashes(self) -> None:
        self.git("init", "-q")
        self.commit("a.txt", "one\n")
        (self.folder / "a.txt").write_text(self.value)
        self.git("stash", "-q")
        self.assertEqual(len(self.findings("--git")), 1)

    def test_staged_tells_what_is_new_in_the_index(self) -> None:
        self.git("init", "-q")
        (self.folder / "a.txt").write_text(self.value)
        self.scan("--staged", status=0)  # not staged yet
        self.git("add", "a.txt")
        self.assertEqual(len(self.findings("--staged")), 1)  # before the first commit
        self.git("commit", "-q", "-m", "A change")
        (self.folder / "a.txt").write_text("more\n" + self.value)
        self.git("add", "a.txt")
        self.scan("--staged", status=0)  # it was there before
        (self.folder / "a.txt").write_text("more\n" + self.value + "\n" + planted())
        self.git("add", "a.txt")
        (finding,) = self.findings("--staged")
        self.assertEqual(finding["line"], 3)

    def test_a_hostile_repository_runs_nothing(self) -> None:
        self.git("init", "-q")
        self.commit("a.txt", "one\n")
        trap = self.folder / "trap.sh"
        trap.write_text(f"#!/bin/sh\ntouch '{self.folder}/sprung'\ncat\n")
        trap.chmod(0o755)
        for name in ("core.fsmonitor", "core.pager", "diff.external", "log.showSignature", "gpg.program",
                     "diff.trap.textconv", "filter.trap.smudge", "filter.trap.clean"):
            self.git("config", name, "true" if name == "log.showSignature" else str(trap))
        (self.folder / ".gitattributes").write_text("* diff=trap filter=trap\n")
        self.scan("--git", status=0)
        self.scan("--staged", status=0)
        self.assertFalse((self.folder / "sprung").exists())


if __name__ == "__main__":
    unittest.main()
