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
	made := client{name: clientNames[slot], rotating: slot == 0}
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
			c.name, c.rotating = name, rotates
			return ok
		})
}

func deleteClient(n, slot int) call {
	return onClient(n, slot, "DeleteUserPoolClient", "", endpointtest.Object{}, func(_ *pool, c *client) string { *c = client{}; return ok })
}

func describeClient(n, slot int) call {
	c := onClient(n, slot, "DescribeUserPoolClient", "", endpointtest.Object{}, func(*pool, *client) string { return ok })
	c.tells = func(s state) string { return fmt.Sprint(s.pools[n].clients[slot]) }
	c.told = func(answer endpointtest.Object) string {
		described := answer["UserPoolClient"].(endpointtest.Object)
		return fmt.Sprint(client{described["ClientName"].(string), described["RefreshTokenRotation"].(endpointtest.Object)["Feature"] == "ENABLED"})
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
	c.told = func(answer endpointtest.Object) string {
		var names []string
		for _, listed := range answer["UserPoolClients"].([]any) {
			names = append(names, listed.(endpointtest.Object)["ClientName"].(string))
		}
		slices.Sort(names)
		return fmt.Sprint(names)
	}
	return c
}
