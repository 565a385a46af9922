package access

import "log/slog"

const redacted = "[redacted]"

// Secret is the secret half of a key. Printing, logging or encoding it, or a structure that
// has it, gives [redacted]; only Reveal returns it. The text is behind a pointer because fmt does not
// call methods of unexported fields, and prints a nested pointer as an address.
type Secret struct{ text *string }

// NewSecret hides a text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal is the secret itself, for computing a signature.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String is [redacted].
func (s Secret) String() string { return redacted }

// GoString is [redacted].
func (s Secret) GoString() string { return redacted }

// LogValue is [redacted].
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText is [redacted], in JSON too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
