"""What the generated models are built with. (No dataclasses: importing them takes longer than a call.)"""

from __future__ import annotations

import re
from datetime import datetime

from .generated.exceptions import ResponseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class ReadOnly:
    """A value with the fields that its class names in __slots__: shown, compared, hashed, copied, never changed."""

    __slots__: tuple[str, ...] = ()
    _beside: tuple[str, ...] = ()
    """Fields that are neither shown nor hashed."""
    _compared: tuple[str, ...] = ()
    """Those of them that are compared."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} cannot be set: a {type(self).__name__} is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{name} cannot be deleted: a {type(self).__name__} is read-only")

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({fields})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        names = (*self.__slots__, *self._compared)
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self.__slots__)))

    def __reduce__(self) -> tuple[Any, ...]:
        names = (*self.__slots__, *self._beside)
        return _restored, (type(self), {name: getattr(self, name) for name in names})


def _restored(kind: type[ReadOnly], fields: dict[str, Any]) -> ReadOnly:
    return kind(**fields)


class Response(ReadOnly):
    """The answer that an object came from."""

    __slots__ = __match_args__ = ("http_status", "request_id", "text", "attempts")

    http_status: int
    request_id: str
    """What to tell the service's support."""
    text: str
    """The data as JSON, as it came."""
    attempts: int
    """How many requests were made for it: one, and one more for each retry."""

    def __init__(self, http_status: int, request_id: str, text: str, attempts: int = 1) -> None:
        put = object.__setattr__
        put(self, "http_status", http_status)
        put(self, "request_id", request_id)
        put(self, "text", text)
        put(self, "attempts", attempts)


class _Beside(ReadOnly):
    __slots__ = ("extra", "response")


class Model(_Beside):
    """The base of what operations answer."""

    __slots__: tuple[str, ...] = ()
    _beside = ("extra", "response")
    _compared = ("extra",)

    extra: Mapping[str, Any]
    """Fields that this version of the package does not know."""
    response: Response | None
    """The answer that this came from; None for a part of it."""

    def to_json(self) -> dict[str, Any]:
        """The fields as they are sent, by their names there; what is None is left out."""
        fields = {name.removesuffix("_"): getattr(self, name) for name in self.__slots__}
        return {**self.extra, **{name: value for name, value in fields.items() if value is not None}}


# RFC 3339, section 5.6; what datetime.fromisoformat() of Python 3.10 does not know is a fraction of other than 3 or 6
# digits and a lower-case or upper-case Z, and no version knows a leap second.
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def parse_time(text: str) -> datetime:
    """A date-time of RFC 3339, aware of its offset. A leap second counts as the one before it."""
    if match := _TIME.fullmatch(text):
        day, minute, second, fraction, offset = match.groups()
        second = "59" if second == "60" else second
        offset = "+00:00" if offset in "Zz" else offset
        try:
            return datetime.fromisoformat(f"{day}T{minute}:{second}.{(fraction or '').ljust(6, '0')[:6]}{offset}")
        except ValueError:
            pass
    raise ResponseError(f"The service sent a time that is not one of RFC 3339: {text[:64]!a}.")
