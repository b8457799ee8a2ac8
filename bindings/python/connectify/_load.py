"""Loads the extension. Import it from here: `from ._load import native`."""

from __future__ import annotations

import atexit

from . import _failure
from ._errors import ConnectifyError, NativeLibraryError
from .generated.exceptions import BY_CODE

__all__ = ["native"]

# The first words that fit the loader's message decide.
_CURES = (
    (
        "has interface",
        "Another libconnectify stands before the package's own: take it out of LD_LIBRARY_PATH and LD_PRELOAD, or "
        "reinstall with `pip install --force-reinstall connectify-sdk`.",
    ),
    (
        "libconnectify.so",
        "The package is incomplete: reinstall it with `pip install --force-reinstall connectify-sdk`.",
    ),
    (
        "cannot open shared object file",
        "Install that library with the system's package manager (on Debian and Ubuntu: apt-get install libcurl4 "
        "libssl3 and the libicu and libsimdjson packages).",
    ),
    (
        "failed to map segment",
        "The folder is mounted noexec: install the package in one from which programs may be run.",
    ),
    (
        "_native",
        "There is no extension for this Python here: install the package for it with `pip install connectify-sdk`, "
        "and do not run from within the package's sources.",
    ),
    ("", "Reinstall the package on this system with `pip install --force-reinstall --no-binary :all: connectify-sdk`."),
)


def _failed(error: ImportError) -> NativeLibraryError:
    said = str(error)
    cure = next(cure for words, cure in _CURES if words in said)
    return NativeLibraryError(f"The native library of connectify could not be loaded ({said}). {cure}")


if _failure.kept is not None:
    raise _failure.kept.with_traceback(None)
try:
    from . import _native as native
except ImportError as error:
    _failure.kept = _failed(error)
    raise _failure.kept from error

native.set_exceptions(BY_CODE, ConnectifyError)
atexit.register(native.shut_down)
