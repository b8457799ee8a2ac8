echo '{"id": "a/b", "limit": 5}' > variables.json
connectify expand '/devices/{id}{?limit}' --vars variables.json
