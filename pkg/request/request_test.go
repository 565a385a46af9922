package request_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/request"
)

func TestFromHTTP(t *testing.T) {
	r := httptest.NewRequest(http.MethodPut, "http://pools.example:8080/a%2Fb?x=%20&y", strings.NewReader("unread"))
	r.Header = http.Header{"X-Amz-Target": {"T"}, "Accept": {"a", "b"}, "Cookie": {"c=d"}, "accept": {"c"}}
	assert.Equal(t, &request.Request{
		Method: http.MethodPut, Path: "/a%2Fb", Query: "x=%20&y", Body: []byte("body"),
		Header: map[string]string{"host": "pools.example:8080", "x-amz-target": "T", "accept": "a,b,c"},
	}, request.FromHTTP(r, []byte("body")))
}

func TestLowerNames(t *testing.T) {
	for name, c := range map[string]struct{ header, want map[string]string }{
		"none":                                 {},
		"lower-case names stay":                {map[string]string{"a-b": "X", "c": ""}, map[string]string{"a-b": "X", "c": ""}},
		"names get lower case":                 {map[string]string{"X-Amz-Target": "T", "x": "y"}, map[string]string{"x-amz-target": "T", "x": "y"}},
		"names that differ in case are joined": {map[string]string{"a": "3", "A": "1", "b": "2"}, map[string]string{"a": "1,3", "b": "2"}},
		"the Kelvin sign is no letter k":       {map[string]string{"\u212aEY": "1", "KEY": "2"}, map[string]string{"\u212aey": "1", "key": "2"}},
	} {
		t.Run(name, func(t *testing.T) {
			for range 20 { // a map has no order of its own
				assert.Equal(t, c.want, request.LowerNames(c.header))
			}
		})
	}
}
