"""Text through the Python package: html_text() beside html.escape(), and the filter for logging.

    text.py [--json FILE]

Measured in turns; the best of each counts.
"""

from __future__ import annotations

import argparse
import html
import json
import logging
import timeit
from collections.abc import Callable
from pathlib import Path

from connectify import RedactingFilter
from connectify.text import html_text

ROUNDS = 15
SECONDS = 0.02  # of one round

WORDS = "The lamp in the kitchen was switched on by the rule for the evening. "
SHORT = (WORDS * 2)[:64]
LONG = "".join(part + ("<b>" if number % 5 == 4 else "") for number, part in enumerate([WORDS] * 20))[:1024]
RECORDS_GOAL = 200_000  # a second


def best_of(*uses: Callable[[], object]) -> list[float]:
    """The seconds of one use of each."""
    counts = []
    for use in uses:
        timer = timeit.Timer(use)
        count, taken = timer.autorange()
        counts.append(max(1, int(count * SECONDS / taken)))
    best = [float("inf")] * len(uses)
    for _ in range(ROUNDS):
        for at, use in enumerate(uses):
            best[at] = min(best[at], timeit.timeit(use, number=counts[at]) / counts[at])
    return best


def encoding(name: str, text: str, goal: float) -> dict[str, object]:
    ours, theirs = best_of(lambda: html_text(text), lambda: html.escape(text))
    return {"name": f"html_text, {name}", "value": ours * 1e9, "unit": "ns", "peer": "html.escape",
            "peer_value": theirs * 1e9, "ratio": theirs / ours, "goal": goal}  # fmt: skip


def records() -> dict[str, object]:
    """What the filter adds to each record; what logging itself takes is not ours to make less."""
    fields = {"msg": "the device %s answered in %d ms", "args": ("dev_0001", 12)}
    record, redacting = logging.makeLogRecord(fields), RedactingFilter()
    (taken,) = best_of(lambda: redacting.filter(record))
    return {"name": "records through RedactingFilter", "value": 1 / taken, "unit": "1/s", "peer": "goal",
            "peer_value": RECORDS_GOAL, "ratio": 1 / taken / RECORDS_GOAL, "goal": 1}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    results = [
        encoding("64 bytes", SHORT, 1.5),
        encoding("64 bytes, specials", SHORT.replace("lamp", "<lamp>"), 1.5),
        encoding("1 KiB, few specials", LONG, 5),
        records(),
    ]
    text = json.dumps(results, indent=2)
    file = parser.parse_args().json
    if file is None:
        print(text)
    else:
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
