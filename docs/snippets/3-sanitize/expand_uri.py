from connectify import expand_uri

print(expand_uri("/devices/{id}{?limit}", {"id": "a/b", "limit": 5}))
