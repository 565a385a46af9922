package cognito

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// listUserPools lists in ascending order of the ids (the service's order is not
// known). A pool that was there all along appears exactly once, because a page
// begins behind the last id of the one before it.
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
	out := &ListUserPoolsResponse{UserPools: make([]UserPoolDescriptionType, len(pools))}
	for i, p := range pools {
		out.UserPools[i] = UserPoolDescriptionType{
			CreationDate:     p.Created,
			Id:               p.ID,
			LambdaConfig:     lambdas(p.LambdaConfig),
			LastModifiedDate: p.Modified,
			Name:             p.Name,
		}
	}
	if more {
		out.NextToken = new(pageToken(part, pools[len(pools)-1].ID))
	}
	return out, nil
}

// checkLength is how many bytes of a checksum a page token carries.
const checkLength = 9

// pageToken names a position in one partition. It needs no secret: it can only
// name a position among the caller's own pools, so forging one gains nothing.
func pageToken(part Partition, id string) string {
	sum := sha256.Sum256([]byte("page\x00" + part.Account + "\x00" + part.Region + "\x00" + id))
	return base64.RawURLEncoding.EncodeToString(append(sum[:checkLength:checkLength], id...))
}

// openToken refuses a token that is malformed, changed or of another account or
// region. The service's text is not known.
func openToken(part Partition, token *string) (after string, err error) {
	if token == nil {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(*token)
	if err == nil && len(raw) > checkLength {
		after = string(raw[checkLength:])
		// Compared as text: base64 has several spellings of one value.
		if isPoolID(after) && strings.Compare(pageToken(part, after), *token) == 0 {
			return after, nil
		}
	}
	return "", refusedBy("page-token", invalid("Invalid NextToken."))
}
