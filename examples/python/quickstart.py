"""One call of each kind, against a running sandbox (`connectify sandbox`).

Prints what it does in words; with --steps, as one line of JSON for each step. Exits 1 if a step went otherwise than it
should.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable

import connectify
from connectify import ConnectifySDK, Device

# A key of the right form that no sandbox ever gave out.
UNKNOWN_KEY = "cfy_ak_test_0000000000000000000000000000000025rrqD"

# A certificate authority that signed nothing.
STRANGER_CA = """\
-----BEGIN CERTIFICATE-----
MIIBqDCCAU+gAwIBAgIUdOPq9b9MdCHw9PgwLMoXVN5qxGcwCgYIKoZIzj0EAwIw
KTEnMCUGA1UEAwweQ29ubmVjdGlmeSBleGFtcGxlOiBhIHN0cmFuZ2VyMCAXDTI2
MTEyNDE1MTgyMVoYDzIxMjYxMDMxMTUxODIxWjApMScwJQYDVQQDDB5Db25uZWN0
aWZ5IGV4YW1wbGU6IGEgc3RyYW5nZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAQFZUK0MF0QcrHQTFyvGOAcgMRjHVmZmO4j3Ob91CWlWbZnMUL7XadgolrCe1iK
biONAszFZ+T/S003zvZv+zRIo1MwUTAdBgNVHQ4EFgQUckp5FX1brCgtEADljrwn
AltV0SYwHwYDVR0jBBgwFoAUckp5FX1brCgtEADljrwnAltV0SYwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBcOyFMgCjHI8wO3nJ3AjUkycvqgpQy
rDBTTdPeMPdmhAIgP4jOzg7xXsbrHq0k5PyfMXEAs/sjjtcqQaCWHZUzhTM=
-----END CERTIFICATE-----
"""

HOSTILE_NAME = "Kitchen <script>alert(1)</script> \u202elamp\r\nX-Injected: yes"

PAGE_SIZE = 20


class Unexpected(Exception):
    """A step went otherwise than it should."""


class Quickstart:
    """The steps, in the order in which they build on each other. Each answers what is to be told of it."""

    def __init__(self, sdk: ConnectifySDK) -> None:
        self.sdk = sdk
        self.device: Device | None = None

    def status(self) -> str:
        status = self.sdk.status.get()
        return f"{status.status} ({status.environment} {status.version})"

    def list(self) -> str:
        pages = list(self.sdk.devices.list(limit=PAGE_SIZE).pages())
        count = sum(len(page.devices) for page in pages)
        expect(count == 52 and len(pages) == 3, f"{count} devices over {len(pages)} pages; there are 52 over 3")
        return f"{count} devices over {len(pages)} pages"

    def refuse(self) -> str:
        try:
            self.sdk.devices.register(name=HOSTILE_NAME, type="lamp")
        except connectify.ValidationError as error:
            expect(error.field == "name" and error.rule is not None, f"refused, but not for its name: {error}")
            return f"refused by the rule {error.rule}"
        raise Unexpected("the hostile name was accepted")

    def register(self) -> str:
        cleaned = connectify.clean_text("device_name", HOSTILE_NAME)
        self.device = self.sdk.devices.register(name=cleaned.text, type="lamp", capabilities=["light"])
        expect(self.device.name == cleaned.text, "the device has another name than was sent")
        return f"{self.device.id} is {self.device.name!r}"

    def update(self) -> str:
        """Renames the device, and deletes it, so that the sandbox is as it was."""
        if self.device is None:
            raise Unexpected("there is no device to update")
        device = self.sdk.devices.update(self.device.id, name="Kitchen lamp")
        expect(device.name == "Kitchen lamp", "the device kept its name")
        self.sdk.devices.delete(device.id)
        return f"{device.id} is {device.name!r}; deleted again"

    def wrong_key(self) -> str:
        try:
            with ConnectifySDK(environment="sandbox", api_key=UNKNOWN_KEY) as stranger:
                stranger.status.get()
        except connectify.AuthenticationError as error:
            return f"refused with {error.http_status} {error.api_code}"
        raise Unexpected("a key that was never given out was accepted")

    def untrusted(self) -> str:
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as ca_file:
            ca_file.write(STRANGER_CA)
            ca_file.flush()
            try:
                with ConnectifySDK(environment="sandbox", ca_file=ca_file.name) as distrustful:
                    distrustful.status.get()
            except connectify.TlsError as error:
                expect("ca_file" in str(error), f"refused, but without the cure: {error}")
                return str(error)
        raise Unexpected("a server whose certificate authority is unknown was trusted")


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Unexpected(otherwise)


def report_words(step: str, ok: bool, ms: float, detail: str) -> None:
    print(f"{'ok  ' if ok else 'FAIL'}  {step:10} {ms:8.2f} ms  {detail}", flush=True)


def report_json(step: str, ok: bool, ms: float, detail: str) -> None:
    print(json.dumps({"step": step, "ok": ok, "ms": round(ms, 2), "detail": detail}), flush=True)


def main() -> int:
    report = report_json if "--steps" in sys.argv[1:] else report_words
    failed = False
    with ConnectifySDK(environment="sandbox") as sdk:
        quickstart = Quickstart(sdk)
        steps: list[Callable[[], str]] = [
            quickstart.status,
            quickstart.list,
            quickstart.refuse,
            quickstart.register,
            quickstart.update,
            quickstart.wrong_key,
            quickstart.untrusted,
        ]
        for step in steps:
            started = time.perf_counter()
            try:
                ok, detail = True, step()
            except (connectify.ConnectifyError, Unexpected) as error:
                ok, detail = False, f"{type(error).__name__}: {error}"
            report(step.__name__, ok, (time.perf_counter() - started) * 1000, detail)
            failed = failed or not ok
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except connectify.ConnectifyError as error:
        sys.exit(f"quickstart: {error}")
