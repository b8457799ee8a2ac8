"""The quickstart program of each language: runs it against a private sandbox and reads what it reports.

A program is called with --steps and prints one line of JSON for each step as it ends:

    {"step": "status", "ok": true, "ms": 1.23, "detail": "connected (sandbox)"}
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONNECTIFY = ROOT / "build" / "bin" / "connectify"
START_LIMIT = 20.0  # seconds until the sandbox must be ready
RUN_LIMIT = 60.0  # seconds that one program may take

STEPS = {
    "status": "ask for the status",
    "list": "list 52 devices over 3 pages",
    "refuse": "refuse a name with <script>, RLO and CR LF",
    "register": "register the device under its cleaned name",
    "update": "update the device",
    "wrong_key": "be refused with a wrong key",
    "untrusted": "refuse a server whose CA is unknown",
}


@dataclass(frozen=True)
class Program:
    name: str
    command: tuple[str | Path, ...]


@dataclass(frozen=True)
class Cell:
    ok: bool
    ms: float
    detail: str


@dataclass
class Run:
    program: Program
    cells: dict[str, Cell] = field(default_factory=dict)
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems and all(step in self.cells and self.cells[step].ok for step in STEPS)


class Failure(Exception):
    """The programs cannot be run at all."""


@contextmanager
def sandbox(folder: Path) -> Iterator[dict[str, str]]:
    """Runs a sandbox of our own; yields the environment in which clients find it."""
    state = folder / "sandbox.json"
    environment = {**os.environ, "CONNECTIFY_ENV": "sandbox", "CONNECTIFY_SANDBOX_FILE": str(state)}
    log_file = folder / "sandbox.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [CONNECTIFY, "sandbox", "--state", state],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )
    try:
        wait_until_ready(process, state, log_file)
        yield environment
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(process: subprocess.Popen[bytes], state: Path, log_file: Path) -> None:
    """The sandbox writes its state file, in which clients find it, once it listens."""
    deadline = time.monotonic() + START_LIMIT
    while not state.exists():
        said = log_file.read_text(errors="replace").strip()
        if process.poll() is not None:
            raise Failure(f"the sandbox ended with status {process.returncode} before it was ready: {said}")
        if time.monotonic() > deadline:
            raise Failure(f"the sandbox was not ready after {START_LIMIT:.0f} s: {said}")
        time.sleep(0.02)


def run(program: Program, folder: Path, environment: dict[str, str]) -> Run:
    """Runs in the private folder, where no .env or JSON file of the user's can be found."""
    result = Run(program)
    started = time.monotonic()
    try:
        done = subprocess.run(
            [*program.command, "--steps"],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=RUN_LIMIT,
        )
        output, errors, status = done.stdout, done.stderr, done.returncode
    except subprocess.TimeoutExpired as late:
        output, errors, status = late.stdout or b"", late.stderr or b"", None
        result.problems.append(f"did not end within {RUN_LIMIT:.0f} s")
    result.seconds = time.monotonic() - started

    for line in output.decode(errors="replace").splitlines():
        try:
            report = json.loads(line)
            result.cells[report["step"]] = Cell(bool(report["ok"]), float(report["ms"]), str(report["detail"]))
        except (ValueError, KeyError, TypeError):
            result.problems.append(f"printed a line that is no step: {line!r}")
    if status:
        result.problems.append(f"ended with status {status}: {errors.decode(errors='replace').strip()}")
    return result


class Style:
    """Colour and signs, as far as the place where they are shown has them."""

    def __init__(self) -> None:
        self.colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        self.good, self.bad, self.line = ("✓", "✗", "─") if unicode else ("ok", "FAIL", "-")

    def paint(self, code: int, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def print_table(runs: list[Run], style: Style) -> None:
    left = max(map(len, STEPS.values())) + 2
    width = 16
    print()
    print(" " * left + "".join(f"{r.program.name:>{width}}" for r in runs))
    print(style.line * (left + width * len(runs)))
    for step, text in STEPS.items():
        row = f"{text:<{left}}"
        for r in runs:
            cell = r.cells.get(step)
            if cell is None:
                row += style.paint(31, f"{style.bad + ' no report':>{width}}")
            else:
                sign, colour = (style.good, 32) if cell.ok else (style.bad, 31)
                row += style.paint(colour, f"{f'{sign} {cell.ms:.1f} ms':>{width}}")
        print(row)
    print(style.line * (left + width * len(runs)))
    print(f"{'whole program':<{left}}" + "".join(f"{f'{r.seconds * 1000:.0f} ms':>{width}}" for r in runs))
    print()


def print_problems(runs: list[Run]) -> None:
    for r in runs:
        for step, cell in r.cells.items():
            if not cell.ok:
                print(f"{r.program.name}, {step}: {cell.detail}")
        for problem in r.problems:
            print(f"{r.program.name}: {problem}")


def report(runs: list[Run]) -> int:
    """Shows every step of every program; 1 if one failed or was not reported."""
    print_table(runs, Style())
    print_problems(runs)
    failed = [r.program.name for r in runs if not r.ok]
    if failed:
        print(f"Failed: {', '.join(failed)}.")
        return 1
    return 0


def end_with_signals() -> None:
    """Whoever ends this process ends the sandbox with it: SystemExit runs every `finally`."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
