package cognito

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"userpools/pkg/apierror"
)

// maxSecrets is how many secrets an app client has at most.
const maxSecrets = 2

// addUserPoolClientSecret gives a client that has a secret another one. A call that repeats an
// earlier one (same Call.Token) gets the answer of the earlier one.
func (s *Service) addUserPoolClientSecret(
	ctx context.Context, call Call, in *AddUserPoolClientSecretRequest,
) (*AddUserPoolClientSecretResponse, error) {
	token, err := s.createToken(call)
	if err != nil {
		return nil, err
	}
	now := s.now().Unix()
	secret, err := s.secret(in.ClientSecret, token, now)
	if err != nil {
		return nil, err
	}
	err = s.retry(ctx, call, *in.UserPoolId, func() error {
		_, r, err := s.client(ctx, call, *in.UserPoolId, *in.ClientId)
		if err != nil {
			return err
		}
		c := r.client()
		if i := slices.IndexFunc(c.Secrets, func(there ClientSecret) bool { return there.CreateToken == token }); i >= 0 {
			secret = c.Secrets[i]
			return nil
		}
		if secret.Created, err = c.mayAddSecret(now); err != nil {
			return err
		}
		c.Secrets = append(c.Secrets, secret)
		r.Revision++
		return s.write(ctx, Write{Put: []*Record{r}})
	})
	if err != nil {
		return nil, err
	}
	out := secret.described(*in.ClientId)
	if in.ClientSecret == nil {
		out.ClientSecretValue = &secret.Value
	}
	return &AddUserPoolClientSecretResponse{&out}, nil
}

// mayAddSecret checks what a client has, and returns when the new secret is made: its id tells
// the second, so that the next one is taken where that has a secret.
func (c *Client) mayAddSecret(at int64) (int64, error) {
	switch len(c.Secrets) {
	case 0:
		return 0, withRule("secret-public-client", invalid("The app client has no client secret, and cannot get one."))
	case maxSecrets:
		return 0, withRule("secret-limit", apierror.New(apierror.LimitExceeded,
			fmt.Sprintf("The app client has %d client secrets, which is the maximum.", maxSecrets)))
	}
	for slices.ContainsFunc(c.Secrets, func(there ClientSecret) bool { return there.Created == at }) {
		at++
	}
	return at, nil
}

// described is all of a secret that is told after it was made.
func (c *ClientSecret) described(clientID string) ClientSecretDescriptorType {
	return ClientSecretDescriptorType{ClientSecretCreateDate: time.Unix(c.Created, 0).UTC(), ClientSecretId: c.id(clientID)}
}

// id has the client's own id and the time in seconds.
func (c *ClientSecret) id(clientID string) string {
	return clientID + "--" + strconv.FormatInt(c.Created, 10)
}

// listUserPoolClientSecrets has one page: a NextToken is accepted and means nothing.
func (s *Service) listUserPoolClientSecrets(
	ctx context.Context, call Call, in *ListUserPoolClientSecretsRequest,
) (*ListUserPoolClientSecretsResponse, error) {
	_, r, err := s.client(ctx, call, *in.UserPoolId, *in.ClientId)
	if err != nil {
		return nil, err
	}
	out := &ListUserPoolClientSecretsResponse{ClientSecrets: []ClientSecretDescriptorType{}}
	for _, secret := range r.client().Secrets {
		out.ClientSecrets = append(out.ClientSecrets, secret.described(r.ID))
	}
	return out, nil
}

// deleteUserPoolClientSecret leaves a client one secret at least.
func (s *Service) deleteUserPoolClientSecret(
	ctx context.Context, call Call, in *DeleteUserPoolClientSecretRequest,
) (*DeleteUserPoolClientSecretResponse, error) {
	_, err := s.editClient(ctx, call, *in.UserPoolId, *in.ClientId, func(_ *Pool, after *Record) ([]*Record, error) {
		c := after.client()
		i := slices.IndexFunc(c.Secrets, func(there ClientSecret) bool { return there.id(after.ID) == *in.ClientSecretId })
		switch {
		case i < 0:
			return nil, withRule("secret-unknown", apierror.New(apierror.ResourceNotFound, "The app client has no such client secret."))
		case len(c.Secrets) == 1:
			return nil, withRule("secret-last", invalid("The only client secret of an app client cannot be deleted."))
		}
		c.Secrets = slices.Delete(slices.Clone(c.Secrets), i, i+1)
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	return &DeleteUserPoolClientSecretResponse{}, nil
}
