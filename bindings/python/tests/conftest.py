"""What all tests share: a clean environment, a sandbox, clients of it, servers that misbehave."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox import PROCESSES, PROGRAM, Sandbox, clean_environment, running_sandbox

from connectify import ConnectifySDK

TEST_LIMIT = 60 + 3 * PROCESSES  # seconds


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes seconds")


@pytest.fixture(autouse=True)
def time_limit() -> Iterator[None]:
    """A test that hangs fails."""

    def late(*_: object) -> None:
        pytest.fail(f"not done after {TEST_LIMIT} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(TEST_LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in set(os.environ) - set(clean_environment()):
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)


def _require_program() -> None:
    if not PROGRAM.exists():
        pytest.fail(f"{PROGRAM} is not built; ./dev build builds it, or CONNECTIFY_BIN names another")


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One for all tests that leave its 52 devices as they are."""
    _require_program()
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), "--key", "reader=devices:read") as running:
        yield running


@pytest.fixture
def own_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """One for this test alone."""
    _require_program()
    with running_sandbox(tmp_path, "--key", "reader=devices:read") as running:
        yield running


@pytest.fixture
def sdk(sandbox: Sandbox) -> Iterator[ConnectifySDK]:
    with ConnectifySDK(**sandbox.settings) as made:
        yield made


@pytest.fixture
def silent_url() -> Iterator[str]:
    """A server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"https://127.0.0.1:{server.getsockname()[1]}/v1"


@pytest.fixture
def closed_url() -> Iterator[str]:
    """A port that is taken, and where nobody listens."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield f"https://127.0.0.1:{holder.getsockname()[1]}/v1"


@pytest.fixture
def silent(sandbox: Sandbox, silent_url: str) -> dict[str, Any]:
    """Settings of a client whose calls are never answered."""
    return {**sandbox.settings, "base_url": silent_url}
