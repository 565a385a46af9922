package bench

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
	"time"
)

// Curve is how long a server's answers took: at each of steps, the microseconds that such a part of them stayed within.
type Curve struct {
	Name   string
	Within []float64
}

// Title is the picture's on the page.
const Title = "CreateUserPool, the API reference's sample, one client: answers within a time"

// steps are the parts, from 0.5 % to 99.5 %.
func steps() (parts []float64) {
	const n = 100
	for i := range n {
		parts = append(parts, (float64(i)+0.5)/n)
	}
	return parts
}

func newCurve(name string, latencies []float64) Curve {
	c := Curve{Name: name}
	sorted := slices.Sorted(slices.Values(latencies))
	for _, part := range steps() {
		c.Within = append(c.Within, quantile(sorted, part))
	}
	return c
}

// The picture's measures, and its colours, which are told apart in grey and by those who see few colours.
const (
	width, height = 760.0, 360.0
	left, right   = 60.0, 20.0
	top, bottom   = 40.0, 50.0
)

var colours = []string{"#005a9c", "#c2410c", "#6b7280", "#0f766e"}

// Picture draws the curves: what part of the creates was answered within which time, on a logarithmic axis.
func Picture(title string, curves []Curve) []byte {
	low, high := decades(curves)
	x := func(us float64) float64 { return left + (math.Log10(us)-low)/(high-low)*(width-left-right) }
	y := func(part float64) float64 { return height - bottom - part*(height-top-bottom) }
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" font-family="sans-serif" font-size="12">`, width, height)
	put(`<title>%s</title>`, html.EscapeString(title))
	put(`<rect width="%g" height="%g" fill="white"/>`, width, height)
	put(`<text x="%g" y="20" font-size="14">%s</text>`, left, html.EscapeString(title))
	for exponent := low; exponent <= high; exponent++ {
		at := x(math.Pow(10, exponent))
		put(`<path d="M%.1f %.1fV%.1f" stroke="#d1d5db"/>`, at, y(1), y(0))
		put(`<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, at, y(0)+18, duration(exponent))
	}
	for _, part := range []float64{0, 0.25, 0.5, 0.75, 1} {
		put(`<path d="M%g %.1fH%g" stroke="#d1d5db"/>`, left, y(part), width-right)
		put(`<text x="%g" y="%.1f" text-anchor="end">%.0f %%</text>`, left-8, y(part)+4, 100*part)
	}
	for i, c := range curves {
		colour := colours[i%len(colours)]
		points := make([]string, len(c.Within))
		for j, part := range steps()[:len(points)] {
			points[j] = fmt.Sprintf("%.1f,%.1f", x(c.Within[j]), y(part))
		}
		put(`<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`, strings.Join(points, " "), colour)
		at, anchor, gap := x(c.Within[len(c.Within)/2]), "start", 8.0
		if at > width*2/3 { // beside the curve where there is room
			anchor, gap = "end", -gap
		}
		put(`<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s" font-weight="bold">%s</text>`,
			at+gap, y(0.5)-8, anchor, colour, html.EscapeString(c.Name))
	}
	put(`<text x="%.1f" y="%.1f" text-anchor="middle">time to the answer</text>`, (left+width-right)/2, height-12)
	put(`</svg>`)
	return []byte(b.String())
}

// decades are the powers of ten of microseconds that hold all curves.
func decades(curves []Curve) (low, high float64) {
	least, most := math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		least, most = min(least, slices.Min(c.Within)), max(most, slices.Max(c.Within))
	}
	low, high = math.Floor(math.Log10(least)), math.Ceil(math.Log10(most))
	return low, max(high, low+1)
}

// duration writes a power of ten of microseconds.
func duration(exponent float64) string {
	return time.Duration(math.Pow(10, exponent) * float64(time.Microsecond)).String()
}
