"""The exception classes."""

from __future__ import annotations

import builtins
import json
import pickle
from typing import Any

import pytest
from sandbox import ROOT, Sandbox

import connectify
from connectify import ConnectifyError, ConnectifySDK
from connectify.generated.exceptions import BY_CODE


def test_every_error_of_the_table_has_its_class() -> None:
    table = json.loads((ROOT / "core" / "spec" / "errors.json").read_text())
    for row in table["errors"]:
        if not row.get("standard_class"):
            assert BY_CODE[row["name"]] is getattr(connectify, row["python"])
            assert BY_CODE[row["name"]].code == row["name"]
            assert issubclass(BY_CODE[row["name"]], ConnectifyError)


def test_names_that_python_has_too_are_caught_as_pythons() -> None:
    assert issubclass(connectify.TimeoutError, builtins.TimeoutError)
    assert issubclass(connectify.ConnectionError, builtins.ConnectionError)


@pytest.mark.parametrize("kind", [*BY_CODE.values(), ConnectifyError, connectify.NativeLibraryError])
def test_exceptions_survive_pickling(kind: type[ConnectifyError]) -> None:
    error = kind("Wrong; do it right.")
    error.field, error.rule, error.http_status, error.retry_after = "name", "empty", 422, 1.5
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == "Wrong; do it right."
    assert vars(again) == vars(error)


def test_an_error_of_the_service_tells_all(sdk: ConnectifySDK) -> None:
    with pytest.raises(connectify.NotFoundError) as caught:
        sdk.devices.get("dev_9999")
    error = caught.value
    assert (error.code, error.http_status, error.api_code, error.retriable) == ("not_found", 404, "NOT_FOUND", False)
    assert error.request_id
    assert error.retry_after is None


def test_an_error_of_an_argument_names_it(sdk: ConnectifySDK) -> None:
    with pytest.raises(connectify.ValidationError) as caught:
        sdk.devices.update("dev_0001", name="<b>")
    error = caught.value
    assert (error.field, error.rule, error.http_status, error.api_code) == ("name", "markup_character", None, None)


@pytest.mark.parametrize(
    ("field", "arguments"),
    [("name", {"name": "x\ud800"}), ("capabilities.1", {"name": "x", "capabilities": ["a", "\udfff"]})],
)
def test_half_a_character_is_refused_by_the_name_of_its_argument(
    sdk: ConnectifySDK, field: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(connectify.ValidationError) as caught:
        sdk.devices.register(type="light", **arguments)
    assert (caught.value.field, caught.value.rule) == (field, "invalid_utf8")


def test_a_number_that_json_lacks_is_refused(sdk: ConnectifySDK) -> None:
    with pytest.raises(connectify.ValidationError):
        sdk.devices.list(limit=float("nan"))  # type: ignore[arg-type]


def test_a_timeout_is_both_classes(silent: dict[str, Any]) -> None:
    with ConnectifySDK(**silent, timeout=0.2) as sdk, pytest.raises(builtins.TimeoutError) as caught:
        sdk.status.ping()
    assert isinstance(caught.value, connectify.TimeoutError)


def test_no_message_holds_the_key(sandbox: Sandbox) -> None:
    key = "cfy_ak_test_EXAMPLEexampleEXAMPLEexample01234f1f5M"
    with ConnectifySDK(**sandbox.settings, api_key=key) as sdk, pytest.raises(connectify.AuthenticationError) as caught:
        sdk.status.get()
    assert key not in str(caught.value) + repr(caught.value) + repr(vars(caught.value))
