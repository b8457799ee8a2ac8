#!/usr/bin/env python3
"""Prints one SHA-256 over the names and contents of files and folders: the same for the same sources, whatever their
times. A path that does not exist counts as empty. Tests and what tools leave behind do not count."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

IGNORED = {"__pycache__", "tests", ".mypy_cache", ".pytest_cache"}


def files_below(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.iterdir()):
            if child.name not in IGNORED and child.suffix != ".egg-info":
                yield from files_below(child)


def main() -> None:
    digest = hashlib.sha256()
    for argument in sys.argv[1:]:
        for file in files_below(Path(argument)):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{file.as_posix()} {content}\n".encode())
    print(digest.hexdigest())


if __name__ == "__main__":
    main()
