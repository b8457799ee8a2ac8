"""AsyncConnectifySDK: the same in asyncio, cancelling, several loops."""

from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import os
import time
from typing import Any

import pytest
from sandbox import Sandbox

import connectify
from connectify import AsyncConnectifySDK
from connectify._bridge import Bridge, _bridges


async def test_operations(sandbox: Sandbox) -> None:
    async with AsyncConnectifySDK(**sandbox.settings) as sdk:
        assert (await sdk.status.get()).status == "connected"
        assert (await sdk.devices.get("dev_0001")).id == "dev_0001"
        with pytest.raises(connectify.NotFoundError):
            await sdk.devices.get("dev_9999")
        with pytest.raises(connectify.ValidationError):
            await sdk.devices.register(name="<b>", type="light")


async def test_a_list_gives_every_device_of_all_pages(sandbox: Sandbox) -> None:
    async with AsyncConnectifySDK(**sandbox.settings) as sdk:
        ids = [device.id async for device in sdk.devices.list(limit=20)]
        assert len(ids) == len(set(ids)) == 52
        pages = [page async for page in sdk.devices.list(limit=20).pages()]
        assert [len(page.devices) for page in pages] == [20, 20, 12]


async def test_many_calls_at_once(sandbox: Sandbox) -> None:
    async with AsyncConnectifySDK(**sandbox.settings) as sdk:
        ids = [f"dev_{number % 52 + 1:04}" for number in range(300)]
        devices = await asyncio.gather(*map(sdk.devices.get, ids))
        assert [device.id for device in devices] == ids


async def test_the_loop_runs_while_a_call_waits(silent: dict[str, Any]) -> None:
    async with AsyncConnectifySDK(**silent, timeout=0.5) as sdk:
        call = asyncio.create_task(sdk.status.ping())
        steps = 0
        while not call.done():
            await asyncio.sleep(0.01)
            steps += 1
        assert steps > 10
        with pytest.raises(connectify.TimeoutError):
            await call


async def test_cancelling_the_task_cancels_the_call(silent: dict[str, Any]) -> None:
    async with AsyncConnectifySDK(**silent) as sdk:
        began = time.monotonic()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(sdk.status.ping(), 0.2)
        waiting = Bridge.of_running_loop()._waiting
        while waiting:  # until its one completion has come
            assert time.monotonic() - began < 5
            await asyncio.sleep(0.01)


async def test_cancelled_tasks_leave_the_others_alone(sandbox: Sandbox) -> None:
    async with AsyncConnectifySDK(**sandbox.settings) as sdk:
        tasks = [asyncio.create_task(sdk.devices.get("dev_0001")) for _ in range(60)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results[::2])
        assert all(isinstance(result, connectify.Device) for result in results[1::2])


async def test_closing_ends_calls_in_flight(silent: dict[str, Any]) -> None:
    sdk = AsyncConnectifySDK(**silent)
    call = asyncio.create_task(sdk.status.ping())
    await asyncio.sleep(0.1)
    await sdk.close()
    with pytest.raises(asyncio.CancelledError):
        await call
    with pytest.raises(RuntimeError, match="closed"):
        await sdk.status.ping()


def test_one_client_in_several_loops_of_several_threads(sandbox: Sandbox) -> None:
    sdk = AsyncConnectifySDK(**sandbox.settings)

    async def calls() -> int:
        return len(await asyncio.gather(*(sdk.devices.get("dev_0001") for _ in range(20))))

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: asyncio.run(calls()), range(12))) == [20] * 12


def test_a_loop_after_another(sandbox: Sandbox) -> None:
    sdk = AsyncConnectifySDK(**sandbox.settings)
    for _ in range(3):
        assert asyncio.run(sdk.status.ping()).pong


def test_a_loop_that_ended_with_calls_in_flight_is_dropped(silent: dict[str, Any]) -> None:
    sdk = AsyncConnectifySDK(**silent)

    async def leave() -> None:
        asyncio.ensure_future(sdk.status.ping())
        await asyncio.sleep(0.05)

    descriptors = []
    for _ in range(5):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(leave())
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.close()
        gc.collect()
        descriptors.append(len(os.listdir("/proc/self/fd")))
    assert descriptors[-1] <= descriptors[1]
    assert sum(loop.is_closed() for loop in _bridges) <= 1


def test_a_loop_inherited_over_fork_is_refused(sandbox: Sandbox) -> None:
    sdk = AsyncConnectifySDK(**sandbox.settings)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(sdk.status.ping())
    child = os.fork()
    if child == 0:
        status = 1
        try:
            loop.run_until_complete(sdk.status.ping())
        except RuntimeError as error:
            if "fork" in str(error) and asyncio.run(sdk.status.ping()).pong:
                status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert loop.run_until_complete(sdk.status.ping()).pong
    loop.close()
