package dynamo

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"userpools/pkg/awsenv"
)

// Config is which DynamoDB to use.
type Config struct {
	// Region of the table.
	Region string
	// Endpoint is the URL of DynamoDB Local, or of another endpoint; empty for the
	// region's own.
	Endpoint string
}

// NewClient is a client made from plain values: the SDK's own configuration reads
// files and takes a third of a Lambda function's start. Credentials are read from
// the environment on each use. An attempt is not repeated; the Store repeats.
func NewClient(c Config) *dynamodb.Client {
	options := dynamodb.Options{
		Region:      c.Region,
		Credentials: awsenv.Credentials(c.Endpoint),
		HTTPClient:  &sender{http.Client{Transport: transport(), CheckRedirect: awsenv.NoRedirect}},
		Retryer:     aws.NopRetryer{},
		// One host name for all accounts: its connections are kept, and its name is
		// resolved once.
		AccountIDEndpointMode: aws.AccountIDEndpointModeDisabled,
		EndpointDiscovery:     dynamodb.EndpointDiscoveryOptions{EnableEndpointDiscovery: aws.EndpointDiscoveryDisabled},
	}
	if c.Endpoint != "" {
		options.BaseEndpoint = &c.Endpoint
	}
	return dynamodb.New(options)
}

// transport keeps connections, and gives up on one that cannot be made within an
// attempt.
func transport() *http.Transport {
	dialer := &net.Dialer{Timeout: time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: time.Second,
		MaxIdleConns:        100,
		MaxIdleConnsPerHost: 100,
		IdleConnTimeout:     90 * time.Second,
		// A create in one packet: the API reference's sample has 5.4 KB with its headers.
		WriteBufferSize: 16 << 10,
	}
}

// sender gives net/http a body of a kind that it knows to be in memory. With the
// SDK's own, headers and body are two packets; the connection is lost where the
// answer comes before net/http has seen the end of the body, because the SDK
// closes it then, which smithy-go 1.28.8 reports as an error of writing (measured
// on a loaded machine: 2 % of all requests, and now and then one of them failed);
// and a request that met a connection which the server had closed is not sent
// again on another.
type sender struct{ http.Client }

func (s *sender) Do(request *http.Request) (*http.Response, error) {
	if request.Body == nil {
		return s.Client.Do(request)
	}
	var read bytes.Buffer
	read.Grow(int(max(request.ContentLength, 0)) + bytes.MinRead)
	if _, err := read.ReadFrom(request.Body); err != nil {
		return nil, err
	}
	body := read.Bytes()
	sent := *request
	sent.Body = io.NopCloser(bytes.NewReader(body))
	sent.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return s.Client.Do(&sent)
}
