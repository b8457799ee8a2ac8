connectify tls "$SANDBOX"      # HOST:PORT of any server
