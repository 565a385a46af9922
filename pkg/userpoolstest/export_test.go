package userpoolstest

import "time"

// ReadTimeout is how long a request may take to arrive.
func ReadTimeout(d time.Duration) Option { return func(s *settings) { s.readTimeout = d } }
