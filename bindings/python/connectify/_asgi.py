"""Webhooks in an ASGI 3 application."""

from __future__ import annotations

from ._webhook import WebhookVerifier, webhook_status
from .generated.exceptions import ValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from typing import Any

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Message, Receive, Send], Awaitable[None]]


class WebhookASGIMiddleware:
    """Lets the platform's deliveries through to an application, and answers all others itself.

        app.mount("/webhooks", WebhookASGIMiddleware(handler, WebhookVerifier(secret)))

    The application finds the WebhookEvent in `scope["connectify.webhook"]`, and receives the body as ever.
    """

    def __init__(self, app: Application, verifier: WebhookVerifier) -> None:
        self._app = app
        self._verifier = verifier

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": f"{scope['type']}.close"})
        elif (body := await _read_body(receive, self._verifier.max_body)) is not None:
            await self._deliver(scope, body, receive, send)

    async def _deliver(self, scope: Message, body: bytes, receive: Receive, send: Send) -> None:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        try:
            event = self._verifier.verify(body, headers)
        except ValidationError as refused:
            await _answer(send, webhook_status(refused.rule), f"{refused.rule}\n".encode())
            return
        unread = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return unread.pop() if unread else await receive()

        await self._app({**scope, "connectify.webhook": event}, replay, send)


async def _read_body(receive: Receive, most: int) -> bytes | None:
    """The body, or as much of it as is too much; None if the sender has gone."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False) or len(body) > most:
            return body


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
