#!/usr/bin/env python3
"""Runs the same program in every language, from the build of this tree, against a private sandbox; prints one table.

Exits 1 if a step of any language failed or was not reported.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from program import ROOT, Failure, Program, end_with_signals, report, run, sandbox

BUILD = ROOT / "build"
# Each with the file without which it is left out.
PROGRAMS = [
    (Program("C", (BUILD / "release/bin/quickstart_c",)), BUILD / "release/bin/quickstart_c"),
    (Program("C++", (BUILD / "release/bin/quickstart_cpp",)), BUILD / "release/bin/quickstart_cpp"),
    (Program("Python", (BUILD / "venv/bin/python", ROOT / "examples/python/quickstart.py")), BUILD / "venv/bin/python"),
    (
        Program("Java", ("java", "-cp", f"{BUILD}/java/connectify-sdk.jar:{BUILD}/java/examples", "Quickstart")),
        BUILD / "java/examples/Quickstart.class",
    ),
    (Program("C#", ("dotnet", BUILD / "csharp/quickstart/Quickstart.dll")), BUILD / "csharp/quickstart/Quickstart.dll"),
]


def present() -> list[Program]:
    """The programs that can run here. One that cannot is named, and in CI it ends the quickstart."""
    found = []
    for program, needed in PROGRAMS:
        if needed.exists():
            found.append(program)
        elif os.environ.get("CI") == "true":
            raise Failure(f"{program.name} cannot be left out with CI=true: {needed.relative_to(ROOT)} is not there")
        else:
            print(f"{program.name}: skipped; {needed.relative_to(ROOT)} is not there")
    return found


def main() -> int:
    end_with_signals()
    try:
        programs = present()
        with tempfile.TemporaryDirectory(prefix="connectify-quickstart-") as folder:
            with sandbox(Path(folder)) as environment:
                runs = [run(program, Path(folder), environment) for program in programs]
    except Failure as failure:
        print(f"quickstart: {failure}", file=sys.stderr)
        return 1
    failed = report(runs)
    if not failed:
        print("Every step passed in every language. The programs: examples/*/")
    return failed


if __name__ == "__main__":
    sys.exit(main())
