from connectify import ConnectifyOAuth, ConnectifySDK

oauth = ConnectifyOAuth()  # client_id, client_secret, scope: from the settings
token = oauth.token()  # the one that is kept, or a new one
print(token.type, *token.scope)

with ConnectifySDK(oauth=oauth) as sdk:  # renews it while it runs
    sdk.devices.get("dev_0001")
