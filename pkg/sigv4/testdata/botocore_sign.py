"""Signs requests with botocore: one JSON object a line in, the signed headers out.

Clients leave some headers unsigned, User-Agent among them, because proxies
change them. With "sign_all" they are signed too, as other signers do.
"""

import base64
import datetime
import json
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

USUALLY_UNSIGNED = botocore.auth.SIGNED_HEADERS_BLACKLIST


def sign(job):
    request = AWSRequest(method=job["method"], url=job["url"], data=base64.b64decode(job["body"]))
    for name, value in job["headers"]:
        request.headers[name] = value  # appends: a header may come several times
    now = datetime.datetime.strptime(job["stamp"], "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda: now
    botocore.auth.SIGNED_HEADERS_BLACKLIST = [] if job["sign_all"] else USUALLY_UNSIGNED
    credentials = Credentials(job["key_id"], job["secret"])
    botocore.auth.SigV4Auth(credentials, job["service"], job["region"]).add_auth(request)
    return list(request.headers.items())


for line in sys.stdin:
    print(json.dumps(sign(json.loads(line))), flush=True)
