"""Lists the devices. Looks for the key and the environment in CONNECTIFY_API_KEY and CONNECTIFY_ENV."""

from connectify import ConnectifyError, ConnectifySDK

try:
    with ConnectifySDK() as sdk:
        for device in sdk.devices.list():
            print(f"{device.id}  {device.status:8}  {device.name}")
except ConnectifyError as error:
    raise SystemExit(str(error)) from None
