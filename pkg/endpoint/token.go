package endpoint

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"userpools/pkg/awsjson"
)

// tokenOf is cognito.Call's Token: a digest of account, principal, invocation id and
// body, so that no caller can have another's. SDKs keep the invocation id over all
// attempts of a call; a request without one is always a call of its own. Pools keep
// the digest, so it can never change.
func tokenOf(call *awsjson.Call) func() string {
	invocation := call.Request.Header["amz-sdk-invocation-id"]
	if invocation == "" {
		return nil
	}
	return func() string {
		h := sha256.New()
		for _, part := range [][]byte{[]byte(call.Caller.Account), []byte(call.Caller.Principal), []byte(invocation), call.Request.Body} {
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			h.Write(part)
		}
		return hex.EncodeToString(h.Sum(nil))
	}
}
