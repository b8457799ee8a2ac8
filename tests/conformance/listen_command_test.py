"""`connectify listen`: what it answers, prints and forwards.

    listen_command_test.py CONNECTIFY
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CONNECTIFY = sys.argv.pop(1)
SECRET = "cfy_whsec_test_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa398A9g"
LIMIT = 30.0  # seconds that anything here may take


def signed(body: str, form: str = "timed", at: int | None = None, secret: str = SECRET) -> dict[str, str]:
    def digest(text: str) -> str:
        return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()

    when = str(int(time.time()) if at is None else at)
    if form == "plain":
        return {"X-Connectify-Signature": f"sha256={digest(body)}"}
    return {"X-Connectify-Signature": f"t={when},v1={digest(f'{when}.{body}')}", "X-Connectify-Timestamp": when}


def event(identity: str) -> str:
    return json.dumps({"id": identity, "type": "device.updated", "timestamp": int(time.time())})


class Receiver:
    """The server that deliveries are forwarded to. Answers with `status`."""

    def __init__(self) -> None:
        self.status = 204
        self.seen: list[tuple[str, dict[str, str], str]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.seen.append((self.path, dict(self.headers.items()), body))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Listen(unittest.TestCase):
    def listen(self, *arguments: str, as_json: bool = True) -> None:
        environment = {"PATH": os.environ["PATH"], "CONNECTIFY_WEBHOOK_SECRET": SECRET}
        environment |= {name: value for name, value in os.environ.items() if "SAN_OPTIONS" in name}
        self.process = subprocess.Popen([CONNECTIFY, "listen", "--port", "0", *(["--json"] if as_json else []), *arguments],
                                        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        first = self.line()
        address = json.loads(first)["address"] if as_json else first.split(" at ")[1].split("/, ")[0].split("/. ")[0]
        self.port = int(address.rstrip("/").rsplit(":", 1)[1])

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(LIMIT), 0)
        assert self.process.stdout
        self.process.stdout.close()

    def line(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "it has ended"
        return line

    def told(self) -> Any:
        return json.loads(self.line())

    def post(self, body: str, headers: dict[str, str], path: str = "/", method: str = "POST") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        try:
            connection.request(method, path, body.encode(), headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def test_both_forms_and_a_forgery(self) -> None:
        self.listen()
        for form in ("timed", "plain"):
            body = event(f"evt_{form}")
            self.assertEqual(self.post(body, signed(body, form)), 200)
            told = self.told()
            self.assertEqual((told["status"], told["valid"], told["event"]["id"]), (200, True, f"evt_{form}"))
        body = event("evt_forged")
        other = "cfy_whsec_test_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb0hmkzb"
        refused: list[tuple[dict[str, str], str]] = [
            (signed(body, secret=other), "mismatch"), (signed(body, at=int(time.time()) - 400), "too_old"), ({}, "missing")]
        for headers, rule in refused:
            self.assertEqual(self.post(body, headers), 400)
            told = self.told()
            self.assertEqual((told["valid"], told["error"]["rule"], told["event"]), (False, rule, None))

    def test_a_delivery_that_comes_again_is_taken_once(self) -> None:
        receiver = Receiver()
        self.addCleanup(receiver.close)
        self.listen("--forward", receiver.address)
        body = event("evt_twice")
        headers = signed(body)
        self.assertEqual([self.post(body, headers), self.post(body, headers)], [204, 200])
        self.assertEqual([self.told()["repeated"], self.told()["repeated"]], [False, True])
        self.assertEqual(len(receiver.seen), 1)

    def test_it_forwards_what_came_to_the_byte(self) -> None:
        receiver = Receiver()
        self.addCleanup(receiver.close)
        self.listen("--forward", f"{receiver.address}/hook?from=test")
        body = '{"id":"evt_f", "type":"device.updated",  "name":"Küche 🌿","timestamp":%d}' % int(time.time())
        headers = {**signed(body), "Content-Type": "application/json", "X-Mine": "yes"}
        self.assertEqual(self.post(body, headers), 204)
        path, came, got = receiver.seen[0]
        self.assertEqual((path, got), ("/hook?from=test", body))
        for name, value in headers.items():
            self.assertEqual(came[name], value)
        self.assertEqual(came["Host"], receiver.address[7:])
        self.assertNotIn("REMOTE_ADDR", came)
        self.assertEqual(self.told()["forwarded"]["status"], 204)

    def test_what_is_not_verified_is_not_forwarded(self) -> None:
        receiver = Receiver()
        self.addCleanup(receiver.close)
        self.listen("--forward", receiver.address)
        self.assertEqual(self.post(event("evt_x"), {"X-Connectify-Signature": "sha256=" + "0" * 64}), 400)
        self.assertEqual(receiver.seen, [])

    def test_what_the_receiver_refused_can_be_delivered_again(self) -> None:
        receiver = Receiver()
        self.addCleanup(receiver.close)
        self.listen("--forward", receiver.address)
        body = event("evt_again")
        headers = signed(body)
        receiver.status = 500
        self.assertEqual(self.post(body, headers), 500)
        receiver.status = 204
        self.assertEqual([self.post(body, headers), self.post(body, headers)], [204, 200])
        self.assertEqual(len(receiver.seen), 2)

    def test_a_receiver_that_is_not_there_is_a_bad_gateway(self) -> None:
        receiver = Receiver()
        receiver.close()
        self.listen("--forward", receiver.address)
        body = event("evt_nobody")
        self.assertEqual(self.post(body, signed(body)), 502)
        self.assertIn("start the server", self.told()["forwarded"]["error"])

    def test_what_is_no_delivery(self) -> None:
        self.listen()
        self.assertEqual(self.post("", {}, method="GET"), 405)
        body = "x" * ((1 << 20) + 1)
        self.assertEqual(self.post(body, signed(body)), 413)
        self.assertEqual(self.told()["error"]["rule"], "too_large")

    def test_one_line_each_for_people(self) -> None:
        self.listen(as_json=False)
        body = event("evt_line")
        self.post(body, signed(body))
        self.assertRegex(self.line(), r"^\d\d:\d\d:\d\d  200  device\.updated  evt_line\n$")
        self.post(body, {"X-Connectify-Signature": "sha256=\x1b[31m"})
        self.assertRegex(self.line(), r"^\d\d:\d\d:\d\d  400  not valid \(signature, malformed\): [^\x1b]+\n$")

    def refused(self, *arguments: str) -> Any:
        result = subprocess.run([CONNECTIFY, "listen", "--port", "0", "--json", *arguments], env={"PATH": os.environ["PATH"]},
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
        self.assertNotEqual(result.returncode, 0)
        return json.loads(result.stderr)["error"]

    def test_it_forwards_to_this_machine_alone(self) -> None:
        for address in ("https://example.com/", "http://127.0.0.1:80@example.com/", "http://localhost/", "http://127.0.0.1.example.com/"):
            self.assertEqual(self.refused("--forward", address)["code"], "validation", address)

    def test_it_does_not_start_without_a_secret(self) -> None:
        self.assertEqual(self.refused()["code"], "configuration")


if __name__ == "__main__":
    unittest.main()
