package storetest

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// created is a time whose milliseconds are not zero.
var created = time.UnixMilli(1790257791224).UTC()

// Minimal is a pool of which nothing is set but its name.
func Minimal(part cognito.Partition, id string) *cognito.Pool {
	return &cognito.Pool{
		Partition: part, ID: id, Name: "MyUserPool",
		Created: created, Modified: created,
		Defaults: 1, Revision: 1, CreateToken: token(id),
	}
}

// Full is a pool of which everything is set, each member with a value of its
// own. It is filled by reflection, so no new member can be forgotten.
func Full(part cognito.Partition, id string) *cognito.Pool {
	p := Minimal(part, id)
	var f filler
	f.fill(reflect.ValueOf(&p.Settings).Elem(), "Settings")
	f.fill(reflect.ValueOf(&p.Mfa).Elem(), "Mfa")
	p.Modified, p.Revision, p.Defaults = created.Add(1234567*time.Millisecond), 41, 3
	return p
}

// Parent is a full pool to which something belongs.
func Parent(part cognito.Partition, id string) *cognito.Pool {
	p := Full(part, id)
	var f filler
	f.fill(reflect.ValueOf(&p.Family).Elem(), "Family")
	p.Family.Begun = true
	return p
}

// Logged is a parent whose logs are delivered.
func Logged(part cognito.Partition, id string) *cognito.Pool {
	p := Parent(part, id)
	var f filler
	f.fill(reflect.ValueOf(&p.LogConfigurations).Elem(), "LogConfigurations")
	return p
}

// Fill is a new record of which everything is set, as Full is a pool.
func Fill(k cognito.Key) *cognito.Record {
	r := &cognito.Record{
		Key: k, Created: created, Modified: created.Add(1234567 * time.Millisecond), Revision: 1, CreateToken: token(k.ID),
		Body: cognito.NewBody(k.Kind),
	}
	var f filler
	f.fill(reflect.ValueOf(r.Body).Elem(), string(k.Kind))
	return r
}

// Alone is a client's record of which nothing hangs.
func Alone(r *cognito.Record) *cognito.Record {
	return withClient(r, func(c *cognito.Client) { c.Branding, c.OwnRisk, c.OwnUI = "", false, false })
}

// Naming are clients' records that each name one other record, by what it is.
func Naming(r *cognito.Record) map[string]*cognito.Record {
	r = Alone(r)
	return map[string]*cognito.Record{
		"style": withClient(r, func(c *cognito.Client) { c.Branding = "style" }),
		"risk":  withClient(r, func(c *cognito.Client) { c.OwnRisk = true }),
		"ui":    withClient(r, func(c *cognito.Client) { c.OwnUI = true }),
	}
}

func withClient(r *cognito.Record, change func(*cognito.Client)) *cognito.Record {
	return rewritten(r, func(r *cognito.Record) {
		client := *r.Body.(*cognito.Client) //nolint:errcheck // as NewBody has it
		change(&client)
		r.Body = &client
	})
}

// Largest is a pool beyond DynamoDB's 400 KB, each member within its bounds: four
// messages of 20,000 and fifty tags, all of characters of four bytes, and texts
// of 131,072 characters where the API sets no other bound.
func Largest(part cognito.Partition, id string) *cognito.Pool {
	p := Full(part, id)
	message := strings.Repeat("𝛀", 20_000-6) + "{####}"
	p.Settings.EmailVerificationMessage = &message
	p.Settings.AdminCreateUserConfig.InviteMessageTemplate.EmailMessage = &message
	p.Settings.VerificationMessageTemplate.EmailMessage = &message
	p.Settings.VerificationMessageTemplate.EmailMessageByLink = &message
	from := strings.Repeat("f", 131_072)
	p.Settings.EmailConfiguration.From = &from
	p.Settings.UserPoolTags = map[string]string{}
	for i := range 50 {
		key := fmt.Sprintf("%02d", i) + strings.Repeat("𝛋", 126)
		p.Settings.UserPoolTags[key] = strings.Repeat("𝛎", 256)
	}
	return p
}

//go:embed testdata/api-reference-request.json
var sampleRequest []byte

// Sample is the pool of the API reference's sample request of CreateUserPool, in
// which nearly everything is set.
func Sample(t testing.TB, part cognito.Partition, id string) *cognito.Pool {
	t.Helper()
	var request cognito.CreateUserPoolRequest
	require.NoError(t, json.Unmarshal(sampleRequest, &request))
	p := Minimal(part, id)
	p.Name = *request.PoolName
	p.Settings.PoolSettings, p.Settings.CreateOnly = request.PoolSettings, request.CreateOnly
	for _, attribute := range request.Schema {
		full := "dev:custom:" + *attribute.Name
		attribute.Name = &full
		p.Settings.Custom = append(p.Settings.Custom, attribute)
	}
	return p
}

func token(of string) string {
	sum := sha256.Sum256([]byte(of))
	return hex.EncodeToString(sum[:])
}

// numbered is an id that sorts by its number.
func numbered(n int) string { return fmt.Sprintf("us-east-1_Pool%05d", n) }
