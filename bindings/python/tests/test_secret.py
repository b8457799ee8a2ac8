"""Secret: the value comes out by reveal() alone."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from sandbox import Sandbox

import connectify
from connectify import ConnectifySDK, Secret

VALUE = "test-value-that-nobody-may-see"


@pytest.mark.parametrize("show", [repr, str, format, "{}".format, "{:>80}".format, "%s".__mod__, ascii, lambda it: [it]])
def test_showing_does_not_give_the_value(show: Any) -> None:
    assert VALUE not in str(show(Secret(VALUE)))


def test_what_is_shown_is_of_use() -> None:
    assert str(Secret(VALUE)).startswith("Secret(****, 30 bytes")


@pytest.mark.parametrize("value", [VALUE, VALUE.encode()])
def test_reveal_gives_the_bytes_while_the_block_lasts(value: str | bytes) -> None:
    with Secret(value).reveal() as revealed:
        assert revealed == VALUE.encode()
        assert revealed.readonly
    with pytest.raises(ValueError):
        bytes(revealed)


def test_a_part_that_was_kept_is_still_memory() -> None:
    with Secret(VALUE).reveal() as revealed:
        part = revealed[:4]
    assert part == b"test"


def test_a_secret_cannot_be_pickled() -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(Secret(VALUE))


def test_copies_are_the_secret_itself() -> None:
    secret = Secret(VALUE)
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


def test_secrets_compare_by_value_and_have_no_hash() -> None:
    assert Secret(VALUE) == Secret(VALUE.encode())
    assert Secret(VALUE) != Secret("another")
    assert Secret(VALUE) != VALUE
    with pytest.raises(TypeError):
        hash(Secret(VALUE))


def test_nothing_is_no_secret() -> None:
    with pytest.raises(connectify.ValidationError):
        Secret("")


def test_credentials_may_be_secrets(sandbox: Sandbox) -> None:
    with ConnectifySDK(**sandbox.settings, api_key=Secret(sandbox.key("reader"))) as sdk:
        assert sdk.devices.get("dev_0001").id == "dev_0001"
