package cognito_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/request"
)

// serve puts a service behind the protocol, for one caller. A request goes the whole way but for HTTP.
func serve(s *cognito.Service, caller awsjson.Caller, log func(context.Context, awsjson.Entry)) *awsjson.Server {
	server := &awsjson.Server{
		Prefix: "AWSCognitoIdentityProviderService", Log: log, Now: s.Now,
		Authenticate: func(context.Context, *request.Request) (awsjson.Caller, error) { return caller, nil },
	}
	for _, op := range cognito.Operations() {
		server.Operations = append(server.Operations, awsjson.Operation{Name: op.Name, Input: op.Input,
			Run: func(ctx context.Context, c *awsjson.Call) (any, error) {
				call := cognito.Call{Account: caller.Account, Principal: caller.Principal}
				if id := c.Request.Header["amz-sdk-invocation-id"]; id != "" {
					call.Token = func() string {
						sum := sha256.Sum256([]byte(strings.Join([]string{caller.Account, caller.Principal, id, string(c.Request.Body)}, "\n")))
						return hex.EncodeToString(sum[:])
					}
				}
				return op.Run(ctx, s, call, c.Input)
			}})
	}
	return server
}

// httpRequest is named so because "request" is what tests call a body.
type httpRequest = request.Request
