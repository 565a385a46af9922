"""Makes a pool of each name that the arguments give and prints what came of it. No time passes between attempts."""

import json
import sys
import time

import boto3
from botocore.exceptions import ClientError

time.sleep = lambda seconds: None
results = []
for name in sys.argv[1:]:
    client = boto3.client("cognito-idp")  # of its own: clients have a budget of repetitions
    try:
        results.append({"id": client.create_user_pool(PoolName=name)["UserPool"]["Id"]})
    except ClientError as e:
        own = getattr(client.exceptions, type(e).__name__, None)
        results.append(
            {
                "code": e.response["Error"]["Code"],
                "typed": own is not None and type(e) is own,
                "message": e.response["Error"]["Message"],
                "status": e.response["ResponseMetadata"]["HTTPStatusCode"],
            }
        )
print(json.dumps(results))
