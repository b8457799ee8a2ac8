"""The Connectify Developer's Kit for Python.

    from connectify import ConnectifySDK

    with ConnectifySDK() as sdk:
        for device in sdk.devices.list():
            print(device.name)

Everything is imported when it is first used: `import connectify` by itself costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._cancelled import CancelledError as CancelledError
    from ._errors import ConnectifyError as ConnectifyError
    from ._errors import NativeLibraryError as NativeLibraryError
    from ._models import Response as Response
    from ._pages import AsyncPager as AsyncPager
    from ._pages import Pager as Pager
    from ._sdk import AsyncConnectifySDK as AsyncConnectifySDK
    from ._sdk import ConnectifySDK as ConnectifySDK
    from ._secret import Secret as Secret
    from ._text import CleanedText as CleanedText
    from ._text import TextChange as TextChange
    from ._text import check_text as check_text
    from ._text import clean_text as clean_text
    from .generated.exceptions import *
    from .generated.models import *

    __version__: str

_MODULES = {
    "AsyncConnectifySDK": "_sdk",
    "AsyncPager": "_pages",
    "CancelledError": "_cancelled",
    "CleanedText": "_text",
    "ConnectifyError": "_errors",
    "ConnectifySDK": "_sdk",
    "NativeLibraryError": "_errors",
    "Pager": "_pages",
    "Response": "_models",
    "Secret": "_secret",
    "TextChange": "_text",
    "check_text": "_text",
    "clean_text": "_text",
}


def _module_of(name: str) -> str | None:
    from .generated import MODULES

    return _MODULES.get(name) or MODULES.get(name)


def __getattr__(name: str) -> Any:
    value: Any
    if name == "__version__":
        from importlib.metadata import version

        value = version("connectify-sdk")
    elif module := _module_of(name):
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{module}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    from .generated import MODULES

    return sorted({*_MODULES, *MODULES, "__version__", "__doc__", "__name__", "__path__"})
