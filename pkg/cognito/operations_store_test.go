package cognito_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
)

// TestStore_Errors: what a store's error is to the caller of each operation.
func TestStore_Errors(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err              error
		code             apierror.Code
		message, refused string
	}{
		"throttled": {cognito.ErrThrottled, "TooManyRequestsException", "Rate exceeded", "rule throttled"},
		"item size": {fmt.Errorf("store: %w", &cognito.TooLargeError{Size: 500_000, Max: 409_600}), "InvalidParameterException",
			"The user pool's configuration is too large: 500000 bytes, at most 409600 can be stored.", "rule item-size"},
		"fault":       {errors.New("secret"), "InternalErrorException", "Internal server error.", ""},
		"out of time": {context.DeadlineExceeded, "InternalErrorException", "Internal server error.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := l.create(obj{"PoolName": "p"})
			l.furnish(id)
			h := l.hook()
			fails := func(*cognito.Pool) error { return tc.err }
			for _, method := range []string{"Create", "Write", "Delete", "List"} {
				h.before[method] = fails
			}
			refused := func(op *cognito.Operation) {
				message := tc.message
				_, edit := edits[op.Name]
				if !edit && op.Name != "CreateUserPool" && op.Name != "DeleteUserPool" && !strings.HasSuffix(string(op.Class), "Read") {
					message = strings.Replace(message, "user pool's ", "", 1)
				}
				own, ok := apierror.As(op.Own(&apierror.Error{Code: tc.code, Message: message}))
				require.True(t, ok)
				l.refuse(string(own.Code), own.Message, op.Name, l.request(op.Name, id))
				assert.Equal(t, own.Describe().Status, l.entry.Status, op.Name)
				assert.Equal(t, tc.refused, l.entry.Refused, op.Name)
				assert.Equal(t, tc.refused == "", l.entry.Cause != nil, op.Name)
			}
			try := func(reads bool) {
				for _, op := range cognito.Operations() {
					if strings.HasSuffix(string(op.Class), "Read") == reads {
						refused(&op)
					}
				}
			}
			try(false)
			h.before["Get"], h.before["Find"] = fails, fails
			try(true)
		})
	}
}

// edits are the operations that read a pool, change it and write it back, with
// what each raises when others keep writing: what its model declares.
var edits = map[string]string{
	"UpdateUserPool": "ConcurrentModificationException", "SetUserPoolMfaConfig": "ConcurrentModificationException",
	"AddCustomAttributes": "TooManyRequestsException", "TagResource": "TooManyRequestsException", "UntagResource": "TooManyRequestsException",
	"SetLogDeliveryConfiguration": "TooManyRequestsException",
}

// eachEdit runs a test for each of them, of a pool that has a tag.
func eachEdit(t *testing.T, test func(l *lab, h *hooked, operation, id string)) {
	t.Parallel()
	for operation := range edits {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"mine": "0"}})
			test(l, l.hook(), operation, id)
		})
	}
}

// TestEdit_Contended: others keep writing until the attempts are used up.
func TestEdit_Contended(t *testing.T) {
	eachEdit(t, func(l *lab, h *hooked, operation, id string) {
		attempts := 0
		var waits []time.Duration
		l.service.Wait = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }
		l.service.Random = strings.NewReader(strings.Repeat("\x40", 7))
		h.before["Write"] = func(*cognito.Pool) error { attempts++; return cognito.ErrConflict }
		want := "The user pool " + id + " is being modified by other requests. Try again."
		if operation == "UpdateUserPool" {
			want = "Only one request to update this UserPool can be processed at a time" // concurrent-update-user-pool
		}
		l.refuse(edits[operation], want, operation, l.request(operation, id))
		assert.Equal(l.t, 8, attempts)
		require.Len(l.t, waits, attempts-1, "a pause before each repetition")
		for n, d := range waits {
			assert.Equal(l.t, 5*time.Millisecond<<n/4, d, "by chance a quarter of the longest")
		}
		assert.Equal(l.t, http.StatusBadRequest, l.entry.Status)
		assert.Equal(l.t, "rule contention", l.entry.Refused)
		assert.NoError(l.t, l.entry.Cause)
	})
}

// TestFamily_Contended is the same of what belongs to a pool, with what each operation raises.
func TestFamily_Contended(t *testing.T) {
	t.Parallel()
	for _, op := range cognito.Operations() {
		operation, code := op.Name, apierror.TooManyRequests
		if op.Raises(apierror.ConcurrentModification) {
			code = apierror.ConcurrentModification
		}
		_, ofPool := edits[operation]
		if ofPool || op.Resource != cognito.OnePool || !strings.HasSuffix(string(op.Class), "Update") {
			continue
		}
		l := newLab(t)
		id := l.create(obj{"PoolName": "p"})
		l.furnish(id)
		attempts := 0
		h := l.hook()
		h.before["Write"] = func(*cognito.Pool) error {
			attempts++
			return []error{cognito.ErrConflict, cognito.ErrNotFound}[attempts%2]
		}
		h.before["Delete"] = func(*cognito.Pool) error { attempts++; return cognito.ErrConflict }
		text := "The user pool " + id + " is being modified by other requests. Try again."
		if operation == "UpdateUserPoolClient" {
			text = "Only one request to update user pool client can be processed at a time." // concurrent-update-client
		}
		l.refuse(string(code), text, operation, l.request(operation, id))
		assert.Equal(t, 8, attempts, operation)
		assert.Equal(t, "rule contention", l.entry.Refused, operation)
	}
}

// TestQueue_Reads: no read of a pool waits for its writers.
func TestQueue_Reads(t *testing.T) {
	for _, op := range cognito.Operations() {
		if !strings.HasSuffix(string(op.Class), "Read") {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			l := newLab(t)
			id := l.create(obj{"PoolName": "p"})
			l.furnish(id)
			l.do("GetSigningCertificate", obj{"UserPoolId": id})
			defer l.service.TakeTurn(t.Context(), l.partition(), id)()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := l.run(ctx, cognito.Call{Operation: &op, Account: labAccount}, op.Name, l.request(op.Name, id))
			assert.NoError(t, err, op.Name)
		})
	}
}

// TestEdit_LosesNothing: somebody else's write between reading and writing stays; the
// change is applied again to what that left.
func TestEdit_LosesNothing(t *testing.T) {
	eachEdit(t, func(l *lab, h *hooked, operation, id string) {
		others := 0
		h.before["Write"] = func(*cognito.Pool) error {
			if others == 3 {
				return nil
			}
			others++
			theirs := l.stored(id)
			theirs.Settings.UserPoolTags[strings.Repeat("x", others)] = "theirs"
			theirs.Revision++
			return h.Store.Write(l.t.Context(), cognito.Write{Pool: theirs})
		}
		l.do(operation, l.request(operation, id))
		assert.Equal(l.t, 3, others)
		members{"UserPoolTags.x": "theirs", "UserPoolTags.xx": "theirs", "UserPoolTags.xxx": "theirs"}.in(l.t, l.describe(id))
	})
}

func TestEdit_PoolDeletedMeanwhile(t *testing.T) {
	eachEdit(t, func(l *lab, h *hooked, operation, id string) {
		h.before["Write"] = func(*cognito.Pool) error { return h.Store.Delete(l.t.Context(), l.partition(), id) }
		l.refuse("ResourceNotFoundException", "User pool "+id+" does not exist.", operation, l.request(operation, id))
	})
}

func TestEdit_Cancelled(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	h := l.hook()
	h.before["Write"] = func(*cognito.Pool) error { return cognito.ErrConflict }
	l.service.Wait = func(context.Context, time.Duration) error { return context.Canceled }
	assert.Equal(t, http.StatusInternalServerError, l.send("UpdateUserPool", obj{"UserPoolId": id}).Status)
	assert.ErrorIs(t, l.entry.Cause, context.Canceled)

	l.service.Wait = nil // the service's own timer
	ctx, cancel := context.WithCancel(t.Context())
	h.before["Write"] = func(*cognito.Pool) error { cancel(); return cognito.ErrConflict }
	_, err := l.run(ctx, cognito.Call{Account: labAccount}, "UpdateUserPool", obj{"UserPoolId": id})
	assert.ErrorIs(t, err, context.Canceled)
}

// TestDefaults_UnknownVersion: what unset members of such a pool mean is not known, so no
// operation answers from it or writes it, and a list leaves it out and says so.
func TestDefaults_UnknownVersion(t *testing.T) {
	t.Parallel()
	for _, version := range []int{0, cognito.DefaultsVersion + 1} {
		l := newLab(t)
		id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"a": "b"}})
		p := l.stored(id)
		p.Defaults = version
		p.Revision++
		require.NoError(t, l.service.Store.Write(t.Context(), cognito.Write{Pool: p}))
		for _, op := range cognito.Operations() {
			if slices.Contains([]string{"CreateUserPool", "DeleteUserPool", "ListUserPools", "DescribeUserPoolDomain"}, op.Name) {
				continue // they read no pool by itself
			}
			assert.Equal(t, http.StatusInternalServerError, l.send(op.Name, l.request(op.Name, id)).Status, op.Name)
			assert.ErrorContains(t, l.entry.Cause, fmt.Sprintf("pool %s has defaults version %d", id, version), op.Name)
			assert.Equal(t, p, l.stored(id), op.Name)
		}
		l.create(obj{"PoolName": "q"})
		assert.Len(t, l.do("ListUserPools", obj{"MaxResults": 60})["UserPools"], 1)
		assert.Equal(t, []string{id}, l.entry.Unreadable)
		l.do("DeleteUserPool", obj{"UserPoolId": id})
		assert.Len(t, l.do("ListUserPools", obj{"MaxResults": 60})["UserPools"], 1)
	}
}

// TestCreateUserPoolClient_Quota: a pool has a thousand app clients, whatever the quota of pools; a repeat of the call
// that made one is answered with it, and a create counts in at most one call of the store.
func TestCreateUserPoolClient_Quota(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	first := l.records(pool)[0]
	put := func(n int) {
		r := *first
		r.ID = fmt.Sprintf("0client%d", n)
		require.NoError(t, l.service.Store.Write(t.Context(), cognito.Write{Put: []*cognito.Record{&r}}))
	}
	for n := range cognito.ClientQuota - 2 {
		put(n)
	}
	counted := 0
	h := l.hook()
	h.before["CountRecords"] = func(*cognito.Pool) error { counted++; return nil }
	l.token = "the thousandth"
	last := l.createClient(pool, nil)
	assert.Equal(t, 1, counted, "998 and one more")
	refused := func() {
		l.refuse("LimitExceededException", "The maximum number of app clients, 1000, has been reached for this user pool.",
			"CreateUserPoolClient", obj{"UserPoolId": pool, "ClientName": "c"})
		assert.Equal(t, "rule client-quota", l.entry.Refused)
	}
	assert.Equal(t, last, l.createClient(pool, nil), "the caller's own repeat")
	l.token = "another"
	refused()
	l.token = ""
	refused()
	assert.Equal(t, 4, counted)
	assert.Len(t, l.records(pool), cognito.ClientQuota)
	put(cognito.ClientQuota)
	refused()

	other := l.create(obj{"PoolName": "p"})
	l.createClient(other, nil)
	assert.Equal(t, 5, counted, "a pool that never had a client needs no count")
	for _, id := range []string{"0client0", l.client} {
		l.do("DeleteUserPoolClient", obj{"UserPoolId": map[bool]string{true: pool, false: other}[id == "0client0"], "ClientId": id})
	}
	refused()
	l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": "0client1"})
	l.createClient(pool, nil)

	h.before["CountRecords"] = func(*cognito.Pool) error { return cognito.ErrThrottled }
	l.refuse("TooManyRequestsException", "Rate exceeded", "CreateUserPoolClient", obj{"UserPoolId": pool, "ClientName": "c"})
}

// TestAdd_Quota: the quota of what is made under a name of the caller's choice. A repeat of the call that made the last is
// answered with it, and a create counts in one call of the store at most.
func TestAdd_Quota(t *testing.T) {
	t.Parallel()
	for kind, tc := range map[cognito.RecordKind]struct {
		create, remove, id string
		request            obj
		most               int
		plural, rule       string
	}{
		cognito.ServerRecord: {"CreateResourceServer", "DeleteResourceServer", "Identifier", obj{"Name": "n"}, 25, "resource servers", "rule server-quota"},
		cognito.ProviderRecord: {
			"CreateIdentityProvider", "DeleteIdentityProvider", "ProviderName", obj{"ProviderType": "OIDC", "ProviderDetails": oidc["ProviderDetails"]},
			300, "identity providers", "rule provider-quota",
		},
		cognito.GroupRecord: {"CreateGroup", "DeleteGroup", "GroupName", nil, 10_000, "groups", "rule group-quota"},
	} {
		l := newLab(t)
		pool := l.create(obj{"PoolName": "p"})
		named := func(id string) obj { return obj{"UserPoolId": pool, tc.id: id}.and(tc.request) }
		l.do(tc.create, named("first"))
		more := l.more(pool, kind, tc.most-2)
		counted := 0
		l.hook().before["CountRecords"] = func(*cognito.Pool) error { counted++; return nil }
		l.token = "the last"
		last := l.do(tc.create, named("last"))
		assert.Equal(t, last, l.do(tc.create, named("last")), "the caller's own repeat")
		refused := func(id string) {
			l.refuse("LimitExceededException", fmt.Sprintf("The maximum number of %s, %d, has been reached for this user pool.", tc.plural, tc.most), tc.create, named(id))
			assert.Equal(t, tc.rule, l.entry.Refused)
		}
		for n, token := range []string{"another", ""} {
			l.token = token
			refused([]string{"one-more", "last"}[n])
		}
		assert.Equal(t, 4, counted)
		l.do(tc.remove, obj{"UserPoolId": pool, tc.id: more[7]})
		l.do(tc.create, named("one-more"))
		refused("two-more")
	}
}

// TestCreateManagedLoginBranding_Quota: a pool has twenty managed login styles; deleting one, or its client, makes room.
func TestCreateManagedLoginBranding_Quota(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	for range cognito.BrandingQuota {
		l.createClient(pool, nil)
		l.token = l.client
		l.createStyle(pool, nil)
	}
	l.createStyle(pool, nil) // the caller's own repeat
	l.token = ""
	l.createClient(pool, nil)
	refused := func() {
		l.refuse("LimitExceededException", "The maximum number of managed login styles, 20, has been reached for this user pool.",
			"CreateManagedLoginBranding", l.request("CreateManagedLoginBranding", pool))
		assert.Equal(t, "rule branding-quota", l.entry.Refused)
	}
	refused()
	l.do("DeleteManagedLoginBranding", obj{"UserPoolId": pool, "ManagedLoginBrandingId": l.style})
	l.createStyle(pool, nil)
	styled := l.client
	l.createClient(pool, nil)
	refused()
	l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": styled})
	l.createStyle(pool, nil)
	l.createClient(pool, nil)
	refused()
	l.hook().before["CountRecords"] = func(*cognito.Pool) error { return cognito.ErrThrottled }
	l.refuse("TooManyRequestsException", "Rate exceeded", "CreateManagedLoginBranding", l.request("CreateManagedLoginBranding", pool))
}
