"""How the generated operations reach the library: one class that waits on its thread, one that waits in asyncio."""

from __future__ import annotations

from time import perf_counter

from ._errors import ConnectifyError
from ._json import decode, encode_arguments
from ._load import native
from ._models import Response
from ._pages import AsyncPager, AsyncPages, Pager, Pages
from ._records import CallRecords
from ._waiting import wait

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Protocol, TypeVar

    from ._bridge import Bridge
    from ._pages import Item, Page
    from ._streams import AsyncEventStream, EventStream

    Answer = tuple[str, int, str, int]
    Arguments = Mapping[str, object]
    T = TypeVar("T", covariant=True)
    Given = TypeVar("Given", Answer, Answer | None)

    class Parse(Protocol[T]):
        """Makes a model of an answer."""

        def __call__(self, data: Mapping[str, object], response: Response) -> T: ...


def _parsed(parse: Parse[T], answer: Answer) -> T:
    text, http_status, request_id, attempts = answer
    return parse(decode(text), Response(http_status, request_id, text, attempts))


def _options(timeout: float | None, idempotency_key: str | None) -> dict[str, str]:
    options = {}
    if timeout is not None:
        options["timeout"] = str(timeout)
    if idempotency_key is not None:
        options["idempotency_key"] = idempotency_key
    return options


class _Open:
    """A client until it is closed."""

    def __init__(self, client: native.Client) -> None:
        self._client = client
        self._records = CallRecords(client)
        self.closed = False

    @property
    def client(self) -> native.Client:
        if self.closed:
            raise RuntimeError("this client is closed: make a new one, or close it later")
        return self._client

    def close(self) -> None:
        self.closed = True
        self._client.close()


class Caller(_Open):
    """Calls and waits."""

    def call(
        self,
        operation: str,
        arguments: Arguments,
        parse: Parse[T],
        *,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> T:
        client = self.client
        body = encode_arguments(arguments)
        options = _options(timeout, idempotency_key)
        return _parsed(parse, self._recorded(operation, body, lambda: client.call(operation, body, options)))

    def list(
        self,
        operation: str,
        arguments: Arguments,
        parse: Parse[Page],
        items_of: Callable[[Page], Sequence[Item]],
        *,
        timeout: float | None = None,
    ) -> Pager[Item, Page]:
        body = encode_arguments(arguments)
        walk = native.Pages(self.client, operation, body, _options(timeout, None))

        def fetch() -> Page | None:
            answer = self._recorded(operation, body, walk.next)
            return None if answer is None else _parsed(parse, answer)

        return Pager(Pages(fetch), items_of)

    def stream(
        self, operation: str, parse: Parse[T], *, last_event_id: str | None, timeout: float | None
    ) -> EventStream[T]:
        from ._streams import EventStream

        stream = native.EventStream(self.client, operation, last_event_id or "", _options(timeout, None))
        return EventStream(stream, lambda answer: _parsed(parse, answer))

    def _recorded(self, operation: str, body: bytes, work: Callable[[], Given]) -> Given:
        """Does work that waits for an answer, and tells of it."""
        began = perf_counter()
        try:
            answer = wait(work)
        except ConnectifyError as error:
            self._records.failed(operation, perf_counter() - began, body, error)
            raise
        if answer is not None:
            self._records.answered(operation, perf_counter() - began, body, answer)
        return answer


class AsyncCaller(_Open):
    """Calls, and lets the event loop run until the answer is there."""

    async def call(
        self,
        operation: str,
        arguments: Arguments,
        parse: Parse[T],
        *,
        timeout: float | None = None,
        idempotency_key: str | None = None,
    ) -> T:
        from ._bridge import Bridge

        body = encode_arguments(arguments)
        options = _options(timeout, idempotency_key)
        bridge = Bridge.of_running_loop()
        client = self.client
        answer = await self._recorded(
            operation, body, bridge, client, lambda: client.submit(operation, body, bridge.queue, options)
        )
        assert answer is not None  # a call has one
        return _parsed(parse, answer)

    def list(
        self,
        operation: str,
        arguments: Arguments,
        parse: Parse[Page],
        items_of: Callable[[Page], Sequence[Item]],
        *,
        timeout: float | None = None,
    ) -> AsyncPager[Item, Page]:
        client = self.client
        body = encode_arguments(arguments)
        walk = native.Pages(client, operation, body, _options(timeout, None))

        async def fetch() -> Page | None:
            from ._bridge import Bridge

            bridge = Bridge.of_running_loop()
            answer = await self._recorded(operation, body, bridge, client, lambda: walk.submit(bridge.queue))
            return None if answer is None else _parsed(parse, answer)

        return AsyncPager(AsyncPages(fetch), items_of)

    def stream(
        self, operation: str, parse: Parse[T], *, last_event_id: str | None, timeout: float | None
    ) -> AsyncEventStream[T]:
        from ._streams import AsyncEventStream

        stream = native.EventStream(self.client, operation, last_event_id or "", _options(timeout, None))
        return AsyncEventStream(stream, lambda answer: _parsed(parse, answer))

    async def _recorded(
        self, operation: str, body: bytes, bridge: Bridge, client: native.Client, submit: Callable[[], int | None]
    ) -> Answer | None:
        """Begins a call, waits for its answer, and tells of it; None if there was nothing to begin."""
        began = perf_counter()
        try:
            id = submit()
            if id is None:
                return None
            answer = await bridge.completion(client, id)
        except ConnectifyError as error:
            self._records.failed(operation, perf_counter() - began, body, error)
            raise
        self._records.answered(operation, perf_counter() - began, body, answer)
        return answer
