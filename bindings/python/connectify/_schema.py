"""JSON from outside: guarded, and held to a JSON Schema."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ._json import encode_json
from ._load import native


def check_json(json: str | bytes) -> None:
    """Raises ValidationError, with the `rule` that was broken, unless a text is JSON that is safe to read: one value in
    UTF-8, no key twice, not too deep, not too large, no number that would lose digits, nothing behind it."""
    native.check_json(json)


class Schema:
    """A compiled JSON Schema (2020-12). Any number of threads may use one.

        schema = Schema({"type": "object", "required": ["id"]})
        schema.validate(request.get_data())

    Patterns are matched in linear time, and nothing is ever fetched.
    """

    def __init__(
        self,
        schema: str | bytes | Mapping[str, object] | bool,
        *,
        format_assertion: bool = False,
        folders: Mapping[str, str | os.PathLike[str]] | None = None,
    ) -> None:
        """From JSON, or from what JSON was read into. `format_assertion`: whether formats are rules or annotations.
        `folders`: where the files are whose URIs begin so.

        Raises ValidationError for a schema that is wrong.
        """
        places = {prefix: os.fspath(folder) for prefix, folder in (folders or {}).items()}
        self._native = native.Schema(encode_json(schema), format_assertion, places)

    def validate(self, json: str | bytes) -> None:
        """Raises ValidationError for a text that check_json() refuses (but for numbers, which may be of any size), or
        that does not fit: `field` is the place as a JSON pointer, `rule` the keyword."""
        self._native.validate(json)
