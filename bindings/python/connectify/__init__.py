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

    from . import privilege as privilege
    from . import rotation as rotation
    from . import text as text
    from ._asgi import WebhookASGIMiddleware as WebhookASGIMiddleware
    from ._cancelled import CancelledError as CancelledError
    from ._errors import ConnectifyError as ConnectifyError
    from ._errors import NativeLibraryError as NativeLibraryError
    from ._jwt import Jwks as Jwks
    from ._jwt import UnverifiedJwt as UnverifiedJwt
    from ._jwt import inspect_jwt as inspect_jwt
    from ._logging import RedactingFilter as RedactingFilter
    from ._models import Response as Response
    from ._oauth import AccessToken as AccessToken
    from ._oauth import AsyncConnectifyOAuth as AsyncConnectifyOAuth
    from ._oauth import Authorization as Authorization
    from ._oauth import ConnectifyOAuth as ConnectifyOAuth
    from ._oauth import DeviceLogin as DeviceLogin
    from ._pages import AsyncPager as AsyncPager
    from ._pages import Pager as Pager
    from ._redactor import Masked as Masked
    from ._redactor import Redactor as Redactor
    from ._redactor import redact as redact
    from ._scan import CredentialScanner as CredentialScanner
    from ._scan import ScanFinding as ScanFinding
    from ._scan import ScanReport as ScanReport
    from ._schema import Schema as Schema
    from ._schema import check_json as check_json
    from ._sdk import AsyncConnectifySDK as AsyncConnectifySDK
    from ._sdk import ConnectifySDK as ConnectifySDK
    from ._secret import Secret as Secret
    from ._text import CleanedText as CleanedText
    from ._text import TextChange as TextChange
    from ._text import TextProfile as TextProfile
    from ._text import check_text as check_text
    from ._text import clean_text as clean_text
    from ._tls import TlsCertificate as TlsCertificate
    from ._tls import TlsReport as TlsReport
    from ._tls import TlsRule as TlsRule
    from ._tls import tls_judge as tls_judge
    from ._tls import tls_probe as tls_probe
    from ._webhook import WebhookEvent as WebhookEvent
    from ._webhook import WebhookVerifier as WebhookVerifier
    from ._webhook import webhook_status as webhook_status
    from ._wsgi import WebhookWSGIMiddleware as WebhookWSGIMiddleware
    from .generated.exceptions import *
    from .generated.models import *
    from .text import expand_uri as expand_uri

    __version__: str

_SUBJECTS = frozenset(("privilege", "rotation", "text"))  # modules of their own
_MODULES = {
    "AccessToken": "_oauth",
    "AsyncConnectifyOAuth": "_oauth",
    "AsyncConnectifySDK": "_sdk",
    "AsyncPager": "_pages",
    "Authorization": "_oauth",
    "CancelledError": "_cancelled",
    "CleanedText": "_text",
    "ConnectifyError": "_errors",
    "ConnectifyOAuth": "_oauth",
    "ConnectifySDK": "_sdk",
    "CredentialScanner": "_scan",
    "DeviceLogin": "_oauth",
    "Jwks": "_jwt",
    "Masked": "_redactor",
    "NativeLibraryError": "_errors",
    "Pager": "_pages",
    "RedactingFilter": "_logging",
    "Redactor": "_redactor",
    "Response": "_models",
    "ScanFinding": "_scan",
    "ScanReport": "_scan",
    "Schema": "_schema",
    "Secret": "_secret",
    "TextChange": "_text",
    "TextProfile": "_text",
    "TlsCertificate": "_tls",
    "TlsReport": "_tls",
    "TlsRule": "_tls",
    "UnverifiedJwt": "_jwt",
    "WebhookASGIMiddleware": "_asgi",
    "WebhookEvent": "_webhook",
    "WebhookVerifier": "_webhook",
    "WebhookWSGIMiddleware": "_wsgi",
    "check_json": "_schema",
    "check_text": "_text",
    "clean_text": "_text",
    "expand_uri": "text",
    "inspect_jwt": "_jwt",
    "redact": "_redactor",
    "tls_judge": "_tls",
    "tls_probe": "_tls",
    "webhook_status": "_webhook",
}


def _module_of(name: str) -> str | None:
    from .generated import MODULES

    return _MODULES.get(name) or MODULES.get(name)


def __getattr__(name: str) -> Any:
    value: Any
    if name == "__version__":
        from importlib.metadata import version

        value = version("connectify-sdk")
    elif name in _SUBJECTS:
        from importlib import import_module

        value = import_module(f"{__name__}.{name}")
    elif module := _module_of(name):
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{module}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    from .generated import MODULES

    return sorted({*_MODULES, *MODULES, *_SUBJECTS, "__version__", "__doc__", "__name__", "__path__"})
