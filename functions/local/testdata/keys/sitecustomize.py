"""Makes boto3 and the AWS CLI sign, or send, what TAMPER says; Python loads it before them."""

import datetime
import os

import botocore.auth

TAMPER = os.environ["TAMPER"]
add_auth = botocore.auth.SigV4Auth.add_auth
before_signing = botocore.auth.SigV4Auth._modify_request_before_signing


def shifted(minutes):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)).strftime("%Y%m%dT%H%M%SZ")


def modify_request_before_signing(self, request):
    if TAMPER == "old clock":
        request.context["timestamp"] = shifted(-60)
    if TAMPER == "early clock":
        request.context["timestamp"] = shifted(60)
    if TAMPER == "service":
        self._service_name = "execute-api"
    before_signing(self, request)


def sign(self, request):
    add_auth(self, request)
    if TAMPER == "body":
        request.data = request.data.replace(b"2", b"3")
    if TAMPER == "target":
        del request.headers["X-Amz-Target"]
        request.headers["X-Amz-Target"] = "AWSCognitoIdentityProviderService.DeleteUserPool"


botocore.auth.SigV4Auth._modify_request_before_signing = modify_request_before_signing
botocore.auth.SigV4Auth.add_auth = sign
