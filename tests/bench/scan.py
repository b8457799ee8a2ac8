"""How fast `connectify scan` goes through a checkout of 50 000 files of source, against the goal of 200 MB/s.

The checkout is made in a temporary folder, of the words and line lengths of this project's own sources.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONNECTIFY = ROOT / "build" / "release" / "bin" / "connectify"
FILES, FOLDERS, ROUNDS = 50_000, 500, 3
MEAN_SIZE = 8_000
GOAL = 200.0  # MB/s


def make_checkout(folder: Path) -> int:
    generator = random.Random(1)
    sources = [path for part in ("core", "capi", "tools", "tests") for path in sorted((ROOT / part).rglob("*.[ch]pp"))]
    lines = [line for path in sources for line in path.read_bytes().splitlines(keepends=True)]
    total = 0
    for number in range(FILES):
        place = folder / f"d{number % FOLDERS}"
        place.mkdir(exist_ok=True)
        text = b""
        size = generator.expovariate(1 / MEAN_SIZE)
        while len(text) < size:
            start = generator.randrange(len(lines))
            text += b"".join(lines[start : start + 40])
        (place / f"f{number}.cpp").write_bytes(text)
        total += len(text)
    return total


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", required=True, type=Path)
    arguments = parser.parse_args()
    times = []
    with tempfile.TemporaryDirectory(prefix="connectify-bench-scan-") as name:
        size = make_checkout(Path(name))
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            subprocess.run([CONNECTIFY, "scan", name, "--threads", "2"], check=True, capture_output=True,
                           env={"PATH": os.environ["PATH"]}, timeout=600)
            times.append(time.perf_counter() - begin)
    rate = size / 1e6 / min(times)
    # The goal is the peer: a ratio of 1 reaches it.
    row = {"name": f"scan of {FILES} files, two threads", "value": rate, "unit": "MB/s", "peer": "goal",
           "peer_value": GOAL, "ratio": rate / GOAL, "goal": 1.0}
    arguments.json.write_text(json.dumps([row]))


if __name__ == "__main__":
    main()
