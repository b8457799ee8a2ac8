#!/usr/bin/env python3
"""Prints how many tests passed, failed and were skipped according to a JUnit file, as ctest and pytest write it.

A second argument names a folder with JUnit files of programs that are one test in the first: such a file, PROGRAM.xml,
counts in the program's place. A program that crashed leaves none, and counts as what ctest says of it.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def count(file: Path) -> tuple[int, int, int]:
    total = failed = skipped = 0
    for suite in ElementTree.parse(file).getroot().iter("testsuite"):
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0)) + int(suite.get("disabled", 0))
    return total, failed, skipped


def main() -> None:
    file = Path(sys.argv[1])
    total, failed, skipped = count(file)
    programs = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    for test in ElementTree.parse(file).getroot().iter("testcase"):
        told = programs and programs / f"{test.get('name')}.xml"
        if not told or not told.is_file():
            continue
        inner = count(told)
        # What a sanitizer says at the end of a program whose tests all passed is a failure all the same.
        outer = 1 if test.get("status") == "fail" and inner[1] == 0 else 0
        total += inner[0] - 1 + outer
        failed += inner[1] + outer - (1 if test.get("status") == "fail" else 0)
        skipped += inner[2]
    print(total - failed - skipped, failed, skipped)


if __name__ == "__main__":
    main()
