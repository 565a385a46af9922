package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
)

// terminator ends every scope.
const terminator = "aws4_request"

// signedWith is whether the claim's signature is that of key. The comparison
// takes the same time wherever the two differ.
func (c *Claim) signedWith(key, body [sha256.Size]byte) bool {
	request := sha256.Sum256(c.canonicalRequest(body))
	text := algorithm + "\n" + c.stamp + "\n" + c.scope + "\n" + hex.EncodeToString(request[:])
	want := mac(key[:], text)
	given, ok := parseSignature(c.signature)
	return hmac.Equal(want[:], given[:]) && ok
}

// parseSignature reads 64 lower-case hexadecimal digits and nothing else, so
// that a signature has one spelling.
func parseSignature(s string) (sum [sha256.Size]byte, ok bool) {
	if len(s) != hex.EncodedLen(len(sum)) || s != strings.ToLower(s) {
		return sum, false
	}
	_, err := hex.Decode(sum[:], []byte(s))
	return sum, err == nil
}

func mac(key []byte, text string) (sum [sha256.Size]byte) {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	h.Sum(sum[:0])
	return sum
}

// deriveKey derives the signing key of a scope, one step an element: date, region,
// service, terminator.
func deriveKey(secret, scope string) (key [sha256.Size]byte) {
	last := []byte("AWS4" + secret)
	for element := range strings.SplitSeq(scope, "/") {
		key = mac(last, element)
		last = key[:]
	}
	return key
}

// maxKeys bounds the cache. A key in use has an entry a day, two around
// midnight.
const maxKeys = 1024

// keyCache keeps derived signing keys. They are kept by secret and not by key
// id: what was derived from a secret that has since been replaced is never met
// again.
type keyCache struct {
	mu   sync.Mutex
	keys map[cacheKey][sha256.Size]byte
}

type cacheKey struct{ secret, scope string }

func newKeyCache() *keyCache {
	return &keyCache{keys: map[cacheKey][sha256.Size]byte{}}
}

// get answers the signing key of a secret for a scope. A full cache is emptied:
// yesterday's keys go, and today's cost one derivation each.
func (k *keyCache) get(secret, scope string) [sha256.Size]byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	id := cacheKey{secret, scope}
	key, ok := k.keys[id]
	if !ok {
		if len(k.keys) >= maxKeys {
			clear(k.keys)
		}
		key = deriveKey(secret, scope)
		k.keys[id] = key
	}
	return key
}
