"""Makes the calls that the argument lists as JSON, [{"operation", "input"}, ...], and prints of each what came of it.

ID and ARN in an input stand for those of the pool that an earlier call made.
"""

import json
import re
import sys

import boto3
from botocore.exceptions import ClientError, HTTPClientError

client = boto3.client("cognito-idp")
made = {}
results = []
for call in json.loads(sys.argv[1]):
    text = json.dumps(call["input"])
    for name, value in made.items():
        text = text.replace(f'"{name}"', json.dumps(value))
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", call["operation"]).lower()
    try:
        answer = getattr(client, method)(**json.loads(text))
    except ClientError as e:
        results.append(
            {
                "class": type(e).__name__,
                "own": type(e) is not ClientError and isinstance(e, getattr(client.exceptions, type(e).__name__)),
                "code": e.response["Error"]["Code"],
                "message": e.response["Error"]["Message"],
                "status": e.response["ResponseMetadata"]["HTTPStatusCode"],
            }
        )
        continue
    except HTTPClientError as e:  # there was no answer
        results.append({"class": type(e).__name__})
        continue
    del answer["ResponseMetadata"]
    results.append({"answer": answer})
    if call["operation"] == "CreateUserPool":
        made = {"ID": answer["UserPool"]["Id"], "ARN": answer["UserPool"]["Arn"]}
print(json.dumps(results, default=lambda date: date.isoformat()))
