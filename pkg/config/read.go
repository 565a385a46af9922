package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// reader reads variables and collects what is wrong with them.
type reader struct {
	getenv   func(string) string
	mistakes []string
}

func (r *reader) wrong(format string, args ...any) {
	r.mistakes = append(r.mistakes, fmt.Sprintf(format, args...))
}

func (r *reader) err() error {
	if len(r.mistakes) == 0 {
		return nil
	}
	return &Error{Mistakes: r.mistakes}
}

func (r *reader) required(name string) string {
	v := r.getenv(name)
	if v == "" {
		r.wrong("%s is not set", name)
	}
	return v
}

// oneOf reads one of a few words. An empty fallback means that it must be said.
func (r *reader) oneOf(name, fallback string, words ...string) string {
	v := r.getenv(name)
	if v == "" {
		v = fallback
	}
	for _, word := range words {
		if v == word {
			return v
		}
	}
	said := strconv.Quote(v)
	if v == "" {
		said = "not set"
	}
	r.wrong("%s is %s: it must be %s", name, said, strings.Join(words, " or "))
	return ""
}

func (r *reader) account(name string) string {
	v := r.getenv(name)
	if v == "" {
		return DefaultAccount
	}
	if err := CheckAccount(v); err != nil {
		r.wrong("%s is %q: %v", name, v, err)
	}
	return v
}

func (r *reader) region(name string) string {
	v := r.required(name)
	if v == "" {
		return v
	}
	if err := CheckRegion(v); err != nil {
		r.wrong("%s is %q: %v", name, v, err)
	}
	return v
}

func (r *reader) url(name string) string {
	v := r.getenv(name)
	if v == "" {
		return ""
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		r.wrong("%s is no http or https address", name) // not repeated: an address may carry a password
	}
	return v
}

func (r *reader) number(name string, fallback int) int {
	v := r.getenv(name)
	if v == "" {
		return fallback
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		r.wrong("%s is %q: it must be a number from 0", name, v)
	}
	return n
}

func (r *reader) level(name string) slog.Level {
	v := r.getenv(name)
	if v == "" {
		return slog.LevelInfo
	}
	switch strings.ToLower(v) {
	case "debug":
		return slog.LevelDebug
	case "info":
		return slog.LevelInfo
	case "warn":
		return slog.LevelWarn
	case "error":
		return slog.LevelError
	}
	r.wrong("%s is %q: it must be debug, info, warn or error", name, v)
	return slog.LevelInfo
}

const accountDigits = 12

// CheckAccount tells whether a text is an account id.
func CheckAccount(s string) error {
	if len(s) != accountDigits || strings.Trim(s, "0123456789") != "" {
		return fmt.Errorf("an account id has %d digits", accountDigits)
	}
	return nil
}

// CheckRegion tells whether a text looks like a region. Regions that do not exist
// yet are fine.
func CheckRegion(s string) error {
	if !regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$`).MatchString(s) {
		return fmt.Errorf("a region looks like us-east-1")
	}
	return nil
}
