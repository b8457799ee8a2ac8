connectify rotate --check                # its age in words, and as the exit status
connectify rotate --now --overlap 0      # without --now: when it is due
connectify rotate --history
connectify rotate --verify-history
