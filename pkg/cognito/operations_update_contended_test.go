package cognito_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// changes are the operations that read a pool, change it and write it back, with
// what each raises when others keep writing: what its model declares.
var changes = []struct {
	operation, code string
	request         func(l *lab, id string) obj
}{
	{"UpdateUserPool", "ConcurrentModificationException", func(_ *lab, id string) obj { return obj{"UserPoolId": id, "PoolName": "q"} }},
	{"SetUserPoolMfaConfig", "ConcurrentModificationException", func(_ *lab, id string) obj { return obj{"UserPoolId": id, "WebAuthnConfiguration": obj{}} }},
	{"AddCustomAttributes", "TooManyRequestsException", func(_ *lab, id string) obj {
		return obj{"UserPoolId": id, "CustomAttributes": list{obj{"Name": "mine", "AttributeDataType": "String"}}}
	}},
	{"TagResource", "TooManyRequestsException", func(l *lab, id string) obj { return obj{"ResourceArn": l.arn(id), "Tags": obj{"mine": "1"}} }},
	{"UntagResource", "TooManyRequestsException", func(l *lab, id string) obj { return obj{"ResourceArn": l.arn(id), "TagKeys": list{"mine"}} }},
}

func TestAContendedChangeRunsOutOfAttempts(t *testing.T) {
	t.Parallel()
	for _, c := range changes {
		t.Run(c.operation, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"mine": "0"}})
			attempts := 0
			var waits []time.Duration
			l.service.Wait = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }
			l.hook(&hooked{replace: func(context.Context, *cognito.Pool) error { attempts++; return cognito.ErrConflict }})
			want := "The user pool " + id + " is being modified by other requests. Try again."
			if c.operation == "UpdateUserPool" {
				want = "Only one request to update this UserPool can be processed at a time" // concurrent-update-user-pool
			}
			l.refuse(c.code, want, c.operation, c.request(l, id))
			assert.Equal(t, 8, attempts)
			require.Len(t, waits, attempts-1, "a pause before each repetition")
			for n, d := range waits {
				assert.GreaterOrEqual(t, d, time.Duration(0))
				assert.Less(t, d, 5*time.Millisecond<<n, "the %d. pause", n+1)
			}
			assert.Equal(t, http.StatusBadRequest, l.entry.Status)
			assert.NoError(t, l.entry.Cause)
		})
	}
}

// Somebody else's write between reading and writing is not lost: the change is
// applied again to what that left.
func TestAContendedChangeLosesNothing(t *testing.T) {
	t.Parallel()
	for _, c := range changes {
		t.Run(c.operation, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"mine": "0"}})
			h := l.hook(&hooked{})
			others := 0
			h.replace = func(ctx context.Context, p *cognito.Pool) error {
				if others < 3 {
					others++
					theirs, err := h.Store.Get(ctx, p.Partition, id)
					require.NoError(t, err)
					theirs.Settings.UserPoolTags[strings.Repeat("x", others)] = "theirs"
					theirs.Revision++
					require.NoError(t, h.Store.Replace(ctx, theirs))
				}
				return h.Store.Replace(ctx, p)
			}
			l.do(c.operation, c.request(l, id))
			assert.Equal(t, 3, others)
			tags := l.describe(id).at("UserPoolTags").(map[string]any)
			for n := range others {
				assert.Equal(t, "theirs", tags[strings.Repeat("x", n+1)])
			}
		})
	}
}

// A pool that goes while it is being changed is gone.
func TestAChangeOfAPoolThatGoes(t *testing.T) {
	t.Parallel()
	for _, c := range changes {
		t.Run(c.operation, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := l.create(obj{"PoolName": "p"})
			h := l.hook(&hooked{})
			h.replace = func(ctx context.Context, p *cognito.Pool) error {
				require.NoError(t, h.Store.Delete(ctx, p.Partition, id))
				return h.Store.Replace(ctx, p)
			}
			l.refuse("ResourceNotFoundException", "User pool "+id+" does not exist.", c.operation, c.request(l, id))
		})
	}
}

func TestAChangeWhoseTimeIsUp(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	l.hook(&hooked{replace: func(context.Context, *cognito.Pool) error { return cognito.ErrConflict }})
	l.service.Wait = func(context.Context, time.Duration) error { return context.Canceled }
	resp := l.send("UpdateUserPool", obj{"UserPoolId": id})
	assert.Equal(t, http.StatusInternalServerError, resp.Status)
	assert.ErrorIs(t, l.entry.Cause, context.Canceled)

	l.service.Wait = nil // the service's own timer
	ctx, cancel := context.WithCancel(t.Context())
	h, ok := l.service.Store.(*hooked)
	require.True(t, ok)
	h.replace = func(context.Context, *cognito.Pool) error { cancel(); return cognito.ErrConflict }
	update := operationNamed(t, "UpdateUserPool")
	input, err := decodeFor(update, []byte(`{"UserPoolId":"`+id+`"}`))
	require.NoError(t, err)
	_, err = update.Run(ctx, l.service, cognito.Call{Account: labAccount}, input)
	assert.ErrorIs(t, err, context.Canceled)
}
