"""A user for the tests of logins: types, allows or denies, and comes back."""

from __future__ import annotations

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox import ROOT, Sandbox

_SCRIPTS = ROOT / "tests" / "interop" / "oauth"
sys.path.append(str(_SCRIPTS))

from browser import Browser  # noqa: E402

SCOPE = "devices:read devices:write"
LIMIT = 20.0  # seconds that a login may take


def login_settings(sandbox: Sandbox, **more: Any) -> dict[str, Any]:
    """What a client without an API key is made with; its tokens are kept in this process."""
    state = sandbox.state
    return {
        "environment": "development",
        "base_url": state["base_url"],
        "issuer": state["issuer"],
        "ca_file": state["ca_file"],
        "client_id": state["client_id"],
        "scope": SCOPE,
        "token_store": "memory",
        **more,
    }


def known_client(sandbox: Sandbox, name: str) -> dict[str, Any]:
    clients = sandbox.state["clients"]
    assert isinstance(clients, dict)
    known: dict[str, Any] = clients[name]
    return known


def confidential(sandbox: Sandbox, **more: Any) -> dict[str, Any]:
    """Settings of an application that authenticates, for which users log in."""
    known = known_client(sandbox, "basic")
    credentials = {"client_id": known["client_id"], "client_secret": known["client_secret"]}
    return login_settings(sandbox, **credentials, grant="login", **more)


def browser(sandbox: Sandbox) -> Browser:
    return Browser(Path(str(sandbox.state["ca_file"])))


def typed(sandbox: Sandbox) -> dict[str, str]:
    users = sandbox.state["users"]
    assert isinstance(users, list)
    return dict(users[0])


def browser_command(sandbox: Sandbox, folder: Path, *, allow: bool = True) -> str:
    """For the setting `browser`."""
    settings = folder / "browser.json"
    settings.write_text(
        json.dumps(
            {
                "ca_file": str(sandbox.state["ca_file"]),
                "typed": typed(sandbox),
                "allow": allow,
                "record": str(folder / "page.json"),
            }
        )
    )
    return f"{sys.executable} {_SCRIPTS / 'scripted_browser.py'} {settings}"


class _Callback(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.came.append(self.path)  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def web_application() -> Iterator[tuple[str, list[str]]]:
    """A redirect URI of a program's own, and the addresses that browsers came back with."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Callback) as server:
        came: list[str] = []
        server.came = came  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/callback", came
        finally:
            server.shutdown()
            thread.join()
