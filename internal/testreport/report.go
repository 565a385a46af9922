package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// event is one of go test -json (go doc test2json).
type event struct{ Action, Package, Test, Output string }

// report prints a package when it is done, as go test does without -v.
type report struct {
	out     io.Writer
	running map[string]*result
	skipped map[string][]string // reason -> packages, one a test
	all     []string            // the packages
}

// result is a package so far.
type result struct {
	output []event
	ended  map[string]string // test -> how
}

func (r *report) add(e event) {
	if e.Package == "" { // output of a compiler
		_, _ = io.WriteString(r.out, e.Output)
		return
	}
	p := r.running[e.Package]
	if p == nil {
		if r.running == nil {
			r.running, r.skipped = map[string]*result{}, map[string][]string{}
		}
		p = &result{ended: map[string]string{}}
		r.running[e.Package] = p
		r.all = append(r.all, e.Package)
	}
	switch e.Action {
	case "output":
		p.output = append(p.output, e)
	case "pass", "fail", "skip":
		r.ended(p, e)
	}
}

func (r *report) ended(p *result, e event) {
	switch {
	case e.Test == "":
		p.print(r.out, e.Action == "fail")
		delete(r.running, e.Package)
	case e.Action == "skip":
		reason := p.reason(e.Test)
		r.skipped[reason] = append(r.skipped[reason], e.Package)
		fallthrough
	default:
		p.ended[e.Test] = e.Action
	}
}

// chatter is what -v, which -json implies, prints for each test.
var chatter = regexp.MustCompile(`^(=== (RUN|PAUSE|CONT|NAME) |(PASS|FAIL)\n$)`)

// print prints what go test prints: the last line, and before it all of what has
// failed or did not come to its end.
func (p *result) print(out io.Writer, failed bool) {
	for i, e := range p.output {
		last := i == len(p.output)-1
		open := failed && p.ended[e.Test] != "pass" && p.ended[e.Test] != "skip" && !chatter.MatchString(e.Output)
		if last || open {
			_, _ = io.WriteString(out, e.Output)
		}
	}
}

// place is where a test prints something: "    main_test.go:12: ".
var place = regexp.MustCompile(`^ *\S+\.go:\d+: `)

// reason is the last message of a skipped test.
func (p *result) reason(test string) string {
	var text []string
	for _, e := range p.output {
		switch {
		case e.Test != test || chatter.MatchString(e.Output) || strings.HasPrefix(strings.TrimSpace(e.Output), "--- SKIP"):
		case place.MatchString(e.Output):
			text = []string{place.ReplaceAllString(e.Output, "")}
		default:
			text = append(text, e.Output)
		}
	}
	return cmp.Or(strings.Join(strings.Fields(strings.Join(text, "")), " "), "no reason given")
}

// end lists what was skipped, the commonest reason first.
func (r *report) end() {
	if len(r.skipped) == 0 {
		return
	}
	_, _ = io.WriteString(r.out, "\nSkipped:\n")
	reasons := slices.SortedFunc(maps.Keys(r.skipped), func(a, b string) int {
		return cmp.Or(len(r.skipped[b])-len(r.skipped[a]), cmp.Compare(a, b))
	})
	for _, reason := range reasons {
		packages := r.skipped[reason]
		count := len(packages)
		slices.Sort(packages)
		for i := range packages {
			packages[i] = r.short(packages[i])
		}
		_, _ = fmt.Fprintf(r.out, "%3d  %s (%s)\n", count, reason, strings.Join(slices.Compact(packages), ", "))
	}
}

// short is a package's path without what all have in common.
func (r *report) short(pkg string) string {
	common := path.Dir(r.all[0])
	for _, other := range r.all {
		for !strings.HasPrefix(other, common+"/") {
			common = path.Dir(common)
		}
	}
	return strings.TrimPrefix(pkg, common+"/")
}
