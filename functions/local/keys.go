package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/config"
	"userpools/pkg/endpoint"
	"userpools/pkg/world"
)

// gate lets everybody in, or with -keys those who sign with one of them.
func gate(ctx context.Context, o *options, service *cognito.Service, declared *world.World, stderr io.Writer) (awsjson.Gate, error) {
	if o.keys == "" {
		return &endpoint.Open{Account: o.account, Region: o.region, Astray: astray(stderr, o.region)}, nil
	}
	warn := func(err error) { _, _ = fmt.Fprintf(stderr, "Warning: -keys %s: %v\n", o.keys, err) }
	keys := access.NewSource(access.FileFetch(o.keys), endpoint.Scope(o.region), time.Now, warn)
	if err := keys.Load(ctx); err != nil {
		return nil, fmt.Errorf("-keys %s: %w", o.keys, err)
	}
	return endpoint.Signed(service, keys, endpoint.Limits(declared)), nil
}

const keysUsage = `Usage: userpools keys new [-account 123456789012] [-user test]

Makes a key of this endpoint's own, never one of AWS's, and prints the keys
document that holds it and how clients use it. It keeps nothing.
`

// keys is the command "keys new".
func keys(args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 || args[0] != "new" {
		return errors.New("keys: the one command is \"keys new\"")
	}
	f := flag.NewFlagSet("keys new", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	account := f.String("account", config.DefaultAccount, "")
	user := f.String("user", "test", "")
	if err := f.Parse(args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			_, err = io.WriteString(stdout, keysUsage)
		}
		return err
	}
	if f.NArg() > 0 {
		return fmt.Errorf("keys new: unexpected argument %q", f.Arg(0))
	}
	key, err := access.NewKey(rand.Reader, *account, *user)
	if err != nil {
		return fmt.Errorf("keys new: %w", err)
	}
	_, err = stdout.Write(key.Document())
	explainKey(stderr, key)
	return err
}

// explainKey goes to standard error, so that the document can be redirected into
// a file. The secret is told again: it is what has to be put into the profile.
func explainKey(w io.Writer, key access.FreshKey) {
	_, _ = fmt.Fprintf(w, `
That is a keys document with one key of %s, which may do everything.
Put it into a file for -keys, or its one member into the document that you have.

To use it, for example as the profile userpools:
  aws configure set aws_access_key_id %s --profile userpools
  aws configure set aws_secret_access_key %s --profile userpools
  aws cognito-idp list-user-pools --max-results 60 --profile userpools --endpoint-url http://127.0.0.1:9339 --region us-east-1
`, key.Principal, key.ID, key.Secret.Reveal())
}
