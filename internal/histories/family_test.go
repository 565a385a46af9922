package histories

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"userpools/internal/endpointtest"
)

// client is an app client, zero where there is none.
type client struct {
	name     string
	rotating bool
	secrets  [2]bool
	session  int
	// scoped and federated: it names the scope of the resource server, or the first identity provider.
	scoped, federated  bool
	branding, risk, ui string
}

func (c client) exists() bool { return c.name != "" }

// The clients' names, from which their ids follow. The first is made with rotation of refresh tokens.
var clientNames = [2]string{"rotating", "plain"}

const untiered = "FeatureUnavailableInTierException"

// clientID is that of a chosen id: a digest of pool and name.
func clientID(n, slot int) string {
	sum := sha256.Sum256([]byte(poolIDs[n] + "/" + clientNames[slot]))
	return new(big.Int).SetBytes(sum[:16]).Text(32)
}

// onClient is a call that needs a client.
func onClient(n, slot int, operation, detail string, body endpointtest.Object, step func(*pool, *client) string) call {
	body["ClientId"] = clientID(n, slot)
	return onPool(n, operation, strings.TrimSpace(clientNames[slot]+" "+detail), body, func(p *pool) string {
		if !p.clients[slot].exists() {
			return missing
		}
		return step(p, &p.clients[slot])
	})
}

func rotation(on bool) endpointtest.Object {
	if on {
		return endpointtest.Object{"Feature": "ENABLED"}
	}
	return endpointtest.Object{"Feature": "DISABLED"}
}

// createClient is the same call each time.
func createClient(n, slot int) call {
	made := client{name: clientNames[slot], rotating: slot == 0, secrets: [2]bool{true, false}, session: 60}
	c := onPool(n, "CreateUserPoolClient", made.name,
		endpointtest.Object{"ClientName": made.name, "GenerateSecret": true, "RefreshTokenRotation": rotation(made.rotating)},
		func(p *pool) string {
			switch {
			case p.clients[slot].exists():
				return ok
			case p.tier == "LITE" && made.rotating:
				return untiered
			}
			p.clients[slot] = made
			return ok
		})
	c.token = "creates " + made.name
	return c
}

func updateClient(n, slot int, name string, rotates bool) call {
	return onClient(n, slot, "UpdateUserPoolClient", fmt.Sprint("name ", name, " rotation ", rotates),
		endpointtest.Object{"ClientName": name, "RefreshTokenRotation": rotation(rotates)},
		func(p *pool, c *client) string {
			if p.tier == "LITE" && rotates {
				return untiered
			}
			c.name, c.rotating, c.scoped, c.federated = name, rotates, false, false
			return ok
		})
}

func deleteClient(n, slot int) call {
	return onClient(n, slot, "DeleteUserPoolClient", "", endpointtest.Object{}, func(_ *pool, c *client) string { *c = client{}; return ok })
}

func describeClient(n, slot int) call {
	c := onClient(n, slot, "DescribeUserPoolClient", "", endpointtest.Object{}, func(*pool, *client) string { return ok })
	c.tells = func(s state) string {
		c := s.pools[n].clients[slot]
		return fmt.Sprint(c.name, c.rotating, c.scoped, c.federated)
	}
	c.told = func(body []byte) string {
		answer := object(body)
		described := answer["UserPoolClient"].(endpointtest.Object)
		rotation, _ := described["RefreshTokenRotation"].(endpointtest.Object)
		return fmt.Sprint(described["ClientName"], rotation["Feature"] == "ENABLED",
			described["AllowedOAuthScopes"] != nil, described["SupportedIdentityProviders"] != nil)
	}
	return c
}

// listClients is for when nobody writes: a list is no single look.
func listClients(n int) call {
	c := onPool(n, "ListUserPoolClients", "", endpointtest.Object{}, func(*pool) string { return ok })
	c.tells = func(s state) string {
		var names []string
		for _, c := range s.pools[n].clients {
			if c.exists() {
				names = append(names, c.name)
			}
		}
		slices.Sort(names)
		return fmt.Sprint(names)
	}
	c.told = func(body []byte) string {
		answer := object(body)
		var names []string
		for _, listed := range answer["UserPoolClients"].([]any) {
			names = append(names, listed.(endpointtest.Object)["ClientName"].(string))
		}
		slices.Sort(names)
		return fmt.Sprint(names)
	}
	return c
}

// The secrets of a client, by when they were made: in the second in which all runs are, or the next, which is what is
// taken where that one has a secret.
func addSecret(n, slot int) call {
	return onClient(n, slot, "AddUserPoolClientSecret", "", endpointtest.Object{}, func(_ *pool, c *client) string {
		free := slices.Index(c.secrets[:], false)
		if free < 0 {
			return "LimitExceededException"
		}
		c.secrets[free] = true
		return ok
	})
}

func secretID(n, slot, which int) string {
	return fmt.Sprint(clientID(n, slot), "--", endpointtest.Noon.Unix()+int64(which))
}

func deleteSecret(n, slot, which int) call {
	return onClient(n, slot, "DeleteUserPoolClientSecret", fmt.Sprint(which), endpointtest.Object{"ClientSecretId": secretID(n, slot, which)},
		func(_ *pool, c *client) string {
			switch {
			case !c.secrets[which]:
				return missing
			case !c.secrets[1-which]:
				return invalid
			}
			c.secrets[which] = false
			return ok
		})
}

func listSecrets(n, slot int) call {
	c := onClient(n, slot, "ListUserPoolClientSecrets", "", endpointtest.Object{}, func(*pool, *client) string { return ok })
	c.tells = func(s state) string { return fmt.Sprint(s.pools[n].clients[slot].secrets) }
	c.told = func(body []byte) string {
		answer := object(body)
		var secrets [2]bool
		for _, listed := range answer["ClientSecrets"].([]any) {
			for which := range secrets {
				secrets[which] = secrets[which] || listed.(endpointtest.Object)["ClientSecretId"] == secretID(n, slot, which)
			}
		}
		return fmt.Sprint(secrets)
	}
	return c
}

func session(minutes int) endpointtest.Object {
	return endpointtest.Object{"MaxValidityMinutes": minutes}
}

func setSession(n, slot, minutes int) call {
	return onClient(n, slot, "SetUserPoolClientSessionConfiguration", fmt.Sprint(minutes), endpointtest.Object{"SSOSession": session(minutes)},
		func(_ *pool, c *client) string { c.session = minutes; return ok })
}

func getSession(n, slot int) call {
	c := onClient(n, slot, "GetUserPoolClientSessionConfiguration", "", endpointtest.Object{}, func(*pool, *client) string { return ok })
	c.tells = func(s state) string { return fmt.Sprint(s.pools[n].clients[slot].session) }
	c.told = func(body []byte) string {
		answer := object(body)
		return fmt.Sprint(answer["SSOSession"].(endpointtest.Object)["MaxValidityMinutes"])
	}
	return c
}

// domain is zero where there is none.
type domain struct {
	pool    string
	madeBy  string
	version int
}

// The domains' names; the last is a custom one.
var domainNames = [3]string{"one-domain", "other-domain", "auth.example.com"}

const custom = 2

// place is where a pool has the name of a domain.
func (p *pool) place(which int) *string {
	if which == custom {
		return &p.customDomain
	}
	return &p.domain
}

func createDomain(n, which int) call {
	name := domainNames[which]
	c := call{name: "CreateUserPoolDomain " + poolIDs[n] + " " + name, operation: "CreateUserPoolDomain",
		body: ofDomain(n, which), token: "creates " + name}
	c.step = func(s *state) string {
		p, d := &s.pools[n], &s.domains[which]
		switch {
		case !p.exists():
			return missing
		case *d == domain{poolIDs[n], c.token, d.version} && d.version > 0:
			return ok
		case d.pool != "" || *p.place(which) != "":
			return invalid
		}
		*d, *p.place(which) = domain{poolIDs[n], c.token, 1}, name
		return ok
	}
	return c
}

func ofDomain(n, which int) endpointtest.Object {
	body := endpointtest.Object{"UserPoolId": poolIDs[n], "Domain": domainNames[which]}
	if which == custom {
		body["CustomDomainConfig"] = endpointtest.Object{"CertificateArn": "arn:aws:acm:us-east-1:" + endpointtest.Account + ":certificate/c"}
	}
	return body
}

func updateDomain(n, which, version int) call {
	body := ofDomain(n, which)
	body["ManagedLoginVersion"] = version
	return call{name: fmt.Sprint("UpdateUserPoolDomain ", poolIDs[n], " ", domainNames[which], " version ", version),
		operation: "UpdateUserPoolDomain", body: body, step: func(s *state) string {
			switch {
			case !s.pools[n].exists():
				return missing
			case s.domains[which].pool != poolIDs[n]:
				return invalid
			}
			s.domains[which].version = version
			return ok
		}}
}

func deleteDomain(n, which int) call {
	return call{name: "DeleteUserPoolDomain " + poolIDs[n] + " " + domainNames[which], operation: "DeleteUserPoolDomain",
		body: endpointtest.Object{"UserPoolId": poolIDs[n], "Domain": domainNames[which]}, step: func(s *state) string {
			if s.domains[which].pool != poolIDs[n] {
				return invalid
			}
			s.domains[which], *s.pools[n].place(which) = domain{}, ""
			return ok
		}}
}

func describeDomain(which int) call {
	return call{name: "DescribeUserPoolDomain " + domainNames[which], operation: "DescribeUserPoolDomain",
		body:  endpointtest.Object{"Domain": domainNames[which]},
		step:  func(*state) string { return ok },
		tells: func(s state) string { return fmt.Sprint(s.domains[which].pool, " ", s.domains[which].version) },
		told: func(body []byte) string {
			answer := object(body)
			d := answer["DomainDescription"].(endpointtest.Object)
			owner, _ := d["UserPoolId"].(string)
			version, _ := d["ManagedLoginVersion"].(float64)
			return fmt.Sprint(owner, " ", version)
		}}
}
