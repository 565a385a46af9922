#!/usr/bin/env bash
# Makes the calls of its arguments, OPERATION INPUT ..., with the AWS CLI, and prints what each answers, on one line each.
# ID and ARN in an input stand for those of the pool that an earlier call made.
set -euo pipefail
id='' arn=''
while (($#)); do
  input=${2//\"ID\"/\"$id\"}
  answer=$(aws cognito-idp "$1" --cli-input-json "${input//\"ARN\"/\"$arn\"}" --output json)
  echo "${answer//$'\n'/ }"
  if [[ $1 == create-user-pool ]]; then
    id=$(sed -n 's/.*"Id": "\([^"]*\)".*/\1/p' <<<"$answer")
    arn=$(sed -n 's/.*"Arn": "\([^"]*userpool[^"]*\)".*/\1/p' <<<"$answer")
  fi
  shift 2
done
