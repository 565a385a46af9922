package main

import (
	"log/slog"
	"time"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/config"
	"userpools/pkg/endpoint"
	"userpools/pkg/secretsmanager"
	"userpools/pkg/world"
)

// gate says who may call: those who sign with a key of the document that the
// secret holds, unless AUTH is none.
func gate(c *config.Config, service *cognito.Service, declared *world.World, log *slog.Logger) awsjson.Gate {
	if c.Auth == config.NoAuth {
		log.Warn("AUTH=none: whoever knows the address may do everything")
		return &endpoint.Open{Account: c.Account, Region: c.Region}
	}
	fetch := secretsmanager.Fetch(secretsmanager.Config{Region: c.Region, Endpoint: c.SecretsManager}, string(c.KeysSecret))
	// The cause tells why the document could not be had or where it is wrong, and
	// nothing that is in it.
	warn := func(err error) { log.Warn("the keys document cannot be read", slog.String("cause", err.Error())) }
	keys := access.NewSource(fetch, time.Now, warn)
	return endpoint.Signed(service, keys, endpoint.Limits(declared))
}
