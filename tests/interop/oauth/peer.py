"""Starts the real peer, oidc-provider, with test certificates made on the spot, and ends it."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FILES = ["package.json", "package-lock.json", ".npmrc"]
LIMIT = 300.0  # seconds that installing may take; all else is much faster

REDIRECT = "http://127.0.0.1/callback"
SCOPES = "openid offline_access devices:read devices:write events:read"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def install(folder: Path) -> None:
    """Puts the peer into `folder`, as the lock file has it; nothing to do if it is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "installed-lock.json"
    lock = (HERE / "package-lock.json").read_bytes()
    if stamp.is_file() and stamp.read_bytes() == lock:
        return
    for name in FILES:
        shutil.copy(HERE / name, folder / name)
    subprocess.run(["npm", "ci"], cwd=folder, check=True, timeout=LIMIT, stdout=subprocess.DEVNULL)
    stamp.write_bytes(lock)


def make_certificates(folder: Path) -> tuple[str, str, Path]:
    """The server's key and certificate, and the file of the authority that signed it."""
    ca_key, ca, key, request, leaf, names = (folder / name for name in ("ca.key", "ca.pem", "key", "csr", "pem", "ext"))
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    names.write_text("subjectAltName=IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\n"
                     "keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n")
    for command in (
        ["req", "-x509", *curve, "-keyout", ca_key, "-out", ca, "-days", "2", "-subj", "/CN=Test CA",
         "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
        ["req", *curve, "-keyout", key, "-out", request, "-subj", "/CN=127.0.0.1"],
        ["x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-out", leaf, "-days", "2",
         "-extfile", names],
    ):
        subprocess.run(["openssl", *map(str, command)], check=True, timeout=60, capture_output=True)
    return key.read_text(), leaf.read_text(), ca


def make_client_key(folder: Path) -> tuple[Path, dict[str, str]]:
    """A private key's file, and its public half as a JWK."""
    path = folder / "client.key"
    subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", str(path)],
                   check=True, timeout=60, capture_output=True)
    path.chmod(0o600)
    script = ("const {createPublicKey} = require('node:crypto'); const {readFileSync} = require('node:fs');"
              "console.log(JSON.stringify(createPublicKey(readFileSync(process.argv[1])).export({format: 'jwk'})))")
    shown = subprocess.run(["node", "-e", script, str(path)], check=True, timeout=60, capture_output=True, text=True)
    return path, {**json.loads(shown.stdout), "kid": "client-1", "use": "sig", "alg": "ES256"}


def make_clients(public_key: dict[str, str]) -> dict[str, dict[str, Any]]:
    """One client for each way of authentication, and one for each rule."""
    def client(name: str, method: str, **more: Any) -> dict[str, Any]:
        grants = ["authorization_code", "refresh_token", DEVICE]
        if method != "none":
            grants.append("client_credentials")
        made = {"client_id": f"interop-{name}", "token_endpoint_auth_method": method, "application_type": "native",
                "redirect_uris": [REDIRECT], "response_types": ["code"], "grant_types": grants, "scope": SCOPES, **more}
        if method.startswith("client_secret"):
            made["client_secret"] = secrets.token_urlsafe(32)
        return made

    return {"public": client("public", "none"),
            "basic": client("basic", "client_secret_basic"),
            "post": client("post", "client_secret_post"),
            "jwt": client("jwt", "private_key_jwt", jwks={"keys": [public_key]}, token_endpoint_auth_signing_alg="ES256"),
            "dpop": client("dpop", "none", dpop_bound_access_tokens=True),
            "par": client("par", "client_secret_basic", require_pushed_authorization_requests=True)}


class Peer:
    """A running server; ends with `stop`."""

    def __init__(self, installed: Path, folder: Path, token_lifetime: int = 3600) -> None:
        key, certificate, self.ca_file = make_certificates(folder)
        self.client_key, public_key = make_client_key(folder)
        self.clients = make_clients(public_key)
        settings = folder / "settings.json"
        settings.touch(0o600)
        settings.write_text(json.dumps({"key": key, "certificate": certificate, "token_lifetime": token_lifetime,
                                        "clients": list(self.clients.values())}))
        # Beside its modules, where node looks for them.
        script = shutil.copy(HERE / "server.mjs", installed / "server.mjs")
        self.log = open(folder / "server.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(["node", script, str(settings)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True)
        # A server that never answers is ended, so that reading its line ends too.
        watchdog = threading.Timer(60, self.process.kill)
        watchdog.start()
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        watchdog.cancel()
        if not line:
            self.log.seek(0)
            raise RuntimeError("oidc-provider did not start: " + self.log.read())
        self.issuer: str = json.loads(line)["issuer"]

    def stop(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()
