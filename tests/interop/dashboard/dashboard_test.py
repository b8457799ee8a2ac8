"""The sandbox's dashboard in a real browser: live, used by keyboard and mouse, without an error on the console; axe-core,
where it is installed (npm ci in tests/interop/report), finds nothing to say.

    dashboard_test.py CONNECTIFY [PICTURES]

PICTURES: a folder to leave screenshots in.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from chromium import CHROMIUM, Page

CONNECTIFY = sys.argv.pop(1)
PICTURES = Path(sys.argv.pop(1)) if len(sys.argv) > 1 and not sys.argv[1].startswith(("-", "Dashboard")) else None
AXE = Path(__file__).parents[1] / "report" / "node_modules" / "axe-core" / "axe.min.js"
LIMIT = 60.0  # seconds that anything here may take
TEXT = "document.getElementById({!r}).textContent"


@unittest.skipUnless(CHROMIUM, "chromium is not installed; ./dev setup browser installs it")
class Dashboard(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="connectify-dashboard-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "TMPDIR"} or "SAN_OPTIONS" in name}
        self.state_file = Path(folder.name) / "sandbox.json"
        self.environment = {**kept, "HOME": folder.name, "CONNECTIFY_ENV": "sandbox", "CONNECTIFY_SANDBOX_FILE": str(self.state_file)}
        self.sandbox = self.start("sandbox", "--devices", "12")
        self.address = json.loads(self.read_document(self.sandbox))["dashboard"]
        self.page = Page()
        self.addCleanup(self.page.close)

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen([CONNECTIFY, *arguments, "--json"], env={**self.environment, **variables}, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.stop, process)
        return process

    def stop(self, process: subprocess.Popen[str]) -> None:
        process.send_signal(signal.SIGTERM)
        process.wait(LIMIT)
        assert process.stdout
        process.stdout.close()

    @staticmethod
    def read_document(process: subprocess.Popen[str]) -> str:
        assert process.stdout
        text = ""
        while not text.endswith("}\n") or text.count("{") != text.count("}"):
            line = process.stdout.readline()
            assert line, "the sandbox did not start"
            text += line
        return text

    def cli(self, *arguments: str, status: int = 0, **variables: str) -> str:
        result = subprocess.run([CONNECTIFY, *arguments], env={**self.environment, **variables}, stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(result.returncode, status, result.stderr)
        return result.stdout

    def open(self) -> None:
        self.page.look(1280, "light")
        self.page.open(self.address)
        self.page.wait("document.getElementById('connection')?.className === 'live'")

    def click(self, selector: str) -> None:
        self.page.run(f"document.querySelector({selector!r}).click()")

    def type(self, selector: str, text: str) -> None:
        self.page.run(f"document.querySelector({selector!r}).value = {text!r}")

    def once(self) -> list[str]:
        """The values that are shown once; closes the dialog."""
        self.page.wait("document.getElementById('secret-dialog').open")
        values = self.page.run("[...document.querySelectorAll('#secret-values input')].map(each => each.value)")
        self.click("#secret-dialog form button")
        self.page.wait("document.getElementById('secret-values').childElementCount === 0")
        return list(values)

    def test_a_request_a_device_and_an_event_are_seen_live(self) -> None:
        self.open()
        self.assertEqual(self.page.run("location.hash + document.cookie"), "", "the token is out of the address, and no cookie")
        self.page.wait("document.querySelectorAll('#device-rows tr').length === 12")
        device = json.loads(self.cli("devices", "register", "--name", "Seen live", "--type", "sensor", "--json"))
        self.page.wait("document.querySelector('#device-rows tr.fresh')?.textContent.includes('Seen live')")
        self.cli("events", "send", "--type", "device.updated", "--device-id", device["id"])
        self.page.wait(TEXT.format("event-list") + ".includes('device.updated')")
        self.page.wait(TEXT.format("request-list") + ".includes('/v1/devices')")
        self.click("#request-list summary")
        detail = self.page.wait("document.querySelector('#request-list .detail')?.textContent")
        self.assertIn("Bearer [REDACTED:sha256:", detail)
        self.assertNotIn("cfy_ak_", self.page.run("document.documentElement.outerHTML"))
        self.assertEqual(self.page.console, [])

    def test_a_key_and_an_application_are_made_and_revoked(self) -> None:
        self.open()
        self.type("#key-form [name=name]", "from the page")
        self.click("#key-form button")
        (key,) = self.once()
        self.assertTrue(key.startswith("cfy_ak_test_"))
        self.cli("devices", "list", CONNECTIFY_API_KEY=key)
        self.assertNotIn(key, self.page.run("document.documentElement.outerHTML"))
        self.page.wait(TEXT.format("key-rows") + ".includes('from the page')")
        self.click('[aria-label="Revoke the key from the page"]')
        self.page.wait("document.getElementById('confirm-dialog').open")
        self.click("#confirm-dialog [value=yes]")
        self.page.wait("!" + TEXT.format("key-rows") + ".includes('from the page')")
        self.cli("devices", "list", status=1, CONNECTIFY_API_KEY=key)

        self.type("#application-form [name=client_name]", "My service")
        self.type("#application-form [name=kind]", "service")
        self.click("#application-form button")
        values = self.once()
        self.assertEqual(len(values), 3)
        self.page.wait(TEXT.format("application-rows") + f".includes({values[0]!r})")
        self.assertEqual(self.page.console, [])

    def test_faults_are_switched(self) -> None:
        self.open()
        self.click("[name=failing]")
        self.page.wait("document.querySelector('#conditions-form .outcome').textContent.includes('errors')")
        error = subprocess.run([CONNECTIFY, "devices", "get", "dev_0001", "--json", "--timeout", "3"], env=self.environment,
                               stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(error.returncode, 1)
        self.assertEqual(json.loads(error.stderr)["error"]["code"], "server")
        self.click("[name=failing]")
        self.page.wait("document.querySelector('#conditions-form .outcome').textContent.includes('should be')")
        self.cli("devices", "get", "dev_0001")
        self.assertEqual(self.page.console, [])

    def test_a_delivery_reaches_the_listener(self) -> None:
        self.open()
        self.click("#signing-secret")
        (secret,) = self.once()
        listener = self.start("listen", "--port", "0", CONNECTIFY_WEBHOOK_SECRET=secret)
        address = json.loads(self.read_document(listener))["address"]
        assert listener.stdout
        for form in ("timed", "plain"):
            self.type("#webhook-form [name=url]", address)
            self.type("#webhook-form [name=form]", form)
            self.click("#webhook-form [type=submit]")
            self.page.wait("document.querySelector('#webhook-form .outcome').textContent === 'Delivered.'")
            told = json.loads(listener.stdout.readline())
            self.assertEqual((told["status"], told["valid"], told["event"]["type"]), (200, True, "device.updated"))
            self.page.run("document.querySelector('#webhook-form .outcome').textContent = ''")
        self.assertEqual(self.page.console, [])

    def test_without_the_token_it_says_what_to_do(self) -> None:
        self.page.open(self.address.partition("#")[0])
        self.page.wait("document.getElementById('connection')?.className === 'lost'")
        self.assertIn("whole address", self.page.run(TEXT.format("connection")))
        self.assertTrue(self.page.run("document.getElementById('main').hidden"))

    def test_the_keyboard_reaches_and_works_everything(self) -> None:
        self.open()
        self.page.run("document.activeElement.blur(); scrollTo(0, 0)")
        seen: list[str] = []
        for _ in range(400):
            self.page.press("Tab")
            element = self.page.run("(e => e === document.body ? '' : e.tagName + '#' + e.id + '.' + (e.name ?? '') + e.textContent.slice(0, 12))"
                                    "(document.activeElement)")
            if element in {"", "HTML#."} and seen:
                break
            seen.append(element)
        everything = self.page.run("[...document.querySelectorAll('main button, main input, main select, main summary')]"
                                   ".filter(e => e.checkVisibility()).length")
        self.assertGreaterEqual(len(seen), everything)
        self.assertIn("Skip to", seen[0])
        self.page.run("document.querySelector('[name=slow]').focus()")
        self.page.press(" ", " ")
        self.page.wait("document.querySelector('#conditions-form .outcome').textContent.includes('latency')")

    @unittest.skipUnless(AXE.exists(), "axe-core is not installed; npm ci in tests/interop/report installs it")
    def test_axe_finds_nothing(self) -> None:
        self.fill()
        self.page.send("Page.setBypassCSP", {"enabled": True})  # axe itself is what the page would not let run
        self.page.run(AXE.read_text(encoding="utf-8") + ";0")
        for opened in ("", "secret-dialog", "confirm-dialog"):
            if opened:
                self.page.run(f"document.querySelector('#confirm-title').textContent ||= 'Revoke?'; document.getElementById({opened!r}).showModal()")
            for width in (1280, 400):
                for scheme in ("light", "dark"):
                    self.page.look(width, scheme)
                    found = self.page.run("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map("
                                          "v => v.id + ' ' + v.nodes.map(n => n.html + n.failureSummary).join(' ')))")
                    self.assertEqual(found, [], f"{opened} {width} {scheme}")
            if opened:
                self.page.run(f"document.getElementById({opened!r}).close()")

    def fill(self) -> None:
        """Something of everything on the page."""
        self.open()
        self.cli("devices", "list")
        self.cli("devices", "get", "no-such-device", status=1)
        device = json.loads(self.cli("devices", "register", "--name", "Küche 🌿", "--type", "thermostat", "--json"))
        self.cli("events", "send", "--type", "device.updated", "--device-id", device["id"], "--data", '{"temperature":21.5}')
        self.page.wait(TEXT.format("event-list") + ".includes('21.5')")
        self.page.wait("document.querySelectorAll('#request-list details').length > 3")
        self.click("#request-list summary")
        self.click("[name=limited]")
        self.page.wait("document.querySelector('#conditions-form .outcome').textContent.includes('limit')")

    def test_it_fits_screens_wide_and_narrow(self) -> None:
        self.fill()
        backgrounds = set()
        for width in (1280, 400):
            for scheme in ("light", "dark"):
                self.page.look(width, scheme)
                time.sleep(0.2)
                backgrounds.add(self.page.run("getComputedStyle(document.body).backgroundColor"))
                self.assertEqual(self.page.run("document.documentElement.scrollWidth"), width, "nothing stands out at the side")
                picture = self.page.picture()
                self.assertTrue(picture.startswith(b"\x89PNG"))
                if PICTURES:
                    PICTURES.mkdir(parents=True, exist_ok=True)
                    (PICTURES / f"dashboard-{width}-{scheme}.png").write_bytes(picture)
        self.assertEqual(len(backgrounds), 2, "dark is another picture than light")
        self.assertEqual([each for each in self.page.console if not re.search("40[14]|429", each)], [])


if __name__ == "__main__":
    unittest.main()
