"""Webhooks: the verifier, and the middleware for WSGI and ASGI applications."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import pickle
import time
from pathlib import Path
from typing import Any

import pytest

from connectify import (
    ConfigurationError,
    Secret,
    ValidationError,
    WebhookASGIMiddleware,
    WebhookEvent,
    WebhookVerifier,
    WebhookWSGIMiddleware,
    webhook_status,
)

SECRET = "cfy_whsec_test_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa398A9g"
BODY = json.dumps({"id": "evt_1", "type": "device.connected", "data": {"name": "Küche"}}).encode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    now = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Connectify-Signature": f"t={now},v1={digest}", "X-Connectify-Timestamp": now}


@pytest.mark.parametrize("headers", [signed(BODY), list(signed(BODY).items())])
def test_headers_may_be_a_mapping_or_pairs(headers: Any) -> None:
    event = WebhookVerifier(Secret(SECRET)).verify(BODY, headers)
    assert (event.id, event.type) == ("evt_1", "device.connected")
    assert event.signed_at is not None and event.signed_at <= event.verified_at


def test_a_body_that_was_decoded_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        WebhookVerifier(SECRET).verify(BODY.decode(), signed(BODY))  # type: ignore[arg-type]


def test_the_settings_reach_the_verifier(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    file.chmod(0o600)
    verifier = WebhookVerifier(secret_files=[file], tolerance=5, max_body=len(BODY), replay_capacity=1)
    assert verifier.max_body == len(BODY)
    verifier.verify(BODY, signed(BODY))
    with pytest.raises(ValidationError) as refused:
        verifier.verify(b'{"id":"2"}', signed(b'{"id":"2"}'))
    assert refused.value.rule == "replay_cache_full"
    with pytest.raises(ValidationError):
        WebhookVerifier(SECRET, tolerance=0)
    with pytest.raises(ConfigurationError):
        WebhookVerifier("cfy_whsec_test_cut")
    with pytest.raises(ConfigurationError):
        WebhookVerifier(SECRET, "second", "third")
    assert WebhookVerifier(SECRET, allow_missing_timestamp=True).verify(b"{}", plain(b"{}")).signed_at is None


def plain(body: bytes) -> dict[str, str]:
    return {"x-connectify-signature": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}


def test_a_verifier_is_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(WebhookVerifier(SECRET))


def test_the_status_of_a_refusal() -> None:
    assert [webhook_status(rule) for rule in (None, "replayed", "mismatch", "too_large")] == [200, 200, 400, 413]


class WSGI:
    """A server and an application behind the middleware."""

    def __init__(self, **settings: Any) -> None:
        self.seen: list[tuple[WebhookEvent, bytes]] = []
        self.middleware = WebhookWSGIMiddleware(self.app, WebhookVerifier(SECRET, **settings))

    def app(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        length = int(environ["CONTENT_LENGTH"])
        self.seen.append((environ["connectify.webhook"], environ["wsgi.input"].read(length)))
        start_response("204 No Content", [])
        return []

    def post(self, body: bytes, headers: dict[str, str], **environ: Any) -> int:
        status = []
        names = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}
        request = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": Input(body), **names, **environ}
        self.answer = b"".join(self.middleware(request, lambda line, headers, *_: status.append(line)))  # type: ignore
        return int(status[0].split()[0])


class Input(io.BytesIO):
    """Gives a few bytes at a time, as a socket may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(7, size) if size is not None and size >= 0 else 7)


def test_wsgi_lets_a_delivery_through_once() -> None:
    server = WSGI()
    headers = signed(BODY)
    assert server.post(BODY, headers) == 204
    assert server.post(BODY, headers) == 200  # it was taken care of
    assert [(event.id, body) for event, body in server.seen] == [("evt_1", BODY)]


def test_wsgi_keeps_out_what_is_not_to_be_believed() -> None:
    server = WSGI(max_body=len(BODY))
    assert server.post(BODY + b" ", signed(BODY)) == 413
    assert server.post(BODY[:-1], signed(BODY)) == 400
    assert server.answer == b"mismatch\n"
    assert server.post(BODY, {}) == 400
    assert server.post(BODY, signed(BODY), CONTENT_LENGTH="") == 400
    assert server.post(BODY, signed(BODY), CONTENT_LENGTH="-1") == 400
    assert server.seen == []
    chunked = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    assert server.post(BODY, signed(BODY), **chunked) == 204


def test_wsgi_reads_no_more_than_it_may() -> None:
    server = WSGI(max_body=10)
    stream = Input(b"x" * 1000)
    assert server.post(b"", signed(BODY), **{"CONTENT_LENGTH": "1000", "wsgi.input": stream}) == 413
    assert stream.tell() == 11


class ASGI:
    def __init__(self, **settings: Any) -> None:
        self.seen: list[tuple[WebhookEvent, bytes]] = []
        self.sent: list[dict[str, Any]] = []
        self.scopes: list[str] = []
        self.middleware = WebhookASGIMiddleware(self.app, WebhookVerifier(SECRET, **settings))

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        self.scopes.append(scope["type"])
        if scope["type"] == "http":
            message = await receive()
            assert not message["more_body"]
            self.seen.append((scope["connectify.webhook"], message["body"]))
            assert (await receive())["type"] == "http.disconnect"
            await send({"type": "http.response.start", "status": 204, "headers": []})

    def post(self, pieces: list[bytes], headers: dict[str, str], kind: str = "http") -> int | None:
        messages: list[Any] = [
            {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
            for number, piece in enumerate(pieces, 1)
        ]
        messages.append({"type": "http.disconnect"})
        self.sent = []

        async def receive() -> Any:
            return messages.pop(0)

        async def send(message: Any) -> None:
            self.sent.append(message)

        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        asyncio.run(self.middleware({"type": kind, "headers": raw}, receive, send))
        self.unread = len(messages)
        return self.sent[0].get("status") if self.sent else None


def test_asgi_lets_a_delivery_through_once() -> None:
    server = ASGI()
    headers = signed(BODY)
    assert server.post([BODY[:5], b"", BODY[5:]], headers) == 204
    assert server.post([BODY], headers) == 200
    assert [(event.id, body) for event, body in server.seen] == [("evt_1", BODY)]


def test_asgi_keeps_out_what_is_not_to_be_believed() -> None:
    server = ASGI(max_body=len(BODY))
    assert server.post([BODY[:-1]], signed(BODY)) == 400
    assert server.sent[1]["body"] == b"mismatch\n"
    assert server.post([BODY, b" ", b" " * 100], signed(BODY)) == 413
    assert server.unread == 2  # the last piece, and the end
    assert server.post([], signed(BODY)) is None  # the sender has gone
    assert server.post([BODY], signed(BODY), kind="websocket") is None
    assert server.sent == [{"type": "websocket.close"}]
    assert server.seen == []
    assert server.post([], {}, kind="lifespan") is None
    assert server.scopes == ["lifespan"]
