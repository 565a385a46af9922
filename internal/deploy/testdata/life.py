"""Makes, reads, lists, changes and deletes pools, app clients and a domain with boto3 and prints what came of each step, as JSON.

Usage: python life.py REQUEST, a file with a whole CreateUserPool
"""

import concurrent.futures
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

with open(sys.argv[1], encoding="utf-8") as file:
    FULL = json.load(file)

cognito = boto3.client("cognito-idp", config=Config(max_pool_connections=8))
# Sends what boto3 knows to be wrong.
careless = boto3.client("cognito-idp", config=Config(parameter_validation=False))


def refusal(call, **request):
    try:
        call(**request)
    except ClientError as e:
        return {
            "class": type(e).__name__,
            "message": e.response["Error"].get("Message", ""),
            "status": e.response["ResponseMetadata"]["HTTPStatusCode"],
        }
    return None


def names(size):
    pages = cognito.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": size})
    return [[pool["Name"] for pool in page["UserPools"]] for page in pages]


said = {}
full = cognito.create_user_pool(**FULL)["UserPool"]
minimal = cognito.create_user_pool(PoolName="minimal")["UserPool"]
id = minimal["Id"]
said["full"], said["minimal"] = full, minimal
said["described"] = cognito.describe_user_pool(UserPoolId=full["Id"])["UserPool"]

client = {"UserPoolId": full["Id"]}
said["client"] = cognito.create_user_pool_client(ClientName="web", GenerateSecret=True, **client)["UserPoolClient"]
client["ClientId"] = said["client"]["ClientId"]
said["clientDescribed"] = cognito.describe_user_pool_client(**client)["UserPoolClient"]
said["clients"] = cognito.list_user_pool_clients(UserPoolId=full["Id"])["UserPoolClients"]
cognito.add_user_pool_client_secret(**client)
said["secrets"] = len(cognito.list_user_pool_client_secrets(**client)["ClientSecrets"])
cognito.create_user_pool_domain(UserPoolId=id, Domain="a-life")
said["domain"] = cognito.describe_user_pool_domain(Domain="a-life")["DomainDescription"]

said["refused"] = {
    "constraint": refusal(careless.create_user_pool, PoolName="", MfaConfiguration="MAYBE"),
    "rule": refusal(cognito.create_user_pool, PoolName="p", AliasAttributes=["email"], UsernameAttributes=["email"]),
    "type": refusal(careless.create_user_pool, PoolName=["p"]),
    "operation": refusal(cognito.list_users, UserPoolId=id),
    "pool": refusal(cognito.describe_user_pool, UserPoolId="us-east-1_Nowhere00"),
    "protected": refusal(cognito.delete_user_pool, UserPoolId=full["Id"]),
    "domain": refusal(cognito.delete_user_pool, UserPoolId=id),
    "scope": refusal(cognito.create_user_pool_client, UserPoolId=id, ClientName="api", AllowedOAuthScopes=["api/read"]),
    "page": refusal(cognito.list_user_pools, MaxResults=1, NextToken="none"),
}

with concurrent.futures.ThreadPoolExecutor(8) as threads:
    made = threads.map(lambda i: cognito.create_user_pool(PoolName=f"parallel-{i}")["UserPool"]["Id"], range(8))
    said["parallel"] = list(made)
said["pages"] = names(4)

cognito.update_user_pool(UserPoolId=id, AutoVerifiedAttributes=["email"], UserPoolTags={"team": "Müller"})
said["updated"] = cognito.describe_user_pool(UserPoolId=id)["UserPool"]
cognito.delete_user_pool_domain(UserPoolId=id, Domain="a-life")
cognito.delete_user_pool(UserPoolId=id)
said["deleted"] = refusal(cognito.describe_user_pool, UserPoolId=id)
print(json.dumps(said, default=lambda date: date.isoformat()))
