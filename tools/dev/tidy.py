#!/usr/bin/env python3
"""Runs clang-tidy over the sources of a build, several at a time.

A source that passed is remembered by a stamp: the hash of itself, its compile command, every header of the tree,
.clang-tidy and clang-tidy's version. It is looked at again only when one of those has changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def common_key(folders: list[str]) -> bytes:
    """What every source depends on."""
    digest = hashlib.sha256(subprocess.run(["clang-tidy", "--version"], check=True, capture_output=True).stdout)
    digest.update((ROOT / ".clang-tidy").read_bytes())
    headers = (header for folder in folders for header in (ROOT / folder).rglob("*.h*"))
    for header in sorted(header for header in headers if header.suffix in {".h", ".hpp"}):
        digest.update(header.read_bytes())
    return digest.digest()


def sources(build: Path, folders: list[str]) -> dict[Path, str]:
    """The sources below the folders, with the command that compiles each. Sources that the build wrote don't count."""
    wanted = [ROOT / folder for folder in folders]
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    found = {Path(entry["file"]): str(entry["command"]) for entry in commands}
    return {file: found[file] for file in sorted(found) if any(file.is_relative_to(folder) for folder in wanted)}


def tidy(build: Path, source: Path) -> tuple[bool, str]:
    result = subprocess.run(
        ["clang-tidy", "--quiet", "-p", str(build), str(source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    # Standard error holds "N warnings generated" for system headers; it matters only if nothing else was said.
    return result.returncode == 0, result.stdout or result.stderr


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True, help="the build folder that holds compile_commands.json")
    parser.add_argument("--stamps", type=Path, required=True, help="the folder that remembers what passed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("folders", nargs="+", help="folders of the tree to look at")
    options = parser.parse_args()

    options.stamps.mkdir(parents=True, exist_ok=True)
    shared = common_key(options.folders)
    todo: dict[Path, Path] = {}
    for source, command in sources(options.build, options.folders).items():
        key = hashlib.sha256(shared + command.encode() + source.read_bytes()).hexdigest()
        stamp = options.stamps / key
        if not stamp.exists():
            todo[source] = stamp

    failures = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda source: tidy(options.build, source), todo)
        for (source, stamp), (clean, output) in zip(todo.items(), results):
            if clean:
                stamp.touch()
                continue
            failures += 1
            print(f"{source.relative_to(ROOT)}:\n{output.strip()}", flush=True)
    print(f"{len(todo)} looked at, {failures} with findings")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
