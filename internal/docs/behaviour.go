package docs

import (
	"fmt"
	"strings"

	"userpools/pkg/cognito"
)

const behaviourIntro = generated + `# Behaviour

Every constraint, rule and default of the eleven operations, as the code has them. Known differences from Amazon Cognito
and what nobody knows of it stand in [departures.md](departures.md), the exceptions in [errors.md](errors.md), the
evidence in [evidence.md](evidence.md).

Evidence is **verbatim** (the text stands in a public report or measurement), **reconstructed** (put together from such),
**documented-only**, or there is **none**. A rule is as well known as the best of its evidence. Defaults are **recorded**
in a real answer, **reported** by somebody who measured them, **documented** or **guessed**.

## A request's way

Who calls, target, content type, JSON and its types, all constraints at once, permission, then the rules one by one in the
order below: the first that refuses decides. Tests: ` + "`TestOrderOfChecks`" + ` in
[rules_order_test.go](../pkg/cognito/rules_order_test.go).

Members that the model does not have are ignored, names count exactly, null is absence, and of a name that is given twice
the last counts. A fraction is cut off where an integer is wanted. A body has at most 1.5 MiB, 16 levels and 10,000 values.

## Operations

`

const constraintsIntro = `
## Constraints

A request that breaks constraints is InvalidParameterException with one sentence about all of them:

> 2 validation errors detected: Value 'x' at 'lowerCamel.path' failed to satisfy constraint: Member must ...; Value ...

Paths are the members' names in lower camel case; entries of lists are ` + "`.1.member`" + `, counted from 1. Of lists of
strings the whole list is the value and the path has no index. Lengths count characters, patterns have to match the whole
string and print without anchors; enumerations print in the order given here. The tables come from
[shapes.go](../pkg/cognito/shapes.go); tests walk them and send what is just inside and just outside of every bound, and
[facts_test.go](../pkg/cognito/facts_test.go) sends what the evidence has, text for text.

In paths ` + "`[]` is a list's entry and `{}` a map's value" + `.

`

const rulesIntro = `## Rules

In the order of judgement. A rule looks at what was said, in the request or by an earlier one, and never at a default that
was filled in. Silence counts only as: ESSENTIALS for UserPoolTier, COGNITO_DEFAULT for EmailSendingAccount, OFF for
MfaConfiguration, INACTIVE for DeletionProtection, and the default names of ACR levels.

`

const refusalsIntro = `## What operations refuse by themselves

`

const defaultsIntro = `## Defaults

What was said is stored, and silence is resolved when a pool is shown, by the vintage of defaults that the pool got when it
was made: a default that changes leaves existing pools alone. There is %s.

`

const omissionsIntro = `
## What an update leaves alone

UpdateUserPool keeps some members that it does not mention and resets others, member by member. UserPoolTags, when given,
replaces all tags. SetUserPoolMfaConfig replaces everything that it sets.

`

// behaviour makes docs/behaviour.md.
func behaviour(s *sources) (page string, err error) {
	p, err := newProbe()
	if err != nil {
		return "", err
	}
	defer func() {
		if e := p.close(); err == nil {
			err = e
		}
	}()
	var b strings.Builder
	b.WriteString(behaviourIntro)
	for _, op := range cognito.Operations() {
		fmt.Fprintf(&b, "* [%s](#%s)\n", op.Name, strings.ToLower(op.Name))
	}
	b.WriteString(constraintsIntro + constraints(s))
	b.WriteString(rulesIntro + rules(s))
	b.WriteString(refusalsIntro + ownRefusals(s))
	fmt.Fprintf(&b, defaultsIntro, vintages(cognito.Vintage))
	for _, chapter := range []struct {
		intro string
		text  func(*probe) (string, error)
	}{
		{"", defaults},
		{omissionsIntro, kept},
		{"\n## Answers\n\n", answers},
		{"\n## Standard attributes\n\n", schema},
	} {
		text, err := chapter.text(p)
		if err != nil {
			return "", err
		}
		b.WriteString(chapter.intro + text)
	}
	return b.String(), nil
}

func vintages(newest int) string {
	if newest == 1 {
		return "one vintage so far, the service of September 2026"
	}
	return fmt.Sprintf("vintages 1 to %d; this is the newest", newest)
}
