"""Starts and ends sandboxes for the tests."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = Path(os.environ.get("CONNECTIFY_BIN", ROOT / "build" / "bin" / "connectify"))
VECTORS = ROOT / "tests" / "vectors"
READY_WITHIN = 20.0  # seconds
PROCESSES = int(os.environ.get("CONNECTIFY_PROCESSES", "20"))  # how many each test of exits runs

# What would change how a client trusts, connects or configures itself.
_FOREIGN = ("SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "OPENSSL_CONF")


def clean_environment() -> dict[str, str]:
    """The environment without anybody's settings."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in _FOREIGN and not name.startswith("CONNECTIFY_") and not name.lower().endswith("_proxy")
    }


@dataclass(frozen=True)
class Sandbox:
    """A running one."""

    state_file: Path
    state: Mapping[str, object]
    pid: int

    @property
    def settings(self) -> dict[str, Any]:
        """What a client of its default key is made with."""
        return {"environment": "sandbox", "sandbox_file": str(self.state_file)}

    @property
    def environment(self) -> dict[str, str]:
        """For programs that find it by themselves."""
        return {**clean_environment(), "CONNECTIFY_ENV": "sandbox", "CONNECTIFY_SANDBOX_FILE": str(self.state_file)}

    def key(self, name: str) -> str:
        keys = self.state["keys"]
        assert isinstance(keys, dict)
        return str(keys[name])


@contextmanager
def running_sandbox(folder: Path, *options: str) -> Iterator[Sandbox]:
    """A sandbox of our own, which ends with the block."""
    state_file = folder / "sandbox.json"
    log_file = folder / "sandbox.log"
    command = [str(PROGRAM), "sandbox", "--state", str(state_file), "--port", "0", *options]
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command, env=clean_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + READY_WITHIN
        while not state_file.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the sandbox did not start: {log_file.read_text(errors='replace')}")
            time.sleep(0.005)
        yield Sandbox(state_file, json.loads(state_file.read_text()), process.pid)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
