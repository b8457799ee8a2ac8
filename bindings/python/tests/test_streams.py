"""Events as they happen, from a real sandbox."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox import Sandbox, running_sandbox

import connectify
from connectify import AsyncConnectifySDK, ConnectifySDK


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path, "--key", "deaf=devices:read") as running:
        yield running


def test_events_come_as_they_are_sent(own: Sandbox) -> None:
    with ConnectifySDK(**own.settings) as sdk, sdk.events.stream() as stream:
        assert stream.next(timeout=0.3) is None
        sent = [sdk.events.send(type="device.updated", data={"n": n}) for n in range(3)]
        got = [next(stream) for _ in sent]
        assert [event.id for event in got] == [event.id for event in sent]
        assert got[2].data == {"n": 2}
        assert stream.last_event_id == sent[2].id


def test_a_stream_goes_on_after_an_event(own: Sandbox) -> None:
    with ConnectifySDK(**own.settings) as sdk:
        sent = [sdk.events.send(type="device.updated").id for _ in range(4)]
        with sdk.events.stream(last_event_id=sent[1]) as stream:
            assert [next(stream).id, next(stream).id] == sent[2:]


def test_closing_ends_the_iteration(own: Sandbox) -> None:
    with ConnectifySDK(**own.settings) as sdk, sdk.events.stream() as stream:
        threading.Timer(0.2, stream.close).start()
        assert list(stream) == []


def test_a_missing_scope_ends_the_stream(own: Sandbox) -> None:
    with ConnectifySDK(**own.settings, api_key=own.key("deaf")) as sdk, sdk.events.stream() as stream:
        with pytest.raises(connectify.PermissionDeniedError):
            next(stream)


def test_ctrl_c_ends_the_wait(own: Sandbox) -> None:
    with ConnectifySDK(**own.settings) as sdk, sdk.events.stream() as stream:
        threading.Timer(0.3, signal.raise_signal, (signal.SIGINT,)).start()
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            next(stream)
        assert time.monotonic() - began < 5


async def test_the_loop_runs_while_a_stream_waits(own: Sandbox) -> None:
    async with AsyncConnectifySDK(**own.settings) as sdk, sdk.events.stream() as stream:

        async def send() -> list[str]:
            await asyncio.sleep(0.3)
            return [(await sdk.events.send(type="device.updated")).id for _ in range(3)]

        sending = asyncio.create_task(send())
        got = []
        async for event in stream:
            got.append(event.id)
            if len(got) == 3:
                stream.close()
        assert got == await sending
