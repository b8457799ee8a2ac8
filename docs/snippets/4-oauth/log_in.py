from connectify import ConnectifyOAuth

oauth = ConnectifyOAuth()  # client_id and scope: from the settings
token = oauth.login()  # opens the browser, and waits for it on this machine
print(token.type, *token.scope)
oauth.revoke()  # logs out
