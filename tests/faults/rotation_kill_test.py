"""The real command line, rotating the key of a real sandbox, is killed at one system call after the other; so are its
network and its disk. Whatever happens, the stored key works at once, and the next run leaves exactly one key, a closed
journal and a whole audit log.

    rotation_kill_test.py CONNECTIFY

The system calls are found by tracing a rotation (strace). A sample of them is tried; CONNECTIFY_KILL_POINTS says how
many of each kind, `all` tries every one.
"""

from __future__ import annotations

import collections
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any

CONNECTIFY = sys.argv.pop(1)
LIMIT = 60.0  # seconds that any program here may take
POINTS = os.environ.get("CONNECTIFY_KILL_POINTS", "24")

# What changes something outside of the process, or waits for the other end.
EFFECTS = ["openat", "write", "pwrite64", "ftruncate", "fsync", "fchmod", "rename", "renameat2", "link", "unlink", "mkdir",
           "flock", "connect", "sendto", "sendmsg", "recvfrom", "recvmsg"]
NETWORK = {"connect": "ECONNREFUSED", "sendto": "EPIPE", "recvfrom": "ECONNRESET"}
DISK = {"write": "ENOSPC", "pwrite64": "ENOSPC", "fsync": "EIO", "rename": "ENOSPC"}

Point = tuple[str, int]  # a system call, and its how manieth


def sample(points: list[Point]) -> list[Point]:
    if POINTS == "all" or len(points) <= int(POINTS):
        return points
    count = int(POINTS)
    return [points[i * len(points) // count] for i in range(count)]


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class RotationUnderFaults(unittest.TestCase):
    """One sandbox for all: it is never killed itself."""

    folder: Path
    environment: dict[str, str]

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory(prefix="connectify-rotation-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        state = cls.folder / "sandbox.json"
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "TMPDIR"}}
        cls.environment = {**kept, "HOME": folder.name, "CONNECTIFY_ENV": "sandbox", "CONNECTIFY_SANDBOX_FILE": str(state)}
        sandbox = subprocess.Popen([CONNECTIFY, "sandbox"], env=cls.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(lambda: (sandbox.send_signal(signal.SIGTERM), sandbox.wait(LIMIT)))
        deadline = time.monotonic() + LIMIT
        while not state.exists():
            assert sandbox.poll() is None and time.monotonic() < deadline, "the sandbox did not start"
            time.sleep(0.02)
        key = cls.folder / "key"
        key.touch(0o600)
        key.write_text(json.loads(state.read_text())["api_key"])
        cls.environment["CONNECTIFY_API_KEY"] = f"file:{key}"

    def cli(self, *arguments: str, under: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*under, CONNECTIFY, *arguments, "--json"], env=self.environment, cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)

    def rotate(self, *arguments: str, under: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        return self.cli("rotate", "--state", str(self.folder / "state"), "--overlap", "0", *arguments, under=under)

    def answer(self, result: subprocess.CompletedProcess[str]) -> Any:
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return json.loads(result.stdout)

    def trace(self) -> list[Point]:
        """The system calls of an undisturbed rotation. Opening a file has an effect where it makes one."""
        log = self.folder / "trace"
        self.answer(self.rotate("--now", under=("strace", "-f", "-qq", "-o", str(log), "-e", "trace=" + ",".join(EFFECTS))))
        lines = [line for line in map(re.compile(r"(\d+) +(\w+)\((.*)").match, log.read_text().splitlines()) if line]
        # strace counts for each thread by itself: the rotation's own is the one that does the most.
        main = collections.Counter(line[1] for line in lines).most_common(1)[0][0]
        counts: collections.Counter[str] = collections.Counter()
        points = []
        for _, call, rest in (line.groups() for line in lines if line[1] == main):
            counts[call] += 1
            if call != "openat" or "O_CREAT" in rest:
                points.append((call, counts[call]))
        return points

    def disturb(self, call: str, number: int, what: str) -> int:
        return self.rotate("--now", under=("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e",
                                           f"inject={call}:{what}:when={number}")).returncode

    def resume(self) -> None:
        """A dead process that had not said yet who it is keeps its turn for two seconds."""
        deadline = time.monotonic() + LIMIT
        while True:
            result = self.rotate("--finish")
            if result.returncode == 0 or time.monotonic() > deadline or "rotation_elsewhere" not in result.stderr:
                self.answer(result)
                return
            time.sleep(0.1)

    def check(self, point: Point) -> None:
        with self.subTest(point=point):
            self.answer(self.cli("status"))  # nobody is locked out, not even before the next run
            self.resume()
            keys = self.answer(self.cli("keys", "list"))["keys"]
            standing = self.answer(self.rotate("--check"))
            self.assertEqual([key["id"] for key in keys], [standing["id"]])
            self.assertEqual(standing["step"], "idle")
            self.answer(self.rotate("--verify-history"))
            self.assertFalse((self.folder / "key.pending").exists())

    def points(self, calls: list[str]) -> list[Point]:
        points = [point for point in self.trace() if point[0] in calls]
        self.assertGreater(len(points), 10)
        return sample(points)

    def test_a_rotation_that_is_killed_is_ended_by_the_next(self) -> None:
        killed = 0
        points = self.points(EFFECTS)
        for call, number in points:
            killed += self.disturb(call, number, "signal=KILL") == -signal.SIGKILL
            self.check((call, number))
        print(f"{killed} of {len(points)} points killed", file=sys.stderr)
        # The network decides how many reads there are: a few of the last may not come.
        self.assertGreaterEqual(killed, len(points) * 0.85)

    def test_a_network_that_is_cut(self) -> None:
        for call, number in self.points(list(NETWORK)):
            self.disturb(call, number, f"error={NETWORK[call]}")
            self.check((call, number))

    def test_a_disk_that_is_full(self) -> None:
        failed = 0
        for call, number in self.points(list(DISK)):
            failed += self.disturb(call, number, f"error={DISK[call]}") != 0
            self.check((call, number))
        self.assertGreater(failed, 0)

    def test_of_two_at_once_one_rotates(self) -> None:
        for _ in range(3):
            before = self.answer(self.rotate("--check"))["id"]
            command = [CONNECTIFY, "rotate", "--state", str(self.folder / "state"), "--overlap", "0", "--now", "--json"]
            both = [subprocess.Popen(command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
            for process in both:
                _, errors = process.communicate(timeout=LIMIT)
                if process.returncode != 0:
                    self.assertEqual(json.loads(errors)["error"]["rule"], "rotation_elsewhere")
            self.assertIn(0, [process.returncode for process in both])
            self.check(("two", 2))
            self.assertNotEqual(self.answer(self.rotate("--check"))["id"], before)


if __name__ == "__main__":
    unittest.main()
