package histories

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"userpools/internal/endpointtest"
	"userpools/pkg/world"
)

// state is what a partition has. It is compared with ==.
type state struct {
	pools   [2]pool
	domains [3]domain
	// ended counts the pools of the first id that ended. bare is the last of them without what belonged to it, and with what
	// calls have made since that had read it before.
	ended int
	bare  pool
}

// pool is zero where there is none.
type pool struct {
	madeBy                string // the token of the call
	name, tag, custom     string
	tier, protection, mfa string
	domain, customDomain  string
	clients               [2]client
	group, server         thing
	providers             [2]provider
	risk, ui, certificate string
	delivers              bool // logs of what only the highest plan has
}

func (p pool) exists() bool { return p.madeBy != "" }

func (p pool) String() string {
	if !p.exists() {
		return "-"
	}
	return fmt.Sprintf("%s %s t=%s %s %s %s (%s%s)", p.name, p.tier, p.tag, p.custom, p.protection, p.mfa, p.domain, p.customDomain)
}

func (s state) String() string {
	p := s.pools[0]
	return fmt.Sprintf("%v %+v %v %v %v %v %q %q %v", s.pools, p.clients, s.domains, p.group, p.server, p.providers, p.risk, p.ui, p.delivers)
}

// call is one operation with its input, and what the model makes of it.
type call struct {
	name, operation string
	body            endpointtest.Object
	// token is the invocation id, for a call that is repeated.
	token string
	// step changes a state and tells ok, or tells the exception.
	step func(*state) string
	// told is what matters of an answer, and tells what the model knows of it.
	told  func(body []byte) string
	tells func(state) string
	// learns takes what is told for what the model will know, where it knows "" yet.
	learns func(s *state, told string)
	// meetsEnd: where its pool ends meanwhile, it may meet that without what belonged to it (docs/departures/endpoint.md#pool-end).
	meetsEnd bool
	// ended is how many pools were known to have ended when it was made.
	ended int
}

const (
	missing = "ResourceNotFoundException"
	invalid = "InvalidParameterException"
)

// The pools' ids are chosen, so that a pool can come again.
var poolIDs = [2]string{"us-east-1_P", "us-east-1_Q"}

var chosenIDs = sync.OnceValue(func() *world.World {
	w, err := world.Parse([]byte(`{"chosenPoolIds": true}`))
	if err != nil {
		panic(err)
	}
	return w
})

func poolARN(n int) string {
	return "arn:aws:cognito-idp:" + endpointtest.Region + ":" + endpointtest.Account + ":userpool/" + poolIDs[n]
}

// onPool is a call that needs a pool.
func onPool(n int, operation, detail string, body endpointtest.Object, step func(*pool) string) call {
	if _, named := body["ResourceArn"]; !named {
		body["UserPoolId"] = poolIDs[n]
	}
	return call{name: strings.TrimSpace(fmt.Sprint(operation, " ", poolIDs[n], " ", detail)), operation: operation, body: body,
		step: func(s *state) string {
			if !s.pools[n].exists() {
				return missing
			}
			return step(&s.pools[n])
		}}
}

func createPool(n int, token string) call {
	return call{
		name: "CreateUserPool " + poolIDs[n] + " by " + token, operation: "CreateUserPool", token: token,
		body: endpointtest.Object{"PoolName": "made", "UserPoolTags": endpointtest.Object{"userpools:pool-id": poolIDs[n]}},
		step: func(s *state) string {
			p := &s.pools[n]
			switch {
			case p.madeBy == token:
				return ok
			case p.exists():
				return invalid
			}
			*p = pool{madeBy: token, name: "made", tier: "ESSENTIALS", protection: "INACTIVE", mfa: "OFF"}
			return ok
		},
	}
}

func rename(n int, name string) call {
	return onPool(n, "UpdateUserPool", "name "+name, endpointtest.Object{"PoolName": name}, func(p *pool) string { p.name = name; return ok })
}

func changeTier(n int, tier string) call {
	return onPool(n, "UpdateUserPool", tier, endpointtest.Object{"UserPoolTier": tier}, func(p *pool) string {
		if tier == "LITE" && slices.ContainsFunc(p.clients[:], func(c client) bool { return c.rotating }) {
			return "TierChangeNotAllowedException"
		}
		if p.delivers && tier != "PLUS" {
			return "TierChangeNotAllowedException"
		}
		p.tier = tier
		return ok
	})
}

func protect(n int, protection string) call {
	return onPool(n, "UpdateUserPool", protection, endpointtest.Object{"DeletionProtection": protection},
		func(p *pool) string { p.protection = protection; return ok })
}

func addAttribute(n int, name string) call {
	attributes := []endpointtest.Object{{"Name": name, "AttributeDataType": "String"}}
	return onPool(n, "AddCustomAttributes", name, endpointtest.Object{"CustomAttributes": attributes}, func(p *pool) string {
		if strings.Contains(p.custom, name) {
			return invalid
		}
		p.custom += name
		return ok
	})
}

func tag(n int, value string) call {
	return onPool(n, "TagResource", "t="+value, endpointtest.Object{"ResourceArn": poolARN(n), "Tags": endpointtest.Object{"t": value}},
		func(p *pool) string { p.tag = value; return ok })
}

func untag(n int) call {
	return onPool(n, "UntagResource", "t", endpointtest.Object{"ResourceArn": poolARN(n), "TagKeys": []string{"t"}},
		func(p *pool) string { p.tag = ""; return ok })
}

func setMFA(n int, mode string) call {
	body := endpointtest.Object{"MfaConfiguration": mode}
	if mode != "OFF" {
		body["SoftwareTokenMfaConfiguration"] = endpointtest.Object{"Enabled": true}
	}
	return onPool(n, "SetUserPoolMfaConfig", mode, body, func(p *pool) string { p.mfa = mode; return ok })
}

func deletePool(n int) call {
	c := onPool(n, "DeleteUserPool", "", endpointtest.Object{}, func(p *pool) string {
		if p.protection == "ACTIVE" || p.domain+p.customDomain != "" {
			return invalid
		}
		*p = pool{}
		return ok
	})
	step := c.step
	c.step = func(s *state) string {
		before := s.pools[n]
		code := step(s)
		if code == ok && n == 0 {
			s.ended++
			s.bare = pool{madeBy: before.madeBy, tier: before.tier}
		}
		return code
	}
	return c
}

func describePool(n int) call {
	c := onPool(n, "DescribeUserPool", "", endpointtest.Object{}, func(*pool) string { return ok })
	c.tells = func(s state) string { return s.pools[n].String() }
	c.told = func(body []byte) string {
		var answer struct {
			UserPool struct {
				Name, UserPoolTier, DeletionProtection, MfaConfiguration, Domain, CustomDomain string

				UserPoolTags     map[string]string
				SchemaAttributes []struct{ Name string }
			}
		}
		decode(body, &answer)
		p := answer.UserPool
		got := pool{
			madeBy: "somebody", name: p.Name, tag: p.UserPoolTags["t"], tier: p.UserPoolTier, protection: p.DeletionProtection,
			mfa: p.MfaConfiguration, domain: p.Domain, customDomain: p.CustomDomain,
		}
		for _, a := range p.SchemaAttributes {
			if name, custom := strings.CutPrefix(a.Name, "custom:"); custom {
				got.custom += name
			}
		}
		return got.String()
	}
	return c
}
