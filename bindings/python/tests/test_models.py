"""The generated models: what they keep of an answer."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from connectify import Device, DevicePage, ResponseError
from connectify._models import parse_time

DEVICE: dict[str, Any] = {
    "id": "dev_0001",
    "name": "Kitchen",
    "type": "thermostat",
    "status": "dreaming",
    "capabilities": ["temperature"],
    "last_active": "2025-06-01T12:00:00Z",
    "firmware": {"version": 7},
}


def test_a_device_has_typed_fields() -> None:
    device = Device.from_json(DEVICE)
    assert device.capabilities == ("temperature",)
    assert device.last_active == datetime(2025, 6, 1, 12, tzinfo=timezone.utc)


def test_a_status_of_tomorrow_is_kept() -> None:
    assert Device.from_json(DEVICE).status == "dreaming"


def test_unknown_fields_are_kept() -> None:
    assert Device.from_json(DEVICE).extra == {"firmware": {"version": 7}}


@pytest.mark.parametrize("absent", [{}, {"last_active": None}])
def test_a_time_may_be_absent_or_null(absent: dict[str, None]) -> None:
    data = {**{name: value for name, value in DEVICE.items() if name != "last_active"}, **absent}
    assert Device.from_json(data).last_active is None


def test_models_are_frozen_and_have_no_other_attributes() -> None:
    device = Device.from_json(DEVICE)
    with pytest.raises(AttributeError, match="name cannot be set: a Device is read-only"):
        device.name = "Other"
    with pytest.raises(AttributeError, match="read-only"):
        del device.name
    assert not hasattr(device, "__dict__")


def test_models_show_their_fields_and_not_what_stands_beside_them() -> None:
    shown = repr(Device.from_json(DEVICE))
    assert shown.startswith("Device(id='dev_0001', name='Kitchen', type='thermostat', status='dreaming', ")
    assert "firmware" not in shown


def test_models_differ_in_any_field_and_in_unknown_ones() -> None:
    device = Device.from_json(DEVICE)
    assert device != Device.from_json({**DEVICE, "name": "Cellar"})
    assert device != Device.from_json({**DEVICE, "firmware": {"version": 8}})
    assert device != DEVICE


def test_models_compare_hash_copy_and_pickle() -> None:
    device = Device.from_json(DEVICE)
    assert device == Device.from_json(DEVICE)
    assert len({device, Device.from_json(DEVICE)}) == 1
    assert pickle.loads(pickle.dumps(device)) == device == copy.deepcopy(device)


def test_a_page_holds_models() -> None:
    page = DevicePage.from_json({"devices": [DEVICE], "pagination": {"limit": 1, "offset": 0, "total": 1}})
    assert page.devices[0].id == "dev_0001"
    assert page.pagination.total == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-06-01T12:00:00Z", datetime(2025, 6, 1, 12, tzinfo=timezone.utc)),
        ("2025-06-01t12:00:00z", datetime(2025, 6, 1, 12, tzinfo=timezone.utc)),
        ("2025-06-01T12:00:00.5Z", datetime(2025, 6, 1, 12, 0, 0, 500_000, tzinfo=timezone.utc)),
        ("2025-06-01T12:00:00.123456789Z", datetime(2025, 6, 1, 12, 0, 0, 123_456, tzinfo=timezone.utc)),
        ("2025-06-01T12:00:00+02:00", datetime(2025, 6, 1, 12, tzinfo=timezone(timedelta(hours=2)))),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=timezone.utc)),
    ],
)
def test_times_of_rfc_3339(text: str, expected: datetime) -> None:
    parsed = parse_time(text)
    assert parsed == expected
    assert parsed.tzinfo is not None


@pytest.mark.parametrize("text", ["", "today", "2025-06-01", "2025-06-01T12:00:00", "2025-13-01T12:00:00Z"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ResponseError):
        parse_time(text)
