"""Makes the calls that the argument lists as JSON, [{"operation", "input"}, ...], with the AWS CLI, and prints of each what came of it.

The CLI runs in this process, which loads it once; its command line, parsers, files and output are those of the program.
<Name> in an input stands for the last text that was answered as a member of that name. Bytes go by files, as its users have them.
"""

import base64
import contextlib
import io
import json
import re
import sys
import tempfile

from awscli.clidriver import create_clidriver
from botocore import xform_name

driver = create_clidriver()
answered = {}


def file_of(text):
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as f:
        f.write(base64.b64decode(text))
    return "fileb://" + f.name


def arguments(operation, members):
    if operation.endswith("Paginator"):  # as it does by itself; a page's size is its own option
        operation = operation.removesuffix("Paginator")
        rest = ["--page-size", str(members.pop("Limit", None) or members.pop("MaxResults"))]
    else:
        rest = ["--no-paginate"]
    if "ImageFile" in members:
        rest += ["--image-file", file_of(members.pop("ImageFile"))]
    if "Assets" in members:
        rest.append("--assets")
        for asset in members.pop("Assets"):
            rest.append(f"Bytes@={file_of(asset.pop('Bytes'))}," + ",".join(f"{name}={text}" for name, text in asset.items()))
    return ["cognito-idp", xform_name(operation, "-"), "--output", "json", "--cli-input-json", json.dumps(members), *rest]


def run(args):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = driver.main(args)
        except SystemExit as e:
            status = e.code
    return status, out.getvalue(), err.getvalue()


def result(operation, text):
    status, out, err = run(arguments(operation, json.loads(text)))
    if status == 0:
        for name, value in re.findall(r'"(\w+)": "([^"]*)"', out):
            answered[name] = value
        return {"answer": json.loads(out or "{}")}
    if refused := re.search(r"\((\w+)\) when calling", err):
        return {"class": refused[1]}
    if "argument operation: Invalid choice" in err:  # its model is older than the operation
        return {"class": "absent"}
    raise SystemExit(err)


with tempfile.TemporaryDirectory() as folder:
    print(
        json.dumps(
            [
                result(call["operation"], re.sub(r"<(\w+)>", lambda m: answered[m[1]], json.dumps(call["input"])))
                for call in json.loads(sys.argv[1])
            ]
        )
    )
