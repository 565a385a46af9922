package histories

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"userpools/internal/endpointtest"
)

// thing is what is found by its name and has one setting; zero where there is none.
type thing struct{ madeBy, value string }

func (t thing) exists() bool { return t.madeBy != "" }

// resource is a kind of things, of which a pool has one of each kind here.
type resource struct {
	noun, create, describe, update, remove, list string
	name, named                                  string // the member of its name, and the name
	answer, all                                  string // the members of its answers
	of                                           func(*pool) *thing
	taken                                        string // the refusal of another one of the name
	// set is the members of a request that give a value, and got is the value of one that is described.
	set func(value string) endpointtest.Object
	got func(described endpointtest.Object) string
}

var groups = resource{
	"group", "CreateGroup", "GetGroup", "UpdateGroup", "DeleteGroup", "ListGroups", "GroupName", "staff", "Group", "Groups",
	func(p *pool) *thing { return &p.group }, "GroupExistsException",
	func(value string) endpointtest.Object { return endpointtest.Object{"Description": value} },
	func(described endpointtest.Object) string { return fmt.Sprint(described["Description"]) },
}

// A resource server's value is its scope.
var servers = resource{
	"server", "CreateResourceServer", "DescribeResourceServer", "UpdateResourceServer", "DeleteResourceServer", "ListResourceServers",
	"Identifier", "api", "ResourceServer", "ResourceServers",
	func(p *pool) *thing { return &p.server }, invalid,
	func(value string) endpointtest.Object {
		return endpointtest.Object{"Name": "n", "Scopes": []endpointtest.Object{{"ScopeName": value, "ScopeDescription": "d"}}}
	},
	func(described endpointtest.Object) string {
		return described["Scopes"].([]any)[0].(endpointtest.Object)["ScopeName"].(string)
	},
}

func (r *resource) call(operation, detail string, body endpointtest.Object, step func(*thing) string) call {
	body[r.name] = r.named
	c := onPool(0, operation, strings.TrimSpace(r.noun+" "+detail), body, func(p *pool) string { return step(r.of(p)) })
	c.meetsEnd = true
	return c
}

// made is the same call each time of one maker.
func (r *resource) made(by, value string) call {
	c := r.call(r.create, "by "+by, r.set(value), func(t *thing) string {
		switch {
		case t.madeBy == by:
			return ok
		case t.exists():
			return r.taken
		}
		*t = thing{by, value}
		return ok
	})
	c.token = "makes " + r.noun + " by " + by
	return c
}

// present is a step that needs the thing.
func present(step func(*thing)) func(*thing) string {
	return func(t *thing) string {
		if !t.exists() {
			return missing
		}
		step(t)
		return ok
	}
}

func (r *resource) updated(value string) call {
	return r.call(r.update, value, r.set(value), present(func(t *thing) { t.value = value }))
}

func (r *resource) deleted() call {
	return r.call(r.remove, "", endpointtest.Object{}, present(func(t *thing) { *t = thing{} }))
}

func (r *resource) described() call {
	c := r.call(r.describe, "", endpointtest.Object{}, present(func(*thing) {}))
	c.tells = func(s state) string { return r.of(&s.pools[0]).value }
	c.told = func(body []byte) string { return r.got(object(body)[r.answer].(endpointtest.Object)) }
	return c
}

func (r *resource) listed() call {
	body := endpointtest.Object{}
	if r.list == "ListResourceServers" {
		body["MaxResults"] = 50
	}
	c := onPool(0, r.list, "", body, func(*pool) string { return ok })
	c.tells = func(s state) string { return fmt.Sprint(r.of(&s.pools[0]).exists()) }
	c.told = func(body []byte) string { return fmt.Sprint(len(object(body)[r.all].([]any)) == 1) }
	return c
}

// scope is the one that a client may name, where the resource server has it.
const scope = "read"

// naming are the members of a client that names a scope, or a provider.
func naming(scoped bool) endpointtest.Object {
	if scoped {
		return endpointtest.Object{"AllowedOAuthFlows": []string{"client_credentials"}, "AllowedOAuthFlowsUserPoolClient": true,
			"AllowedOAuthScopes": []string{servers.named + "/" + scope}}
	}
	return endpointtest.Object{"SupportedIdentityProviders": []string{providerNames[0]}}
}

// unnamed is why a client cannot name what is not there, "" where it is.
func (p *pool) unnamed(scoped bool) string {
	switch {
	case scoped && p.server.value != scope:
		return "ScopeDoesNotExistException"
	case !scoped && !p.providers[0].made:
		return invalid
	}
	return ""
}

// createNaming is of a client that is made with a name; in its scenes nothing else makes the first.
func createNaming(scoped bool) call {
	made := client{name: clientNames[0], secrets: [2]bool{true, false}, session: 60, scoped: scoped, federated: !scoped}
	body := naming(scoped)
	body["ClientName"], body["GenerateSecret"] = made.name, true
	c := onPool(0, "CreateUserPoolClient", fmt.Sprint("naming, scope ", scoped), body, func(p *pool) string {
		if p.clients[0].exists() {
			return ok
		}
		if refusal := p.unnamed(scoped); refusal != "" {
			return refusal
		}
		p.clients[0] = made
		return ok
	})
	c.token = fmt.Sprint("creates naming ", scoped)
	return c
}

// updateNaming has a client name what it has to, and nothing else.
func updateNaming(scoped bool) call {
	body := naming(scoped)
	return onClient(0, 1, "UpdateUserPoolClient", fmt.Sprint("naming, scope ", scoped), body, func(p *pool, c *client) string {
		if refusal := p.unnamed(scoped); refusal != "" {
			return refusal
		}
		c.scoped, c.federated = scoped, !scoped
		return ok
	})
}

// provider is an identity provider. It names an identifier, which is the same for all, or none.
type provider struct{ made, names bool }

var providerNames = [2]string{"first", "second"}

const identifier = "both-want-it"

func (p *pool) named(by int) bool { return p.providers[by].made && p.providers[by].names }

func onProvider(which int, operation, detail string, body endpointtest.Object, step func(p *pool, own *provider) string) call {
	body["ProviderName"] = providerNames[which]
	c := onPool(0, operation, strings.TrimSpace(providerNames[which]+" "+detail), body,
		func(p *pool) string { return step(p, &p.providers[which]) })
	c.meetsEnd = true
	return c
}

func createProvider(which int) call {
	body := endpointtest.Object{
		"ProviderType": "OIDC", "IdpIdentifiers": []string{identifier},
		"ProviderDetails": endpointtest.Object{
			"client_id": "id", "client_secret": "secret", "attributes_request_method": "GET", "authorize_scopes": "openid",
			"oidc_issuer": "https://issuer.example.com", "authorize_url": "https://issuer.example.com/a", "token_url": "https://issuer.example.com/t",
			"attributes_url": "https://issuer.example.com/u", "jwks_uri": "https://issuer.example.com/j",
		},
	}
	c := onProvider(which, "CreateIdentityProvider", "", body, func(p *pool, own *provider) string {
		switch {
		case own.made:
			return ok
		case p.named(1 - which):
			return "DuplicateProviderException"
		}
		*own = provider{true, true}
		return ok
	})
	c.token = "creates provider " + providerNames[which]
	return c
}

// identify has a provider name the identifier, or none.
func identify(which int, names bool) call {
	identifiers := []string{}
	if names {
		identifiers = append(identifiers, identifier)
	}
	return onProvider(which, "UpdateIdentityProvider", fmt.Sprint(identifiers), endpointtest.Object{"IdpIdentifiers": identifiers},
		func(p *pool, own *provider) string {
			switch {
			case !own.made:
				return missing
			case names && p.named(1-which):
				return invalid
			}
			own.names = names
			return ok
		})
}

func deleteProvider(which int) call {
	return onProvider(which, "DeleteIdentityProvider", "", endpointtest.Object{}, func(_ *pool, own *provider) string {
		if !own.made {
			return missing
		}
		*own = provider{}
		return ok
	})
}

func describeProvider(which int) call {
	c := onProvider(which, "DescribeIdentityProvider", "", endpointtest.Object{}, func(_ *pool, own *provider) string {
		if !own.made {
			return missing
		}
		return ok
	})
	c.tells = func(s state) string { return fmt.Sprint(s.pools[0].providers[which].names) }
	c.told = func(body []byte) string {
		return fmt.Sprint(len(object(body)["IdentityProvider"].(endpointtest.Object)["IdpIdentifiers"].([]any)) == 1)
	}
	return c
}

func identified() call {
	c := onPool(0, "GetIdentityProviderByIdentifier", "", endpointtest.Object{"IdpIdentifier": identifier}, func(p *pool) string {
		if !p.named(0) && !p.named(1) {
			return missing
		}
		return ok
	})
	c.meetsEnd = true
	c.tells = func(s state) string {
		if s.pools[0].named(0) {
			return providerNames[0]
		}
		return providerNames[1]
	}
	c.told = func(body []byte) string {
		return object(body)["IdentityProvider"].(endpointtest.Object)["ProviderName"].(string)
	}
	return c
}

func listProviders() call {
	c := onPool(0, "ListIdentityProviders", "", endpointtest.Object{}, func(*pool) string { return ok })
	c.tells = func(s state) string {
		n := 0
		for _, p := range s.pools[0].providers {
			if p.made {
				n++
			}
		}
		return fmt.Sprint(n)
	}
	c.told = func(body []byte) string { return fmt.Sprint(len(object(body)["Providers"].([]any))) }
	return c
}

// wide is what is set for the whole pool, where another is of the second client.
const wide = -1

// setting is what a pool has for all clients and a client may have for itself: "" where nothing is set.
type setting struct {
	operation, describe string
	of                  func(*pool) *string
	own                 func(*client) *string
}

var (
	risk = setting{"SetRiskConfiguration", "DescribeRiskConfiguration",
		func(p *pool) *string { return &p.risk }, func(c *client) *string { return &c.risk }}
	ui = setting{"SetUICustomization", "GetUICustomization",
		func(p *pool) *string { return &p.ui }, func(c *client) *string { return &c.ui }}
)

func (k *setting) call(slot int, operation, detail string, body endpointtest.Object, step func(p *pool, own *string) string) call {
	if slot == wide {
		c := onPool(0, operation, strings.TrimSpace("whole pool "+detail), body, func(p *pool) string { return step(p, k.of(p)) })
		c.meetsEnd = true
		return c
	}
	return onClient(0, slot, operation, detail, body, func(p *pool, c *client) string { return step(p, k.own(c)) })
}

func setRisk(slot int, block string) call {
	return risk.call(slot, risk.operation, block,
		endpointtest.Object{"RiskExceptionConfiguration": endpointtest.Object{"BlockedIPRangeList": []string{block}}},
		func(_ *pool, own *string) string { *own = block; return ok })
}

func describeRisk(slot int) call {
	c := risk.call(slot, risk.describe, "", endpointtest.Object{}, func(*pool, *string) string { return ok })
	c.tells = func(s state) string {
		if slot == wide {
			return s.pools[0].risk
		}
		return s.pools[0].clients[slot].risk
	}
	c.told = func(body []byte) string {
		exceptions, set := object(body)["RiskConfiguration"].(endpointtest.Object)["RiskExceptionConfiguration"].(endpointtest.Object)
		if !set {
			return ""
		}
		return exceptions["BlockedIPRangeList"].([]any)[0].(string)
	}
	return c
}

// setUI ends the customization where the style is "".
func setUI(slot int, style string) call {
	return ui.call(slot, ui.operation, style, endpointtest.Object{"CSS": style}, func(p *pool, own *string) string {
		if p.domain+p.customDomain == "" {
			return invalid
		}
		*own = style
		return ok
	})
}

// getUI has of a client without its own what is set for the pool.
func getUI(slot int) call {
	c := ui.call(slot, ui.describe, "", endpointtest.Object{}, func(*pool, *string) string { return ok })
	c.tells = func(s state) string {
		p := s.pools[0]
		if slot != wide && p.clients[slot].ui != "" {
			return p.clients[slot].ui
		}
		return p.ui
	}
	c.told = func(body []byte) string {
		style, _ := object(body)["UICustomization"].(endpointtest.Object)["CSS"].(string)
		return style
	}
	return c
}

// The sources of a managed login style.
const (
	provided = "provided"
	settings = "settings"
)

func source(of string) endpointtest.Object {
	if of == provided {
		return endpointtest.Object{"UseCognitoProvidedValues": true}
	}
	return endpointtest.Object{"Settings": endpointtest.Object{"a": 1}}
}

func createBranding(slot int) call {
	c := onClient(0, slot, "CreateManagedLoginBranding", "", source(provided), func(_ *pool, c *client) string {
		if c.branding == "" {
			c.branding = provided
		}
		return ok
	})
	c.token = "creates branding of " + clientNames[slot]
	return c
}

// styleID is the id of a client's style, which follows from the call that makes it: the second client's.
var styleID = sync.OnceValue(func() (id string) {
	c := createBranding(1)
	c.told = func(body []byte) string {
		return object(body)["ManagedLoginBranding"].(endpointtest.Object)["ManagedLoginBrandingId"].(string)
	}
	caller := (&run{}).caller(newTable(nil), "first")
	for _, before := range []call{createPool(0, "one"), createClient(0, 1)} {
		caller.ask(before)
	}
	return caller.ask(c).told
})

// onStyle is a call that names the second client's style.
func onStyle(operation, detail string, body endpointtest.Object, step func(*client)) call {
	body["ManagedLoginBrandingId"] = styleID()
	return onPool(0, operation, detail, body, func(p *pool) string {
		if p.clients[1].branding == "" {
			return missing
		}
		step(&p.clients[1])
		return ok
	})
}

func updateBranding(to string) call {
	return onStyle("UpdateManagedLoginBranding", to, source(to), func(c *client) { c.branding = to })
}

func deleteBranding() call {
	return onStyle("DeleteManagedLoginBranding", "", endpointtest.Object{}, func(c *client) { c.branding = "" })
}

func describeBranding() call {
	return tellsStyle(onStyle("DescribeManagedLoginBranding", "", endpointtest.Object{}, func(*client) {}))
}

func describeBrandingByClient() call {
	return tellsStyle(onClient(0, 1, "DescribeManagedLoginBrandingByClient", "", endpointtest.Object{}, func(_ *pool, c *client) string {
		if c.branding == "" {
			return missing
		}
		return ok
	}))
}

func tellsStyle(c call) call {
	c.tells = func(s state) string { return s.pools[0].clients[1].branding }
	c.told = func(body []byte) string {
		if _, has := object(body)["ManagedLoginBranding"].(endpointtest.Object)["Settings"]; has {
			return settings
		}
		return provided
	}
	return c
}

// deliver has the activity of users delivered, which only the highest plan has, or nothing.
func deliver(on bool) call {
	logs := []endpointtest.Object{}
	if on {
		logs = append(logs, endpointtest.Object{"EventSource": "userAuthEvents", "LogLevel": "INFO",
			"S3Configuration": endpointtest.Object{"BucketArn": "arn:aws:s3:::logs"}})
	}
	return onPool(0, "SetLogDeliveryConfiguration", fmt.Sprint(on), endpointtest.Object{"LogConfigurations": logs}, func(p *pool) string {
		if on && p.tier != "PLUS" {
			return untiered
		}
		p.delivers = on
		return ok
	})
}

func getLogs() call {
	c := onPool(0, "GetLogDeliveryConfiguration", "", endpointtest.Object{}, func(*pool) string { return ok })
	c.tells = func(s state) string { return fmt.Sprint(s.pools[0].delivers) }
	c.told = func(body []byte) string {
		return fmt.Sprint(len(object(body)["LogDeliveryConfiguration"].(endpointtest.Object)["LogConfigurations"].([]any)) == 1)
	}
	return c
}

// certify asks for the certificate of a pool, which is made once: whoever is told one first, all are told it.
func certify() call {
	c := onPool(0, "GetSigningCertificate", "", endpointtest.Object{}, func(*pool) string { return ok })
	c.tells = func(s state) string { return s.pools[0].certificate }
	c.told = func(body []byte) string { return object(body)["Certificate"].(string) }
	c.learns = func(s *state, told string) { s.pools[0].certificate = told }
	c.meetsEnd = true
	return c
}

func header() call {
	c := onPool(0, "GetCSVHeader", "", endpointtest.Object{}, func(*pool) string { return ok })
	c.tells = func(s state) string { return fmt.Sprint(len(s.pools[0].custom)) }
	c.told = func(body []byte) string {
		all := object(body)["CSVHeader"].([]any)
		return fmt.Sprint(len(slices.DeleteFunc(all, func(column any) bool { return !strings.HasPrefix(column.(string), "custom:") })))
	}
	return c
}
