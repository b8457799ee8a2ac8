connectify --ca-file another-ca.pem ping || echo "refused, with status $?"
