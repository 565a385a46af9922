package cognito

import (
	"context"
	"slices"
)

// addCustomAttributes appends to the pool's custom attributes; it can change no
// attribute that is there. Its answer is empty.
func (s *Service) addCustomAttributes(ctx context.Context, call Call, in *AddCustomAttributesRequest) (*AddCustomAttributesResponse, error) {
	_, err := s.edit(ctx, call, *in.UserPoolId, func(before *Pool) (*Pool, error) {
		after := new(*before)
		after.Modified = s.now()
		after.Settings.Custom = slices.Clip(after.Settings.Custom)
		for _, a := range in.CustomAttributes {
			after.Settings.addCustom(a)
		}
		c := &change{op: onAddAttributes, schema: in.CustomAttributes, before: *before, after: after, facts: s.facts()}
		return after, check(c)
	})
	if err != nil {
		return nil, err
	}
	return &AddCustomAttributesResponse{}, nil
}
