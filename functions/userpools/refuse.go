package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"userpools/pkg/endpoint"
)

// refuse says why the function cannot start: in the log, and to Lambda's Runtime
// API, which hands it to whoever waits for the first answer
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror).
func refuse(runtimeAPI string, log io.Writer, cause error) {
	text := endpoint.Cause(cause)
	_, _ = fmt.Fprintf(log, "userpools cannot start: %s\n", text)
	if runtimeAPI == "" {
		return
	}
	if err := report(runtimeAPI, text); err != nil {
		_, _ = fmt.Fprintf(log, "userpools cannot report it: %v\n", err)
	}
}

const errorType = "Runtime.InvalidConfiguration"

func report(runtimeAPI, cause string) error {
	body, err := json.Marshal(map[string]any{"errorType": errorType, "errorMessage": cause, "stackTrace": []string{}})
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, "http://"+runtimeAPI+"/2018-06-01/runtime/init/error", bytes.NewReader(body)) //nolint:noctx,gosec // the client has a timeout; the address is Lambda's own
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Lambda-Runtime-Function-Error-Type", errorType)
	resp, err := (&http.Client{Timeout: 2 * time.Second}).Do(req) //nolint:gosec // as above
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
