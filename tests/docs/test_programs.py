"""Every program and every command that the documentation shows is run, against a sandbox.

An exit status other than 0 fails, and so does output that lacks a line of docs/snippets/<page>/<name>.expect.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import programs
import pytest
from programs import BUILD, ROOT, Absent, Compiled, Program

sys.path.insert(0, str(ROOT / "tools" / "quickstart"))

import program as quickstart  # noqa: E402

LIMIT = 60.0  # seconds that one program may take
PROGRAMS = programs.every()
# A machine's own settings of trust, proxy and configuration must not decide what a page's program does.
KEPT = ("LANG", "PATH", "TMPDIR", "JAVA_HOME", "DOTNET_ROOT", "CONNECTIFY_ENV", "CONNECTIFY_SANDBOX_FILE")
FOREIGN = re.compile(r"CONNECTIFY_.*|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|.*_proxy", re.IGNORECASE)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return Compiled(tmp_path_factory.mktemp("compiled"), PROGRAMS)


class Places:
    """A folder and a sandbox for each page: what one page's programs change, another's do not see."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self.root, self.stack = root, stack
        self.environments: dict[str, dict[str, str]] = {}

    def folder(self, page: str) -> Path:
        """Where its programs run; what the sandbox keeps for itself lies elsewhere."""
        return self.root / page / "work"

    def environment(self, page: str) -> dict[str, str]:
        if page not in self.environments:
            self.folder(page).mkdir(parents=True)
            (self.root / page / "sandbox").mkdir()
            found = self.stack.enter_context(quickstart.sandbox(self.root / page / "sandbox"))
            kept = {name: value for name, value in found.items() if name in KEPT}
            kept |= {"HOME": str(self.folder(page)), "LC_ALL": "C.UTF-8", "DOTNET_NOLOGO": "1"}
            kept["PATH"] = f"{BUILD / 'bin'}:{kept['PATH']}"
            state = json.loads(Path(kept["CONNECTIFY_SANDBOX_FILE"]).read_text(encoding="utf-8"))
            self.environments[page] = kept | self._own(page, state, kept)
        return self.environments[page]

    def _own(self, page: str, state: dict[str, object], environment: dict[str, str]) -> dict[str, str]:
        """What the text of a page says that there is."""
        folder = self.folder(page)
        if page == "quickstart":
            first, _ = (_ask(environment, "events", "send", "--type", "device.updated") for _ in range(2))
            return {"LAST_EVENT": first["id"]}
        if page == "1-secrets":
            return {"NEW_KEY": str(state["api_key"])}
        if page == "2-tls":
            shutil.copy(ROOT / "tests/vectors/other-ca.pem", folder / "another-ca.pem")
            server = urlsplit(str(state["base_url"])).netloc
            return {"SANDBOX": server, "PINS": ",".join(_ask(environment, "tls", server)["pins"])}
        if page == "4-oauth":
            client = state["clients"]["basic"]  # type: ignore[index]
            identity = {f"CONNECTIFY_{name.upper()}": client[name] for name in ("client_id", "client_secret")}
            return identity | {"CONNECTIFY_SCOPE": "devices:read"} | _recorded_token()
        if page == "5-rotation":
            file = folder / ".env"
            file.touch(0o600)
            file.write_text(f"CONNECTIFY_API_KEY={state['api_key']}\n", encoding="utf-8")
        return {}


def _recorded_token() -> dict[str, str]:
    vectors = json.loads((ROOT / "tests/vectors/jwt.json").read_text(encoding="utf-8"))
    (case,) = (c for c in vectors["cases"] if c["name"] == "ES256 is good")
    return {"JWKS": json.dumps(vectors["sets"][case["jwks"]]), "TOKEN": case["token"]}


def _ask(environment: dict[str, str], *command: str) -> Any:
    """What a command of the command line answers."""
    line: list[str | Path] = [BUILD / "bin/connectify", *command, "--json"]
    return json.loads(subprocess.run(line, env=environment, capture_output=True, check=True, timeout=LIMIT).stdout)


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    # Sandboxes take no settings from this process.
    for name in filter(FOREIGN.fullmatch, list(os.environ)):
        del os.environ[name]
    with ExitStack() as stack:
        yield Places(tmp_path_factory.mktemp("places"), stack)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: str(p.id))
def test_runs_as_the_page_says(program: Program, compiled: Compiled, places: Places) -> None:
    try:
        command = compiled.command(program)
    except Absent as absent:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(absent))
    environment = places.environment(program.page)
    folder = places.folder(program.page)
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for text in program.expected:
        assert text in done.stdout, f"the output lacks {text!r}:\n{done.stdout}{done.stderr}"


def test_every_program_has_something_to_expect() -> None:
    """A program that prints nothing at all would pass otherwise; commands are judged by their exit status."""
    assert [p.id for p in PROGRAMS if p.ending not in ("sh", "json") and "block" not in p.name and not p.expected] == []
