package docs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"userpools/pkg/cognito"
)

// resource is what the operations of a page are about. The prose of its page is in about.tmpl.
type resource struct {
	// File is the page's name in docs/behaviour, docs/errors and docs/departures.
	File, Title string
	// operations are the names of its own.
	operations *regexp.Regexp
	// defaults is the file that lists them, "" where none does.
	defaults string
	// Split is for what is too long for one page: rules and defaults have pages of their own.
	Split bool
}

// resources are in the order of the index. One without an operation yet has no page.
var resources = []resource{
	{"user-pools", "User pools", named(`UserPools?|AddCustomAttributes|[GS]etUserPoolMfaConfig`), "defaults.json", true},
	{"tags", "Tags", named(`(Unt|T)agResource|ListTagsForResource`), "", false},
	{"app-clients", "App clients", named(`UserPoolClient(s|Secrets?|SessionConfiguration)?`), "client-defaults.json", false},
	{"domains", "Domains", named(`UserPoolDomain`), "", false},
	{"resource-servers", "Resource servers", named(`ResourceServers?`), "", false},
	{"groups", "Groups", named(`Groups?`), "", false},
	{"identity-providers", "Identity providers", named(`IdentityProvider(s|ByIdentifier)?`), "", false},
	{"ui-customization", "UI customization", named(`UICustomization`), "", false},
	{"risk-configuration", "Risk configuration", named(`RiskConfiguration`), "", false},
	{"log-delivery", "Log delivery", named(`LogDeliveryConfiguration`), "", false},
	{"managed-login-branding", "Managed login branding", named(`ManagedLoginBranding(ByClient)?`), "", false},
	{"certificate-and-csv-header", "Signing certificate and CSV header", named(`GetSigningCertificate|GetCSVHeader`), "", false},
}

// named is a pattern of operations' names: of whole ones, or of what follows the verb.
func named(names string) *regexp.Regexp {
	return regexp.MustCompile(`^(Create|Describe|Get|List|Update|Delete|Set|Add|)(` + names + `)$`)
}

// resourceOf is the one that an operation is of, nil for those of which there is no page.
func resourceOf(operation string) *resource {
	i := slices.IndexFunc(resources, func(r resource) bool { return r.operations.MatchString(operation) })
	if i < 0 {
		return nil
	}
	return &resources[i]
}

// Page is where the behaviour of the resource is, from the root of the repository; Errors its exceptions.
func (r *resource) Page() string { return "/docs/behaviour/" + r.File + ".md" }

// Errors is the page of its exceptions.
func (r *resource) Errors() string { return "/docs/errors/" + r.File + ".md" }

// RulesPage is where its rules are.
func (r *resource) RulesPage() string { return r.part("rules") }

// DefaultsPage is where its defaults are.
func (r *resource) DefaultsPage() string { return r.part("defaults") }

func (r *resource) part(name string) string {
	if !r.Split {
		return r.Page()
	}
	return "/docs/behaviour/" + r.File + "-" + name + ".md"
}

// about is a resource with what the sources have of it.
type about struct {
	*resource
	*sources
}

// Resources are those that have an operation.
func (s *sources) Resources() []about {
	var all []about
	for i := range resources {
		if a := (about{&resources[i], s}); len(a.Operations()) > 0 {
			all = append(all, a)
		}
	}
	return all
}

// Index links to the operations.
func (a about) Index() string {
	var links []string
	for _, o := range a.Operations() {
		links = append(links, fmt.Sprintf("[%s](%s#%s)", o.Name, a.Page(), strings.ToLower(o.Name)))
	}
	return strings.Join(links, ", ")
}

// Differs is the page of the resource's departures, "" where there is none.
func (a about) Differs() string {
	page := "/docs/departures/" + a.File + ".md"
	if slices.ContainsFunc(a.Departures, func(d departures) bool { return d.Path == page }) {
		return page
	}
	return ""
}

// Operations are the resource's.
func (a about) Operations() []cognito.Operation {
	return slices.DeleteFunc(cognito.Operations(), func(o cognito.Operation) bool { return resourceOf(o.Name) != a.resource })
}

// Rules are in the order in which they are checked.
func (a about) Rules() []caseFile { return a.mine(a.sources.Rules) }

// Refusals are those of the resource's own operations; Shared are those of other resources that its operations have, too.
func (a about) Refusals() []caseFile { return a.mine(a.sources.Refusals) }

func (a about) mine(all []caseFile) []caseFile {
	return slices.DeleteFunc(slices.Clone(all), func(f caseFile) bool { return f.of != a.resource })
}

// Shared are the refusals of other resources that operations of this one have, too.
func (a about) Shared() []caseFile {
	return slices.DeleteFunc(slices.Clone(a.cases()), func(f caseFile) bool { return f.of == a.resource || len(a.of(&f)) == 0 })
}

// of are the operations of the resource that a rule or refusal is of.
func (a about) of(f *caseFile) []string {
	return slices.DeleteFunc(slices.Clone(f.On), func(o string) bool { return resourceOf(o) != a.resource })
}

// Of says which of the resource's operations they are.
func (a about) Of(f caseFile) string {
	on := a.of(&f)
	if len(on) > 1 && len(on) == len(a.Operations()) {
		return "all"
	}
	return strings.Join(on, ", ")
}

// Defaults are those that are listed.
func (a about) Defaults() ([]memberDefault, error) {
	var all []memberDefault
	if a.defaults == "" {
		return nil, nil
	}
	err := a.decode("pkg/cognito/testdata/"+a.defaults, &all)
	return all, err
}

// Facts are those about the resource's operations.
func (a about) Facts() []fact { return a.factsOf(a.resource) }

// CommonFacts are about every operation, or about some that are not here.
func (s *sources) CommonFacts() []fact { return s.factsOf(nil) }

func (s *sources) factsOf(r *resource) []fact {
	return slices.DeleteFunc(slices.Clone(s.Facts), func(f fact) bool { return f.of() != r })
}

var word = regexp.MustCompile(`\w+`)

// of is the resource of the first operation that the fact names and that is here.
func (f *fact) of() *resource {
	if strings.HasPrefix(f.Operation, "(any") {
		return nil
	}
	for _, name := range word.FindAllString(f.Operation, -1) {
		r := resourceOf(name)
		if r != nil && slices.ContainsFunc(cognito.Operations(), func(o cognito.Operation) bool { return o.Name == name }) {
			return r
		}
	}
	return nil
}

// place sets where a rule or refusal is found: its resource's page.
func (f *caseFile) place(kind, id string) error {
	if len(f.On) > 0 {
		f.of = resourceOf(f.On[0])
	}
	if f.of == nil {
		return fmt.Errorf("%s %s is of no operation of a page", kind, id)
	}
	page := f.of.Page()
	if kind == "rule" {
		page = f.of.RulesPage()
	}
	f.Anchor = kind + "-" + id
	f.Link = fmt.Sprintf("[%s](%s#%s)", code(id), page, f.Anchor)
	return nil
}
