package shape

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"
)

// sort puts violations, which arrive in the model's order, into the order of the
// service's sentence (docs/departures.md#violation-order): that of a Java HashMap
// whose keys are the request's members that are broken; below one member that of
// the paths, at one path that of arrival.
func (vs Violations) sort() {
	var names []string
	for i := range vs {
		if name := vs[i].member(); len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	ranks := make(map[string]int, len(names))
	for i, name := range HashMapOrder(names) {
		ranks[name] = i
	}
	slices.SortStableFunc(vs, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(ranks[a.member()], ranks[b.member()]), strings.Compare(a.Path, b.Path))
	})
}

// member is the request's member that the violation is of or in.
func (v *Violation) member() string {
	name, _, _ := strings.Cut(v.Path, ".")
	return name
}

// HashMapOrder sorts different keys into the order in which a Java HashMap or HashSet
// gives them back that they were put into in this one: by bucket, those of one bucket as they
// came. The table has 16 buckets and doubles when it is more than three quarters full.
func HashMapOrder(keys []string) []string {
	buckets := uint32(16)
	for 4*len(keys) > 3*int(buckets) {
		buckets *= 2
	}
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(spread(a)%buckets, spread(b)%buckets) })
	return keys
}

// spread is what HashMap makes of String.hashCode(), which is of UTF-16.
func spread(key string) uint32 {
	var h uint32
	var units [2]uint16
	for _, r := range key {
		for _, unit := range utf16.AppendRune(units[:0], r) {
			h = 31*h + uint32(unit)
		}
	}
	return h ^ h>>16
}
