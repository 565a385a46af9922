package world

import (
	"fmt"
	"strings"
	"time"

	"userpools/pkg/cognito"
)

// MaxDelay is the longest delay of a fault: below what a gateway gives a request.
const MaxDelay = 25 * time.Second

// order finds entries of a list that are never reached, because an earlier one
// answers whatever they would.
func (c *checker) order(n *node, at path, covers func(earlier, later *node) bool) {
	for i, later := range n.items {
		for j, earlier := range n.items[:i] {
			if covers(earlier, later) {
				c.add(at.item(i), fmt.Sprintf("is never reached: %s answers first", at.item(j)))
				break
			}
		}
	}
}

// covers tells whether a member's pattern matches all that another's does: if
// they are the same, or it is *.
func covers(a, b *node, member string) bool {
	return a.get(member).text == everybody && b.get(member).kind == text || sameText(a.get(member), b.get(member))
}

func sameText(a, b *node) bool { return a.kind == text && b.kind == text && a.text == b.text }

func (c *checker) wildcards(n *node, at path) {
	if strings.Contains(n.text, "**") {
		c.add(at, "has ** where a single * means the same")
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
	fields := strings.SplitN(n.text, ":", arnFields)
	switch {
	case fields[0] != "arn":
		if service != "lambda" && len(fields) > 1 {
			c.add(at, "has a colon, which no name has: a pattern of ARNs begins with arn:")
		}
	case len(fields) < arnFields && !strings.Contains(n.text, "*"):
		c.add(at, "is no ARN: arn:partition:service:region:account:resource")
	case literal(fields, arnService) && fields[arnService] != service:
		c.add(at, "matches no ARN of the service "+service)
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
	for _, account := range n.members {
		for _, l := range []struct{ list, by string }{
			{"sesIdentities", "identity"}, {"smsRoles", "role"}, {"kmsKeys", "key"}, {"lambdaFunctions", "function"},
		} {
			for i, entry := range account.value.get(l.list).items {
				if foreign(entry.get(l.by).text, account.name) {
					c.add(at.member(account.name).member(l.list).item(i).member(l.by), "is of another account than its section")
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
	if trusted := n.get("trusted"); trusted.kind == boolean && !trusted.on && n.has("externalId") {
		c.add(at.member("externalId"), "is never asked for: trusted is false")
	}
}

func noChange(c *checker, n *node, at path) {
	if from := n.get("from"); from.text != everybody && sameText(from, n.get("to")) {
		c.add(at, "is no change, and never asked for")
	}
}

func oneEffect(c *checker, n *node, at path) {
	switch answers, drops := n.has("answer"), n.get("dropAnswer").on; {
	case answers && drops:
		c.add(at, "has both answer and dropAnswer: an operation either does not run, or its answer is lost")
	case !answers && !drops && !n.has("delay"):
		c.add(at, "does nothing: it has neither answer nor delay nor dropAnswer")
	}
}

func delayBounds(c *checker, n *node, at path) {
	if d, err := time.ParseDuration(n.text); err == nil && (d <= 0 || d > MaxDelay) {
		c.add(at, "must be more than 0 and at most 25s")
	}
}

func canMatch(c *checker, n *node, at path) {
	if n.get("operation").text == "ListUserPools" {
		for _, member := range []string{"poolName", "tag"} {
			if n.has(member) {
				c.add(at.member(member), "matches no call: ListUserPools is about no pool")
			}
		}
	}
	account := n.get("account").text
	if len(account) == len("123456789012") && foreign(n.get("principal").text, account) {
		c.add(at.member("principal"), "is of another account than match.account")
	}
}

// faultOrder finds names that are there twice, and faults that are never reached
// because an earlier one, which is never used up, matches whatever they do.
func faultOrder(c *checker, n *node, at path) {
	seen := map[string]int{}
	for i, fault := range n.items {
		name := fault.get("name").text
		if first, twice := seen[name]; twice && name != "" {
			c.add(at.item(i).member("name"), fmt.Sprintf("is that of %s, too", at.item(first)))
			continue
		}
		seen[name] = i
	}
	c.order(n, at, func(earlier, later *node) bool {
		times := earlier.get("times")
		return (times.kind == null || times.text == "0") && earlier.kind == object && later.kind == object &&
			wider(earlier.get("match"), later.get("match"))
	})
}

// wider tells whether a match, for all that it names, names the same as another.
func wider(a, b *node) bool {
	if a.kind != object {
		return a.kind == null
	}
	for _, m := range a.members {
		other := b.get(m.name)
		if m.value.kind != other.kind || m.value.text != other.text || m.value.kind == object && !wider(m.value, other) {
			return false
		}
	}
	return true
}

// chosenIDTag refuses to forbid the tag that chooses ids.
func chosenIDTag(c *checker, n *node, at path) {
	if !n.get("chosenPoolIds").on {
		return
	}
	for _, account := range n.get("accounts").members {
		for i, key := range account.value.get("forbiddenTagKeys").items {
			if key.kind == text && compile(key.text).MatchString(cognito.IDTag) {
				c.add(at.member("accounts").member(account.name).member("forbiddenTagKeys").item(i), "forbids "+cognito.IDTag+", which chosenPoolIds switches on")
			}
		}
	}
}
