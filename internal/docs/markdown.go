package docs

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"
)

// markdown are the functions that templates have.
var markdown = template.FuncMap{
	"add": func(a, b int) int { return a + b }, "anchor": anchor,
	"code": code, "header": header, "join": strings.Join, "lower": strings.ToLower, "name": name, "row": row, "yes": yes,
}

// anchor is where a heading of words is.
func anchor(heading string) string { return strings.ReplaceAll(strings.ToLower(heading), " ", "-") }

// name is a title in a sentence: with a small letter, but for an acronym.
func name(title string) string {
	if strings.ToUpper(title[:2]) == title[:2] {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}

// code sets text in the type of code, whatever is in it.
func code(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 || s == "" {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// row is a line of a table.
func row(cells ...string) string {
	var b strings.Builder
	for _, text := range cells {
		b.WriteString("| " + strings.ReplaceAll(text, "|", `\|`) + " ")
	}
	return b.String() + "|"
}

func header(cells ...string) string {
	return row(cells...) + "\n|" + strings.Repeat(" --- |", len(cells))
}

// proofs links evidence to its lines.
func proofs(ids []string) string {
	links := make([]string, len(ids))
	for i, id := range ids {
		links[i] = fmt.Sprintf("[%s](/docs/evidence.md#%s)", code(id), id)
	}
	return strings.Join(links, ", ")
}

// thousands writes 131072 as 131,072.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

var fromRoot = regexp.MustCompile(`\]\((/[^)#]*)?(#[^)]*)?\)`)

// relative makes links that lead from the root of the repository lead from a page.
func relative(page, text string) string {
	return fromRoot.ReplaceAllStringFunc(text, func(link string) string {
		m := fromRoot.FindStringSubmatch(link)
		if m[1] == "" {
			return link
		}
		to, err := filepath.Rel(filepath.Dir("/"+page), m[1])
		if err != nil || m[1] == "/"+page && m[2] != "" {
			to = ""
		}
		return "](" + filepath.ToSlash(to) + m[2] + ")"
	})
}
