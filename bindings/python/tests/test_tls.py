"""What a server's TLS offers, by a client and by itself."""

from __future__ import annotations

import asyncio

import pytest
from sandbox import VECTORS, Sandbox

import connectify
from connectify import AsyncConnectifySDK, ConnectifySDK, TlsError, tls_judge, tls_probe


def test_a_client_reports_on_its_service(sdk: ConnectifySDK) -> None:
    report = sdk.tls_report()
    assert report.passed, report.rules
    assert report.version == "TLSv1.3"
    assert report.days_left > 0
    assert report.chain and report.pins[0] == report.chain[0].pin
    assert all(rule.passed and not rule.message for rule in report.rules)


def test_an_asynchronous_client_does_too(sandbox: Sandbox) -> None:
    async def ask() -> bool:
        async with AsyncConnectifySDK(**sandbox.settings) as sdk:
            return (await sdk.tls_report()).passed

    assert asyncio.run(ask())


def test_a_closed_client_does_not(sandbox: Sandbox) -> None:
    sdk = ConnectifySDK(**sandbox.settings)
    sdk.close()
    with pytest.raises(RuntimeError):
        sdk.tls_report()


def test_a_probe_says_what_is_broken(sandbox: Sandbox) -> None:
    port = int(str(sandbox.state["base_url"]).split(":")[2].split("/")[0])
    assert tls_probe("127.0.0.1", port, **sandbox.settings).passed
    other = tls_probe("127.0.0.1", port, **{**sandbox.settings, "ca_file": VECTORS / "other-ca.pem"})
    assert not other.passed
    broken = [rule for rule in other.rules if not rule.passed]
    assert broken and all(rule.message for rule in broken)


def test_where_nobody_listens_is_an_error(closed_url: str, sandbox: Sandbox) -> None:
    port = int(closed_url.split(":")[2].split("/")[0])
    with pytest.raises(connectify.ConnectionError):
        tls_probe("127.0.0.1", port, **sandbox.settings)


def test_a_stored_chain_is_judged() -> None:
    authority = (VECTORS / "other-ca.pem").read_bytes()
    with pytest.raises(TlsError) as refused:
        tls_judge(authority, authority, "localhost")
    assert refused.value.rule
