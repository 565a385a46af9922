package cognito

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

var tooManyTags = fmt.Sprintf("A user pool can have at most %d tags.", maxTags)

func forbiddenTagText(key string) string { return "The tag key " + key + " cannot be set." }

// forbiddenTag finds the first key, in ASCII order, that may not be set: those
// under aws: and those that the account declares.
func forbiddenTag(facts Facts, account string, tags map[string]string) (key string, found bool) {
	keys := slices.AppendSeq(make([]string, 0, len(tags)), maps.Keys(tags))
	slices.Sort(keys)
	for _, key := range keys {
		if strings.HasPrefix(strings.ToLower(key), "aws:") || !facts.TagKey(account, key) {
			return key, true
		}
	}
	return "", false
}

// ResourcePoolID is the id of the pool that a tag operation's ARN names, "" where
// the ARN is none of a user pool of the account and region.
func ResourcePoolID(part Partition, arn string) string {
	id, isPool := strings.CutPrefix(parseARN(arn).resource, "userpool/")
	if !isPool || PoolARN(part, id) != arn || !isID(userPoolID, id) {
		return ""
	}
	return id
}

// tagged is the pool that an ARN names. Another account's or region's pool does
// not exist for the caller; what is no user pool's ARN is refused (both unknown,
// as the neighbours do).
func (s *Service) tagged(call Call, arn string) (id string, err error) {
	if id = ResourcePoolID(s.partition(call), arn); id != "" {
		return id, nil
	}
	if id, isPool := strings.CutPrefix(parseARN(arn).resource, "userpool/"); isPool && parseARN(arn).service == "cognito-idp" {
		return "", notFound(id)
	}
	return "", withRule("tag-arn", invalid("The resource ARN is not the ARN of a user pool."))
}

func (s *Service) tagResource(ctx context.Context, call Call, in *TagResourceRequest) (*TagResourceResponse, error) {
	if key, bad := forbiddenTag(s.facts(), call.Account, in.Tags); bad {
		return nil, withRule("tag-keys", invalid("%s", forbiddenTagText(key)))
	}
	err := s.retag(ctx, call, *in.ResourceArn, func(tags map[string]string) error {
		maps.Copy(tags, in.Tags)
		if len(tags) > maxTags {
			return withRule("tag-limit", invalid("%s", tooManyTags))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &TagResourceResponse{}, nil
}

func (s *Service) untagResource(ctx context.Context, call Call, in *UntagResourceRequest) (*UntagResourceResponse, error) {
	err := s.retag(ctx, call, *in.ResourceArn, func(tags map[string]string) error {
		for _, key := range in.TagKeys {
			delete(tags, key)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &UntagResourceResponse{}, nil
}

// retag changes a pool's tags. LastModifiedDate does not move (unknown).
func (s *Service) retag(ctx context.Context, call Call, arn string, change func(tags map[string]string) error) error {
	id, err := s.tagged(call, arn)
	if err != nil {
		return err
	}
	_, err = s.edit(ctx, call, id, func(before *Pool) (*Pool, error) {
		after := new(*before)
		tags := map[string]string{}
		maps.Copy(tags, before.Settings.UserPoolTags)
		after.Settings.UserPoolTags = tags
		return after, change(tags)
	})
	return err
}

func (s *Service) listTagsForResource(
	ctx context.Context, call Call, in *ListTagsForResourceRequest,
) (*ListTagsForResourceResponse, error) {
	id, err := s.tagged(call, *in.ResourceArn)
	if err != nil {
		return nil, err
	}
	p, err := s.get(ctx, call, id)
	if err != nil {
		return nil, err
	}
	tags := p.Settings.UserPoolTags
	if tags == nil {
		tags = map[string]string{}
	}
	return &ListTagsForResourceResponse{tags}, nil
}
