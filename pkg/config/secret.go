package config

import (
	"fmt"
	"io"
)

// Secret is a text that no log may show. Only string(s) gives it away.
type Secret string

const redacted = "[redacted]"

// Format hides the text from every verb of fmt, and from slog's text handler.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText hides it from encoding/json, and so from slog's JSON handler.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
