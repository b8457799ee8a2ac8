from connectify import ConnectifySDK

with ConnectifySDK() as sdk, sdk.as_role("viewer") as viewer:  # shares connections and credential
    print(viewer.explain("devices.delete", "dev_0001").reason)
