package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"userpools/pkg/endpoint"

	"userpools/pkg/access"
	"userpools/pkg/cognito"
)

// readKeys reads the file of -keys, and again as access.Source does; nil, where everybody is let in, without one.
func readKeys(ctx context.Context, o *options, stderr io.Writer) (*access.Source, error) {
	if o.keys == "" {
		return nil, nil
	}
	fetch := func(context.Context) ([]byte, error) { return readFile(ctx, o.keys, access.MaxDocument) } // what makes the keys may take longer than a fetch
	warn := func(err error) { _, _ = fmt.Fprintf(stderr, "Warning: -keys %s: %v\n", o.keys, err) }
	keys := access.NewSource(fetch, endpoint.Scope(o.region), time.Now, warn)
	if err := keys.Load(ctx); err != nil {
		return nil, fmt.Errorf("-keys %s: %w", o.keys, err)
	}
	if info, err := os.Stat(o.keys); err == nil && info.Mode().IsRegular() {
		_, _ = io.WriteString(stderr, modeWarning(o.keys, info.Mode().Perm(), runtime.GOOS))
	}
	return keys, nil
}

// readFile takes one byte more than is allowed, which is then refused. It ends with the context, as what is read may be a pipe that
// nobody writes to.
func readFile(ctx context.Context, name string, most int64) ([]byte, error) {
	read := make(chan error, 1)
	var data []byte
	go func() {
		f, err := os.Open(name) //nolint:gosec // G304: the user names the file
		if err == nil {
			data, err = io.ReadAll(io.LimitReader(f, most+1))
			_ = f.Close() // it was only read
		}
		read <- err
	}()
	select {
	case err := <-read:
		return data, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// modeWarning is a warning of a file with secrets that others on this machine may use.
// Windows has no such modes.
func modeWarning(file string, mode os.FileMode, system string) string {
	if system == "windows" || mode&0o077 == 0 {
		return ""
	}
	quoted := "'" + strings.ReplaceAll(file, "'", `'\''`) + "'"
	return fmt.Sprintf("Warning: -keys %s holds secrets, but its mode is %04o: other users have access to it. To change that:\n  chmod 600 %s\n", file, mode, quoted)
}

const keysUsage = `Usage: userpools keys new [-account 123456789012] [-user test]

Makes a key of this endpoint's own, never one of AWS's, and prints the keys
document that holds it and how clients use it. It keeps nothing. The document has
the key's secret, which is told nowhere else:

  (umask 077 && userpools keys new > keys.json)
`

// newKey is the command "keys new".
func newKey(args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 || args[0] != "new" {
		return errors.New("keys: the one command is \"keys new\"")
	}
	f := flag.NewFlagSet("keys new", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	account := f.String("account", cognito.DefaultAccount, "")
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
// a file. Standard error ends in logs and scrollbacks: the secret is not told there.
func explainKey(w io.Writer, key access.FreshKey) {
	_, _ = fmt.Fprintf(w, `
That is a keys document with one key of %[1]s, which may do everything.
It holds the key's secret. Put it into a file for -keys that nobody else can read, such
as keys.json, or its one member into the document that you have.

To use it, for example as the profile userpools, with the document in keys.json:
  aws configure set aws_access_key_id %[2]s --profile userpools
  aws configure set aws_secret_access_key "$(sed -n '/%[2]s/,/secret/s/.*"secret": "\(.*\)".*/\1/p' keys.json)" --profile userpools
  aws cognito-idp list-user-pools --max-results 60 --profile userpools --endpoint-url http://127.0.0.1:9339 --region us-east-1

Where there is no sed, aws configure --profile userpools asks for both.
`, key.Principal, key.ID)
}
