"""The base of all exceptions. Their classes are in generated/exceptions.py; the extension makes their objects."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ConnectifyError(Exception):
    """The base of every exception of this package. The text says what is wrong and how to cure it."""

    # No __init__: the extension makes these where no Python code may run, and sets what it knows.
    code: str = "internal"
    """What kind of error it is, by its name in the table of errors, such as "not_found"."""
    field: str | None = None
    """The argument, setting or field at fault, such as "capabilities.2"."""
    rule: str | None = None
    """The rule that was broken, such as "bidi_control"."""
    http_status: int | None = None
    """The HTTP status of the answer, if there was one."""
    api_code: str | None = None
    """The service's own code, such as "INVALID_API_KEY"."""
    request_id: str | None = None
    """What to tell the service's support."""
    attempts: int = 0
    """How many requests were made."""
    retriable: bool = False
    """Whether repeating the same call may help."""
    retry_after: float | None = None
    """How many seconds to wait before trying again, if the service said so."""

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args, self.__dict__


class NativeLibraryError(ConnectifyError, ImportError):
    """The native library could not be loaded; the text says how to cure it."""

    code = "configuration"
