"""Makes the calls that the argument lists as JSON, [{"operation", "input"}, ...], and prints of each what it raised."""

import json
import re
import sys

import boto3
from botocore.exceptions import ClientError

client = boto3.client("cognito-idp")
raised = []
for call in json.loads(sys.argv[1]):
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", call["operation"]).lower()
    try:
        getattr(client, method)(**call["input"])
        raised.append({})
    except ClientError as e:
        raised.append(
            {
                "class": type(e).__name__,
                "own": type(e) is not ClientError and isinstance(e, getattr(client.exceptions, type(e).__name__)),
                "code": e.response["Error"]["Code"],
                "message": e.response["Error"]["Message"],
                "status": e.response["ResponseMetadata"]["HTTPStatusCode"],
            }
        )
print(json.dumps(raised))
