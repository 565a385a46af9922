package world

import (
	"fmt"
	"strings"
	"time"

	"userpools/pkg/cognito"
	"userpools/pkg/strictjson"
)

// MaxDelay is the longest delay of a fault: below what a gateway gives a request.
const MaxDelay = 25 * time.Second

// order finds entries of a list that are never reached, because an earlier one
// answers whatever they would.
func (c *checker) order(n *node, at path, covers func(earlier, later *node) bool) {
	for i, later := range n.Items {
		for j, earlier := range n.Items[:i] {
			if covers(earlier, later) {
				c.Add(at.Item(i), fmt.Sprintf("is never reached: %s answers first", at.Item(j)))
				break
			}
		}
	}
}

// covers tells whether a member's pattern matches all that another's does: if
// they are the same, or it is *.
func covers(a, b *node, member string) bool {
	return a.Get(member).Text == everybody && b.Get(member).Kind == strictjson.String || sameText(a.Get(member), b.Get(member))
}

func sameText(a, b *node) bool {
	return a.Kind == strictjson.String && b.Kind == strictjson.String && a.Text == b.Text
}

func (c *checker) wildcards(n *node, at path) {
	if strings.Contains(n.Text, "**") {
		c.Add(at, "has ** where a single * means the same")
	}
}

// The fields of arn:partition:service:region:account:resource.
const (
	arnFields   = 6
	arnService  = 2
	arnAccount  = 4
	arnResource = 5
)

// ofService refuses patterns that no ARN of the service, and no name in one, matches.
func (c *checker) ofService(n *node, at path, service string) {
	fields := strings.SplitN(n.Text, ":", arnFields)
	switch {
	case fields[0] != "arn":
		if service != "lambda" && len(fields) > 1 {
			c.Add(at, "has a colon, which no name has: a pattern of ARNs begins with arn:")
		}
	case len(fields) < arnFields && !strings.Contains(n.Text, "*"):
		c.Add(at, "is no ARN: arn:partition:service:region:account:resource")
	case literal(fields, arnService) && fields[arnService] != service:
		c.Add(at, "matches no ARN of the service "+service)
	}
}

// literal tells whether a field stands as it is in every ARN that the pattern
// matches: a * before it may stand for more than one field.
func literal(fields []string, field int) bool {
	return len(fields) > field+1 && !strings.ContainsAny(strings.Join(fields[:field+1], ""), "*?")
}

// ownARNs looks for ARNs of other accounts than the section is for: another
// account's role, key or identity is refused before anybody asks for facts.
func ownARNs(c *checker, n *node, at path) {
	for _, account := range n.Members {
		for _, l := range []struct{ list, by string }{
			{"sesIdentities", "identity"}, {"smsRoles", "role"}, {"kmsKeys", "key"}, {"lambdaFunctions", "function"},
		} {
			for i, entry := range account.Value.Get(l.list).Items {
				if foreign(entry.Get(l.by).Text, account.Name) {
					c.Add(at.Member(account.Name).Member(l.list).Item(i).Member(l.by), "is of another account than its section")
				}
			}
		}
	}
}

func foreign(arn, account string) bool {
	fields := strings.SplitN(arn, ":", arnFields)
	return account != everybody && fields[0] == "arn" && literal(fields, arnAccount) && fields[arnAccount] != account
}

func externalIDs(c *checker, n *node, at path) {
	if trusted := n.Get("trusted"); trusted.Kind == strictjson.Boolean && !trusted.True() && n.Has("externalId") {
		c.Add(at.Member("externalId"), "is never asked for: trusted is false")
	}
}

func planChange(c *checker, n *node, at path) {
	if n.Get("allowed").True() && n.Has("features") {
		c.Add(at.Member("features"), "is never asked for: allowed is true")
	}
	if from := n.Get("from"); from.Text != everybody && sameText(from, n.Get("to")) {
		c.Add(at, "is no change, and never asked for")
	}
}

func oneEffect(c *checker, n *node, at path) {
	switch answers, drops := n.Has("answer"), n.Get("dropAnswer").True(); {
	case answers && drops:
		c.Add(at, "has both answer and dropAnswer: an operation either does not run, or its answer is lost")
	case !answers && !drops && !n.Has("delay"):
		c.Add(at, "does nothing: it has neither answer nor delay nor dropAnswer")
	}
}

func delayBounds(c *checker, n *node, at path) {
	if d, err := time.ParseDuration(n.Text); err == nil && (d <= 0 || d > MaxDelay) {
		c.Add(at, "must be more than 0 and at most 25s")
	}
}

func canMatch(c *checker, n *node, at path) {
	if n.Get("operation").Text == "ListUserPools" {
		for _, member := range []string{"poolName", "tag"} {
			if n.Has(member) {
				c.Add(at.Member(member), "matches no call: ListUserPools is about no pool")
			}
		}
	}
	account := n.Get("account").Text
	if len(account) == len("123456789012") && foreign(n.Get("principal").Text, account) {
		c.Add(at.Member("principal"), "is of another account than match.account")
	}
}

// faultOrder finds names that are there twice, and faults that are never reached
// because an earlier one, which is never used up, matches whatever they do.
func faultOrder(c *checker, n *node, at path) {
	seen := map[string]int{}
	for i, fault := range n.Items {
		name := fault.Get("name").Text
		if first, twice := seen[name]; twice && name != "" {
			c.Add(at.Item(i).Member("name"), fmt.Sprintf("is that of %s, too", at.Item(first)))
			continue
		}
		seen[name] = i
	}
	c.order(n, at, func(earlier, later *node) bool {
		times := earlier.Get("times")
		return (times.Kind == strictjson.Null || times.Text == "0") && earlier.Kind == strictjson.Object && later.Kind == strictjson.Object &&
			wider(earlier.Get("match"), later.Get("match"))
	})
}

// wider tells whether a match, for all that it names, names the same as another.
func wider(a, b *node) bool {
	if a.Kind != strictjson.Object {
		return a.Kind == strictjson.Null
	}
	for _, m := range a.Members {
		other := b.Get(m.Name)
		if m.Value.Kind != other.Kind || m.Value.Text != other.Text || m.Value.Kind == strictjson.Object && !wider(m.Value, other) {
			return false
		}
	}
	return true
}

// chosenIDTag refuses to forbid the tag that chooses ids.
func chosenIDTag(c *checker, n *node, at path) {
	if !n.Get("chosenPoolIds").True() {
		return
	}
	for _, account := range n.Get("accounts").Members {
		for i, key := range account.Value.Get("forbiddenTagKeys").Items {
			if key.Kind == strictjson.String && compile(key.Text).MatchString(cognito.IDTag) {
				c.Add(at.Member("accounts").Member(account.Name).Member("forbiddenTagKeys").Item(i), "forbids "+cognito.IDTag+", which chosenPoolIds switches on")
			}
		}
	}
}
