"""Events as they happen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

from ._load import native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Generic, TypeVar

    Event = TypeVar("Event")

    class _Events(Iterator[Event], Generic[Event]): ...

    class _AsyncEvents(AsyncIterator[Event], Generic[Event]): ...

else:  # importing typing takes longer than a call
    Event = object
    _Events, _AsyncEvents = Iterator, AsyncIterator

Answer = tuple[str, int, str, int]


class EventStream(_Events[Event]):
    """Events as they happen: `for event in sdk.events.stream()` waits for each.

    A connection that is lost is made again, and goes on after the last event. While nobody iterates, little is read,
    and the service waits. An event that breaks its schema raises `ResponseError`, and the iteration can go on. Any
    number of threads; each event goes to one of them. Close it, or use it as a context manager, to end the connection.
    """

    def __init__(self, stream: native.EventStream, parse: Callable[[Answer], Event]) -> None:
        self._stream = stream
        self._parse = parse

    def __next__(self) -> Event:
        event = self.next()
        assert event is not None  # without a timeout it waits
        return event

    def next(self, timeout: float | None = None) -> Event | None:
        """The next event, or None if none comes in `timeout` seconds. `StopIteration` when the stream has ended."""
        try:
            answer = self._stream.next(-1 if timeout is None else int(timeout * 1000))
        except native.Cancelled:
            raise StopIteration from None
        return None if answer is None else self._parse(answer)

    @property
    def last_event_id(self) -> str:
        """Of the last event that was given: where another stream can go on, in another process too."""
        return self._stream.last_event_id()

    def close(self) -> None:
        """Ends the connection; whoever waits is let go."""
        self._stream.close()

    def __enter__(self) -> EventStream[Event]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncEventStream(_AsyncEvents[Event]):
    """Events as they happen: `async for event in sdk.events.stream()`. As `EventStream`, for one task at a time."""

    def __init__(self, stream: native.EventStream, parse: Callable[[Answer], Event]) -> None:
        self._stream = stream
        self._parse = parse

    async def __anext__(self) -> Event:
        while True:
            try:
                answer = self._stream.next(0)
            except native.Cancelled:
                raise StopAsyncIteration from None
            if answer is not None:
                return self._parse(answer)
            await self._readable()

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        came: asyncio.Future[None] = loop.create_future()
        descriptor = self._stream.descriptor()

        def wake() -> None:
            if not came.done():
                came.set_result(None)

        loop.add_reader(descriptor, wake)
        try:
            await came
        finally:
            loop.remove_reader(descriptor)

    @property
    def last_event_id(self) -> str:
        """Of the last event that was given: where another stream can go on, in another process too."""
        return self._stream.last_event_id()

    def close(self) -> None:
        """Ends the connection; the task that waits is let go."""
        self._stream.close()

    async def __aenter__(self) -> AsyncEventStream[Event]:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
