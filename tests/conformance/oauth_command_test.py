"""`connectify login`, `token`, `revoke`: against a small authorization server of the test's own, with a scripted browser.

    oauth_command_test.py CONNECTIFY
"""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import os
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse
from pathlib import Path
from typing import Any

CONNECTIFY = sys.argv.pop(1)
LIMIT = 30.0  # seconds that anything here may take

EXTENSIONS = """
[leaf]
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost,IP:127.0.0.1
authorityKeyIdentifier = keyid:always
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
"""

# Says yes at once: goes where the authorization endpoint sends it.
BROWSER = """
import ssl, sys, urllib.error, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments): return None
context = ssl.create_default_context(cafile=sys.argv[1])
opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), Stay())
try:
    opener.open(sys.argv[2], timeout=10)
except urllib.error.HTTPError as answer:
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(answer.headers["Location"], timeout=10).read()
    except urllib.error.HTTPError:
        pass
"""


class Issuer(http.server.ThreadingHTTPServer):
    """Grants what it is asked, checks PKCE and rotation, and remembers what was revoked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "leaf.pem", folder / "leaf.key")
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server_port}/op"
        self.asked: dict[str, str] = {}
        self.refresh = 0
        self.wrong_state = False
        self.revoked: list[str] = []


class Handler(http.server.BaseHTTPRequestHandler):
    server: Issuer

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, document: Any, **headers: str) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        issuer = self.server
        if self.path.startswith("/.well-known/"):
            names = {"token_endpoint": "token", "revocation_endpoint": "revoke", "authorization_endpoint": "authorize"}
            self.answer(200, {"issuer": issuer.url, "code_challenge_methods_supported": ["S256"],
                              "token_endpoint_auth_methods_supported": ["none"],
                              **{name: f"{issuer.url}/{path}" for name, path in names.items()}})
            return
        issuer.asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        answer = {"code": "c_test_1", "state": "x" * 43 if issuer.wrong_state else issuer.asked["state"]}
        self.answer(302, {}, Location=issuer.asked["redirect_uri"] + "?" + urllib.parse.urlencode(answer))

    def do_POST(self) -> None:
        issuer = self.server
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        if self.path.endswith("/revoke"):
            issuer.revoked.append(form["token"])
            self.answer(200, {})
            return
        if form["grant_type"] == "authorization_code":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            good = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == issuer.asked["code_challenge"]
        else:
            good = form["refresh_token"] == f"cfy_rt_test_{issuer.refresh}"
        if not good:
            self.answer(400, {"error": "invalid_grant"})
            return
        issuer.refresh += 1
        self.answer(200, {"access_token": f"cfy_at_test_{issuer.refresh}", "token_type": "Bearer", "expires_in": 3600,
                          "refresh_token": f"cfy_rt_test_{issuer.refresh}"})


class OAuthCommands(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.temporary = tempfile.TemporaryDirectory(prefix="connectify-oauth-")
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = Path(cls.temporary.name)
        (cls.folder / "extensions.cnf").write_text(EXTENSIONS)
        (cls.folder / "browser.py").write_text(BROWSER)
        for name, subject in (("root", "/CN=test root"), ("leaf", "/CN=somebody")):
            cls.openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                        f"{name}.key", "-out", f"{name}.csr", "-subj", subject)
        cls.openssl("x509", "-req", "-in", "root.csr", "-signkey", "root.key", "-days", "30", "-extfile",
                    "extensions.cnf", "-extensions", "root", "-out", "root.pem")
        cls.openssl("x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "20",
                    "-set_serial", "4711", "-extfile", "extensions.cnf", "-extensions", "leaf", "-out", "leaf.pem")

    @classmethod
    def openssl(cls, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=cls.folder, check=True, capture_output=True, timeout=LIMIT)

    def setUp(self) -> None:
        self.issuer = Issuer(self.folder)
        thread = threading.Thread(target=self.issuer.serve_forever, args=(0.05,))
        thread.start()
        self.addCleanup(thread.join, LIMIT)
        self.addCleanup(self.issuer.server_close)
        self.addCleanup(self.issuer.shutdown)
        home = tempfile.TemporaryDirectory(dir=self.folder)
        self.addCleanup(home.cleanup)
        self.home = Path(home.name)

    def run_cli(self, *arguments: str, scope: str = "devices:read") -> subprocess.CompletedProcess[str]:
        root = self.folder / "root.pem"
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "CONNECTIFY_CLIENT_ID": "app_test",
                       "CONNECTIFY_SCOPE": scope, "CONNECTIFY_ISSUER": self.issuer.url,
                       "CONNECTIFY_CA_FILE": str(root),
                       "CONNECTIFY_BROWSER": f"'{sys.executable}' '{self.folder / 'browser.py'}' '{root}'"}
        return subprocess.run([CONNECTIFY, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=LIMIT)

    def log_in(self) -> None:
        done = self.run_cli("login", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_log_in_use_and_log_out(self) -> None:
        done = self.run_cli("login", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["scope"], "devices:read")
        self.assertNotIn("cfy_at_test", done.stdout + done.stderr)
        shown = self.run_cli("token", "--reveal")
        self.assertEqual(shown.stdout, "cfy_at_test_1\n")
        self.assertEqual(self.run_cli("token", "--renew", "--reveal").stdout, "cfy_at_test_2\n")
        self.assertEqual(self.run_cli("token", "--reveal").stdout, "cfy_at_test_2\n")
        self.assertNotIn("cfy_at_test", self.run_cli("token").stdout)
        ended = self.run_cli("revoke", "--json")
        self.assertEqual(json.loads(ended.stdout), {"revoked": True})
        self.assertEqual(self.issuer.revoked, ["cfy_rt_test_2", "cfy_at_test_2"])
        self.assertEqual(json.loads(self.run_cli("revoke", "--json").stdout), {"revoked": False})
        after = self.run_cli("token", "--json")
        self.assertEqual(after.returncode, 1)
        self.assertEqual(json.loads(after.stderr)["error"]["rule"], "login_needed")

    def test_without_a_scope_the_least_is_asked_for(self) -> None:
        nothing = self.run_cli("login", "--json", scope="")
        self.assertIn("CONNECTIFY_OPERATIONS", json.loads(nothing.stderr[nothing.stderr.index("{"):])["error"]["message"])
        unknown = self.run_cli("login", "--json", "--operations", "devices.lst", scope="")
        self.assertIn("devices.list", unknown.stderr)
        done = self.run_cli("login", "--json", "--operations", "devices.list,devices.update,status.get", scope="")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["scope"], "devices:read devices:write")
        self.assertEqual(self.issuer.asked["scope"], "devices:read devices:write")
        # The login is there: nothing needs to be declared to use it.
        self.assertEqual(json.loads(self.run_cli("token", "--json", scope="").stdout)["scope"], "devices:read devices:write")
        viewer = json.loads(self.run_cli("login", "--json", "--role", "viewer", scope="").stdout)["scope"]
        self.assertTrue(all(scope.endswith(":read") for scope in viewer.split()), viewer)

    def test_a_forged_answer_is_refused(self) -> None:
        self.issuer.wrong_state = True
        done = self.run_cli("login", "--json")
        self.assertEqual(done.returncode, 1)
        error = json.loads(done.stderr[done.stderr.index("{"):])["error"]
        self.assertEqual((error["code"], error["rule"]), ("oauth", "state_wrong"))

    def test_the_store_is_private_and_unreadable(self) -> None:
        self.log_in()
        files = list((self.home / ".local/state/connectify").iterdir())
        self.assertIn("tokens", [file.name for file in files])
        for file in files:
            self.assertEqual(file.stat().st_mode & 0o077, 0, file)
            self.assertNotIn(b"cfy_", file.read_bytes(), file)

    def test_a_login_that_the_server_ended_is_told(self) -> None:
        self.log_in()
        self.issuer.refresh = 9
        lost = self.run_cli("token", "--renew", "--json")
        self.assertEqual(json.loads(lost.stderr)["error"]["rule"], "login_lost")
        self.assertEqual(json.loads(self.run_cli("token", "--json").stderr)["error"]["rule"], "login_needed")


if __name__ == "__main__":
    unittest.main()
