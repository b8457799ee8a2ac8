"""What a secret manager does wrong, by the same names in every language, and that all of them go on afterwards.

Set CONNECTIFY_LIBRARY to the shared library, CONNECTIFY_BIN to the command line. A language whose package is not there
is left out, and says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from vault_server import TOKEN, VaultServer, make_certificates, running_vault

HERE = Path(__file__).resolve().parent
LIMIT = 60.0
PROGRAM = os.environ["CONNECTIFY_BIN"]
LIBRARY = os.environ["CONNECTIFY_LIBRARY"]

FAULTS = {
    "lost": "connection",
    "slow": "timeout",
    "throttled": "rate_limit",
    "failing": "server",
    "sealed": "server",
    "garbage": "response",
    "duplicate": "response",
    "large": "response",
    "expired": "authentication",
    "forbidden": "permission",
    "absent": "configuration",
}


@dataclass
class Place:
    """A sandbox whose key is in a Vault, and the environment that says so."""

    vault: VaultServer
    environment: dict[str, str]

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env={**self.environment, **more}, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=LIMIT)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("managers")
    authority, certificate, key = make_certificates(folder, "vault")
    state_file = folder / "sandbox.json"
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "TMPDIR", "PYTHONPATH"} or "SAN_OPTIONS" in name}
    sandbox = subprocess.Popen([PROGRAM, "sandbox", "--state", str(state_file), "--port", "0"], env=kept,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + LIMIT
        while not state_file.exists():
            assert sandbox.poll() is None and time.monotonic() < deadline, "the sandbox did not start"
            time.sleep(0.01)
        state = json.loads(state_file.read_text())
        with running_vault(certificate, key) as vault:
            vault.versions.append({"api_key": state["api_key"], "wrong": "cfy_as_not-a-key"})
            yield Place(vault, {**kept, "HOME": str(folder), "CONNECTIFY_ENV": "sandbox",
                                "CONNECTIFY_BASE_URL": state["base_url"], "CONNECTIFY_CA_FILE": state["ca_file"],
                                "CONNECTIFY_API_KEY": "vault://kv/connectify#api_key", "CONNECTIFY_TIMEOUT": "2",
                                "CONNECTIFY_MAX_RETRIES": "0", "VAULT_ADDR": vault.url, "VAULT_TOKEN": TOKEN,
                                "VAULT_CACERT": str(authority)})
    finally:
        sandbox.terminate()
        sandbox.wait(LIMIT)


@pytest.fixture(autouse=True)
def nothing_wrong(place: Place) -> Iterator[None]:
    yield
    place.vault.fault = ""


def by_command_line(place: Place, **more: str) -> str:
    result = place.run(PROGRAM, "--json", "status", **more)
    if result.returncode == 0:
        return "ok"
    error = json.loads(result.stdout or result.stderr)
    error = error.get("error", error)
    return f"{error['code']} {error['field']}"


def by_c(place: Place, **more: str) -> str:
    return place.run(sys.executable, "-B", str(HERE / "caller_c.py"), LIBRARY, **more).stdout.strip()


def by_python(place: Place, **more: str) -> str:
    if place.run(sys.executable, "-c", "import connectify").returncode != 0:
        pytest.skip("the Python package is not installed here")
    return place.run(sys.executable, "-B", str(HERE / "caller_python.py"), **more).stdout.strip()


LANGUAGES = {"command line": by_command_line, "C": by_c, "Python": by_python}
Caller = Callable[..., str]


@pytest.fixture(params=LANGUAGES)
def call(request: pytest.FixtureRequest) -> Caller:
    return LANGUAGES[request.param]


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_name_and_the_next_call_works(place: Place, call: Caller, fault: str) -> None:
    place.vault.fault = fault
    assert call(place) == f"{FAULTS[fault]} api_key"
    place.vault.fault = ""
    assert call(place) == "ok"


def test_what_the_settings_say_wrong_is_a_configuration_error(place: Place, call: Caller) -> None:
    assert call(place, CONNECTIFY_API_KEY="vault://kv/connectify") == "configuration api_key"
    assert call(place, CONNECTIFY_API_KEY="vault://kv/connectify#none") == "configuration api_key"
    assert call(place, CONNECTIFY_API_KEY="vault://kv/connectify#wrong") == "configuration api_key"
    assert call(place, VAULT_ADDR=place.vault.url.replace("https", "http")) == "configuration api_key"
    assert call(place, VAULT_TOKEN="") == "configuration api_key"


def test_a_manager_whose_certificate_nobody_vouches_for_is_refused(place: Place, call: Caller, tmp_path: Path) -> None:
    stranger, _, _ = make_certificates(tmp_path, "stranger")
    before = place.vault.requests
    assert call(place, VAULT_CACERT=str(stranger)) == "tls api_key"
    assert place.vault.requests == before


def test_a_manager_that_is_not_there(place: Place, call: Caller) -> None:
    assert call(place, VAULT_ADDR="https://127.0.0.1:1") == "connection api_key"


def test_doctor_tells_where_the_key_is_and_how_old(place: Place) -> None:
    result = place.run(PROGRAM, "--json", "doctor")
    assert result.returncode == 0, result.stdout + result.stderr
    (row,) = [row for row in json.loads(result.stdout)["settings"] if row["name"] == "api_key"]
    assert row["reference"] == "vault://kv/connectify#api_key"
    assert row["changed_at"].startswith("2026-11-01T00:00:00")
    assert row["health"]
    assert place.vault.versions[-1]["api_key"] not in result.stdout
    place.vault.fault = "expired"
    result = place.run(PROGRAM, "--json", "doctor")
    assert result.returncode == 1
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], problem["field"]) == ("authentication", "api_key")
    assert TOKEN not in result.stdout
