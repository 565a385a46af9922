#!/usr/bin/env bash
# Makes the calls of its arguments, OPERATION INPUT ..., with the AWS CLI, and prints what came of each, on one line: the answer
# or the name of the exception, or that the CLI is too old for it.
# <Name> in an input stands for the last text that was answered as a member of that name.
set -euo pipefail
declare -A answered
while (($#)); do
  input=$2
  while [[ $input =~ \<([A-Za-z]+)\> ]]; do input=${input//"${BASH_REMATCH[0]}"/${answered[${BASH_REMATCH[1]}]}}; done
  if answer=$(aws cognito-idp "$1" --cli-input-json "$input" --output json --no-paginate 2>&1); then
    echo "${answer//$'\n'/ }"
    while IFS='|' read -r name text; do
      answered[$name]=$text
    done < <(sed -nE 's/^ *"(\w+)": "([^"]*)",?$/\1|\2/p' <<<"$answer")
  elif [[ $answer =~ \(([A-Za-z]+)\)\ when\ calling ]]; then
    echo "\"${BASH_REMATCH[1]}\""
  elif [[ $answer == *"argument operation: Invalid choice"* ]]; then # its model is older than the operation
    echo '"absent"'
  else
    echo "$answer" >&2 && exit 1
  fi
  shift 2
done
