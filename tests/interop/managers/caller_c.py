"""One client through the C interface: prints `ok`, or the name of the error and its field.

caller_c.py LIBRARY
"""

from __future__ import annotations

import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
Handle = ctypes.c_void_p
for name in ("cfy_config_new", "cfy_client_new", "cfy_client_call_json"):
    getattr(library, name).restype = Handle
for name in ("cfy_error_name", "cfy_error_field"):
    getattr(library, name).restype = ctypes.c_char_p
    getattr(library, name).argtypes = [Handle]


def end_with(error: int | None) -> None:
    if error:
        print(library.cfy_error_name(error).decode(), library.cfy_error_field(error).decode())
        sys.exit(0)


config, client, answer = Handle(), Handle(), Handle()
end_with(library.cfy_config_new(ctypes.byref(config)))
end_with(library.cfy_client_new(config, ctypes.byref(client)))
end_with(library.cfy_client_call_json(client, b"status.get", b"{}", ctypes.c_size_t(2), None, ctypes.byref(answer)))
print("ok")
