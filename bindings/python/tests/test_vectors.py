"""The vectors that every language reads."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from sandbox import VECTORS, Sandbox

import connectify
from connectify import ConnectifyError, ConnectifySDK
from connectify._config import make_config
from connectify._load import native

UNKNOWN_KEY = "cfy_ak_test_0000000000000000000000000000000025rrqD"


def cases(file: str) -> list[Any]:
    document = json.loads((VECTORS / file).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in document["cases"]]


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
            text, _, _ = client.call(call["operation"], json.dumps(call["params"]), call.get("options", {}))
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
