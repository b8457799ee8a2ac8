"""How the generated operations reach the library: one class that waits on its thread, one that waits in asyncio."""

from __future__ import annotations

from ._json import decode, encode_arguments
from ._load import native
from ._models import Response
from ._pages import AsyncPager, AsyncPages, Pager, Pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Protocol, TypeVar

    from ._pages import Item, Page
    from ._streams import AsyncEventStream, EventStream

    Arguments = Mapping[str, object]
    T = TypeVar("T", covariant=True)

    class Parse(Protocol[T]):
        """Makes a model of an answer."""

        def __call__(self, data: Mapping[str, object], response: Response) -> T: ...


def _parsed(parse: Parse[T], answer: tuple[str, int, str]) -> T:
    text, http_status, request_id = answer
    return parse(decode(text), Response(http_status, request_id, text))


def _options(timeout: float | None, idempotency_key: str | None) -> dict[str, str]:
    options = {}
    if timeout is not None:
        options["timeout"] = str(timeout)
    if idempotency_key is not None:
        options["idempotency_key"] = idempotency_key
    return options


def _cancelled(error: native.Cancelled) -> BaseException:
    if native.thread_is_ending():
        # A daemon thread, whose process is at its end: importing now would meet the interpreter's clean-up.
        return SystemExit()
    from ._cancelled import CancelledError

    return CancelledError(str(error))


class _Open:
    """A client until it is closed."""

    def __init__(self, client: native.Client) -> None:
        self._client = client
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
        body = encode_arguments(arguments)
        options = _options(timeout, idempotency_key)
        try:
            answer = self.client.call(operation, body, options)
        except native.Cancelled as error:
            raise _cancelled(error) from None
        return _parsed(parse, answer)

    def list(
        self,
        operation: str,
        arguments: Arguments,
        parse: Parse[Page],
        items_of: Callable[[Page], Sequence[Item]],
        *,
        timeout: float | None = None,
    ) -> Pager[Item, Page]:
        walk = native.Pages(self.client, operation, encode_arguments(arguments), _options(timeout, None))

        def fetch() -> Page | None:
            try:
                answer = walk.next()
            except native.Cancelled as error:
                raise _cancelled(error) from None
            return None if answer is None else _parsed(parse, answer)

        return Pager(Pages(fetch), items_of)


    def stream(
        self, operation: str, parse: Parse[T], *, last_event_id: str | None, timeout: float | None
    ) -> EventStream[T]:
        from ._streams import EventStream

        stream = native.EventStream(self.client, operation, last_event_id or "", _options(timeout, None))
        return EventStream(stream, lambda answer: _parsed(parse, answer))


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
        id = client.submit(operation, body, bridge.queue, options)
        return _parsed(parse, await bridge.completion(client, id))

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
        walk = native.Pages(client, operation, encode_arguments(arguments), _options(timeout, None))

        async def fetch() -> Page | None:
            from ._bridge import Bridge

            bridge = Bridge.of_running_loop()
            id = walk.submit(bridge.queue)
            return None if id is None else _parsed(parse, await bridge.completion(client, id))

        return AsyncPager(AsyncPages(fetch), items_of)

    def stream(
        self, operation: str, parse: Parse[T], *, last_event_id: str | None, timeout: float | None
    ) -> AsyncEventStream[T]:
        from ._streams import AsyncEventStream

        stream = native.EventStream(self.client, operation, last_event_id or "", _options(timeout, None))
        return AsyncEventStream(stream, lambda answer: _parsed(parse, answer))
