from connectify import ConnectifySDK

with ConnectifySDK() as sdk:
    print(sdk.status.get().status)
