"""The command line's logins against a real peer, oidc-provider, and against the sandbox: every flow that each has.

    oauth_test.py CONNECTIFY FOLDER     FOLDER is where the peer is installed
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Any

from browser import Browser
from peer import HERE, Peer, install

FOLDER = Path(sys.argv.pop(2)) if len(sys.argv) > 2 else HERE
CONNECTIFY = sys.argv.pop(1) if len(sys.argv) > 1 else "connectify"
LIMIT = 60.0  # seconds that one command may take
SCOPE = "openid devices:read devices:write"


class Flows:
    """The tests; each server brings what is declared here."""

    issuer: str
    ca_file: Path
    clients: dict[str, dict[str, Any]]
    typed: dict[str, str]

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="connectify-oauth-")
        self.addCleanup(folder.cleanup)  # type: ignore[attr-defined]
        self.folder = Path(folder.name)
        self.store = self.folder / "store" / "tokens"

    def environment(self, client: str, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name == "PATH" or "SAN_OPTIONS" in name}
        known = self.clients[client]
        environment = {
            **kept, "HOME": str(self.folder), "CONNECTIFY_ISSUER": self.issuer, "CONNECTIFY_CA_FILE": str(self.ca_file),
            "CONNECTIFY_BASE_URL": self.issuer, "CONNECTIFY_CLIENT_ID": known["client_id"], "CONNECTIFY_SCOPE": SCOPE,
            "CONNECTIFY_TOKEN_STORE": str(self.store), "CONNECTIFY_GRANT": "login"}
        if "client_secret" in known:
            environment["CONNECTIFY_CLIENT_SECRET"] = known["client_secret"]
        if client == "post":
            environment["CONNECTIFY_CLIENT_AUTHENTICATION"] = "post"
        if client == "dpop":
            environment["CONNECTIFY_DPOP"] = "true"
        return {**environment, **more}

    def run_cli(self, environment: dict[str, str], *arguments: str, status: int = 0) -> Any:
        ran = subprocess.run([CONNECTIFY, *arguments, "--json"], env=environment, cwd=self.folder, text=True,
                             stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT)
        assert ran.returncode == status, ran.stdout + ran.stderr
        return json.loads(ran.stdout) if status == 0 else json.loads(ran.stderr.splitlines()[-1])["error"]

    def with_browser(self, environment: dict[str, str], allow: bool = True) -> dict[str, str]:
        settings = self.folder / "browser.json"
        settings.write_text(json.dumps({"ca_file": str(self.ca_file), "typed": self.typed, "allow": allow,
                                        "record": str(self.folder / "page.json")}))
        command = [sys.executable, "-B", str(HERE / "scripted_browser.py"), str(settings)]
        return {**environment, "CONNECTIFY_BROWSER": shlex.join(command)}

    def log_in(self, client: str, **more: str) -> tuple[dict[str, str], Any]:
        environment = self.environment(client, **more)
        return environment, self.run_cli(self.with_browser(environment), "login")

    def test_login_by_browser(self) -> None:
        for client in ("public", "basic", "post", "par"):
            with self.subTest(client=client):  # type: ignore[attr-defined]
                environment, token = self.log_in(client)
                assert set(token["scope"].split()) == set(SCOPE.split()), token
                assert token["type"] == "Bearer"
                assert 0 < self.run_cli(environment, "token")["expires_in"] <= 3600
                page = json.loads((self.folder / "page.json").read_text())
                assert page["status"] == 200 and page["address"].startswith("http://127.0.0.1:"), page
                assert self.run_cli(environment, "revoke") == {"revoked": True}
                shutil.rmtree(self.store.parent)

    def test_tokens_bound_to_a_key(self) -> None:
        environment, token = self.log_in("dpop")
        assert token["type"] == "DPoP"
        assert self.run_cli(environment, "token", "--renew")["type"] == "DPoP"

    def test_renewal_rotates(self) -> None:
        environment, _ = self.log_in("public")
        seen = {self.run_cli(environment, "token", "--reveal")["access_token"]}
        for _ in range(3):
            seen.add(self.run_cli(environment, "token", "--renew", "--reveal")["access_token"])
        assert len(seen) == 4

    def test_a_stolen_refresh_token_ends_the_login(self) -> None:
        environment, _ = self.log_in("public")
        thief = self.folder / "thief"
        shutil.copytree(self.store.parent, thief)
        self.run_cli(environment, "token", "--renew")
        robbed = {**environment, "CONNECTIFY_TOKEN_STORE": str(thief / self.store.name)}
        assert self.run_cli(robbed, "token", "--renew", status=1)["code"] == "oauth"
        assert self.run_cli(environment, "token", "--renew", status=1)["code"] == "oauth"

    def test_after_revocation_nobody_is_logged_in(self) -> None:
        environment, _ = self.log_in("public")
        self.run_cli(environment, "revoke")
        assert self.run_cli(environment, "token", status=1)["code"] == "oauth"
        assert self.run_cli(environment, "revoke") == {"revoked": False}

    def test_a_service_by_itself(self) -> None:
        key = self.client_key()
        for client in ("basic", "post", "jwt"):
            with self.subTest(client=client):  # type: ignore[attr-defined]
                more = {"CONNECTIFY_GRANT": "client_credentials", "CONNECTIFY_SCOPE": "devices:read"}
                if client == "jwt":
                    more["CONNECTIFY_CLIENT_PRIVATE_KEY"] = key
                assert self.run_cli(self.environment(client, **more), "token")["scope"] == "devices:read"
                shutil.rmtree(self.store.parent)

    def test_a_wrong_secret_is_told(self) -> None:
        environment = self.environment("basic", CONNECTIFY_GRANT="client_credentials", CONNECTIFY_SCOPE="devices:read",
                                       CONNECTIFY_CLIENT_SECRET="wrong")
        error = self.run_cli(environment, "token", status=1)
        assert error["code"] == "oauth" and "wrong" not in json.dumps(error), error

    def test_login_by_device(self) -> None:
        environment = self.environment("public")
        process = subprocess.Popen([CONNECTIFY, "login", "--device", "--json"], env=environment, cwd=self.folder, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        watchdog = threading.Timer(LIMIT, process.kill)
        watchdog.start()
        try:
            assert process.stderr is not None
            shown = ""
            while not (found := re.search(r"Open (\S+)\s+and type\s+(\S+)", shown)):
                line = process.stderr.readline()
                assert line, shown
                shown += line
            page = Browser(self.ca_file).log_in(found[1], {**self.typed, "user_code": found[2]})
            assert page.status == 200, page
            said, also = process.communicate()
            assert process.returncode == 0, said + also
            assert set(json.loads(said)["scope"].split()) == set(SCOPE.split())
        finally:
            watchdog.cancel()
            if process.poll() is None:
                process.kill()
            process.communicate()

    def client_key(self) -> str:
        raise NotImplementedError


def installed() -> None:
    """Skips the tests where the peer cannot be had; in CI that is a failure."""
    try:
        install(FOLDER)
    except (OSError, subprocess.SubprocessError) as error:
        if os.environ.get("CI"):
            raise
        raise unittest.SkipTest(f"oidc-provider cannot be installed ({error}); node and npm are needed, and a registry") from error


class OidcProvider(Flows, unittest.TestCase):
    peer: Peer

    @classmethod
    def setUpClass(cls) -> None:
        installed()
        folder = tempfile.TemporaryDirectory(prefix="connectify-peer-")
        cls.addClassCleanup(folder.cleanup)
        cls.peer = Peer(FOLDER, Path(folder.name))
        cls.addClassCleanup(cls.peer.stop)
        cls.issuer, cls.ca_file, cls.clients = cls.peer.issuer, cls.peer.ca_file, cls.peer.clients
        cls.typed = {"login": "ada", "password": "any will do here"}

    def client_key(self) -> str:
        return self.peer.client_key.read_text()


class Sandbox(Flows, unittest.TestCase):
    state: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory(prefix="connectify-sandbox-")
        cls.addClassCleanup(folder.cleanup)
        state_file = Path(folder.name) / "sandbox.json"
        process = subprocess.Popen([CONNECTIFY, "sandbox", "--state", str(state_file)], cwd=folder.name,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        cls.addClassCleanup(process.wait, LIMIT)
        cls.addClassCleanup(process.send_signal, signal.SIGTERM)
        deadline = time.monotonic() + LIMIT
        while not state_file.is_file():
            assert process.poll() is None and time.monotonic() < deadline, "the sandbox did not start"
            time.sleep(0.02)
        cls.state = json.loads(state_file.read_text())
        cls.issuer, cls.ca_file, cls.clients = cls.state["issuer"], Path(cls.state["ca_file"]), cls.state["clients"]
        cls.typed = cls.state["users"][0]

    def client_key(self) -> str:
        return str(self.clients["jwt"]["private_key"])

    def test_a_user_may_say_no(self) -> None:
        environment = self.with_browser(self.environment("public"), allow=False)
        error = self.run_cli(environment, "login", status=1)
        assert error["code"] == "oauth" and "access_denied" in json.dumps(error), error

    def test_whoami_calls_the_api(self) -> None:
        environment, _ = self.log_in("public", CONNECTIFY_SCOPE="users:read", CONNECTIFY_BASE_URL=self.state["base_url"])
        assert self.run_cli(environment, "whoami")["user"]["email"] == self.typed["username"]


if __name__ == "__main__":
    unittest.main()
