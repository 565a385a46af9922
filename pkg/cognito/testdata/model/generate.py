"""Writes the inputs of the operations of this project as a table, one row a member:

    pip download --no-deps botocore==1.44.8
    python3 generate.py botocore-1.44.8-py3-none-any.whl > botocore-1.44.8.txt
    python3 generate.py botocore-1.44.8-py3-none-any.whl exceptions > botocore-1.44.8-exceptions.txt

Columns, separated by tabs: operation and path of the member ("[]" is an entry of a list, "{key}" and "{}" key and value
of a map), shape, kind, "required" or "-", minimum, maximum, pattern, enumeration; "-" stands for none.
"""

import gzip
import json
import pathlib
import re
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
OPERATIONS = re.findall(r'^\t\t\{"(\w+)", \w+Request,', (HERE / "../../operations.go").read_text(), re.M)


def load(wheel):
    with zipfile.ZipFile(wheel) as z:
        name = "botocore/data/cognito-idp/2016-04-18/service-2.json"
        if name in z.namelist():
            return json.loads(z.read(name))
        return json.loads(gzip.decompress(z.read(name + ".gz")))


def row(path, shape, name, required):
    print(
        path,
        name,
        shape["type"],
        "required" if required else "-",
        shape.get("min", "-"),
        shape.get("max", "-"),
        shape.get("pattern", "-"),
        ",".join(shape.get("enum", "-")),
        sep="\t",
    )


def walk(shapes, path, name, required):
    shape = shapes[name]
    row(path, shape, name, required)
    if shape["type"] == "structure":
        members(shapes, path, shape)
    elif shape["type"] == "list":
        walk(shapes, path + "[]", shape["member"]["shape"], False)
    elif shape["type"] == "map":
        walk(shapes, path + "{key}", shape["key"]["shape"], False)
        walk(shapes, path + "{}", shape["value"]["shape"], False)


def members(shapes, path, shape):
    for member, ref in shape["members"].items():
        walk(shapes, path + "." + member, ref["shape"], member in shape.get("required", ()))


def main():
    model = load(sys.argv[1])
    for operation in OPERATIONS:
        if sys.argv[2:] == ["exceptions"]:
            print(operation, ",".join(sorted(error["shape"] for error in model["operations"][operation]["errors"])), sep="\t")
            continue
        name = model["operations"][operation]["input"]["shape"]
        members(model["shapes"], operation, model["shapes"][name])


main()
