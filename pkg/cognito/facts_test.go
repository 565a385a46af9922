package cognito_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// fact is an entry of testdata/facts.json: a refusal, or a non-refusal, that is
// known of the service, and what of this project answers to it.
type fact struct {
	ID string
	// Operation as the report has it; "(any ...)" is every operation.
	Operation string
	// Kind says what Where is:
	//
	//	constraint       a member in the tables of shapes, such as ListUserPools.MaxResults
	//	rule             a rule's ID
	//	wire             a stage of a request, see stages
	//	operation        an entry of testdata/refusals.json
	//	departure        an anchor in docs/departures.md
	//	overridden       why better evidence counts
	//	other-operation  what the fact, which is of an operation that is not here, was good for
	Kind, Where string
	// Confidence is verbatim, reconstructed, documented-only or overridden.
	Confidence string
	Source     string
	// Cases hold constraints and the wire to the fact. Those of rules stand in
	// the rules' case files.
	Cases []trial
}

// operationRefusal is an entry of testdata/refusals.json: what an operation
// refuses by itself, without a rule.
type operationRefusal struct {
	ID, Summary string
	On          []string
	Evidence    []string
	Confidence  string
	Note        string
	Cases       []trial
	// Test is the name of the test where a case cannot say it, Exceptions are what
	// it then sees.
	Test       string
	Exceptions []string
}

const howManyFacts = 225

func facts(t *testing.T) []fact {
	t.Helper()
	var all []fact
	decode(t, "testdata/facts.json", &all)
	return all
}

func refusals(t *testing.T) []operationRefusal {
	t.Helper()
	var all []operationRefusal
	decode(t, "testdata/refusals.json", &all)
	return all
}

func TestFacts(t *testing.T) {
	for _, f := range facts(t) {
		t.Run(f.ID, func(t *testing.T) {
			t.Parallel()
			for i := range f.Cases {
				refused := f.Where
				if f.Kind == "constraint" {
					refused = ""
				}
				t.Run(fmt.Sprint(i+1, " ", f.Cases[i].Operation), func(t *testing.T) { f.Cases[i].run(t, refused) })
			}
		})
	}
}

func TestRefusalsOfOperations(t *testing.T) {
	tests := map[string]bool{
		"TestAContendedChangeEnds":              true,
		"TestAThrottledStoreIsTooManyRequests":  true,
		"TestAPoolTooLargeForTheStoreIsRefused": true,
	}
	for _, r := range refusals(t) {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			for i := range r.Cases {
				c := &r.Cases[i]
				require.Contains(t, r.On, c.Operation)
				t.Run(c.Name, func(t *testing.T) { c.run(t, "") })
			}
			require.True(t, len(r.Cases) > 0 || tests[r.Test], "%s: nothing tests it", r.ID)
		})
	}
}

// stubborn is a store that refuses.
type stubborn struct {
	cognito.Store
	create, replace, get error
}

func (s *stubborn) Create(context.Context, *cognito.Pool) error { return s.create }

func (s *stubborn) Replace(context.Context, *cognito.Pool) error { return s.replace }

func (s *stubborn) Get(ctx context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	if s.get != nil {
		return nil, s.get
	}
	return s.Store.Get(ctx, part, id)
}

func TestAContendedChangeEnds(t *testing.T) {
	for _, c := range []struct{ operation, request, code string }{
		{"UpdateUserPool", `{"UserPoolId":"<pool>"}`, "ConcurrentModificationException"},
		{"SetUserPoolMfaConfig", `{"UserPoolId":"<pool>"}`, "ConcurrentModificationException"},
		{"AddCustomAttributes", `{"UserPoolId":"<pool>","CustomAttributes":[{"Name":"a","AttributeDataType":"String"}]}`, "TooManyRequestsException"},
		{"TagResource", `{"ResourceArn":"<arn>","Tags":{"k":"v"}}`, "TooManyRequestsException"},
		{"UntagResource", `{"ResourceArn":"<arn>","TagKeys":["k"]}`, "TooManyRequestsException"},
	} {
		t.Run(c.operation, func(t *testing.T) {
			h := newHouse(t, "", "")
			require.Equal(t, http.StatusOK, h.send(t, "CreateUserPool", []byte(`{"PoolName":"p"}`), nil, nil).Status)
			h.store = &stubborn{Store: h.store, replace: cognito.ErrConflict}
			answer := h.send(t, c.operation, []byte(c.request), nil, nil)
			require.Equal(t, http.StatusBadRequest, answer.Status)
			code, _ := refusalOf(t, answer)
			require.Equal(t, c.code, code)
			require.Equal(t, "rule contention", h.entry.Refused)
		})
	}
}

func TestAThrottledStoreIsTooManyRequests(t *testing.T) {
	h := newHouse(t, "", "")
	h.store = &stubborn{Store: h.store, get: cognito.ErrThrottled}
	code, message := refusalOf(t, h.send(t, "DescribeUserPool", []byte(`{"UserPoolId":"us-east-1_aaaaaaaaa"}`), nil, nil))
	require.Equal(t, "TooManyRequestsException", code)
	require.Equal(t, "Rate exceeded", message)
	require.Equal(t, "rule throttled", h.entry.Refused)
}

func TestAPoolTooLargeForTheStoreIsRefused(t *testing.T) {
	h := newHouse(t, "", "")
	h.store = &stubborn{create: fmt.Errorf("store: %w", &cognito.TooLargeError{Size: 500_000, Max: 409_600})}
	code, message := refusalOf(t, h.send(t, "CreateUserPool", []byte(`{"PoolName":"p"}`), nil, nil))
	require.Equal(t, "InvalidParameterException", code)
	require.Equal(t, "The user pool's configuration is too large: 500000 bytes, at most 409600 can be stored.", message)
	require.Equal(t, "rule item-size", h.entry.Refused)
}
