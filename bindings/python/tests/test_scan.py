"""CredentialScanner: texts, files, a repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import connectify
from connectify import CredentialScanner

KEY = "cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()

    def git(*arguments: str) -> None:
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, timeout=30)

    git("init", "-q")
    (folder / "settings.py").write_text(f"a = 1\nkey = '{KEY}'\n")
    git("add", ".")
    git("commit", "-qm", "one")
    (folder / "settings.py").write_text("a = 1\n")
    git("commit", "-qam", "two")
    (folder / "staged.txt").write_text(f"Küche {KEY}\n")
    git("add", ".")
    return folder


def test_a_text(tmp_path: Path) -> None:
    report = CredentialScanner(test_credentials=True).text(f"x\n  {KEY}", "notes.txt")
    (finding,) = report.findings
    assert (finding.file, finding.line, finding.column) == ("notes.txt", 2, 3)
    assert finding.commit is None and finding.fingerprint and finding.encodings == ()
    assert KEY not in repr(report)
    assert CredentialScanner().text(KEY).findings == ()  # a sandbox's


def test_a_folder_a_history_and_an_index(repository: Path) -> None:
    scanner = CredentialScanner(test_credentials=True, threads=1)
    by_path, by_history, by_index = scanner.path(repository), scanner.history(repository), scanner.staged(repository)
    assert [finding.file.rpartition("/")[2] for finding in by_path.findings] == ["staged.txt"]
    assert by_path.files == 2
    (old,) = by_history.findings
    assert old.file == "settings.py" and old.line == 2 and old.commit
    assert [finding.file for finding in by_index.findings] == ["staged.txt"]
    assert scanner.progress()[0] > 0


def test_what_is_ignored_is_counted(repository: Path, tmp_path: Path) -> None:
    (finding,) = CredentialScanner(test_credentials=True).staged(repository).findings
    file = tmp_path / "ignored"
    file.write_text(finding.fingerprint + "\n")
    report = CredentialScanner(test_credentials=True, ignore_file=file).staged(repository)
    assert (report.findings, report.ignored) == ((), 1)


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(connectify.NotFoundError):
        CredentialScanner().path(tmp_path / "missing")
    with pytest.raises(connectify.ValidationError):
        CredentialScanner(threads=-1)


def test_a_scan_that_was_stopped_is_cancelled(repository: Path) -> None:
    scanner = CredentialScanner()
    scanner.stop()
    with pytest.raises(connectify.CancelledError):
        scanner.path(repository)
