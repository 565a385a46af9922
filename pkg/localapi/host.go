package localapi

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// refusal is why a request is not let in, by a word for the log and a sentence; empty
// for one that is. What a web page elsewhere makes a browser on this machine send comes
// over loopback as well, but browsers say for which host it is (another than ours, where
// the page has its own name lead here: DNS rebinding) and from which page it comes
// (https://fetch.spec.whatwg.org/#origin-header,
// https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header).
func (h *Handler) refusal(r *http.Request) (reason, text string) {
	switch {
	case h.AnyHost:
		return "", ""
	case !h.isOurs(r.Host):
		return "host", "this request is for another host than localhost. The option -host lets a host in."
	case slices.ContainsFunc(r.Header["Origin"], h.isForeignOrigin):
		return "origin", "this request comes from a web page of another host than localhost. The option -host lets a host in."
	case slices.ContainsFunc(r.Header["Sec-Fetch-Site"], isCrossSite):
		return "cross-site", "this request comes from a web page of another site than it is for."
	default:
		return "", ""
	}
}

func isCrossSite(value string) bool { return strings.EqualFold(value, "cross-site") }

func (h *Handler) isForeignOrigin(origin string) bool {
	_, host, found := strings.Cut(origin, "://")
	return !found || !h.isOurs(host)
}

// isOurs tells whether a host, with or without a port, is this machine by its text:
// nothing is looked up.
func (h *Handler) isOurs(host string) bool {
	name := HostName(host)
	address, err := netip.ParseAddr(name)
	switch {
	case name == "":
		return false
	case err == nil && address.IsLoopback(), name == "localhost", strings.HasSuffix(name, ".localhost"):
		return true
	default:
		return slices.ContainsFunc(h.Hosts, func(ours string) bool { return HostName(ours) == name })
	}
}

// HostName is the name or address in a host, with or without a port, in the form in
// which they are compared; empty for a text that is no host.
func HostName(host string) string {
	name, port, _ := strings.Cut(host, ":")
	if strings.Trim(name, hostBytes) != "" || strings.Trim(port, digits) != "" {
		u, err := url.Parse("http://" + host)
		if err != nil || u.Host != host { // there is more in it than a host
			return ""
		}
		name = u.Hostname()
	}
	return strings.TrimSuffix(strings.ToLower(name), ".")
}

// A host of hostBytes and a port of digits are what they look like: nothing is to be parsed.
const (
	digits    = "0123456789"
	hostBytes = digits + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-."
)

// forbid answers a request that is not let in, before its body is there.
func forbid(w http.ResponseWriter, text string) {
	turnAway(w)
	http.Error(w, "Forbidden: "+text, http.StatusForbidden)
}
