from connectify import ConnectifySDK

with ConnectifySDK() as sdk:
    for device in sdk.devices.list():  # all pages, each fetched when it is reached
        print(device.id)
