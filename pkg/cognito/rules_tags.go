package cognito

import "userpools/pkg/apierror"

const maxTags = 50

// tagLimit: type by the operation's documentation, text not known.
func tagLimit(c *change) error {
	if len(c.after.Settings.UserPoolTags) > maxTags {
		return apierror.New(apierror.UserPoolTagging, tooManyTags)
	}
	return nil
}

func tagKeys(c *change) error {
	if key, bad := forbiddenTag(c.facts, c.after.Partition.Account, c.requested.UserPoolTags); bad {
		return apierror.New(apierror.UserPoolTagging, forbiddenTagText(key))
	}
	return nil
}
