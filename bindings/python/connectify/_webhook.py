"""Webhooks: telling the platform's deliveries from all others."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone

from ._config import as_text
from ._json import decode
from ._load import native
from ._secret import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class SupportsItems(Protocol):
        """Headers as most frameworks have them."""

        def items(self) -> Iterable[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """What a delivery that can be believed says about itself."""

    id: str | None
    type: str | None
    """Such as "device.connected"."""
    signed_at: datetime | None
    verified_at: datetime


class WebhookVerifier:
    """Tells the platform's deliveries from all others, and from those that came before.

        verifier = WebhookVerifier(secret)
        event = verifier.verify(request.get_data(), request.headers)

    Make one for each endpoint and keep it: it remembers which events it let through. Any number of threads may use one.
    WebhookWSGIMiddleware and WebhookASGIMiddleware do all of it for an application.
    """

    def __init__(
        self,
        *secrets: str | Secret,
        secret_files: Iterable[str | os.PathLike[str]] = (),
        tolerance: int | None = None,
        allow_missing_timestamp: bool | None = None,
        replay_capacity: int | None = None,
        max_body: int | None = None,
    ) -> None:
        """The webhook's secret and, while it is rolled, the one before; from files if nobody else may read them.

        `tolerance`: by how many seconds a delivery may be older or newer. `allow_missing_timestamp`: whether one passes
        when nothing that was signed says when. `replay_capacity`: how many events are remembered. `max_body`: in bytes.

        Raises ConfigurationError for a secret that cannot be one, ValidationError for another value.
        """
        self._native = native.WebhookVerifier()
        for secret in secrets:
            held = secret if isinstance(secret, Secret) else Secret(secret)
            self._native.add_secret(held._native)
        for file in secret_files:
            self._native.add_secret_file(os.fspath(file))
        settings = {
            "tolerance": tolerance,
            "allow_missing_timestamp": allow_missing_timestamp,
            "replay_capacity": replay_capacity,
            "max_body": max_body,
        }
        for name, value in settings.items():
            if value is not None:
                self._native.set(name, as_text(name, value))

    @property
    def max_body(self) -> int:
        """How many bytes of a body have to be read at most: one that is longer is refused, whatever follows."""
        return self._native.max_body()

    def verify(
        self, body: bytes, headers: SupportsItems | Iterable[tuple[str, str]], *, at: datetime | None = None
    ) -> WebhookEvent:
        """What the delivery says about itself. Give the body as it came, before anything parsed it, and all headers.

        `at` is the time to judge by instead of now. Raises ValidationError for a delivery that is not to be believed:
        `rule` says why, and webhook_status() what to answer.
        """
        pairs = list(headers.items() if hasattr(headers, "items") else headers)
        event = decode(self._native.verify(body, pairs, None if at is None else int(at.timestamp())))
        return WebhookEvent(event["id"], event["type"], _time(event["signed_at"]), datetime_of(event["verified_at"]))

    def __reduce__(self) -> str:
        raise TypeError("a WebhookVerifier cannot be pickled: it holds secrets; make one in each process")


def webhook_status(rule: str | None) -> int:
    """The HTTP status to answer a delivery with that was refused by this rule."""
    return native.webhook_status(rule or "")


def datetime_of(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime_of(seconds)
