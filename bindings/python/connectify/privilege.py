"""Least privilege: what is needed, granted and used, and how well the six practices are kept.

    sdk.as_role("viewer")                             # a client that can do less
    sdk.explain("devices.update", "dev_cellar")       # whether a call would be sent, and why
    sdk.review(granted="devices:read events:read")    # what is granted, against what was used
    privilege.posture(offline=True).text("html")      # all six practices on one page

Scopes are those of RFC 6749 section 3.3, with the names `resource:action`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ._config import as_text, make_config
from ._json import decode, encode_json
from ._load import native
from ._models import parse_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any, Literal

__all__ = [
    "Decision",
    "PostureFinding",
    "PostureReport",
    "ReviewReport",
    "ReviewStep",
    "ScopeFinding",
    "operation_scopes",
    "posture",
]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a client would send an operation. True if it would."""

    allowed: bool
    reason: str
    """Such as "the role kitchen has devices:write, but not on dev_cellar"."""
    missing: tuple[str, ...]
    """The scopes that it lacks."""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True)
class ScopeFinding:
    """A scope that is granted, or was used."""

    scope: str
    granted: bool
    state: Literal["used", "used_once", "refused", "never_used"]
    succeeded: int
    """How often a call that needs it was let in."""
    refused: int
    """How often a call was refused for want of it."""
    last_used: date | None
    operations: tuple[str, ...]
    """Those that it was used for."""
    suggested: bool
    """Whether it is in the cheapest set of scopes that allows all that was used."""


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """A call on the way to the smaller grant."""

    operation: str
    arguments: Mapping[str, Any]
    why: str
    automatic: bool
    """Whether it may be made at once, by a program."""


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """What is granted to a credential, against what it was used for."""

    credential: str
    """Its fingerprint."""
    granted: tuple[str, ...]
    granted_from: str
    """Where that is known from."""
    window_days: int
    observed_days: int
    confidence: Literal["low", "medium", "high"]
    """How sure the review is, by the days observed."""
    exact: bool
    """Whether no cheaper set than `suggested` allows all that was used."""
    excessive: bool
    """Whether more is granted than was used."""
    scopes: tuple[ScopeFinding, ...]
    suggested: tuple[str, ...]
    scope_parameter: str
    """The same, as a login asks for it (RFC 6749 section 3.3)."""
    steps: tuple[ReviewStep, ...]
    remarks: tuple[str, ...]
    last_reviewed: datetime | None
    last_reviewer: str
    due: datetime | None
    overdue: bool
    json: str = field(repr=False)
    """All of it, as the library told it."""


@dataclass(frozen=True, slots=True)
class PostureFinding:
    """Something that could be better, or worse."""

    practice: str
    severity: str
    """`high`, `medium`, `low`, or `passed`."""
    rule: str
    subject: str
    message: str
    cure: str | None


@dataclass(frozen=True, slots=True)
class PostureReport:
    """How well the six practices are kept. No secret is in it."""

    healthy: bool
    """Whether nothing of high or medium severity was found."""
    at: datetime
    environment: str
    counts: Mapping[str, int]
    """How many findings there are of each severity."""
    findings: tuple[PostureFinding, ...]
    _native: native.Posture = field(repr=False, compare=False)

    def text(self, form: Literal["json", "sarif", "html"]) -> str:
        """The report as JSON, as SARIF 2.1.0, or as one page that fetches and runs nothing."""
        return self._native.text(form)


def operation_scopes() -> dict[str, tuple[str, ...]]:
    """The scopes that each operation needs, by its name, such as "devices.list"."""
    return {each["id"]: tuple(each["scopes"]) for each in decode(native.operations())}


def posture(
    *,
    granted: str | Sequence[str] | None = None,
    key_id: str | None = None,
    reviewer: str | None = None,
    every_credential: bool | None = None,
    offline: bool | None = None,
    window_days: int | None = None,
    scan_path: str | os.PathLike[str] | None = None,
    remember: bool | None = None,
    **settings: object,
) -> PostureReport:
    """Gathers where secrets come from and how old they are, the platform's TLS, scopes granted and used, credentials in
    files, and the audit log, and judges them. A setting that will not do, or a platform that does not answer, is a
    finding. Other threads run meanwhile; for asyncio use `asyncio.to_thread`.

    `settings` are those of ConnectifySDK; `granted` to `window_days` as for its review(). `offline`: the platform is
    not asked, nor its TLS looked at. `scan_path`: a file or folder to scan for credentials. `remember`: the run is kept
    in the setting state_folder, for the trend.

    Raises ValidationError for an option that will not do, ConfigurationError if former runs cannot be read or written.
    """
    gathered = native.Posture(make_config(settings))
    options = {
        "granted": granted,
        "key_id": key_id,
        "reviewer": reviewer,
        "every_credential": every_credential,
        "offline": offline,
        "window_days": window_days,
        "scan_path": scan_path,
        "remember": remember,
    }
    _set_all(gathered, options)
    gathered.run()
    told = decode(gathered.text("json"))
    return PostureReport(
        healthy=told["healthy"],
        at=parse_time(told["at"]),
        environment=told["environment"],
        counts=told["counts"],
        findings=tuple(_posture_finding(each) for each in told["findings"]),
        _native=gathered,
    )


def narrow(client: native.Client, role: str, roles: Mapping[str, object] | str | None) -> native.Client:
    return client.as_role(role, "" if roles is None else encode_json(roles))


def explain(client: native.Client, operation: str, resource: str | None) -> Decision:
    told = decode(client.explain(operation, resource or ""))
    return Decision(told["allowed"], told["reason"], tuple(told["missing"]))


def review(client: native.Client, options: Mapping[str, object]) -> ReviewReport:
    prepared = native.Review(client)
    _set_all(prepared, options)
    json = prepared.run()
    told = decode(json)
    return ReviewReport(
        credential=told["credential"],
        granted=tuple(told["granted"]),
        granted_from=told["granted_from"],
        window_days=told["window_days"],
        observed_days=told["observed_days"],
        confidence=told["confidence"],
        exact=told["exact"],
        excessive=told["excessive"],
        scopes=tuple(_finding(each) for each in told["scopes"]),
        suggested=tuple(told["suggested"]),
        scope_parameter=told["scope_parameter"],
        steps=tuple(
            ReviewStep(each["operation"], each["arguments"], each["why"], each["automatic"]) for each in told["steps"]
        ),
        remarks=tuple(told["remarks"]),
        last_reviewed=_time(told["last_reviewed"]),
        last_reviewer=told["last_reviewer"],
        due=_time(told["due"]),
        overdue=told["overdue"],
        json=json,
    )


def _posture_finding(told: Mapping[str, Any]) -> PostureFinding:
    return PostureFinding(
        practice=told["practice"],
        severity=told["severity"],
        rule=told["rule"],
        subject=told["subject"],
        message=told["message"],
        cure=told["cure"],
    )


def _finding(told: Mapping[str, Any]) -> ScopeFinding:
    return ScopeFinding(
        scope=told["scope"],
        granted=told["granted"],
        state=told["state"],
        succeeded=told["succeeded"],
        refused=told["refused"],
        last_used=None if told["last_used"] is None else date.fromisoformat(told["last_used"]),
        operations=tuple(told["operations"]),
        suggested=told["suggested"],
    )


def _set_all(request: native.Review | native.Posture, options: Mapping[str, object]) -> None:
    for name, value in options.items():
        if value is not None:
            request.set(name, as_text(name, value))


def _time(text: str | None) -> datetime | None:
    return None if text is None else parse_time(text)
