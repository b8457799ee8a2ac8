"""From the library's completions to asyncio: one queue for each event loop, which waits on the queue's descriptor."""

from __future__ import annotations

import asyncio
import os
from weakref import WeakKeyDictionary

from ._cancelled import CancelledError
from ._load import native

Answer = tuple[str, int, str, int]


class Bridge:
    """An event loop's queue, and the futures of the calls that will arrive there. Used on the loop's thread only."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.queue = native.Queue()
        self._process = os.getpid()
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        # The loop keeps the bridge by this; closing the loop ends it, before the queue's descriptor goes.
        loop.add_reader(self.queue.descriptor(), self._drain)

    @staticmethod
    def of_running_loop() -> Bridge:
        """The bridge of the loop that runs on this thread; made when first asked for."""
        loop = asyncio.get_running_loop()
        bridge = _bridges.get(loop)
        if bridge is None:
            _drop_closed_loops()
            bridge = _bridges[loop] = Bridge(loop)
        elif bridge._process != os.getpid():
            # The child shares the loop's selector with its parent: what is registered here would arrive there.
            raise RuntimeError("this event loop was made before fork(); make a new one in the child")
        return bridge

    async def completion(self, client: native.Client, id: int) -> Answer:
        """Waits for a call that was submitted to the queue; ends it if the task is cancelled."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[id] = future
        try:
            return await future
        finally:
            if id in self._waiting:
                client.cancel(id)

    def _drain(self) -> None:
        for id, answer, error in self.queue.drain():
            future = self._waiting.pop(id)
            if future.done():  # the task was cancelled
                continue
            if isinstance(error, native.Cancelled):
                future.set_exception(CancelledError(str(error)))
            elif error is not None:
                future.set_exception(error)
            elif answer is not None:
                future.set_result(answer)


_bridges: WeakKeyDictionary[asyncio.AbstractEventLoop, Bridge] = WeakKeyDictionary()


def _drop_closed_loops() -> None:
    """Calls that never ended keep their loop alive: look for those that can never run again."""
    for loop in [loop for loop in list(_bridges) if loop.is_closed()]:
        _bridges.pop(loop, None)
