package cognito

import (
	"context"
	"errors"
	"slices"
	"strings"

	"userpools/pkg/apierror"
)

// clientChange is what rules read of an app client that is made or changed.
type clientChange struct {
	op   operations
	pool *Pool
	// settings are those that it would have, named the records of the pool that they name and that are there.
	settings ClientSettings
	named    []*Record
	// secret: it has one. secrets: the request has two sources of one.
	secret, secrets bool
}

// clientRequest is a request that makes or changes an app client. apply changes the client, and returns what
// rules read of the request.
type clientRequest interface{ apply(*Client) *clientChange }

// applyToClient applies a request to a client and checks the rules. named are what the client's settings name: a Write
// of the client holds them unchanged.
func (s *Service) applyToClient(ctx context.Context, p *Pool, c *Client, in clientRequest) (named []*Record, err error) {
	change := clientRules(p, c, in, s.facts())
	if named, err = s.named(ctx, p, &c.Settings); err != nil {
		return nil, err
	}
	change.client.named = named
	return named, check(change)
}

func clientRules(p *Pool, c *Client, in clientRequest, facts Facts) *change {
	client := in.apply(c)
	client.pool, client.settings = p, c.Settings
	return &change{op: client.op, before: *p, after: p, facts: facts, client: client}
}

// named reads what settings name of a pool, nil where they name nothing. What is not there is left out.
func (s *Service) named(ctx context.Context, p *Pool, settings *ClientSettings) (there []*Record, err error) {
	keys := settings.names(p.Owner())
	if !p.Family.Begun || len(keys) == 0 {
		return nil, nil
	}
	there = []*Record{}
	for _, k := range keys {
		r, err := s.Store.Find(ctx, k)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, StoreError(p.ID, err)
		}
		there = append(there, r)
	}
	return there, nil
}

// held are as many of the records that settings name as a Write of a client can hold unchanged besides the client and the
// pool (docs/departures.md#many-providers).
func held(named []*Record) []*Record { return named[:min(len(named), MaxParts-2)] }

// names are the records of a pool that settings name, each once, in the order of the settings.
func (s *ClientSettings) names(owner Owner) []Key {
	var keys []Key
	for _, scope := range s.AllowedOAuthScopes {
		if identifier, _, ok := cutScope(scope); ok && !isStandard(scope) {
			keys = append(keys, Key{ServerRecord, owner, identifier})
		}
	}
	for _, provider := range s.SupportedIdentityProviders {
		if provider != cognitoProvider {
			keys = append(keys, Key{ProviderRecord, owner, provider})
		}
	}
	return unique(keys)
}

// record is a record that the client's settings name, nil where there is none.
func (c *clientChange) record(kind RecordKind, id string) *Record {
	for _, r := range c.named {
		if r.Kind == kind && r.ID == id {
			return r
		}
	}
	return nil
}

// aboutClient makes a rule of one about an app client.
func aboutClient(broken func(*clientChange) error) func(*change) error {
	return func(c *change) error {
		if c.client == nil {
			return nil
		}
		return broken(c.client)
	}
}

// clientFeaturePlan: a label for choice-based sign-in is not known; the one of the pool's sign-in policy is taken.
func clientFeaturePlan(c *change) error {
	if c.client == nil || c.tier() != "LITE" {
		return nil
	}
	var missing []string
	if c.client.settings.rotates() {
		missing = append(missing, refreshRotation)
	}
	if slices.Contains(c.client.settings.ExplicitAuthFlows, "ALLOW_USER_AUTH") {
		missing = append(missing, "Passwordless Sign-In")
	}
	if missing == nil {
		return nil
	}
	return c.needDisabling(apierror.FeatureUnavailableInTier, missing)
}

func clientFlowsMixed(c *clientChange) error {
	allow := func(flow string) bool { return strings.HasPrefix(flow, "ALLOW_") }
	legacy := func(flow string) bool { return !allow(flow) }
	flows := c.settings.ExplicitAuthFlows
	return invalidIf(slices.ContainsFunc(flows, allow) && slices.ContainsFunc(flows, legacy),
		"Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.")
}

// clientRotationFlow: the flow that an omitted list stands for does not count (ok-08).
func clientRotationFlow(c *clientChange) error {
	return invalidIf(c.settings.rotates() && slices.Contains(c.settings.ExplicitAuthFlows, "ALLOW_REFRESH_TOKEN_AUTH"),
		"ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is enabled.")
}

// clientSecretSources is documented, its text is not known.
func clientSecretSources(c *clientChange) error {
	return invalidIf(c.secrets, "GenerateSecret and ClientSecret cannot be given together.")
}

func clientContextSecret(c *clientChange) error {
	return invalidIf(value(c.settings.EnablePropagateAdditionalUserContextData) && !c.secret,
		"Client Secret is required to set EnablePropagateAdditionalUserContextData as true")
}

// clientURLs looks at each of CallbackURLs, and then of LogoutURLs.
func clientURLs(c *clientChange) error {
	for _, url := range slices.Concat(c.settings.CallbackURLs, c.settings.LogoutURLs) {
		if sentence := refusedURL(url); sentence != "" {
			return invalid("%s %s", url, sentence)
		}
	}
	return nil
}

// refusedURL is what is said of a URL that cannot be redirected to, "" of one that can.
func refusedURL(url string) string {
	scheme, rest, found := strings.Cut(url, ":")
	switch {
	case !found || !isScheme(scheme):
		return "must contain a scheme"
	case strings.EqualFold(scheme, "http") && !isLoopback(rest):
		return "cannot use the HTTP protocol."
	case strings.Contains(rest, "#"):
		return "cannot use fragment"
	default:
		return ""
	}
}

// isScheme is by RFC 3986, 3.1.
func isScheme(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return s != "" && strings.Contains(letters, s[:1]) && consists(s, letters+"0123456789+.-")
}

// isLoopback tells of what stands behind "http:" whether its host is one that may do without TLS, on any port.
func isLoopback(rest string) bool {
	authority, found := strings.CutPrefix(rest, "//")
	if end := strings.IndexAny(authority, "/?#"); end >= 0 {
		authority = authority[:end]
	}
	authority = authority[strings.LastIndex(authority, "@")+1:] // the host is behind what names a user
	for _, host := range []string{"localhost", "127.0.0.1", "[::1]"} {
		if port, is := strings.CutPrefix(authority, host); found && is && (port == "" || port[0] == ':') {
			return true
		}
	}
	return false
}

func clientDefaultRedirect(c *clientChange) error {
	if uri := c.settings.DefaultRedirectURI; uri != nil && !slices.Contains(c.settings.CallbackURLs, *uri) {
		return invalid("The default redirect URI %s is not in the callback URIs list.", *uri)
	}
	return nil
}

func clientOAuthRequired(c *clientChange) error {
	s := &c.settings
	missing := len(s.AllowedOAuthFlows) == 0 || len(s.AllowedOAuthScopes) == 0
	return invalidIf(value(s.AllowedOAuthFlowsUserPoolClient) && missing,
		"AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.")
}

const clientCredentials = "client_credentials"

// redirects: a flow that ends at a callback URL is allowed.
func (s *ClientSettings) redirects() bool {
	return slices.ContainsFunc(s.AllowedOAuthFlows, func(flow string) bool { return flow != clientCredentials })
}

func (s *ClientSettings) usesCredentials() bool {
	return slices.Contains(s.AllowedOAuthFlows, clientCredentials)
}

func clientOAuthCallbacks(c *clientChange) error {
	s := &c.settings
	return oauthInvalidIf(value(s.AllowedOAuthFlowsUserPoolClient) && s.redirects() && len(s.CallbackURLs) == 0,
		"CallbackUrls can not be empty when code flow or implicit flow is selected")
}

func clientCredentialsSecret(c *clientChange) error {
	return oauthInvalidIf(c.settings.usesCredentials() && !c.secret,
		"client_credentials flow can not be selected if client does not have a client secret.")
}

func clientCredentialsAlone(c *clientChange) error {
	return oauthInvalidIf(c.settings.usesCredentials() && c.settings.redirects(),
		"client_credentials flow can not be selected along with code flow or implicit flow.")
}

// standardScopes are of a signed-in user.
var standardScopes = []string{"phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"}

// registrationScope is documented for dynamic client registration.
const registrationScope = "aws.cognito/dcr/register"

func clientCredentialsScopes(c *clientChange) error {
	if !c.settings.usesCredentials() {
		return nil
	}
	for _, scope := range c.settings.AllowedOAuthScopes {
		if slices.Contains(standardScopes, scope) {
			return apierror.New(apierror.InvalidOAuthFlow, scope+" is not supported with client_credentials flow")
		}
	}
	return nil
}

// isStandard tells whether a scope is of no resource server.
func isStandard(scope string) bool {
	return scope == registrationScope || slices.Contains(standardScopes, scope)
}

func clientScopes(c *clientChange) error {
	for _, scope := range c.settings.AllowedOAuthScopes {
		if !isStandard(scope) && !c.hasScope(scope) {
			return apierror.New(apierror.ScopeDoesNotExist, "Invalid scope requested: "+scope)
		}
	}
	return nil
}

// hasScope tells whether the pool has the scope of a resource server, by its full name.
func (c *clientChange) hasScope(full string) bool {
	identifier, name, ok := cutScope(full)
	if !ok {
		return false
	}
	r := c.record(ServerRecord, identifier)
	return r != nil && r.server().hasScope(name)
}

func oauthInvalidIf(broken bool, sentence string) error {
	if broken {
		return apierror.New(apierror.InvalidOAuthFlow, sentence)
	}
	return nil
}

// clientReadAttributes: any attribute of the pool's schema may be read.
func clientReadAttributes(c *clientChange) error {
	return c.attributes("read", c.settings.ReadAttributes, func(string) bool { return true })
}

// clientWriteAttributes: what the service itself keeps cannot be written. An immutable attribute can be, at sign-up, and
// a required one may be missing (docs/departures.md#client-attributes).
func clientWriteAttributes(c *clientChange) error {
	return c.attributes("write", c.settings.WriteAttributes, func(name string) bool {
		return !slices.Contains([]string{"sub", "email_verified", "phone_number_verified", "identities"}, name)
	})
}

func (c *clientChange) attributes(access string, names []string, may func(name string) bool) error {
	doing := "creating"
	if c.op == onUpdateClient {
		doing = "updating"
	}
	for _, name := range names {
		if !may(name) || !c.pool.Settings.hasAttribute(name) {
			return invalid("Invalid %s attributes specified while %s a client", access, doing)
		}
	}
	return nil
}

// cognitoProvider is the pool itself, among identity providers.
const cognitoProvider = "COGNITO"

func clientProviders(c *clientChange) error {
	for _, name := range c.settings.SupportedIdentityProviders {
		if name != cognitoProvider && c.record(ProviderRecord, name) == nil {
			return invalid("The provider %s does not exist for User Pool %s.", name, c.pool.ID)
		}
	}
	return nil
}

// Token validities, in seconds.
const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

// unitSeconds is the length of a TimeUnitsType.
var unitSeconds = map[string]int{"seconds": 1, "minutes": minute, "hours": hour, "days": day}

// lifetimes are how long tokens would be valid, in seconds. An access or ID token whose validity is unset is valid for an
// hour whatever the unit, a refresh token for 30 of its unit.
func (s *ClientSettings) lifetimes() (access, id, refresh int) {
	units := value(s.TokenValidityUnits)
	access, id = hour, hour
	if s.AccessTokenValidity != nil {
		access = *s.AccessTokenValidity * unitSeconds[orElse(units.AccessToken, "hours")]
	}
	if s.IdTokenValidity != nil {
		id = *s.IdTokenValidity * unitSeconds[orElse(units.IdToken, "hours")]
	}
	return access, id, refreshValidityOf(s) * unitSeconds[orElse(units.RefreshToken, "days")]
}

func clientTokenRange(c *clientChange) error {
	const longestRefresh = 3650 * day
	short := func(seconds int) bool { return 5*minute <= seconds && seconds <= day }
	access, id, refresh := c.settings.lifetimes()
	return invalidIf(!short(access) || !short(id) || refresh < hour || refresh > longestRefresh, "Invalid range for token validity.")
}

func clientTokenOrder(c *clientChange) error {
	access, id, refresh := c.settings.lifetimes()
	return invalidIf(max(access, id) > refresh,
		"Access and Id Token expiration times must be less than or equal to refresh token expiration times.")
}

// clientAnalytics: a project is named by its ARN alone, or by all of three others. What has neither, as an empty structure,
// is refused, by the text.
func clientAnalytics(c *clientChange) error {
	a := c.settings.AnalyticsConfiguration
	if a == nil {
		return nil
	}
	byARN := a.ApplicationArn != nil && a.ApplicationId == nil && a.RoleArn == nil && a.ExternalId == nil
	byID := a.ApplicationArn == nil && a.ApplicationId != nil && a.RoleArn != nil && a.ExternalId != nil
	return invalidIf(!byARN && !byID,
		"Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid")
}

func clientAnalyticsRegion(c *clientChange) error {
	project := value(c.settings.AnalyticsConfiguration).ApplicationArn
	if project == nil {
		return nil
	}
	if region := parseARN(*project).region; region != c.pool.Partition.Region {
		return invalid("The integration with Pinpoint is not supported for the requested %s region.", region)
	}
	return nil
}
