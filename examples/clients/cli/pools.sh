#!/usr/bin/env bash
# User pools with the AWS CLI.
#
#     pools.sh create NAME             makes a pool, its settings in shorthand, and prints its id
#     pools.sh create-json NAME        the same pool, its settings as JSON
#     pools.sh create-from-file NAME   the same pool, its settings from create.json
#     pools.sh skeleton                prints what such a file can hold
#     pools.sh describe ID             prints a pool as JSON
#     pools.sh refused                 shows what a refused request ends with
#     pools.sh client ID               gives a pool an app client and a domain, and prints the client's id, the domain and its status
#     pools.sh list                    prints id and name of every pool, page by page
#
# Where the endpoint is, the environment says: AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER, AWS_DEFAULT_REGION and credentials, any will do.
set -euo pipefail
here=$(dirname "$0")

case ${1:-} in
  create)
    if (($# == 2)); then set -- "$@" --alias-attributes email phone_number; fi
    bash "$here/shorthand.sh" "${@:2}"
    ;;
  create-json)
    if (($# == 2)); then set -- "$@" --alias-attributes '["email", "phone_number"]'; fi
    bash "$here/json.sh" "${@:2}"
    ;;
  create-from-file)
    # What the command line says goes before what the file says.
    aws cognito-idp create-user-pool --cli-input-json "file://$here/create.json" --pool-name "$2" \
      --query UserPool.Id --output text
    ;;
  skeleton) aws cognito-idp create-user-pool --generate-cli-skeleton ;;
  describe) aws cognito-idp describe-user-pool --user-pool-id "$2" --query UserPool --output json ;;
  refused)
    # The command line tells an exception by its name in the message, and by the exit status that it has for errors
    # of a service.
    message=$(aws cognito-idp create-user-pool --pool-name refused \
      --alias-attributes email --username-attributes email 2>&1) || status=$?
    case $message in
      *'(InvalidParameterException)'*) echo "refused with status $status: ${message##*operation: }" ;;
      *) echo "$message" >&2 && exit 1 ;;
    esac
    ;;
  client)
    # A URL by itself is one that version 1 of the CLI fetches: as JSON it is a text.
    id=$(aws cognito-idp create-user-pool-client --user-pool-id "$2" --client-name web --generate-secret \
      --allowed-o-auth-flows-user-pool-client --allowed-o-auth-flows code --allowed-o-auth-scopes openid email \
      --callback-urls '["https://example.com/signed-in"]' --supported-identity-providers COGNITO \
      --query UserPoolClient.ClientId --output text)
    domain=web-$(sed 's/.*_//; y/ABCDEFGHIJKLMNOPQRSTUVWXYZ/abcdefghijklmnopqrstuvwxyz/' <<<"$2")
    aws cognito-idp create-user-pool-domain --user-pool-id "$2" --domain "$domain" >/dev/null
    echo "$id $domain $(aws cognito-idp describe-user-pool-domain --domain "$domain" --query DomainDescription.Status --output text)"
    ;;
  list)
    # The CLI asks for --max-results here, and with it leaves turning the pages to us: the first row is the token.
    rows="[[NextToken || 'None'], UserPools[].[Id, Name]][]"
    token=()
    while true; do
      page=$(aws cognito-idp list-user-pools --max-results 2 "${token[@]}" --query "$rows" --output text)
      sed '1d; y/\t/ /' <<<"$page"
      token=("--next-token=${page%%$'\n'*}")
      [[ ${token[0]} != --next-token=None ]] || break
    done
    ;;
  *)
    sed -n 's/^#     /  /p' "$0" >&2
    exit 1
    ;;
esac
