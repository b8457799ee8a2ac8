"""ConnectifySDK: settings, operations, lists, its end."""

from __future__ import annotations

import concurrent.futures
import os
import pickle
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sandbox import Sandbox

import connectify
from connectify import ConnectifySDK


def test_the_snippet_of_the_service_works_as_it_stands(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNECTIFY_ENV", "sandbox")
    monkeypatch.setenv("CONNECTIFY_SANDBOX_FILE", str(sandbox.state_file))
    sdk = ConnectifySDK(api_key=os.getenv("CONNECTIFY_API_KEY"), api_secret=os.getenv("CONNECTIFY_API_SECRET"))
    assert sdk.status.get().status == "connected"


def test_settings_go_by_keyword_only() -> None:
    with pytest.raises(TypeError):
        ConnectifySDK("a key")  # type: ignore[misc]


def test_settings_take_pythons_values(sandbox: Sandbox) -> None:
    with ConnectifySDK(
        environment="sandbox",
        sandbox_file=Path(sandbox.state_file),
        timeout=5,
        connect_timeout=2.5,
        debug=False,
        scope=["devices:read"],
    ) as sdk:
        assert sdk.status.ping().pong


def test_a_value_of_no_sense_is_refused_without_being_shown() -> None:
    with pytest.raises(TypeError, match="api_key") as caught:
        ConnectifySDK(api_key=object())  # type: ignore[arg-type]
    assert "object object" not in str(caught.value)


def test_a_missing_setting_is_named() -> None:
    with pytest.raises(connectify.ConfigurationError) as caught, ConnectifySDK(environment="production") as sdk:
        sdk.devices.get("dev_0001")
    assert caught.value.field == "api_key"


def test_status_and_ping(sdk: ConnectifySDK) -> None:
    status = sdk.status.get()
    assert (status.status, status.environment) == ("connected", "sandbox")
    assert status.timestamp.tzinfo is not None
    assert sdk.status.ping().pong is True


def test_an_answer_tells_where_it_came_from(sdk: ConnectifySDK) -> None:
    response = sdk.devices.get("dev_0001").response
    assert response is not None
    assert response.http_status == 200
    assert response.request_id
    assert '"dev_0001"' in response.text


def test_a_list_gives_every_device_of_all_pages(sdk: ConnectifySDK) -> None:
    ids = [device.id for device in sdk.devices.list(limit=20)]
    assert len(ids) == len(set(ids)) == 52


def test_a_list_gives_its_pages(sdk: ConnectifySDK) -> None:
    pages = list(sdk.devices.list(limit=20).pages())
    assert [len(page.devices) for page in pages] == [20, 20, 12]
    assert [page.pagination.offset for page in pages] == [0, 20, 40]


def test_a_list_may_begin_later(sdk: ConnectifySDK) -> None:
    assert [device.id for device in sdk.devices.list(offset=50)] == ["dev_0051", "dev_0052"]


def test_a_list_fetches_no_page_before_it_is_needed(sandbox: Sandbox, closed_url: str) -> None:
    with ConnectifySDK(**sandbox.settings, base_url=closed_url) as sdk:
        devices = sdk.devices.list()
        with pytest.raises(connectify.ConnectionError):
            next(devices)
        with pytest.raises(connectify.ConnectionError):  # the same page again
            next(devices)


def test_a_list_checks_its_arguments_at_once(sdk: ConnectifySDK) -> None:
    with pytest.raises(connectify.ValidationError):
        sdk.devices.list(limit=1000)


def test_the_life_of_a_device(own_sandbox: Sandbox) -> None:
    with ConnectifySDK(**own_sandbox.settings) as sdk:
        device = sdk.devices.register(name="Desk lamp", type="light", capabilities=("switch",))
        assert (device.name, device.type, device.capabilities) == ("Desk lamp", "light", ("switch",))
        assert sdk.devices.update(device.id, name="Floor lamp").name == "Floor lamp"
        assert sdk.devices.get(device.id).type == "light"
        assert sdk.devices.delete(device.id).deleted
        with pytest.raises(connectify.NotFoundError):
            sdk.devices.get(device.id)


def test_an_idempotency_key_makes_a_registration_repeatable(own_sandbox: Sandbox) -> None:
    with ConnectifySDK(**own_sandbox.settings) as sdk:
        first = sdk.devices.register(name="Desk lamp", type="light", idempotency_key="order-1")
        assert sdk.devices.register(name="Desk lamp", type="light", idempotency_key="order-1") == first
        with pytest.raises(connectify.ConflictError):
            sdk.devices.register(name="Floor lamp", type="light", idempotency_key="order-1")


def test_a_call_may_have_a_timeout_of_its_own(silent: dict[str, Any]) -> None:
    with ConnectifySDK(**silent) as sdk:
        began = time.monotonic()
        with pytest.raises(connectify.TimeoutError):
            sdk.status.ping(timeout=0.2)
        assert time.monotonic() - began < 3


def test_threads_share_a_client(sdk: ConnectifySDK) -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        ids = [f"dev_{number:04}" for number in range(1, 53)]
        assert [device.id for device in pool.map(sdk.devices.get, ids)] == ids


def test_a_waiting_call_lets_other_threads_run(silent: dict[str, Any]) -> None:
    with ConnectifySDK(**silent, timeout=1) as sdk:
        waiting = threading.Thread(target=lambda: pytest.raises(connectify.TimeoutError, sdk.status.ping))
        waiting.start()
        steps = 0
        while waiting.is_alive():
            time.sleep(0.01)
            steps += 1
        assert steps > 20


def test_closing_ends_calls_in_flight(silent: dict[str, Any]) -> None:
    sdk = ConnectifySDK(**silent)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        call = pool.submit(sdk.status.ping)
        time.sleep(0.2)
        sdk.close()
        with pytest.raises(connectify.CancelledError):
            call.result(5)


def test_a_closed_client_says_so(sandbox: Sandbox) -> None:
    with ConnectifySDK(**sandbox.settings) as sdk:
        pass
    sdk.close()  # again
    with pytest.raises(RuntimeError, match="closed"):
        sdk.status.ping()


def test_a_client_cannot_be_pickled(sdk: ConnectifySDK) -> None:
    with pytest.raises(TypeError, match="make one in each process"):
        pickle.dumps(sdk)


def test_no_attribute_of_a_client_shows_a_key(sandbox: Sandbox) -> None:
    key = sandbox.key("reader")
    with ConnectifySDK(**sandbox.settings, api_key=key) as sdk:
        sdk.status.ping()
        assert key not in repr(sdk) + repr(vars(sdk))


def test_a_list_lives_without_its_client_at_hand(sandbox: Sandbox) -> None:
    devices = ConnectifySDK(**sandbox.settings).devices.list(limit=20)
    assert len(list(devices)) == 52
