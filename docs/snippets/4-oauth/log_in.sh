connectify login                # with --device where there is no browser
connectify token                # what it is good for; whoami says whose it is, with the scope users:read
connectify devices list --limit 3
connectify revoke               # --all after a suspected theft
