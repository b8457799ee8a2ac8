"""Waiting for the library: on the caller's own thread, or on another one while an event loop runs."""

from __future__ import annotations

from ._load import native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Result = TypeVar("Result")


def cancelled(error: native.Cancelled) -> BaseException:
    """What the package raises for a call that was cancelled."""
    if native.thread_is_ending():
        # A daemon thread, whose process is at its end: importing now would meet the interpreter's clean-up.
        return SystemExit()
    from ._cancelled import CancelledError

    return CancelledError(str(error))


def wait(work: Callable[[], Result]) -> Result:
    """Does work that waits."""
    try:
        return work()
    except native.Cancelled as error:
        raise cancelled(error) from None


async def wait_in_thread(work: Callable[[native.Cancel], Result]) -> Result:
    """Does work that waits on a thread of asyncio's own; cancelling the task ends it by the switch it is given."""
    import asyncio

    switch = native.Cancel()
    try:
        return await asyncio.to_thread(wait, lambda: work(switch))
    except asyncio.CancelledError:
        switch.trigger()
        raise
