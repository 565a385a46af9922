package endpoint

import (
	"cmp"
	"context"
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
//	12:03:05 CreateUserPoolClient us-east-1_AbCdEf012 7cauc5deq23ueku0n4tmqlgidr 0.47 ms
//	12:03:05 CreateUserPool InvalidParameterException (constraint poolName) 0.08 ms
//	12:03:06 SignUp UnknownOperationException (target) 0.02 ms
//	12:03:06 ListUserPools (unreadable us-east-1_AbCdEf012) 0.31 ms
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
		_, _ = w.Write(line) // there is no other log
	}
}

// usualLine is room for the line of a request without a cause.
const usualLine = 128

func text(at time.Time, e *awsjson.Entry) []byte {
	line := at.AppendFormat(make([]byte, 0, usualLine), time.TimeOnly)
	word := func(before, s, after string) {
		if s != "" {
			line = append(append(append(line, before...), printable(s)...), after...)
		}
	}
	word(" ", cmp.Or(e.Operation, "-"), "")
	word(" ", e.PoolID, "")
	word(" ", e.ClientID, "")
	if e.Outcome != "ok" {
		word(" ", e.Outcome, "")
	}
	word(" (", e.Refused, ")")
	word(" (unreadable ", strings.Join(e.Unreadable, ", "), ")")
	line = strconv.AppendFloat(append(line, ' '), milliseconds(e.Duration), 'f', 2, 64)
	line = append(line, " ms"...)
	if e.Cause != nil {
		line = append(append(line, ": "...), indented(Cause(e.Cause))...)
	}
	return append(line, '\n')
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
