// Package userpoolstest gives a Go test an endpoint for user pools of its own, in
// the process of the test: nothing to install, nothing left behind.
//
//	func TestSignUpPage(t *testing.T) {
//		pools := cognitoidentityprovider.NewFromConfig(userpoolstest.New(t).Config)
//		pool, err := pools.CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("customers")})
//		// what is tested here uses the pool
//	}
//
// The endpoint answers what Amazon Cognito answers, refusals included: it is the
// deployed function's, over HTTP. A World makes it raise every exception on demand.
//
// It is the one package of this module that others are meant to import. It
// imports the AWS SDK's package aws, and nothing that is only for tests.
package userpoolstest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/localapi"
	"userpools/pkg/store/bolt"
	"userpools/pkg/world"
)

// Endpoint is a running endpoint with a store of its own, which nobody shares.
type Endpoint struct {
	// Server listens on loopback.
	*httptest.Server
	// Config is what a client of the AWS SDK for Go needs: region, credentials and
	// the endpoint's address.
	Config aws.Config

	store io.Closer
}

// New starts an endpoint that ends with the test. What it is asked, and what it
// answers, stands in the test's log, which shows where the test fails.
func New(t testing.TB, options ...Option) *Endpoint {
	t.Helper()
	e, err := Start(append([]Option{Log(t.Output())}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// Start is New for programs that are no tests, such as examples. Close ends it.
func Start(options ...Option) (*Endpoint, error) {
	s := settings{region: "us-east-1", account: "123456789012", log: io.Discard}
	for _, option := range options {
		option(&s)
	}
	declared, err := s.declared()
	if err != nil {
		return nil, fmt.Errorf("userpoolstest: %w", err)
	}
	store, err := bolt.OpenMemory()
	if err != nil {
		return nil, fmt.Errorf("userpoolstest: %w", err)
	}
	e := &Endpoint{Server: httptest.NewUnstartedServer(nil), store: store}
	e.Server.Config = localapi.Server(s.handler(store, declared))
	e.Start()
	e.Config = s.client(e.URL)
	return e, nil
}

// Close ends the endpoint, and with it all its pools.
func (e *Endpoint) Close() {
	e.Server.Close()
	_ = e.store.Close() // a temporary file
}

// handler is the local endpoint's.
func (s *settings) handler(store cognito.Store, declared *world.World) http.Handler {
	log := endpoint.TextLogger(s.log, time.Now)
	return &localapi.Handler{Log: log, Hosts: s.hosts, Serve: endpoint.New(endpoint.Config{
		Region: s.region, Account: s.account, Store: store, Log: log, World: declared,
	}).Serve}
}

// client is a configuration with credentials that are nobody's.
func (s *settings) client(url string) aws.Config {
	return aws.Config{
		Region:       s.region,
		BaseEndpoint: &url,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "userpoolstest", SecretAccessKey: "userpoolstest"}, nil
		}),
	}
}
