package endpoint

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"userpools/pkg/awsjson"
)

// TextLogger writes one line a request for a person:
//
//	12:03:04 CreateUserPool us-east-1_AbCdEf012 0.41 ms
//	12:03:05 CreateUserPool InvalidParameterException (constraint poolName) 0.08 ms
//	12:03:06 SignUp UnknownOperationException (target) 0.02 ms
//	12:03:07 DescribeUserPool us-east-1_AbCdEf012 InternalErrorException 0.08 ms: disk is full
//
// A panic's stack follows in lines of its own, indented. Whatever is no printable
// ASCII is escaped, so that no request can write lines or colours of its own.
func TextLogger(w io.Writer, now func() time.Time) func(context.Context, awsjson.Entry) {
	var mu sync.Mutex
	return func(_ context.Context, e awsjson.Entry) {
		line := text(now(), &e)
		mu.Lock()
		defer mu.Unlock()
		_, _ = io.WriteString(w, line) // there is no other log
	}
}

func text(at time.Time, e *awsjson.Entry) string {
	words := []string{at.Format(time.TimeOnly), printable(cmp.Or(e.Operation, "-"))}
	if e.PoolID != "" {
		words = append(words, printable(e.PoolID))
	}
	if e.Outcome != "ok" {
		words = append(words, printable(e.Outcome))
	}
	if e.Refused != "" {
		words = append(words, "("+printable(e.Refused)+")")
	}
	line := strings.Join(words, " ") + fmt.Sprintf(" %.2f ms", milliseconds(e.Duration))
	if e.Cause != nil {
		line += ": " + indented(Cause(e.Cause))
	}
	return line + "\n"
}

// indented escapes a text line by line and indents all but its first.
func indented(s string) string {
	all := strings.Split(strings.TrimSpace(s), "\n")
	for i := range all {
		all[i] = printable(strings.ReplaceAll(all[i], "\t", "    "))
	}
	return strings.Join(all, "\n    ")
}

// printable is a text with everything but printable ASCII escaped.
func printable(s string) string {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			quoted := strconv.QuoteToASCII(s)
			return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
		}
	}
	return s
}
