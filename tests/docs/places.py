"""Where the programs of a page run: a folder and a sandbox for each page, so that what one changes another does not see."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from programs import BUILD, ROOT, Program

sys.path.insert(0, str(ROOT / "tools" / "quickstart"))

import program as quickstart  # noqa: E402

LIMIT = 60.0  # seconds that one program may take
BROWSER = ROOT / "tests" / "interop" / "oauth" / "scripted_browser.py"

# A machine's own settings of trust, proxy and configuration must not decide what a page's program does.
KEPT = ("LANG", "PATH", "TMPDIR", "JAVA_HOME", "DOTNET_ROOT", "CONNECTIFY_ENV", "CONNECTIFY_SANDBOX_FILE")

Environment = dict[str, str]


class Places:
    def __init__(self, root: Path, stack: ExitStack) -> None:
        self.root, self.stack = root, stack
        self.environments: dict[str, Environment] = {}

    def folder(self, program: Program) -> Path:
        """Where its programs run; what the sandbox keeps for itself lies elsewhere."""
        return self.root / program.page / "work"

    def environment(self, program: Program) -> Environment:
        if program.page not in self.environments:
            self.environments[program.page] = self._prepare(self.folder(program), program.page)
        found = self.environments[program.page]
        if program.name == "log_in":  # a user, and not the service that the page has, too
            return {name: value for name, value in found.items() if not name.startswith("CONNECTIFY_CLIENT")}
        return found

    def _prepare(self, folder: Path, page: str) -> Environment:
        folder.mkdir(parents=True)
        own = folder.with_name("sandbox")
        own.mkdir()
        found = self.stack.enter_context(quickstart.sandbox(own))
        environment = {name: value for name, value in found.items() if name in KEPT}
        environment |= {"HOME": str(folder), "LC_ALL": "C.UTF-8", "DOTNET_NOLOGO": "1"}
        environment["PATH"] = f"{BUILD / 'bin'}:{environment['PATH']}"
        state = json.loads(Path(environment["CONNECTIFY_SANDBOX_FILE"]).read_text(encoding="utf-8"))
        environment["CONNECTIFY_BROWSER"] = _browser(own, state)
        return environment | _of_page(page, folder, state, environment)


def _of_page(page: str, folder: Path, state: dict[str, Any], environment: Environment) -> Environment:
    """What the text of a page says that there is."""
    if page == "quickstart":
        first, _ = (_ask(environment, "events", "send", "--type", "device.updated") for _ in range(2))
        return {"LAST_EVENT": first["id"]}
    if page == "1-secrets":
        return {"NEW_KEY": state["api_key"]}
    if page == "2-tls":
        shutil.copy(ROOT / "tests/vectors/other-ca.pem", folder / "another-ca.pem")
        server = urlsplit(state["base_url"]).netloc
        return {"SANDBOX": server, "PINS": ",".join(_ask(environment, "tls", server)["pins"])}
    if page == "4-oauth":
        client = state["clients"]["basic"]
        identity = {f"CONNECTIFY_{name.upper()}": client[name] for name in ("client_id", "client_secret")}
        return identity | {"CONNECTIFY_SCOPE": "devices:read"} | _recorded_token()
    if page == "5-rotation":
        file = folder / ".env"
        file.touch(0o600)
        file.write_text(f"CONNECTIFY_API_KEY={state['api_key']}\n", encoding="utf-8")
    return {}


def _browser(folder: Path, state: dict[str, Any]) -> str:
    """A command that opens an address as a browser does, with a user who logs in and agrees."""
    settings = folder / "browser.json"
    record = str(folder / "last_page.json")
    user = {"ca_file": state["ca_file"], "typed": state["users"][0], "allow": True, "record": record}
    settings.write_text(json.dumps(user), encoding="utf-8")
    return f"'{sys.executable}' '{BROWSER}' '{settings}'"


def _recorded_token() -> Environment:
    vectors = json.loads((ROOT / "tests/vectors/jwt.json").read_text(encoding="utf-8"))
    (case,) = (c for c in vectors["cases"] if c["name"] == "ES256 is good")
    return {"JWKS": json.dumps(vectors["sets"][case["jwks"]]), "TOKEN": case["token"]}


def _ask(environment: Environment, *command: str) -> Any:
    """What a command of the command line answers."""
    line: list[str | Path] = [BUILD / "bin/connectify", *command, "--json"]
    return json.loads(subprocess.run(line, env=environment, capture_output=True, check=True, timeout=LIMIT).stdout)
