"""connectify.privilege: clients that can do less, reviews, and the report of the posture."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox import Sandbox

import connectify
from connectify import AsyncConnectifySDK, ConnectifySDK, privilege

KITCHEN = {
    "roles": {
        "kitchen": {
            "inherits": ["viewer"],
            "permissions": [{"scope": "devices:write", "resources": ["dev_kitchen_*"]}],
        }
    }
}


@pytest.fixture
def counted(own_sandbox: Sandbox, tmp_path: Path) -> dict[str, Any]:
    """Settings of a client whose use is counted in a place of its own."""
    return {**own_sandbox.settings, "state_folder": tmp_path / "state"}


@pytest.fixture
def viewer(sdk: ConnectifySDK) -> Iterator[ConnectifySDK]:
    with sdk.as_role("viewer") as narrowed:
        yield narrowed


def test_a_viewer_reads_and_does_not_write(viewer: ConnectifySDK) -> None:
    assert viewer.devices.get("dev_0001").id == "dev_0001"
    with pytest.raises(connectify.PermissionDeniedError) as caught:
        viewer.devices.delete("dev_0001")
    assert caught.value.http_status is None  # nothing was sent
    assert "devices:write" in str(caught.value)


def test_a_role_of_ones_own(sdk: ConnectifySDK) -> None:
    for roles in (KITCHEN, json.dumps(KITCHEN)):
        kitchen = sdk.as_role("kitchen", roles)
        assert kitchen.explain("devices.update", "dev_kitchen_1")
        refused = kitchen.explain("devices.update", "dev_cellar")
        assert not refused and not refused.allowed
        assert "dev_cellar" in refused.reason
        assert kitchen.explain("users.set_roles").missing == ("users:admin",)


def test_a_decision_asks_nobody(sandbox: Sandbox, closed_url: str) -> None:
    with ConnectifySDK(**sandbox.settings, base_url=closed_url, scope="devices:read") as sdk:
        assert sdk.explain("devices.list")
        decision = sdk.explain("devices.register")
        assert (decision.allowed, decision.missing) == (False, ("devices:write",))
        with pytest.raises(connectify.ValidationError):
            sdk.explain("devices.frobnicate")
        with pytest.raises(ValueError, match="null"):
            sdk.explain("devices.list\0")


def test_what_is_no_narrowing_is_refused(sdk: ConnectifySDK, viewer: ConnectifySDK, sandbox: Sandbox) -> None:
    with pytest.raises(connectify.ValidationError) as unknown:
        sdk.as_role("viewr")
    assert "viewer" in str(unknown.value)
    with pytest.raises(connectify.ValidationError) as cycle:
        sdk.as_role("a", {"roles": {"a": {"inherits": ["b"]}, "b": {"inherits": ["a"]}}})
    assert cycle.value.rule == "role_cycle"
    with ConnectifySDK(**sandbox.settings, scope="devices:read") as reader:
        with pytest.raises(connectify.PermissionDeniedError) as wider:
            reader.as_role("admin")
        assert wider.value.rule == "role_widening"
    with pytest.raises(ValueError, match="null"):
        sdk.as_role("viewer\0admin")


def test_closing_the_narrowed_client_leaves_the_other(sandbox: Sandbox) -> None:
    with ConnectifySDK(**sandbox.settings) as sdk:
        narrowed = sdk.as_role("viewer")
        narrowed.close()
        with pytest.raises(RuntimeError, match="closed"):
            narrowed.status.ping()
        with pytest.raises(RuntimeError, match="closed"):
            narrowed.as_role("viewer")
        assert sdk.status.ping().pong
        other = sdk.as_role("viewer")
    with pytest.raises(connectify.CancelledError):
        other.devices.get("dev_0001")


def test_a_narrowed_client_holds_the_one_that_it_came_from(sandbox: Sandbox) -> None:
    narrowed = ConnectifySDK(**sandbox.settings).as_role("viewer")
    gc.collect()
    assert narrowed.status.ping().pong


def test_operations_tell_their_scopes() -> None:
    scopes = privilege.operation_scopes()
    assert scopes["devices.list"] == ("devices:read",)
    assert scopes["status.ping"] == ()


def test_a_review_compares_what_is_granted_with_what_was_used(counted: dict[str, Any]) -> None:
    with ConnectifySDK(**counted) as sdk:
        for _ in range(3):
            sdk.devices.get("dev_0001")
        sdk.users.me()
        report = sdk.review(granted=["devices:read", "users:read", "keys:admin"], reviewer="Ada")
    states = {scope.scope: scope.state for scope in report.scopes}
    assert states == {"devices:read": "used", "users:read": "used_once", "keys:admin": "never_used"}
    found = next(scope for scope in report.scopes if scope.scope == "devices:read")
    assert (found.succeeded, found.operations, found.granted) == (3, ("devices.get",), True)
    assert found.last_used is not None
    assert report.suggested == ("devices:read", "users:read")
    assert report.scope_parameter == "devices:read users:read"
    assert report.excessive and report.exact
    assert report.confidence == "low"
    assert report.last_reviewer == "Ada" and not report.overdue


def test_a_review_needs_to_know_what_is_granted(counted: dict[str, Any]) -> None:
    with ConnectifySDK(**counted) as sdk:
        with pytest.raises(connectify.ConfigurationError) as caught:
            sdk.review(offline=True)
        assert caught.value.rule == "granted_unknown"
        with pytest.raises(connectify.ValidationError):
            sdk.review(granted="devices:read", window_days=0)


async def test_the_same_in_asyncio(counted: dict[str, Any]) -> None:
    async with AsyncConnectifySDK(**counted) as sdk:
        viewer = await sdk.as_role("viewer")
        assert (await viewer.devices.get("dev_0001")).id == "dev_0001"
        with pytest.raises(connectify.PermissionDeniedError):
            await viewer.devices.delete("dev_0001")
        assert not viewer.explain("devices.delete", "dev_0001")
        report = await sdk.review(granted="devices:read devices:write")
        assert report.suggested == ("devices:read",)


def test_the_posture_says_what_could_be_better(counted: dict[str, Any], own_sandbox: Sandbox, tmp_path: Path) -> None:
    leak = tmp_path / "src" / "settings.py"
    leak.parent.mkdir()
    leak.write_text('PASSWORD = "AKIAIOSFODNN7EXAMPLF"\naws_key = "AKIAQ3EGRIXJ7ZJ3VSPA"\n')
    report = privilege.posture(**counted, granted="devices:read users:admin", scan_path=leak.parent, remember=True)
    assert report.environment == "sandbox"
    assert report.counts["high"] >= 1 and not report.healthy
    worst = [finding for finding in report.findings if finding.severity == "high"]
    assert worst and all(finding.message and finding.rule for finding in worst)
    shown = repr(report) + report.text("json") + report.text("sarif") + report.text("html")
    for secret in (own_sandbox.state["api_key"], own_sandbox.state["api_secret"], "AKIAQ3EGRIXJ7ZJ3VSPA"):
        assert str(secret) not in shown
    assert json.loads(report.text("sarif"))["version"] == "2.1.0"
    assert report.text("html").startswith("<!")
    with pytest.raises(connectify.ValidationError):
        report.text("pdf")  # type: ignore[arg-type]


def test_the_posture_of_settings_that_will_not_do_is_a_finding(own_sandbox: Sandbox, tmp_path: Path) -> None:
    report = privilege.posture(
        **own_sandbox.settings, state_folder=tmp_path / "state", api_key="not a key", offline=True
    )
    assert any(finding.severity == "high" for finding in report.findings)
    assert "not a key" not in report.text("json")
