"""TLS: what a server offers, and how certificates are judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ._json import decode
from ._load import native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


@dataclass(frozen=True, slots=True)
class TlsCertificate:
    """A certificate of a chain."""

    subject: str
    issuer: str
    not_before: str
    not_after: str
    pin: str
    """What would pin it, for the setting `tls_pins`."""


@dataclass(frozen=True, slots=True)
class TlsRule:
    """A rule of every connection, and whether the server keeps it."""

    rule: str
    passed: bool
    message: str
    """What is wrong and the cure; empty where it is kept."""


@dataclass(frozen=True, slots=True)
class TlsReport:
    """What a server offers, and which rules it keeps."""

    host: str
    port: int
    passed: bool
    """Whether all rules are kept."""
    version: str
    """Such as "TLSv1.3"; empty where no handshake could be agreed on."""
    cipher: str
    group: str
    days_left: int
    """Until the server's certificate ends."""
    resumption: bool
    chain: tuple[TlsCertificate, ...]
    """The server's certificate first."""
    pins: tuple[str, ...]
    rules: tuple[TlsRule, ...]


def read_report(json: str) -> TlsReport:
    told = decode(json)
    return TlsReport(
        host=told["host"],
        port=told["port"],
        passed=told["passed"],
        version=told["version"],
        cipher=told["cipher"],
        group=told["group"],
        days_left=told["days_left"],
        resumption=told["resumption"],
        chain=_chain(told),
        pins=tuple(told["pins"]),
        rules=tuple(TlsRule(each["rule"], each["passed"], each["message"]) for each in told["rules"]),
    )


def tls_probe(host: str, port: int = 443, **settings: object) -> TlsReport:
    """Connects to a server as a client with these settings would, and tells what it met. No application data is sent.

    A broken rule is no error: see TlsReport.passed. Raises ConnectionError or TimeoutError of this package where there
    is no server, ConfigurationError for a setting.
    """
    from ._config import make_config

    return read_report(native.tls_probe(make_config(settings), host, port))


def tls_judge(
    chain: bytes, authorities: bytes, name: str, *, at: datetime | None = None, crls: bytes = b""
) -> tuple[TlsCertificate, ...]:
    """Judges a stored chain as a live connection would, and gives the path that was accepted, leaf first.

    All but the name of the server are in PEM form: its certificate with its intermediates, the trusted certificates,
    and revocation lists, one for each issuer; without any, revocation is not judged. Raises TlsError, with the `rule`.
    """
    from time import time

    seconds = int(time() if at is None else at.timestamp())
    return _chain(decode(native.tls_judge(chain, authorities, name, seconds, crls)))


def _chain(told: Mapping[str, Any]) -> tuple[TlsCertificate, ...]:
    return tuple(
        TlsCertificate(each["subject"], each["issuer"], each["not_before"], each["not_after"], each["pin"])
        for each in told["chain"]
    )
