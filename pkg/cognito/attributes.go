package cognito

import (
	"context"
	"slices"
)

// addCustomAttributes appends to the pool's custom attributes; it can change no
// attribute that is there. Its answer is empty.
func (s *Service) addCustomAttributes(
	ctx context.Context, call Call, in *AddCustomAttributesRequest,
) (*AddCustomAttributesResponse, error) {
	if _, err := s.modify(ctx, call, *in.UserPoolId, in); err != nil {
		return nil, err
	}
	return &AddCustomAttributesResponse{}, nil
}

func (in *AddCustomAttributesRequest) apply(p *Pool) *change {
	p.Settings.Custom = slices.Clip(p.Settings.Custom)
	for _, a := range in.CustomAttributes {
		p.Settings.addCustom(a)
	}
	return &change{op: onAddAttributes, schema: in.CustomAttributes}
}
