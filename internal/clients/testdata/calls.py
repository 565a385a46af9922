"""Makes the calls that the argument lists as JSON, [{"operation", "input"}, ...], and prints of each what came of it.

<Name> in an input stands for the last text that was answered as a member of that name, bytes are base64, and of a paginator, as
in ListGroupsPaginator, the answer is all its pages.
"""

import base64
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


def with_bytes(members):
    return {name: base64.b64decode(value) if name in ("Bytes", "ImageFile") else value for name, value in members.items()}


def printable(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.isoformat()


def call(operation, members):
    if operation.endswith("Paginator"):
        pages = client.get_paginator(xform_name(operation.removesuffix("Paginator"))).paginate(**members)
        return [{name: value for name, value in page.items() if name != "ResponseMetadata"} for page in pages]
    answer = getattr(client, xform_name(operation))(**members)
    del answer["ResponseMetadata"]
    return answer


results = []
for asked in json.loads(sys.argv[1]):
    text = re.sub(r"<(\w+)>", lambda m: answered[m[1]], json.dumps(asked["input"]))
    try:
        answer = call(asked["operation"], json.loads(text, object_hook=with_bytes))
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
    results.append({"answer": answer})
    note(answer)
print(json.dumps(results, default=printable))
