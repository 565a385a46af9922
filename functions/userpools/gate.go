package main

import (
	"errors"
	"log/slog"
	"time"

	"userpools/functions/userpools/config"
	"userpools/functions/userpools/secretsmanager"
	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
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
	keys := access.NewSource(fetch, endpoint.Scope(c.Region), time.Now, func(err error) { warnOfKeys(log, err) })
	return endpoint.Signed(service, keys, endpoint.Limits(declared))
}

// warnOfKeys logs what is wrong with the keys document, or has no effect in it. The
// cause tells why, or where, and nothing that is in the document.
func warnOfKeys(log *slog.Logger, err error) {
	cause := slog.String("cause", endpoint.Cause(err))
	if _, unused := errors.AsType[access.Warning](err); unused {
		log.Warn("a part of the keys document has no effect here", cause)
		return
	}
	log.Warn("the keys document cannot be read", cause)
}
