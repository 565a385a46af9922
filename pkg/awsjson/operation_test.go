package awsjson_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/apierror"
)

// The operation is named in the log whatever refuses the call, if it is one of the service's: what else a target holds is
// the caller's text.
func TestServe_NamesTheOperation(t *testing.T) {
	t.Parallel()
	absent := func(operation string) (string, bool) { return operation + " is not here.", operation == "TakeSample" }
	unsigned := apierror.New(apierror.MissingAuthenticationToken, "Missing Authentication Token")
	const missing = `{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`
	for name, tt := range map[string]struct {
		target, operation, body string
		refused                 error
	}{
		"one that is here":               {"ThisService.MakeSample", "MakeSample", `{"Name":"a"}`, nil},
		"one that is not here":           {"ThisService.TakeSample", "TakeSample", `{"__type":"UnknownOperationException","message":"TakeSample is not here."}`, nil},
		"one that the service lacks":     {"ThisService.Nothing", "", `{"__type":"UnknownOperationException"}`, nil},
		"another service's":              {"OtherService.TakeSample", "", `{"__type":"UnknownOperationException"}`, nil},
		"unsigned":                       {"ThisService.MakeSample", "MakeSample", missing, unsigned},
		"unsigned and not here":          {"ThisService.TakeSample", "TakeSample", missing, unsigned},
		"unsigned and the caller's text": {"ThisService.Nothing", "", missing, unsigned},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bench{absent: absent, gate: gate{authenticate: tt.refused}}
			resp := b.serve(t, with(sampleRequest(`{"Name":"a"}`), "x-amz-target", tt.target))
			assert.Equal(t, tt.body, string(resp.Body))
			assert.Equal(t, tt.operation, b.entry(t).Operation)
		})
	}
	t.Run("a body that is cut off", func(t *testing.T) {
		t.Parallel()
		var b bench
		req := sampleRequest("")
		req.Undecodable = true
		b.serve(t, req)
		assert.Equal(t, "MakeSample", b.entry(t).Operation)
	})
}
