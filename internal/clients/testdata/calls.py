"""Makes the calls that the argument lists as JSON, [{"operation", "input"}, ...], and prints of each what came of it.

<Name> in an input stands for the last text that was answered as a member of that name.
"""

import json
import re
import sys

import boto3
from botocore import xform_name
from botocore.exceptions import ClientError, HTTPClientError

client = boto3.client("cognito-idp")
answered = {}


def note(value):
    for name, inner in value.items() if isinstance(value, dict) else ((None, inner) for inner in value):
        if isinstance(inner, str):
            answered[name] = inner
        elif isinstance(inner, (dict, list)):
            note(inner)


results = []
for call in json.loads(sys.argv[1]):
    text = re.sub(r"<(\w+)>", lambda m: answered[m[1]], json.dumps(call["input"]))
    method = xform_name(call["operation"])
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
    note(answer)
print(json.dumps(results, default=lambda date: date.isoformat()))
