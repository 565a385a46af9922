package main

import (
	"errors"
	"log/slog"
	"time"

	"userpools/functions/userpools/config"
	"userpools/functions/userpools/secretsmanager"
	"userpools/pkg/access"
	"userpools/pkg/endpoint"
)

// keys are those of the document that the secret holds, which callers sign with; nil
// where AUTH is none.
func keys(c *config.Config, log *slog.Logger) *access.Source {
	if c.Auth == config.NoAuth {
		log.Warn("AUTH=none: whoever knows the address may do everything")
		return nil
	}
	fetch := secretsmanager.Fetch(secretsmanager.Config{Region: c.Region, Endpoint: c.SecretsManager}, string(c.KeysSecret))
	return access.NewSource(fetch, endpoint.Scope(c.Region), time.Now, func(err error) { warnOfKeys(log, err) })
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
