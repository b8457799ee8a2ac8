"""Redactor, redact() and the filter for logging."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from connectify import RedactingFilter, Redactor, Secret, ValidationError, redact

# Both are found by their shapes; the third only because it is registered.
KEY = "cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3"
BEARER = "Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123456789"
REGISTERED = "Vq8.registered-by-the-test.7Zt"


@pytest.fixture(autouse=True)
def registered() -> None:
    Redactor.of_process().add(Secret(REGISTERED))


def test_what_holds_no_secret_comes_back_as_it_is() -> None:
    for text in ("a plain line", b"bytes \xff\x00"):
        assert redact(text) is text


def test_text_gives_text_and_bytes_give_bytes() -> None:
    assert redact(f"a {REGISTERED} z").startswith("a [REDACTED:sha256:")
    assert redact(b"\xff " + REGISTERED.encode()).startswith(b"\xff [REDACTED:sha256:")
    assert REGISTERED not in redact(f"a\ud83d {REGISTERED}")


def test_a_value_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        Redactor("12345")
    assert refused.value.rule == "too_short"


def test_a_redactor_of_ones_own_does_not_know_of_the_others() -> None:
    own = Redactor()
    text = REGISTERED.encode()
    assert own.write(text) + own.finish() == text
    of_process = Redactor.of_process()
    before = of_process.masked
    assert REGISTERED.encode() not in of_process.write(text) + of_process.finish()
    assert of_process.masked == before + 1
    assert any(masked.what == "registered" for masked in of_process.report())


class Log:
    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.records: list[logging.LogRecord] = []
        handler = logging.StreamHandler(self.stream)
        handler.setFormatter(logging.Formatter("%(message)s %(token)s", defaults={"token": ""}))
        handler.addFilter(RedactingFilter())
        handler.addFilter(lambda record: self.records.append(record) or True)
        self.logger = logging.Logger("connectify.test")
        self.logger.addHandler(handler)

    @property
    def text(self) -> str:
        return self.stream.getvalue()


@pytest.fixture
def log() -> Iterator[Log]:
    yield Log()


def test_a_message_and_its_arguments_are_masked(log: Log) -> None:
    log.logger.info("the %s is %s", "key", REGISTERED)
    log.logger.info(f"{BEARER} and {KEY}")
    log.logger.info("plain %d", 7)
    assert REGISTERED not in log.text and KEY not in log.text and "abcdefghij" not in log.text
    assert "the key is [REDACTED:sha256:" in log.text
    assert "plain 7" in log.text


def test_a_plain_record_is_left_alone(log: Log) -> None:
    log.logger.info("plain %d", 7)
    assert log.records[0].args == (7,)


def test_exceptions_stacks_and_extras_are_masked(log: Log) -> None:
    try:
        raise ValueError(f"bad {REGISTERED}")
    except ValueError:
        log.logger.exception("failed", extra={"token": REGISTERED, "number": 5})
    log.logger.info("stack", stack_info=True)  # a line of source with Vq8.registered-by-the-test.7Zt
    assert REGISTERED not in log.text
    assert "ValueError: bad [REDACTED:sha256:" in log.text
    assert "Stack (most recent call last)" in log.text
    record = log.records[0]
    assert record.exc_info is None  # nobody formats the exception anew
    assert record.__dict__["number"] == 5
    assert REGISTERED not in repr(record.__dict__)


def test_arguments_that_do_not_fit_are_masked_too(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    log.logger.info("%d of %d", REGISTERED)
    assert REGISTERED not in log.text + capsys.readouterr().err
    assert "%d of %d" in log.text
