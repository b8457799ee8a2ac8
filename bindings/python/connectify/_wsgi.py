"""Webhooks in a WSGI application (PEP 3333)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from http import HTTPStatus

from ._webhook import WebhookVerifier, webhook_status
from .generated.exceptions import ValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class WebhookWSGIMiddleware:
    """Lets the platform's deliveries through to an application, and answers all others itself.

        app.wsgi_app = WebhookWSGIMiddleware(app.wsgi_app, WebhookVerifier(secret))

    The application finds the WebhookEvent in `environ["connectify.webhook"]`, and the body where it always is.
    """

    def __init__(self, app: WSGIApplication, verifier: WebhookVerifier) -> None:
        self._app = app
        self._verifier = verifier

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = _read_body(environ, self._verifier.max_body + 1)
        try:
            event = self._verifier.verify(body, _headers(environ))
        except ValidationError as refused:
            status = HTTPStatus(webhook_status(refused.rule))
            start_response(f"{status.value} {status.phrase}", [("Content-Type", "text/plain")])
            return [f"{refused.rule}\n".encode()]
        environ["connectify.webhook"] = event
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        return self._app(environ, start_response)


def _headers(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    fields = ((name, value) for name, value in environ.items() if name.startswith("HTTP_"))
    return [(name.removeprefix("HTTP_").replace("_", "-"), value) for name, value in fields]


def _read_body(environ: WSGIEnvironment, most: int) -> bytes:
    """So much of the body, or less if it ends before."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal():
        most = min(most, int(length))
    elif not environ.get("wsgi.input_terminated"):  # reading without an end would wait for more
        return b""
    body = b""
    while chunk := environ["wsgi.input"].read(most - len(body)):
        body += chunk
    return body
