package docs

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// departures is a page of docs/departures, which is written by hand.
type departures struct {
	Path, Title string
	Entries     []entry
}

// entry is one of them, by its anchor; Kind is the word in front of its title, such as unknown.
type entry struct{ Anchor, Kind, Title string }

var (
	departuresTitle = regexp.MustCompile(`(?m)^# Departures: (.+)$`)
	departuresEntry = regexp.MustCompile(`<a id="([^"]+)"></a>\*\*(?s:(?:([^*:]+):\s)?(.+?))\*\*`)
)

func (s *sources) readDepartures(file string) error {
	text, err := os.ReadFile(filepath.Join(s.root, file)) //nolint:gosec // G304: paths are of this repository
	if err != nil {
		return err
	}
	title := departuresTitle.FindSubmatch(text)
	if title == nil {
		return fmt.Errorf("%s has no title", file)
	}
	page := departures{Path: "/" + file, Title: string(title[1])}
	for _, m := range departuresEntry.FindAllStringSubmatch(string(text), -1) {
		about := strings.TrimRight(strings.Join(strings.Fields(m[3]), " "), ".,:;")
		page.Entries = append(page.Entries, entry{m[1], strings.ToLower(m[2]), about})
	}
	if marks := strings.Count(string(text), "<a id="); marks != len(page.Entries) {
		return fmt.Errorf("%s: %d of %d entries have an anchor and a title in bold", file, len(page.Entries), marks)
	}
	s.Departures = append(s.Departures, page)
	return nil
}

// departure links to an entry.
func (s *sources) departure(anchor string) string {
	for _, page := range s.Departures {
		for _, e := range page.Entries {
			if e.Anchor == anchor {
				return fmt.Sprintf("[%s](%s#%s)", code(anchor), page.Path, anchor)
			}
		}
	}
	return fmt.Sprintf("[%s](/docs/departures.md#%s)", code(anchor), anchor)
}

// Heading is the title as the index has it.
func (d departures) Heading() string { return strings.ToUpper(d.Title[:1]) + d.Title[1:] }

// DeparturePages are those of all resources, then those of one.
func (s *sources) DeparturePages() []departures {
	place := func(d departures) int {
		return slices.IndexFunc(resources, func(r resource) bool { return r.File == strings.TrimSuffix(path.Base(d.Path), ".md") })
	}
	return slices.SortedStableFunc(slices.Values(s.Departures), func(a, b departures) int { return place(a) - place(b) })
}
