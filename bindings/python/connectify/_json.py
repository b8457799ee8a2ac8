"""JSON between the package and the library: out once, in once."""

from __future__ import annotations

import json
from collections.abc import Mapping

from .generated.exceptions import ValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
decode = json.JSONDecoder().decode


def encode_arguments(arguments: Mapping[str, object]) -> bytes:
    """The arguments of a call; None is no value."""
    given = {name: _plain(value) for name, value in arguments.items() if value is not None}
    try:
        return _encode(given).encode()
    except UnicodeEncodeError:
        field = next(path for path, text in _texts("", given) if not _is_unicode(text))
        message = f"{field} contains a lone surrogate, which is half of a character; decode the text properly first."
        raise _refusal(message, field, "invalid_utf8") from None
    except ValueError as error:
        raise _refusal(f"The arguments cannot be sent as JSON: {error}.", None, "type") from None


def encode_json(value: object) -> str | bytes:
    """JSON as it is, or of what JSON was read into."""
    if isinstance(value, (str, bytes)):
        return value
    # A lone surrogate becomes bytes that the library refuses by its own rule.
    return _encode(value).encode("utf-8", "surrogatepass")


def _plain(value: Any) -> object:
    """A value in JSON's own kinds: models and times become what is sent of them."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    if hasattr(value, "to_json"):
        return _plain(value.to_json())
    return value.isoformat() if hasattr(value, "isoformat") else value


def _refusal(message: str, field: str | None, rule: str) -> ValidationError:
    error = ValidationError(message)
    error.field = field
    error.rule = rule
    return error


def _texts(path: str, value: object) -> Iterator[tuple[str, str]]:
    """Every text in a value, with the dotted path to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, member in value.items():
            member_path = f"{path}.{name}" if path else str(name)
            yield path, str(name)
            yield from _texts(member_path, member)
    elif isinstance(value, (list, tuple)):
        for index, member in enumerate(value):
            yield from _texts(f"{path}.{index}", member)


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
