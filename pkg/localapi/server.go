package localapi

import (
	"net/http"
	"time"
)

// The bounds on what a connection may do. An HTTP API takes 10,240 bytes of
// request line and headers and 30 seconds for all; it closes idle connections
// after minutes.
const (
	maxHeader = 10_240
	// maxHeaderLines keeps a head from taking many times its size in memory; clients send a dozen.
	maxHeaderLines = 100

	headerTimeout = 10 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = readTimeout + timeout + 5*time.Second
	idleTimeout   = 5 * time.Minute
)

// Server is an http.Server with bounds, ready to Serve.
func Server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		MaxHeaderBytes:    maxHeader,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		// net/http would answer OPTIONS * with 200 by itself, whatever its host and body.
		DisableGeneralOptionsHandler: true,
	}
}
