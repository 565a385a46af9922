package cognito

import (
	"context"
	"slices"
	"strings"
)

func (s *Service) getLogDeliveryConfiguration(
	ctx context.Context, call Call, in *GetLogDeliveryConfigurationRequest,
) (*LogDelivery, error) {
	p, err := s.get(ctx, call, *in.UserPoolId)
	if err != nil {
		return nil, err
	}
	return p.logDelivery(), nil
}

// setLogDeliveryConfiguration replaces all of it. It is no setting of UpdateUserPool's: LastModifiedDate stands still.
func (s *Service) setLogDeliveryConfiguration(
	ctx context.Context, call Call, in *SetLogDeliveryConfigurationRequest,
) (*LogDelivery, error) {
	p, err := s.edit(ctx, call, *in.UserPoolId, func(before *Pool) (*Pool, error) {
		after := new(*before)
		after.LogConfigurations = nil
		if len(in.LogConfigurations) > 0 {
			after.LogConfigurations = in.LogConfigurations
		}
		return after, after.checkLogs()
	})
	if err != nil {
		return nil, err
	}
	return p.logDelivery(), nil
}

// logDelivery has the destinations in the order in which they were specified.
func (p *Pool) logDelivery() *LogDelivery {
	out := &LogDeliveryConfigurationType{LogConfigurations: p.LogConfigurations, UserPoolId: p.ID}
	if out.LogConfigurations == nil {
		out.LogConfigurations = []LogConfigurationType{}
	}
	return &LogDelivery{out}
}

// checkLogs tells of all that is wrong with destinations at once, each kind of mistake in a clause, and then of the
// feature plan. That the destinations exist is not asked.
func (p *Pool) checkLogs() error {
	var clauses []string
	if sources := p.logSources(func(c *LogConfigurationType, _ int) bool { return !c.hasDestination() }); sources != "" {
		clauses = append(clauses, "Following event sources in request have no destination: "+sources+".")
	}
	if sources := p.logSources(func(_ *LogConfigurationType, nth int) bool { return nth > 1 }); sources != "" {
		clauses = append(clauses, "Following event sources appear more then once in a request: "+sources+".")
	}
	if groups := p.foreignLogGroups(); groups != nil {
		clauses = append(clauses, "["+strings.Join(groups, ", ")+"]")
	}
	if clauses != nil {
		return withRule("log-destinations", invalid("Request validation Failed. %s", strings.Join(clauses, " ")))
	}
	if p.tier() != "PLUS" && deliversAuthEvents(p.LogConfigurations) {
		return withRule("log-feature-plan", notInPlan(p.tier(), logStreaming))
	}
	return nil
}

// logSources names the event sources of the entries that are meant, each once, as a Java list prints; "" for none. nth is the
// number of an entry among those of its source, from 1.
func (p *Pool) logSources(meant func(c *LogConfigurationType, nth int) bool) string {
	var sources []string
	seen := map[string]int{}
	for i := range p.LogConfigurations {
		c := &p.LogConfigurations[i]
		source := value(c.EventSource)
		seen[source]++
		if meant(c, seen[source]) {
			sources = append(sources, source)
		}
	}
	if sources == nil {
		return ""
	}
	return "[" + strings.Join(unique(sources), ", ") + "]"
}

// hasDestination: a structure without its ARN is none.
func (c *LogConfigurationType) hasDestination() bool {
	return value(c.CloudWatchLogsConfiguration).LogGroupArn != nil || value(c.S3Configuration).BucketArn != nil ||
		value(c.FirehoseConfiguration).StreamArn != nil
}

// foreignLogGroups tells of each log group that is of another account or region than the pool.
func (p *Pool) foreignLogGroups() (told []string) {
	for i := range p.LogConfigurations {
		arn := value(p.LogConfigurations[i].CloudWatchLogsConfiguration).LogGroupArn
		if arn == nil {
			continue
		}
		wrong := ""
		if parseARN(*arn).account != p.Partition.Account {
			wrong += "ARN does not belong to invoking account. "
		}
		if parseARN(*arn).region != p.Partition.Region {
			wrong += "ARN does not belong to current region. "
		}
		if wrong != "" {
			told = append(told, "CloudWatch log group arn "+*arn+" failed with the following validation errors: "+wrong)
		}
	}
	return told
}

// deliversAuthEvents: the activity of users is delivered, which is a feature of plans.
func deliversAuthEvents(logs []LogConfigurationType) bool {
	return slices.ContainsFunc(logs, func(c LogConfigurationType) bool { return value(c.EventSource) == "userAuthEvents" })
}
