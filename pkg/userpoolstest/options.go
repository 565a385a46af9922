package userpoolstest

import (
	"io"

	"userpools/pkg/world"
)

// Option changes what an endpoint is like.
type Option func(*settings)

type settings struct {
	region, account string
	log             io.Writer
	hosts           []string
	world           string
}

// Region says in which region the pools are. Without it that is us-east-1.
func Region(region string) Option { return func(s *settings) { s.region = region } }

// Account says whose the pools are: twelve digits. ARNs of roles, keys and
// identities in requests have to be of the same account, as on AWS. Without it
// that is 123456789012.
func Account(account string) Option { return func(s *settings) { s.account = account } }

// Log writes a line for each request to w.
func Log(w io.Writer) Option { return func(s *settings) { s.log = w } }

// Host lets in requests for a host that is neither localhost nor a loopback
// address, such as host.docker.internal, by which containers reach this machine.
func Host(name string) Option { return func(s *settings) { s.hosts = append(s.hosts, name) } }

// World declares facts about the account, and faults: exceptions on demand,
// delays, lost answers. The document is JSON (docs/world.schema.json); this one
// makes two creates fail and then works:
//
//	{"faults": [{"match": {"operation": "CreateUserPool"}, "times": 2, "answer": {"exception": "TooManyRequestsException"}}]}
func World(document string) Option { return func(s *settings) { s.world = document } }

// declared reads the World, if there is one.
func (s *settings) declared() (*world.World, error) {
	if s.world == "" {
		return nil, nil
	}
	return world.Parse([]byte(s.world))
}
