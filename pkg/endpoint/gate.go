package endpoint

import (
	"context"
	"strings"
	"sync"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
)

// Open is the gate that lets everybody in, signed or not, as the root of one
// account, and allows everything.
type Open struct {
	// Account is the twelve digits of whose pools are meant.
	Account string
	// Region of the pools.
	Region string
	// Astray, where there is one, is told once of a request that is signed for
	// another region: its caller looks for pools where they are not. The region
	// is what the request says, nobody verified it.
	Astray func(region string)

	once sync.Once
}

// Authenticate takes every caller.
func (g *Open) Authenticate(_ context.Context, req *awsjson.Request) (awsjson.Caller, error) {
	if region := signedFor(req.Header["authorization"]); region != "" && region != g.Region && g.Astray != nil {
		g.once.Do(func() { g.Astray(region) })
	}
	return awsjson.Caller{
		Account:   g.Account,
		Principal: "arn:" + cognito.PartitionOf(g.Region) + ":iam::" + g.Account + ":root",
	}, nil
}

// Authorize allows every call.
func (*Open) Authorize(context.Context, *awsjson.Call) error { return nil }

// scopeFields are those of key/date/region/service/aws4_request.
const (
	scopeFields = 5
	scopeRegion = 2
)

// signedFor finds the region in a credential scope, if there is one that looks
// like a region.
func signedFor(authorization string) string {
	_, credential, _ := strings.Cut(authorization, "Credential=")
	credential, _, _ = strings.Cut(credential, ",")
	scope := strings.Split(credential, "/")
	if len(scope) != scopeFields || !regionLike(scope[scopeRegion]) {
		return ""
	}
	return scope[scopeRegion]
}

// longestRegion is more than any region needs.
const longestRegion = 32

func regionLike(s string) bool {
	return len(s) <= longestRegion && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
