"""Settings from Python's values: which there are, what they mean and their defaults are the library's to say."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ._load import native
from ._secret import Secret


def make_config(settings: Mapping[str, object]) -> native.Config:
    """None is no value: the next source is asked."""
    config = native.Config()
    for name, value in settings.items():
        if isinstance(value, Secret):
            config.set_secret(name, value._native)
        elif value is not None:
            config.set(name, as_text(name, value))
    return config


def as_text(name: str, value: object) -> str | bytes:
    """A value as the library reads it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, os.PathLike):
        return os.fsencode(value)
    if isinstance(value, (list, tuple)):
        return " ".join(value)
    # Not the value itself: it may be a credential.
    raise TypeError(f"the setting {name} cannot be a {type(value).__name__}")
