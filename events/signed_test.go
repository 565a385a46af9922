package events_test

import (
	"context"
	"strings"
	"testing"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

// gate lets everybody in, or for the events of that name those who sign with a
// key of testdata/keys.json.
func gate(t *testing.T, service *cognito.Service, name string) awsjson.Gate {
	t.Helper()
	if !strings.HasPrefix(name, "signed-") {
		return &endpoint.Open{Account: account, Region: region}
	}
	document := []byte(read(t, "testdata/keys.json"))
	fetch := func(context.Context) ([]byte, error) { return document, nil }
	return endpoint.Signed(service, access.NewSource(fetch, endpoint.Scope(service.Region), service.Now, nil), &access.Limits{})
}
