package cognito

import "userpools/pkg/apierror"

// triggerPaths are what triggers reads.
var triggerPaths = []string{
	"LambdaConfig.PreSignUp", "LambdaConfig.CustomMessage", "LambdaConfig.PostConfirmation", "LambdaConfig.PreAuthentication",
	"LambdaConfig.PostAuthentication", "LambdaConfig.DefineAuthChallenge", "LambdaConfig.CreateAuthChallenge",
	"LambdaConfig.VerifyAuthChallengeResponse", "LambdaConfig.PreTokenGeneration", "LambdaConfig.UserMigration",
	"LambdaConfig.PreTokenGenerationConfig.LambdaArn", "LambdaConfig.CustomSMSSender.LambdaArn",
	"LambdaConfig.CustomEmailSender.LambdaArn", "LambdaConfig.InboundFederation.LambdaArn",
}

// triggers are the specified function ARNs, in the order of the model.
func (c *change) triggers() []string {
	l := c.after.Settings.LambdaConfig
	if l == nil {
		return nil
	}
	arns := make([]string, 0, len(triggerPaths))
	for _, arn := range []*string{
		l.PreSignUp, l.CustomMessage, l.PostConfirmation, l.PreAuthentication, l.PostAuthentication, l.DefineAuthChallenge,
		l.CreateAuthChallenge, l.VerifyAuthChallengeResponse, l.PreTokenGeneration, l.UserMigration,
		functionOf(l.PreTokenGenerationConfig), functionOf(l.CustomSMSSender), functionOf(l.CustomEmailSender), functionOf(l.InboundFederation),
	} {
		if arn != nil {
			arns = append(arns, *arn)
		}
	}
	return arns
}

func functionOf(v *LambdaVersionConfigType) *string { return value(v).LambdaArn }

func preTokenARNs(c *change) error {
	l := value(c.after.Settings.LambdaConfig)
	both := l.PreTokenGeneration != nil && l.PreTokenGenerationConfig != nil
	return invalidIf(both && *l.PreTokenGeneration != value(l.PreTokenGenerationConfig.LambdaArn),
		"Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's")
}

func lambdaRegion(c *change) error {
	for _, arn := range c.triggers() {
		if name := parseARN(arn); name.service == "lambda" && name.region != c.after.Partition.Region {
			return invalid("Cross-region lambda functions are not supported")
		}
	}
	return nil
}

func customSenderKey(c *change) error {
	l := value(c.after.Settings.LambdaConfig)
	return invalidIf((l.CustomEmailSender != nil || l.CustomSMSSender != nil) && l.KMSKeyID == nil,
		"KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.")
}

// kmsGrant: what follows the dash is KMS's own answer.
func kmsGrant(c *change) error {
	key := value(c.after.Settings.LambdaConfig).KMSKeyID
	if key == nil {
		return nil
	}
	problem := c.facts.KMSKey(c.after.Partition.Account, *key)
	if name := parseARN(*key); name.region != c.after.Partition.Region {
		problem = "Invalid arn " + name.region
	}
	if problem == "" {
		return nil
	}
	return invalid("Encountered error when CreateGrant was attempted on the input KMS key - %s", problem)
}

// lambdaUsable: the service does not check (ok-lambda-missing); only a declared fact
// refuses.
func lambdaUsable(c *change) error {
	for _, arn := range c.triggers() {
		if problem := c.facts.LambdaFunction(c.after.Partition.Account, arn); problem != "" {
			return apierror.Invalid(problem)
		}
	}
	return nil
}
