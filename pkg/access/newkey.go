package access

import (
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

const allowEverything = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}]}`

// FreshKey is a key that no document holds yet. It is safe to print and to log; Document is not.
type FreshKey struct {
	ID        string
	Secret    Secret // 40 characters A-Z and 2-7 that hold 200 random bits; safe in shells and profiles
	Account   string
	Principal string
}

// NewKey makes a key for a user of an account, from a source of randomness such as crypto/rand.Reader.
// The user is a name or a path and a name, as in ci or teams/blue/ci.
func NewKey(random io.Reader, number, user string) (FreshKey, error) {
	if !valid(account, number) {
		return FreshKey{}, errors.New("an account is of 12 digits")
	}
	arn := "arn:aws:iam::" + number + ":user/" + user
	if !valid(principal, arn) {
		return FreshKey{}, errors.New("a user is of letters, digits and _+=,.@- with / between its parts")
	}
	id, err := letters(random, keyLength-len(keyPrefix))
	if err != nil {
		return FreshKey{}, err
	}
	secret, err := letters(random, 40)
	if err != nil {
		return FreshKey{}, err
	}
	return FreshKey{ID: keyPrefix + id, Secret: NewSecret(secret), Account: number, Principal: arn}, nil
}

func letters(random io.Reader, n int) (string, error) {
	raw := make([]byte, (n*5+7)/8)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)[:n], nil
}

// Document is a keys document of this one key, which may do everything: the entry to put into a file
// or secret, and with the secret in clear.
func (f FreshKey) Document() []byte {
	type entry struct {
		Secret    string          `json:"secret"`
		Account   string          `json:"account"`
		Principal string          `json:"principal"`
		Policy    json.RawMessage `json:"policy"`
	}
	//nolint:gosec // G117: showing the secret once is its purpose
	doc, _ := json.MarshalIndent(map[string]entry{ // cannot fail: strings, and JSON that a test parses
		f.ID: {f.Secret.Reveal(), f.Account, f.Principal, json.RawMessage(allowEverything)},
	}, "", "  ")
	return append(doc, '\n')
}
