"""Masking secrets in what Python's logging writes."""

from __future__ import annotations

import logging

from ._redactor import redact

_USUAL = frozenset(logging.makeLogRecord({}).__dict__)
_USUAL_COUNT = len(_USUAL)


class RedactingFilter(logging.Filter):
    """Masks secrets in every record that passes: message, exception, stack, and texts given as `extra`.

        handler.addFilter(RedactingFilter())

    On a handler it sees the records of all loggers; on a logger, those of that logger alone. All handlers that come
    after it get the masked record. Uses the process's redactor.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except Exception:  # arguments that do not fit: logging itself would show all of them, as they are
            message = record.msg = f"{record.msg} {record.args!r}"
            record.args = None
        redacted = redact(message)
        if redacted is not message:
            record.msg, record.args = redacted, None
        if record.exc_info and not record.exc_text:
            record.exc_text = _formatter.formatException(record.exc_info)
        if record.exc_text:
            # The exception itself would be formatted anew by whoever sees it.
            record.exc_text, record.exc_info = redact(record.exc_text), None
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        if len(record.__dict__) > _USUAL_COUNT:
            _redact_extra(record.__dict__)
        return True


_formatter = logging.Formatter()


def _redact_extra(fields: dict[str, object]) -> None:
    for name in fields.keys() - _USUAL:
        value = fields[name]
        if isinstance(value, str):
            fields[name] = redact(value)
