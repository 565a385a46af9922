package cognito

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"userpools/pkg/trace"
)

// listUserPools lists in ascending order of the ids (the service's order is not
// known). A pool that was there all along appears exactly once, because a page
// begins after the last id of the one before it. A pool of unknown defaults is left out, as
// the store leaves out one that it cannot read: it costs nobody the others.
func (s *Service) listUserPools(ctx context.Context, call Call, in *ListUserPoolsRequest) (*ListUserPoolsResponse, error) {
	part := s.partition(call)
	after, err := openToken(part, in.NextToken)
	if err != nil {
		return nil, err
	}
	pools, more, err := s.Store.List(ctx, part, after, *in.MaxResults)
	if err != nil {
		return nil, StoreError("", err)
	}
	out := &ListUserPoolsResponse{UserPools: make([]UserPoolDescriptionType, 0, len(pools))}
	for _, p := range pools {
		if knownDefaults("pool", p.ID, p.Defaults) != nil {
			trace.Of(ctx).LeaveOut(p.ID)
			continue
		}
		out.UserPools = append(out.UserPools, UserPoolDescriptionType{
			CreationDate:     p.Created,
			Id:               p.ID,
			LambdaConfig:     lambdas(p.LambdaConfig),
			LastModifiedDate: p.Modified,
			Name:             p.Name,
		})
	}
	if more {
		out.NextToken = new(pageToken(part, pools[len(pools)-1].ID))
	}
	return out, nil
}

// A page token is one byte for its form, a part of a checksum, and an id. The form
// also keeps its text from beginning with "-", which a command line would take for
// an option.
const (
	tokenForm   = 0
	checkLength = 8
	tokenHead   = 1 + checkLength
)

// pageToken names a position in one partition. It needs no secret: it can only
// name a position among the caller's own pools, so forging one gains nothing.
func pageToken(part Partition, id string) string {
	sum := sha256.Sum256([]byte("page\x00" + part.Account + "\x00" + part.Region + "\x00" + id))
	raw := append([]byte{tokenForm}, sum[:checkLength]...)
	return base64.RawURLEncoding.EncodeToString(append(raw, id...))
}

// openToken refuses a token that is malformed, changed or of another account or
// region. The service's text is not known.
func openToken(part Partition, token *string) (after string, err error) {
	if token == nil {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(*token)
	if err == nil && len(raw) > tokenHead {
		after = string(raw[tokenHead:])
		// Compared as text: base64 has several spellings of one value.
		if isPoolID(after) && pageToken(part, after) == *token {
			return after, nil
		}
	}
	return "", withRule("page-token", invalid("Invalid NextToken."))
}
