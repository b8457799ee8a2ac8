from connectify import ConnectifySDK, TlsError

with ConnectifySDK(ca_file="another-ca.pem") as sdk:
    try:
        sdk.status.ping()
    except TlsError as error:
        print(error.code, error.rule)
