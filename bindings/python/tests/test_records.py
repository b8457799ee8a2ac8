"""What is told of calls to Python's logging."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sandbox import Sandbox

import connectify
from connectify import AsyncConnectifySDK, ConnectifySDK
from connectify._records import CallRecords


class Kept(logging.Handler):
    """Keeps records, and on which thread each came."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []
        self.threads: set[int] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        self.threads.add(threading.get_ident())

    def text(self) -> str:
        return "\n".join(f"{record.getMessage()} {record.__dict__!r}" for record in self.records)


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept()
    logger = logging.getLogger("connectify")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def fields(record: logging.LogRecord) -> dict[str, Any]:
    return vars(record)


def test_a_call_is_told_with_its_fields(sandbox: Sandbox, kept: Kept) -> None:
    with ConnectifySDK(**sandbox.settings, log_level="INFO") as sdk:
        response = sdk.devices.get("dev_0001").response
    (record,) = kept.records
    told = fields(record)
    assert response is not None and response.attempts == 1
    assert (record.name, record.levelno, told["operation"], told["http_status"], told["retries"]) == (
        "connectify", logging.INFO, "devices.get", 200, 0,
    )
    assert told["request_id"] == response.request_id
    assert 0 < told["duration_ms"] < 20_000
    assert record.getMessage().startswith("devices.get answered 200 in ")
    assert kept.threads == {threading.get_ident()}


def test_by_default_only_failures_are_told(sandbox: Sandbox, kept: Kept) -> None:
    with ConnectifySDK(**sandbox.settings) as sdk:
        sdk.devices.get("dev_0001")
        with pytest.raises(connectify.NotFoundError) as caught:
            sdk.devices.get("dev_9999")
    (record,) = kept.records
    told = fields(record)
    assert (record.levelno, told["error"], told["http_status"]) == (logging.WARNING, "not_found", 404)
    assert told["request_id"] == caught.value.request_id and caught.value.attempts == 1
    assert str(caught.value) in record.getMessage()


def test_retries_are_counted(sandbox: Sandbox, closed_url: str, kept: Kept) -> None:
    with ConnectifySDK(**sandbox.settings, base_url=closed_url, max_retries=1) as sdk:
        with pytest.raises(connectify.ConnectionError) as caught:
            sdk.devices.get("dev_0001")
    assert caught.value.attempts == 2
    (record,) = kept.records
    assert (fields(record)["retries"], fields(record)["http_status"]) == (1, None)
    assert "after 1 retries" in record.getMessage()


def test_each_page_of_a_list_is_a_call(sandbox: Sandbox, kept: Kept) -> None:
    with ConnectifySDK(**sandbox.settings, log_level="INFO") as sdk:
        assert len(list(sdk.devices.list(limit=20))) == 52
    assert [fields(record)["operation"] for record in kept.records] == ["devices.list"] * 3


def test_debug_shows_arguments_and_answers(sandbox: Sandbox, kept: Kept) -> None:
    with ConnectifySDK(**sandbox.settings, debug=True) as sdk:
        sdk.devices.get("dev_0001")
        with pytest.raises(connectify.NotFoundError):
            sdk.devices.get("dev_9999")
    levels = [record.levelno for record in kept.records]
    assert levels == [logging.DEBUG, logging.INFO, logging.DEBUG, logging.WARNING]
    shown = kept.records[0].getMessage()
    assert '"dev_0001"' in shown and '"capabilities"' in shown


def test_the_level_comes_from_the_environment(
    sandbox: Sandbox, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value, told in (("LOG_LEVEL", "info", 1), ("LOG_LEVEL", "ERROR", 0), ("DEBUG", "true", 2)):
        kept.records.clear()
        with monkeypatch.context() as settings:
            settings.setenv(f"CONNECTIFY_{name}", value)
            with ConnectifySDK(**sandbox.settings) as sdk:
                sdk.devices.get("dev_0001")
        assert len(kept.records) == told, (name, value)


def test_a_level_of_the_programs_own_holds(sandbox: Sandbox, kept: Kept) -> None:
    with ConnectifySDK(**sandbox.settings, debug=True) as sdk:
        logging.getLogger("connectify").setLevel(logging.INFO)
        sdk.devices.get("dev_0001")
        assert [record.levelno for record in kept.records] == [logging.INFO]
        logging.disable(logging.CRITICAL)
        try:
            sdk.devices.get("dev_0001")
        finally:
            logging.disable(logging.NOTSET)
    assert len(kept.records) == 1


async def test_the_same_in_asyncio_on_the_loops_thread(sandbox: Sandbox, kept: Kept) -> None:
    async with AsyncConnectifySDK(**sandbox.settings, log_level="INFO") as sdk:
        await sdk.devices.get("dev_0001")
        with pytest.raises(connectify.ValidationError):
            await sdk.devices.register(name="<b>", type="light")
        assert len([device async for device in sdk.devices.list(limit=20)]) == 52
    told = [(record.levelno, fields(record)["operation"]) for record in kept.records]
    assert told == [
        (logging.INFO, "devices.get"), (logging.WARNING, "devices.register"), *[(logging.INFO, "devices.list")] * 3,
    ]
    assert kept.threads == {threading.get_ident()}


def test_no_record_holds_a_secret_or_a_line_of_its_own(own_sandbox: Sandbox, kept: Kept) -> None:
    with ConnectifySDK(**own_sandbox.settings, debug=True) as sdk:
        made = sdk.keys.create(name="telling", scopes=["devices:read"])
        hook = sdk.webhooks.create(url="https://example.com/hook", events=["device.updated"])
        with pytest.raises(connectify.ValidationError):
            sdk.devices.register(name="forged\nERROR line", type="light")
        with made.key.reveal() as key, hook.secret.reveal() as secret:
            values = [bytes(key).decode(), bytes(secret).decode()]
        with pytest.raises(connectify.NotFoundError):
            sdk.devices.get(values[0])
    shown = kept.text()
    assert len(kept.records) == 8
    for value in (*values, own_sandbox.state["api_key"], own_sandbox.state["api_secret"]):
        assert str(value) not in shown
    assert all("\n" not in record.getMessage() for record in kept.records)


def test_what_the_service_says_stays_one_line(sandbox: Sandbox, kept: Kept) -> None:
    error = connectify.NotFoundError("There is none.\r\nERROR forged\x1b[31m")
    error.request_id = "req_1\nERROR forged"
    with ConnectifySDK(**sandbox.settings) as sdk:
        CallRecords(sdk._client).failed("devices.get", 0.1, b"{}", error)
    (record,) = kept.records
    for text in (record.getMessage(), str(fields(record)["request_id"])):
        assert not set(text) & {"\r", "\n", "\x1b"}


def test_a_secret_is_masked_before_a_long_text_is_cut(sandbox: Sandbox, kept: Kept) -> None:
    key = sandbox.key("reader")
    answer = ("x" * 8100 + f' "{key}" ' + "x" * 20_000, 200, "req_1", 1)
    for shift in range(0, 60, 7):
        with ConnectifySDK(**sandbox.settings, debug=True) as sdk:
            CallRecords(sdk._client).answered("devices.get", 0.1, b"{}", ("y" * shift + answer[0], *answer[1:]))
    told = [record.getMessage() for record in kept.records if record.levelno == logging.DEBUG]
    assert all(text.endswith(" characters)") and len(text) < 8400 for text in told)
    assert not any(key[:20] in text for text in told)


def test_nothing_is_written_where_nobody_set_up_logging(sandbox: Sandbox) -> None:
    program = (
        "import connectify, sys\n"
        "sdk = connectify.ConnectifySDK()\n"
        "sdk.status.ping()\n"
        "assert 'logging' not in sys.modules\n"
        "import logging\n"
        "try:\n"
        "    sdk.devices.get('dev_9999')\n"
        "except connectify.NotFoundError:\n"
        "    pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=sandbox.environment, capture_output=True, text=True, timeout=30
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
