umask 077                                        # a file that others can read is refused
printf '%s\n' "$NEW_KEY" > connectify_api_key
CONNECTIFY_API_KEY="file:$PWD/connectify_api_key" connectify status
