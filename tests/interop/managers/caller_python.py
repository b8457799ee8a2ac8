"""One client of the Python package: prints `ok`, or the name of the error and its field."""

from __future__ import annotations

from connectify import ConnectifyError, ConnectifySDK

try:
    with ConnectifySDK() as sdk:
        sdk.status.get()
    print("ok")
except ConnectifyError as error:
    print(error.code, error.field)
