"""What `connectify completion` and `connectify man` print, as the shells and man themselves read it.

    shell_command_test.py CONNECTIFY
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CONNECTIFY = sys.argv.pop(1)
LIMIT = 60.0  # seconds that anything here may take


def run(*command: str, given: str = "", folder: str | None = None, status: int = 0) -> str:
    environment = {"PATH": f"{Path(CONNECTIFY).parent}:{os.environ['PATH']}", "HOME": folder or "/nonexistent", "TERM": "dumb",
                   **{name: value for name, value in os.environ.items() if "SAN_OPTIONS" in name}}
    result = subprocess.run(command, input=given, env=environment, capture_output=True, text=True, timeout=LIMIT, cwd=folder)
    assert result.returncode == status, result.stdout + result.stderr
    return result.stdout


class Completion(unittest.TestCase):
    # What was typed, what has to be offered, and what must not be.
    CASES: list[tuple[str, list[str], list[str]]] = [
        ("connectify dev", ["devices"], ["oauth"]),
        ("connectify devices ", ["list", "get", "register"], ["stream"]),
        ("connectify devices --timeout 5 l", ["list"], []),
        ("connectify --env sandbox events s", ["send", "stream"], ["list"]),
        # The value of an option is no command.
        ("connectify --ca-file devices eve", ["events"], ["list"]),
        ("connectify events stream --t", ["--type", "--timeout"], ["--forward"]),
        ("connectify listen --for", ["--forward"], ["--type"]),
        ("connectify completion ", ["bash", "zsh", "fish"], []),
    ]

    def check(self, complete: str, offered: set[str], wanted: list[str], unwanted: list[str]) -> None:
        self.assertLessEqual(set(wanted), offered, complete)
        self.assertFalse(set(unwanted) & offered, complete)

    @unittest.skipUnless(shutil.which("bash"), "bash is not installed")
    def test_bash(self) -> None:
        script = run(CONNECTIFY, "completion", "bash")
        for typed, wanted, unwanted in self.CASES:
            words = typed.split(" ")
            quoted = " ".join(f"'{word}'" for word in words)
            out = run("bash", "-c", f"{script}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _connectify; "
                                    "printf '%s\\n' \"${COMPREPLY[@]}\"")
            self.check(typed, set(out.split()), wanted, unwanted)

    def test_bash_offers_files_where_an_option_takes_a_value(self) -> None:
        script = run(CONNECTIFY, "completion", "bash")
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "the file.pem").touch()
            out = run("bash", "-c", f"{script}\nCOMP_WORDS=(connectify --ca-file the); COMP_CWORD=2; _connectify; "
                                    "printf '%s\\n' \"${COMPREPLY[@]}\"", folder=folder)
            self.assertEqual(out, "the file.pem\n")

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh(self) -> None:
        script = run(CONNECTIFY, "completion", "zsh")
        # What _describe would show; the rest of the completion system needs a terminal.
        stubs = "compdef() { : }\n_files() { : }\n_describe() { print -l -- ${${(P)4}%%:*} }\n"
        for typed, wanted, unwanted in self.CASES:
            words = typed.split(" ")
            quoted = " ".join(f"'{word}'" for word in words)
            out = run("zsh", "-fc", f"{stubs}{script}\nwords=({quoted}); CURRENT={len(words)}; _connectify")
            offered = {word for word in out.split() if word.startswith(words[-1])}
            self.check(typed, offered, wanted, unwanted)

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_takes_it_from_fpath(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "_connectify").write_text(run(CONNECTIFY, "completion", "zsh"))
            out = run("zsh", "-fc", f"fpath=({folder} $fpath); autoload -Uz compinit; compinit -D -u; print $_comps[connectify]", folder=folder)
            self.assertEqual(out, "_connectify\n")

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "connectify.fish"
            script.write_text(run(CONNECTIFY, "completion", "fish"))
            for typed, wanted, unwanted in self.CASES:
                out = run("fish", "--no-config", "-c", f"source {script}; complete -C '{typed}'", folder=folder)
                self.check(typed, {line.split("\t")[0] for line in out.splitlines()}, wanted, unwanted)


class ManPage(unittest.TestCase):
    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_groff_has_nothing_to_warn_of(self) -> None:
        result = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], input=run(CONNECTIFY, "man"), capture_output=True, text=True,
                                timeout=LIMIT)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_mandoc_finds_no_error(self) -> None:
        run("mandoc", "-T", "lint", "-W", "error", given=run(CONNECTIFY, "man"))

    def test_it_has_every_command_of_the_help(self) -> None:
        page = run(CONNECTIFY, "man")
        for command in ("devices list", "events stream", "listen", "scan", "doctor", "completion bash"):
            self.assertIn(f".SS {command}\n", page.replace("\\-", "-"))
        for section in ("NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "ENVIRONMENT"):
            self.assertIn(f".SH {section}\n", page)


if __name__ == "__main__":
    unittest.main()
