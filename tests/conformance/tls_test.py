"""connectify tls: stored chains, and servers of every kind.

    tls_test.py CONNECTIFY
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Tls(unittest.TestCase):
    """With one authority, and a certificate of it for loopback."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.temporary = tempfile.TemporaryDirectory(prefix="connectify-tls-")
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = Path(cls.temporary.name)
        (cls.folder / "extensions.cnf").write_text(EXTENSIONS)
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

    def run_cli(self, *arguments: str, status: int) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"} or "SAN_OPTIONS" in name}
        result = subprocess.run([CONNECTIFY, "tls", *arguments], env=kept, cwd=self.folder, stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result

    def judge(self, *further: str, status: int, name: str = "localhost",
              ca: str = "root.pem") -> subprocess.CompletedProcess[str]:
        return self.run_cli("--chain", "leaf.pem", "--ca", ca, "--name", name, *further, status=status)

    def serve(self, *arguments: str) -> str:
        """A server that ends with the test; its HOST:PORT."""
        port = free_port()
        server = subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", "leaf.pem", "-key",
                                   "leaf.key", "-quiet", *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait, LIMIT)
        self.addCleanup(server.kill)
        deadline = time.monotonic() + LIMIT
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return f"127.0.0.1:{port}"
            except OSError:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.02)

    def test_a_right_chain_is_accepted(self) -> None:
        self.assertIn("accepted", self.judge(status=0).stdout)
        document = json.loads(self.judge("--json", status=0).stdout)
        self.assertEqual(document["verdict"], "accepted")
        self.assertEqual(len(document["chain"]), 2)

    def test_a_refusal_is_one_line_with_the_rule(self) -> None:
        result = self.judge(status=1, name="elsewhere.example")
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr.count("\n"), 1)
        self.assertIn("[hostname_mismatch]", result.stderr)
        error = json.loads(self.judge("--json", status=1, name="elsewhere.example").stderr)["error"]
        self.assertEqual((error["code"], error["rule"]), ("tls", "hostname_mismatch"))

    def test_the_time_is_what_at_says(self) -> None:
        self.assertIn("[certificate_expired]", self.judge("--at", "2999-01-01T00:00:00Z", status=1).stderr)
        self.assertIn("[certificate_not_yet_valid]", self.judge("--at", "1000000000", status=1).stderr)

    def test_an_unknown_authority_is_refused(self) -> None:
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                     "other.key", "-out", "other.pem", "-subj", "/CN=other")
        self.assertIn("[unknown_authority]", self.judge(status=1, ca="other.pem").stderr)

    def test_a_file_without_a_list_is_not_passed_over(self) -> None:
        (self.folder / "empty.crl").write_text("")
        self.assertIn("[malformed_crl]", self.judge("--crl", "empty.crl", status=1).stderr)

    def test_wrong_use(self) -> None:
        self.judge("--at", "yesterday", status=2)
        self.judge(status=2, name="*.example")
        self.judge(status=2, ca="nowhere.pem")
        self.run_cli("--chain", "leaf.pem", status=2)
        self.run_cli(status=2)
        self.run_cli("localhost:many", status=2)

    def probe(self, server: str, status: int) -> dict[str, object]:
        document: dict[str, object] = json.loads(
            self.run_cli(server, "--ca-file", "root.pem", "--json", status=status).stdout)
        return document

    @staticmethod
    def broken(document: dict[str, object]) -> set[str]:
        rules = document["rules"]
        assert isinstance(rules, list)
        return {rule["rule"] for rule in rules if not rule["passed"]}

    def test_a_right_server_keeps_all_rules(self) -> None:
        for version in ("-tls1_2", "-tls1_3"):
            document = self.probe(self.serve(version), 0)
            self.assertEqual(self.broken(document), set())
            self.assertIn(document["version"], {"TLSv1.2", "TLSv1.3"})
            self.assertTrue(document["resumption"])
        self.assertIn(document["days_left"], {19, 20})  # 20 while the second in which it was made lasts

    def test_a_server_that_speaks_only_what_is_old_is_told_so(self) -> None:
        document = self.probe(self.serve("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"), 1)
        self.assertEqual(document["version"], "TLSv1.1")
        self.assertIn("version", self.broken(document))

    def test_a_server_without_forward_secrecy_is_told_so(self) -> None:
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "rsa.key", "-out", "rsa.pem", "-subj",
                     "/CN=rsa")
        document = self.probe(self.serve("-cert", "rsa.pem", "-key", "rsa.key", "-tls1_2", "-cipher", "AES128-SHA"), 1)
        self.assertIn("cipher", self.broken(document))


if __name__ == "__main__":
    unittest.main()
