"""Looking for credentials that slipped out."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from ._config import as_text
from ._json import decode
from ._load import native
from ._waiting import wait

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@dataclass(frozen=True, slots=True)
class ScanFinding:
    """A credential that should not be where it is. No part of its value is told."""

    rule: str
    description: str
    fingerprint: str
    """The same wherever the value stands."""
    file: str
    line: int
    """From 1."""
    column: int
    """In characters, from 1."""
    commit: str | None = None
    """The first that has it; in a history alone."""
    encodings: tuple[str, ...] = ()
    cure: str | None = None


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan found."""

    findings: tuple[ScanFinding, ...]
    unread: tuple[tuple[str, str], ...]
    """Files that could not be scanned, and why."""
    files: int
    bytes: int
    ignored: int
    """How many findings were let pass."""
    json: str = field(repr=False)
    """All of it, as the library told it."""


class CredentialScanner:
    """Looks for credentials that slipped out, into texts, files, the history of a repository or its index.

        report = CredentialScanner().path("src")
        for finding in report.findings:
            print(f"{finding.file}:{finding.line}: {finding.description}")
    """

    def __init__(
        self,
        *,
        ignore_file: str | os.PathLike[str] | None = None,
        test_credentials: bool | None = None,
        threads: int | None = None,
    ) -> None:
        """`ignore_file`: fingerprints to let pass, one a line; otherwise `.connectify-scan-ignore` where the scan
        begins. `test_credentials`: whether a sandbox's credentials are findings, too."""
        self._native = native.Scan()
        options = {"ignore_file": ignore_file, "test_credentials": test_credentials, "threads": threads}
        for name, value in options.items():
            if value is not None:
                self._native.set(name, as_text(name, value))

    def text(self, text: str | bytes, name: str = "") -> ScanReport:
        """Scans one text. `name` is the name of its file, which tells its language."""
        return _report(lambda: self._native.text(name, text))

    def path(self, path: str | os.PathLike[str]) -> ScanReport:
        """Scans a file, or all files below a folder."""
        return _report(lambda: self._native.path(os.fspath(path)))

    def history(self, path: str | os.PathLike[str] = ".") -> ScanReport:
        """Scans every version of every file in the history of the git repository that `path` lies in."""
        return _report(lambda: self._native.history(os.fspath(path)))

    def staged(self, path: str | os.PathLike[str] = ".") -> ScanReport:
        """Scans what is staged for the next commit of the git repository that `path` lies in."""
        return _report(lambda: self._native.staged(os.fspath(path)))

    def stop(self) -> None:
        """From another thread: ends the scan that runs now, which then raises CancelledError."""
        self._native.stop()

    def progress(self) -> tuple[int, int]:
        """From another thread: how many files and bytes were scanned."""
        return self._native.progress()


def _report(scan: Callable[[], str]) -> ScanReport:
    json = wait(scan)
    told = decode(json)
    return ScanReport(
        findings=tuple(_finding(each) for each in told["findings"]),
        unread=tuple((each["file"], each["reason"]) for each in told["unread"]),
        files=told["files"],
        bytes=told["bytes"],
        ignored=told["ignored"],
        json=json,
    )


def _finding(told: dict[str, Any]) -> ScanFinding:
    return ScanFinding(
        rule=told["rule"],
        description=told["description"],
        fingerprint=told["fingerprint"],
        file=told["file"],
        line=told["line"],
        column=told["column"],
        commit=told.get("commit"),
        encodings=tuple(told.get("encodings", ())),
        cure=told.get("cure"),
    )
