#!/usr/bin/env python3
"""Prints the table of a bench's results; exits 1 if a ratio is below its goal.

    tools/bench/table.py build/bench/NAME.json

The file holds a list of {"name", "value", "unit", "peer", "peer_value", "ratio", "goal"}. The ratio is turned so that
bigger is better, and the goal is the least that will do. A row without a peer has null for peer, peer_value and ratio;
one without a goal is shown and not judged.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

FIELDS = {"name", "value", "unit", "peer", "peer_value", "ratio", "goal"}
HEADINGS = ["what", "value", "unit", "peer", "its value", "ratio", "goal", ""]


def number(value: Any) -> str:
    return "" if value is None else f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def below_goal(result: dict[str, Any]) -> bool:
    return result["goal"] is not None and (result["ratio"] is None or result["ratio"] < result["goal"])


def row(result: dict[str, Any]) -> list[str]:
    verdict = "" if result["goal"] is None else "BELOW" if below_goal(result) else "ok"
    return [
        result["name"], number(result["value"]), result["unit"], result["peer"] or "",
        number(result["peer_value"]), number(result["ratio"]), number(result["goal"]), verdict,
    ]  # fmt: skip


def main() -> int:
    file = Path(sys.argv[1])
    try:
        results = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"bench: {file} holds no results: {error}")
    if not isinstance(results, list) or not results:
        sys.exit(f"bench: {file} must hold a list of at least one result")
    for result in results:
        if not isinstance(result, dict) or set(result) != FIELDS:
            sys.exit(f"bench: each result in {file} must have exactly the fields {', '.join(sorted(FIELDS))}: {result}")

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    rows = [HEADINGS, *map(row, results)]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEADINGS))]
    numeric = {1, 4, 5, 6}
    for index, cells in enumerate(rows):
        texts = [f"{c:>{w}}" if i in numeric else f"{c:<{w}}" for i, (c, w) in enumerate(zip(cells, widths))]
        line = "  ".join(texts).rstrip()
        print(f"\x1b[31m{line}\x1b[0m" if colour and index and below_goal(results[index - 1]) else line)
    return 1 if any(map(below_goal, results)) else 0


if __name__ == "__main__":
    sys.exit(main())
