"""What Python's people would use: one GET in a new process by urllib3, the quickest of the usual libraries."""

import sys

import urllib3

_, url, ca_file = sys.argv
answer = urllib3.PoolManager(ca_certs=ca_file, cert_reqs="CERT_REQUIRED").request("GET", url, retries=False)
sys.exit(0 if answer.status == 200 else 1)
