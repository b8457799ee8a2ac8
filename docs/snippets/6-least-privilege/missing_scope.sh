CONNECTIFY_SCOPE=devices:read connectify devices delete dev_0001 || echo "refused, with status $?"
