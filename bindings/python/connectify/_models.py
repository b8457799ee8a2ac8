"""What the generated models are built with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from .generated.exceptions import ResponseError


@dataclass(frozen=True, slots=True)
class Response:
    """The answer that an object came from."""

    http_status: int
    request_id: str
    """What to tell the service's support."""
    text: str
    """The data as JSON, as it came."""


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
