package cognito

import "context"

// getCSVHeader names the columns of a file of users: the attributes in CreateUserPool's order but for sub, which nobody
// chooses, and then columns that are no attributes.
func (s *Service) getCSVHeader(ctx context.Context, call Call, in *GetCSVHeaderRequest) (*GetCSVHeaderResponse, error) {
	p, err := s.get(ctx, call, *in.UserPoolId)
	if err != nil {
		return nil, err
	}
	var columns []string
	for i := range standardAttributes {
		if a := &standardAttributes[i]; !a.describeOnly && a.name != "sub" {
			columns = append(columns, a.name)
		}
	}
	for i := range p.Settings.Custom {
		columns = append(columns, value(p.Settings.Custom[i].Name))
	}
	columns = append(columns, "cognito:mfa_enabled", "cognito:username", "password_hash")
	return &GetCSVHeaderResponse{CSVHeader: columns, UserPoolId: &p.ID}, nil
}
