"""A record of each call, for Python's `logging`: to the logger "connectify", on the thread that called."""

from __future__ import annotations

import sys

from ._load import native

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging

    from ._errors import ConnectifyError

_DEBUG, _INFO, _WARNING, _ERROR = 10, 20, 30, 40  # as in logging, which takes longer to import than a call
_LEVELS = {"DEBUG": _DEBUG, "INFO": _INFO, "WARNING": _WARNING, "ERROR": _ERROR}
_LONGEST_TEXT = 8192  # characters of arguments or of an answer


class CallRecords:
    """Tells of a client's calls: at INFO what was answered, at WARNING what failed, at DEBUG arguments and answers too.

    From which level on, the client's settings log_level and debug say. A level that the program has given the logger
    "connectify" itself holds as well; where nobody has set up logging, nothing is written.
    """

    def __init__(self, client: native.Client) -> None:
        self._least = _LEVELS[client.log_level()]

    def answered(
        self, operation: str, seconds: float, arguments: bytes, answer: tuple[str, int, str, int]
    ) -> None:
        if self._least > _INFO or (logger := _listening(_INFO)) is None:
            return
        text, http_status, request_id, attempts = answer
        fields = _fields(operation, seconds, http_status, request_id, attempts)
        message = f"{operation} answered {http_status} in {_story(fields)}"
        if self._least <= _DEBUG:
            _write(logger, _DEBUG, _bodies(operation, arguments, text), fields)
        _write(logger, _INFO, message, fields)

    def failed(self, operation: str, seconds: float, arguments: bytes, error: ConnectifyError) -> None:
        if self._least > _WARNING or (logger := _listening(_WARNING)) is None:
            return
        fields = _fields(operation, seconds, error.http_status, error.request_id, error.attempts)
        fields.update(error=error.code, rule=error.rule)
        if self._least <= _DEBUG:
            _write(logger, _DEBUG, _bodies(operation, arguments, None), fields)
        _write(logger, _WARNING, f"{operation} failed with {error.code} in {_story(fields)}: {error}", fields)


def _listening(level: int) -> logging.Logger | None:
    """The logger, if records of this level would reach anybody."""
    module = sys.modules.get("logging")
    if module is None:
        return None
    logger: logging.Logger = module.getLogger("connectify")
    wanted = not logger.disabled and logger.level <= level and logger.manager.disable < level
    return logger if wanted and logger.hasHandlers() else None


def _fields(
    operation: str, seconds: float, http_status: int | None, request_id: str | None, attempts: int
) -> dict[str, object]:
    return {
        "operation": operation,
        "http_status": http_status,
        "duration_ms": round(seconds * 1000, 3),
        "request_id": None if request_id is None else _one_line(request_id),
        "retries": max(attempts - 1, 0),
    }


def _story(fields: dict[str, object]) -> str:
    story = f"{fields['duration_ms']} ms"
    if fields["retries"]:
        story += f" after {fields['retries']} retries"
    return f"{story} (request {fields['request_id']})" if fields["request_id"] else story


def _bodies(operation: str, arguments: bytes, answer: str | None) -> str:
    sent = f"{operation} sent {_cut(arguments.decode('utf-8', 'replace'))}"
    return sent if answer is None else f"{sent} and was answered {_cut(answer)}"


def _cut(text: str) -> str:
    # Masked before it is cut: half of a secret has no shape.
    masked = native.redact(text)
    return masked if len(masked) <= _LONGEST_TEXT else f"{masked[:_LONGEST_TEXT]}… ({len(masked)} characters)"


def _one_line(text: str) -> str:
    """Without secrets, and unable to look like another line."""
    return native.log_line(native.redact(text))


def _write(logger: logging.Logger, level: int, message: str, fields: dict[str, object]) -> None:
    if _listening(level) is not None:
        logger.handle(
            logger.makeRecord(logger.name, level, "(connectify)", 0, _one_line(message), (), None, extra=fields)
        )
