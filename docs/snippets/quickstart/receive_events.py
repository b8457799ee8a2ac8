import os

from connectify import ConnectifySDK

with ConnectifySDK() as sdk, sdk.events.stream(last_event_id=os.getenv("LAST_EVENT")) as events:
    for event in events:  # waits for each, without end
        print(event.type)
        break
