"""The vectors that every language reads."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from sandbox import VECTORS, Sandbox

import connectify
from connectify import ConnectifyError, ConnectifySDK
from connectify._config import make_config
from connectify._load import native

UNKNOWN_KEY = "cfy_ak_test_0000000000000000000000000000000025rrqD"


def document(file: str) -> Any:
    return json.loads((VECTORS / file).read_text(encoding="utf-8"))


def cases(file: str) -> list[Any]:
    return [pytest.param(case, id=case.get("name")) for case in document(file)["cases"]]


def at(data: Any, pointer: str) -> Any:
    """RFC 6901, as far as the vectors use it."""
    for step in pointer.split("/")[1:]:
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


@pytest.mark.parametrize("case", cases("calls.json"))
def test_calls(case: dict[str, Any], own_sandbox: Sandbox, silent_url: str, closed_url: str) -> None:
    places = {
        "$unknown_key": UNKNOWN_KEY,
        "$reader_key": own_sandbox.key("reader"),
        "$api_secret": str(own_sandbox.state["api_secret"]),
        "$other_ca_file": str(VECTORS / "other-ca.pem"),
        "$silent_url": silent_url,
        "$closed_url": closed_url,
    }
    settings = {name: places.get(value, value) for name, value in case.get("settings", {}).items()}
    client = native.Client(make_config({**own_sandbox.settings, **settings}))
    for call in case["calls"]:
        expect = call["expect"]
        try:
            text, *_ = client.call(call["operation"], json.dumps(call["params"]), call.get("options", {}))
        except ConnectifyError as error:
            assert "error" in expect, f"{type(error).__name__}: {error}"
            got = {name: getattr(error, name) or (0 if name == "http_status" else "") for name in expect["error"]}
            assert got == expect["error"], str(error)
        else:
            assert "error" not in expect, text
            data = json.loads(text)
            assert {place: at(data, place) for place in expect.get("data", {})} == expect.get("data", {})
            assert {place: len(at(data, place)) for place in expect.get("count", {})} == expect.get("count", {})


@pytest.mark.parametrize("case", cases("settings.json"))
def test_settings(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    for name in os.environ:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder)
    for name, value in case["environment"].items():
        monkeypatch.setenv(name, value)
    for name, file in case["files"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file["text"])
        path.chmod(int(file["mode"], 8))

    expect = case["expect"]
    if "error" in expect:
        with pytest.raises(ConnectifyError) as refused:
            native.Client(make_config(case["arguments"]))
        assert (refused.value.code, refused.value.field) == (expect["error"], expect["field"]), str(refused.value)
        return
    diagnosis = json.loads(make_config(case["arguments"]).diagnose())
    settings = {setting["name"]: setting for setting in diagnosis["settings"]}
    for name, expected in expect["settings"].items():
        assert {key: settings[name][key] for key in expected} == expected
    assert not diagnosis["problems"]


@pytest.mark.parametrize("case", cases("text.json"))
def test_text(case: dict[str, Any]) -> None:
    profile, text = case["profile"], _input(case)
    if case["check"] is None:
        connectify.check_text(profile, text)
    else:
        with pytest.raises(connectify.ValidationError) as refused:
            connectify.check_text(profile, text)
        assert refused.value.rule == case["check"]

    if isinstance(case["clean"], dict):
        with pytest.raises(connectify.ValidationError) as refused:
            native.clean_text(profile, text)
        assert refused.value.rule == case["clean"]["error"]
        return
    cleaned, changes = native.clean_text(profile, text)
    assert (text if cleaned is None else cleaned) == case["clean"]
    assert [change["rule"] for change in json.loads(changes)] == case["changes"]


def _input(case: dict[str, Any]) -> Any:
    """Text, or bytes that are none."""
    return bytes.fromhex(case["input_hex"]) if "input_hex" in case else case["input"]


@pytest.mark.parametrize("case", cases("encoders.json"))
def test_encoders(case: dict[str, Any]) -> None:
    given = _input(case)
    function = getattr(connectify.text, case["context"])
    for unfit in ("replace", "refuse"):
        for encode in (function, lambda text, unfit: connectify.text.encode(case["context"], text, unfit=unfit)):
            if isinstance(case[unfit], dict):
                with pytest.raises(connectify.ValidationError) as refused:
                    encode(given, unfit=unfit)
                assert refused.value.rule == case[unfit]["refused"]
            elif case[unfit] is not None:
                assert encode(given, unfit=unfit) == case[unfit]
            elif isinstance(given, str):
                assert encode(given, unfit=unfit) is given
            else:
                assert encode(given, unfit=unfit) == given.decode()


@pytest.mark.parametrize("case", cases("uri_templates.json"))
def test_uri_templates(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(connectify.ValidationError) as refused:
            connectify.expand_uri(case["template"], case["variables"])
        assert refused.value.rule == case["error"]
    else:
        assert connectify.expand_uri(case["template"], case["variables"]) == case["expect"]


def _rule(use: Callable[[], object]) -> str:
    """The rule that refused, or ok."""
    try:
        use()
    except ConnectifyError as error:
        return error.rule or ""
    return "ok"


@pytest.mark.parametrize("case", cases("json.json"))
def test_json(case: dict[str, Any]) -> None:
    given = bytes.fromhex(case["text_hex"]) if "text_hex" in case else case["text"]
    assert _rule(lambda: connectify.check_json(given)) == case["expect"]


@pytest.mark.parametrize("case", cases("json_schema.json"))
def test_json_schema(case: dict[str, Any], tmp_path: Path) -> None:
    folders = {}
    for uri, text in case.get("documents", {}).items():
        host, _, path = uri.removeprefix("http://").partition("/")
        file = tmp_path / host / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(text))
        folders[f"http://{host}/"] = tmp_path / host

    def compile() -> connectify.Schema:
        asserted = case.get("format_assertion", False)
        return connectify.Schema(json.dumps(case["schema"]), format_assertion=asserted, folders=folders)

    if "error" in case:
        assert _rule(compile) == case["error"]
        return
    schema = compile()
    for value in case["valid"]:
        schema.validate(json.dumps(value))
    for invalid in case["invalid"]:
        with pytest.raises(connectify.ValidationError) as refused:
            schema.validate(json.dumps(invalid["value"]))
        assert (refused.value.field or "", refused.value.rule) == (invalid["field"], invalid["rule"])


@pytest.mark.parametrize("case", cases("webhooks.json"))
def test_webhooks(case: dict[str, Any]) -> None:
    verifier = connectify.WebhookVerifier(*case["secrets"])
    for name, value in case.get("settings", {}).items():
        verifier._native.set(name, value)
    for delivery in case["deliveries"]:
        at = datetime.fromtimestamp(delivery["at"], timezone.utc)
        body, headers, expect = delivery["body"].encode(), map(tuple, delivery["headers"]), delivery["expect"]
        if "error" in expect:
            with pytest.raises(ConnectifyError) as refused:
                verifier.verify(body, headers, at=at)
            error = {name: getattr(refused.value, name) or "" for name in expect["error"]}
            assert error == expect["error"], str(refused.value)
            assert "cfy_whsec_" not in str(refused.value)
        else:
            event = verifier.verify(body, headers, at=at)
            assert event.verified_at == at
            signed_at = None if event.signed_at is None else int(event.signed_at.timestamp())
            assert {"id": event.id, "type": event.type, "signed_at": signed_at} == expect["event"]


@pytest.mark.parametrize("case", cases("redactor.json"))
def test_redactor(case: dict[str, Any]) -> None:
    if "error" in case:
        assert _rule(lambda: connectify.Redactor(*case["values"])) == case["error"]
        return
    redactor = connectify.Redactor(*case["values"])
    text = case["text"].encode()
    pieces = [redactor.write(text[at : at + 5]) for at in range(0, len(text), 5)]
    assert b"".join([*pieces, redactor.finish()]).decode() == case["expect"]
    assert redactor.masked == case["masked"] == sum(masked.count for masked in redactor.report())


@pytest.mark.parametrize("case", cases("jwt.json"))
def test_jwt(case: dict[str, Any]) -> None:
    named, rules = case["jwks"], dict(case["rules"])
    if "alg" in rules:
        rules["alg"] = rules["alg"].split(",")
    if "leeway" in rules:
        rules["leeway"] = int(rules["leeway"])
    if "at" in rules:
        rules["at"] = datetime.fromtimestamp(int(rules["at"]), timezone.utc)

    def verify() -> object:
        keys = connectify.Jwks(_key_sets()[named] if isinstance(named, str) else named)
        if rules.pop("claims", None) == "false":
            return keys.verify_signature(case["token"], alg=rules.get("alg"))
        return keys.verify(case["token"], **rules)

    assert _rule(verify) == case["expect"]


@lru_cache
def _key_sets() -> dict[str, Any]:
    sets: dict[str, Any] = document("jwt.json")["sets"]
    return sets
