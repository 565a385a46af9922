package bench

import (
	"fmt"
	"slices"
	"strings"
)

// Page puts a result's tables into a page, each between two comments of its name, and what it is about between those of
// about; the rest of the page is written by hand and stays as it is.
func Page(page, about string, r *Result) (string, error) {
	blocks := map[string]string{about: r.About}
	for name, t := range r.Tables {
		blocks[name] = t.markdown()
	}
	for name, text := range blocks {
		begin, end := fmt.Sprintf("<!-- measured: %s -->\n", name), "<!-- end -->"
		before, rest, found := strings.Cut(page, begin)
		_, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			return "", fmt.Errorf("the page has no place for %s: it is %q, and then %q", name, begin, end)
		}
		page = before + begin + "\n" + strings.TrimSpace(text) + "\n\n" + end + after
	}
	return page, nil
}

func (t Table) markdown() string {
	var b strings.Builder
	for _, cells := range append([][]string{t.Header, slices.Repeat([]string{"---"}, len(t.Header))}, t.Rows...) {
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	return b.String()
}
