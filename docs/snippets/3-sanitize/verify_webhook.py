from datetime import datetime, timezone

from connectify import WebhookVerifier

# Keep it: it remembers which events it let through.
verifier = WebhookVerifier("cfy_whsec_test_EXAMPLEexampleEXAMPLEexample01231PvKzG")

# A recorded delivery, as of its time. In a server leave out `at`.
body = b'{"id":"evt_0001","type":"device.connected"}'
headers = {
    "X-Connectify-Timestamp": "1748779200",
    "X-Connectify-Signature": "t=1748779200,v1=a739dcaca64f525ac120ff98c61049027c70eb63765ace798bdb67f640f3b6db",
}
event = verifier.verify(body, headers, at=datetime.fromtimestamp(1748779200, timezone.utc))
print(event.id, event.type)
