package cognito

import "context"

func (s *Service) describeUserPool(
	ctx context.Context, call Call, in *DescribeUserPoolRequest,
) (*DescribeUserPoolResponse, error) {
	p, err := s.get(ctx, call, *in.UserPoolId)
	if err != nil {
		return nil, err
	}
	return &DescribeUserPoolResponse{describedPool(p)}, nil
}
