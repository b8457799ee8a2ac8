"""Reads the sources that everything is generated from: core/spec/errors.json and core/spec/openapi.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "core" / "spec"


@dataclass(frozen=True)
class ErrorKind:
    """One row of errors.json."""

    number: int
    name: str
    retriable: bool
    when: str
    classes: dict[str, str]
    standard_class: bool


@dataclass(frozen=True)
class Spec:
    errors: list[ErrorKind]
    base_classes: dict[str, str]
    openapi: dict[str, Any]

    @staticmethod
    def load() -> Spec:
        table = json.loads((SPEC / "errors.json").read_text(encoding="utf-8"))
        errors = [
            ErrorKind(
                number=row["number"],
                name=row["name"],
                retriable=row["retriable"],
                when=row["when"],
                classes={language: row[language] for language in ("cpp", "python", "java", "csharp")},
                standard_class=row.get("standard_class", False),
            )
            for row in table["errors"]
        ]
        if len({error.number for error in errors}) != len(errors):
            raise ValueError("errors.json: an error's number stands twice")
        openapi = json.loads((SPEC / "openapi.json").read_text(encoding="utf-8"))
        return Spec(errors, table["base"], openapi)
