#!/usr/bin/env python3
"""Prints how many tests passed, failed and were skipped according to a JUnit file, as ctest and pytest write it."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree


def main() -> None:
    total = failed = skipped = 0
    for suite in ElementTree.parse(sys.argv[1]).getroot().iter("testsuite"):
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0)) + int(suite.get("disabled", 0))
    print(total - failed - skipped, failed, skipped)


if __name__ == "__main__":
    main()
