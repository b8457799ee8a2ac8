#!/usr/bin/env python3
"""Writes every generated file of the tree from core/spec and the C headers.

    tools/generate/generate.py            write what has changed
    tools/generate/generate.py --check    write nothing; exit 1 if a committed file differs
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import csharp
import docs
import java
import native
import python
from spec import ROOT, Spec

TARGETS = [native, python, java, csharp, docs]


def outputs() -> dict[Path, str]:
    """Every generated file, by its path below the tree's root, with its text."""
    spec = Spec.load()
    files: dict[Path, str] = {}
    for target in TARGETS:
        for path, text in target.render(spec).items():
            files[Path(path)] = text
    return files


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a committed file differs")
    check = parser.parse_args().check
    stale = 0
    for path, text in outputs().items():
        file = ROOT / path
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"{path} is not what the generator writes; run ./dev generate and commit it")
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            print(f"wrote {path}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
