"""The key-value engine of HashiCorp Vault, version 2, on a free loopback port with TLS, which fails as it is told to."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

LIMIT = 30.0  # seconds
TOKEN = "hvs.of-the-test"
EXTENSIONS = """
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost,IP:127.0.0.1
authorityKeyIdentifier = keyid:always
"""


def make_certificates(folder: Path, name: str) -> tuple[Path, Path, Path]:
    """An authority, and a certificate with its key for loopback."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=LIMIT)

    (folder / "extensions.cnf").write_text(EXTENSIONS)
    for part in ("root", "leaf"):
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                f"{name}-{part}.key", "-out", f"{name}-{part}.csr", "-subj", f"/CN={name} {part}")
    openssl("x509", "-req", "-in", f"{name}-root.csr", "-signkey", f"{name}-root.key", "-days", "30", "-extfile",
            "extensions.cnf", "-extensions", "root", "-out", f"{name}-root.pem")
    openssl("x509", "-req", "-in", f"{name}-leaf.csr", "-CA", f"{name}-root.pem", "-CAkey", f"{name}-root.key", "-days",
            "20", "-set_serial", "4711", "-extfile", "extensions.cnf", "-extensions", "leaf", "-out", f"{name}-leaf.pem")
    return folder / f"{name}-root.pem", folder / f"{name}-leaf.pem", folder / f"{name}-leaf.key"


class VaultServer(ThreadingHTTPServer):
    """Holds one secret, `kv/connectify`. `fault` is what goes wrong from now on."""

    daemon_threads = True

    def __init__(self, certificate: Path, key: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.versions: list[dict[str, str]] = []
        self.fault = ""
        self.requests = 0

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """A client that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = LIMIT
    server: VaultServer

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: dict[str, Any], *headers: tuple[str, str]) -> None:
        self.send_text(status, json.dumps(body), *headers)

    def send_text(self, status: int, text: str, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(text))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self) -> None:
        self.server.requests += 1
        fault = self.server.fault
        if fault == "lost":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault == "slow":
            time.sleep(3)
            self.close_connection = True
        elif fault == "throttled":
            self.answer(429, {"errors": ["request path is rate limited"]})
        elif fault == "failing":
            self.answer(500, {"errors": ["internal error"]})
        elif fault == "sealed":
            self.answer(503, {"errors": ["Vault is sealed"]})
        elif fault == "garbage":
            self.send_text(200, "<html>a page of somebody else</html>")
        elif fault == "duplicate":
            self.send_text(200, '{"data":{},"data":{}}')
        elif fault == "large":
            self.send_text(200, json.dumps({"data": "x" * (20 << 20)}))
        else:
            self.route(fault)

    def route(self, fault: str) -> None:
        if self.headers["X-Vault-Request"] != "true":
            self.answer(400, {"errors": ["X-Vault-Request is missing"]})
        elif fault == "expired" or self.headers["X-Vault-Token"] != TOKEN:
            self.answer(403, {"errors": ["permission denied"]})
        elif self.path == "/v1/auth/token/lookup-self":
            self.answer(200, {"data": {"ttl": 3600, "renewable": False}})
        elif fault == "forbidden":
            self.answer(403, {"errors": ["1 error occurred: permission denied"]})
        elif self.path != "/v1/kv/data/connectify" or fault == "absent":
            self.answer(404, {"errors": []})
        else:
            metadata = {"version": len(self.server.versions), "created_time": "2026-11-01T00:00:00.5Z",
                        "deletion_time": "", "destroyed": False, "custom_metadata": None}
            self.answer(200, {"lease_duration": 0, "data": {"data": self.server.versions[-1], "metadata": metadata}})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(403, {"errors": ["permission denied"]})


@contextmanager
def running_vault(certificate: Path, key: Path) -> Iterator[VaultServer]:
    """A server of our own, which ends with the block."""
    with VaultServer(certificate, key) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(LIMIT)
