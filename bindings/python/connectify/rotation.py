"""Credentials that renew themselves: API keys, webhook secrets, and whatever a command makes.

    from connectify.rotation import Rotation

    rotation = Rotation(env_file=".env")
    if rotation.check().health != "fresh":
        rotation.rotate()

A new credential is made, verified by a real call, put in the place of the old one, and the old one revoked once all
programs that use it have the new one, or the overlap is over. Each step is on disk before its effect: whoever is
killed, the next run goes on from there. By the platform's policy a credential is warned of from day 30, due from day
45, and unhealthy from day 60.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ._config import as_text, make_config
from ._json import decode
from ._load import native
from ._models import parse_time
from ._secret import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from datetime import datetime
    from typing import Any, Literal

__all__ = ["AuditEvent", "AuditHistory", "Rotation", "RotationResult", "RotationStatus"]


@dataclass(frozen=True, slots=True)
class RotationStatus:
    """How a credential stands."""

    credential: str
    """Such as "api_key" or "webhook:wh_1"."""
    step: str
    """`idle`, or what an interrupted rotation does next: `creating`, `verifying`, `promoting`, `overlapping` or
    `revoking`."""
    id: str
    made: datetime
    age_days: int
    health: Literal["fresh", "aging", "due", "unhealthy"]
    due_at: datetime
    clock_behind: bool
    """Whether it was made in the future, by this machine's clock."""
    overlap_ends: datetime | None
    """Until when two of them work; None if one does."""


@dataclass(frozen=True, slots=True)
class RotationResult:
    """What a run did."""

    credential: str
    outcome: Literal["fresh", "rotated", "waiting"]
    """`fresh`: nothing was due. `waiting`: the new one is in its place, and a run after `overlap_ends` revokes the old
    one."""
    id: str
    step: str
    overlap_ends: datetime | None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """A line of the audit log. No secret is in it."""

    at: datetime
    credential: str
    action: str
    """Such as "created" or "revoked"."""
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditHistory:
    """The audit log, of all credentials in the folder of state, whose chain of hashes holds."""

    events: tuple[AuditEvent, ...]
    last_hash: str
    """Keep it elsewhere, to find out whether lines were cut off the end."""


class Rotation:
    """The rotation of one credential. Any number of threads may use one, one after another; for asyncio use
    `asyncio.to_thread(rotation.rotate)`.

    Methods that ask the platform raise what a call does; besides, ConflictError (rule `two_live`, or
    `rotation_elsewhere`: another process does it), AuthenticationError (rule `verification_failed`: the new one did not
    work and was taken back) and ConfigurationError. After any of them the next run goes on.
    """

    def __init__(
        self,
        *,
        credential: str | None = None,
        target: str | None = None,
        state: str | os.PathLike[str] | None = None,
        journal: str | None = None,
        overlap: int | None = None,
        warn_days: int | None = None,
        due_days: int | None = None,
        unhealthy_days: int | None = None,
        current_id: str | None = None,
        authority: str | Secret | None = None,
        revoke_grants: bool | None = None,
        alert_command: str | None = None,
        alert_url: str | None = None,
        **settings: object,
    ) -> None:
        """Touches nothing yet. `settings` are those of ConnectifySDK.

        `credential`: `api_key`, `webhook:ID`, or `command:PROGRAM` for any other issuer. `target`: where programs read
        it, as `file:/PATH`, `env-file:/PATH#NAME`, `json-file:/PATH#MEMBER` or `command:PROGRAM`; otherwise where the
        setting api_key comes from. `state`: the folder of journal and audit log. `journal`: a Redis that the
        rotators of several hosts share (`rediss://…`). `overlap`: for how many seconds both work. The days are the
        policy, which can be tightened and not loosened. `current_id`: which of two live keys is in use. `authority`: a
        key with keys:admin that is not rotated. `revoke_grants`: after a compromise, also what users granted.
        `alert_command`, `alert_url`: who is told, in JSON, of what fails, is due or is late.

        Raises ValidationError for an option that will not do.
        """
        options = {
            "credential": credential,
            "target": target,
            "state": state,
            "journal": journal,
            "overlap": overlap,
            "warn_days": warn_days,
            "due_days": due_days,
            "unhealthy_days": unhealthy_days,
            "current_id": current_id,
            "authority": authority,
            "revoke_grants": revoke_grants,
            "alert_command": alert_command,
            "alert_url": alert_url,
        }
        self._native = native.Rotation(make_config(settings))
        for name, value in options.items():
            if isinstance(value, Secret):
                self._native.set_secret(name, value._native)
            elif value is not None:
                self._native.set(name, as_text(name, value))

    def status(self) -> RotationStatus:
        """How the credential stands. Changes nothing."""
        return _status(self._native.status(False))

    def check(self) -> RotationStatus:
        """As status(); what is due or late is also told to whoever `alert_command` and `alert_url` name."""
        return _status(self._native.status(True))

    def rotate(self, *, now: bool = False) -> RotationResult:
        """Ends a rotation that was interrupted, if there is one, and renews what is due; with `now` whatever its
        age."""
        return _result(self._native.run("now" if now else "if_due"))

    def finish(self) -> RotationResult:
        """Ends a rotation that was interrupted, or whose overlap is over; begins none."""
        return _result(self._native.run("finish"))

    def compromised(self, first: Literal["create", "revoke"]) -> RotationResult:
        """After a leak. `create`: the old one is revoked as soon as the new one is in its place. `revoke`: before there
        is a new one, for which an `authority` is needed."""
        return _result(self._native.run(f"compromised_{first}_first"))

    def acknowledge(self, holder: str) -> None:
        """Says that the program `holder` uses the value that the target has now. Once all holders that ever said so
        have the new one, the old one is revoked without waiting for the end of the overlap."""
        self._native.acknowledge(holder)

    def history(self) -> AuditHistory:
        """The audit log, verified. Raises ConfigurationError (rule `audit_broken`) if it was changed, with the line."""
        told = decode(self._native.history())
        events = (
            AuditEvent(parse_time(each["at"]), each["credential"], each["action"], each["details"])
            for each in told["events"]
        )
        return AuditHistory(tuple(events), told["last_hash"])

    def verify_history(self) -> str:
        """Verifies the audit log alone, and gives its last hash. Raises as history()."""
        return self.history().last_hash

    def __reduce__(self) -> str:
        raise TypeError("a Rotation cannot be pickled: it holds credentials; make one in each process")


def _status(json: str) -> RotationStatus:
    told = decode(json)
    return RotationStatus(
        credential=told["credential"],
        step=told["step"],
        id=told["id"],
        made=parse_time(told["made"]),
        age_days=told["age_days"],
        health=told["health"],
        due_at=parse_time(told["due_at"]),
        clock_behind=told["clock_behind"],
        overlap_ends=_time(told["overlap_ends"]),
    )


def _result(json: str) -> RotationResult:
    told = decode(json)
    return RotationResult(
        credential=told["credential"],
        outcome=told["outcome"],
        id=told["id"],
        step=told["step"],
        overlap_ends=_time(told["overlap_ends"]),
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else parse_time(text)
