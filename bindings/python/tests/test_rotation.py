"""connectify.rotation: a key renews itself, and what is refused."""

from __future__ import annotations

import json
import pickle
import threading
from pathlib import Path

import pytest
from sandbox import Sandbox

import connectify
from connectify import ConnectifySDK, Secret
from connectify.privilege import operation_scopes
from connectify.rotation import Rotation


@pytest.fixture
def env_file(own_sandbox: Sandbox, tmp_path: Path) -> Path:
    """Where programs read the key."""
    path = tmp_path / "our.env"
    path.touch(0o600)
    path.write_text(f"CONNECTIFY_API_KEY={own_sandbox.state['api_key']}\n")
    return path


def key_in(env_file: Path) -> str:
    return env_file.read_text().split("CONNECTIFY_API_KEY=")[1].strip().strip("'\"")


def rotation_of(sandbox: Sandbox, env_file: Path, **options: object) -> Rotation:
    settings = {**sandbox.settings, "env_file": env_file, "state": env_file.parent / "state", **options}
    return Rotation(**settings)


def works(sandbox: Sandbox, key: str) -> bool:
    with ConnectifySDK(**sandbox.settings, api_key=key) as sdk:
        try:
            sdk.devices.get("dev_0001")
        except connectify.AuthenticationError:
            return False
    return True


def test_a_fresh_key_is_left_alone(own_sandbox: Sandbox, env_file: Path) -> None:
    rotation = rotation_of(own_sandbox, env_file)
    status = rotation.status()
    assert (status.credential, status.step, status.health, status.age_days) == ("api_key", "idle", "fresh", 0)
    assert status.made.tzinfo is not None and (status.due_at - status.made).days == 45
    assert status.overlap_ends is None and not status.clock_behind
    before = key_in(env_file)
    assert rotation.rotate().outcome == "fresh"
    assert key_in(env_file) == before


def test_a_key_is_renewed_where_it_lies_and_the_old_one_revoked(own_sandbox: Sandbox, env_file: Path) -> None:
    before = key_in(env_file)
    done = rotation_of(own_sandbox, env_file, overlap=0).rotate(now=True)
    assert (done.credential, done.outcome, done.step) == ("api_key", "rotated", "idle")
    after = key_in(env_file)
    assert after != before
    assert (works(own_sandbox, after), works(own_sandbox, before)) == (True, False)


def test_both_work_until_every_holder_has_the_new_one(own_sandbox: Sandbox, env_file: Path) -> None:
    before = key_in(env_file)
    rotation = rotation_of(own_sandbox, env_file)
    done = rotation.rotate(now=True)
    assert (done.outcome, done.step) == ("waiting", "overlapping")
    assert done.overlap_ends is not None and rotation.status().overlap_ends == done.overlap_ends
    assert works(own_sandbox, before)
    assert rotation.finish().outcome == "waiting"
    rotation.acknowledge("the only program")
    assert rotation.finish().outcome == "rotated"
    assert not works(own_sandbox, before)


def test_after_a_leak_it_is_said_what_comes_first(own_sandbox: Sandbox, env_file: Path) -> None:
    before = key_in(env_file)
    rotation = rotation_of(own_sandbox, env_file)
    with pytest.raises(connectify.ConfigurationError) as caught:
        rotation.compromised("revoke")
    assert (caught.value.field, caught.value.rule) == ("authority", "authority_missing")
    assert rotation.compromised("create").outcome == "rotated"
    assert not works(own_sandbox, before)
    with pytest.raises(connectify.ValidationError):
        rotation.compromised("now")  # type: ignore[arg-type]


def test_another_key_may_be_the_authority(own_sandbox: Sandbox, env_file: Path) -> None:
    with ConnectifySDK(**own_sandbox.settings) as sdk:
        every = sorted({scope for scopes in operation_scopes().values() for scope in scopes})
        keeper = sdk.keys.create(name="keeper", scopes=every)
        first = next(key.id for key in sdk.keys.list() if key.id != keeper.id)
    before = key_in(env_file)
    assert isinstance(keeper.key, Secret)
    rotation = rotation_of(own_sandbox, env_file, authority=keeper.key, current_id=first, overlap=0)
    assert rotation.compromised("revoke").outcome == "rotated"
    assert not works(own_sandbox, before)
    assert works(own_sandbox, key_in(env_file))


def test_the_history_is_kept_and_verified(own_sandbox: Sandbox, env_file: Path) -> None:
    rotation = rotation_of(own_sandbox, env_file, overlap=0)
    rotation.rotate(now=True)
    history = rotation.history()
    assert [event.action for event in history.events] == ["created", "verified", "promoted", "revoked", "finished"]
    assert all(event.credential == "api_key" and event.at.tzinfo is not None for event in history.events)
    assert rotation.verify_history() == history.last_hash
    assert "cfy_ak" not in repr(history)
    log = env_file.parent / "state" / "audit.jsonl"
    log.write_text(log.read_text().replace("verified", "verifies"))
    with pytest.raises(connectify.ConfigurationError) as caught:
        rotation.verify_history()
    assert caught.value.rule == "audit_broken"


def test_a_policy_can_be_tightened_and_not_loosened(own_sandbox: Sandbox, env_file: Path) -> None:
    assert rotation_of(own_sandbox, env_file, warn_days=5, due_days=10).status().health == "fresh"
    with pytest.raises(connectify.ValidationError) as caught:
        rotation_of(own_sandbox, env_file, due_days=50).status()
    assert caught.value.rule == "rotation_policy"


def test_who_has_to_know_is_told_of_a_failure(
    own_sandbox: Sandbox, env_file: Path, tmp_path: Path, closed_url: str
) -> None:
    told = tmp_path / "told.json"
    alert = tmp_path / "alert"
    alert.write_text(f"#!/bin/sh\ncat >{told}\n")
    alert.chmod(0o700)
    assert rotation_of(own_sandbox, env_file, alert_command=str(alert)).check().health == "fresh"
    assert not told.exists()
    lost = rotation_of(own_sandbox, env_file, alert_command=str(alert), base_url=closed_url, max_retries=0)
    with pytest.raises(connectify.ConnectionError):
        lost.rotate(now=True)
    event = json.loads(told.read_text())
    assert (event["event"], event["credential"]) == ("failed", "api_key")
    assert "cfy_ak" not in told.read_text()


def test_options_that_will_not_do_are_refused(own_sandbox: Sandbox, env_file: Path) -> None:
    with pytest.raises(connectify.ValidationError):
        rotation_of(own_sandbox, env_file, overlap=-1)
    with pytest.raises(connectify.ConfigurationError, match="api_key"):
        Rotation(api_kee="x")
    with pytest.raises(ValueError, match="null"):
        rotation_of(own_sandbox, env_file).acknowledge("a\0b")
    with pytest.raises(TypeError):
        pickle.dumps(rotation_of(own_sandbox, env_file))


def test_threads_wait_for_one_another(own_sandbox: Sandbox, env_file: Path) -> None:
    rotation = rotation_of(own_sandbox, env_file)
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(rotation.status().health)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert seen == ["fresh"] * 4
