from connectify import ConnectifySDK, PermissionDeniedError

with ConnectifySDK(scope="devices:read") as sdk:
    try:
        sdk.devices.delete("dev_0001")
    except PermissionDeniedError as error:
        print(error.code, error.rule)  # nothing was sent
