from connectify import ConnectifySDK, NotFoundError

with ConnectifySDK() as sdk:
    try:
        sdk.devices.get("dev_9999")
    except NotFoundError as error:
        print(error.code, error.http_status)
        print(error)  # says what is wrong and the cure
