import logging
import sys

from connectify import RedactingFilter

handler = logging.StreamHandler(sys.stdout)
handler.addFilter(RedactingFilter())
logging.basicConfig(handlers=[handler])
logging.warning("the answer was %s", "cfy_sk_test_EXAMPLEexampleEXAMPLEexample01232d0cX3")
