package bench

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// quantile is the value of nearest rank of an ascending list.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	rank := int(math.Ceil(q * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// median is the middle of a list, or the mean of the two in the middle.
func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// interval is one of about 95 % for the median, whatever the distribution: the order statistics between which a sign test
// would not reject it. Of fewer than six values it is all of them, which is less than 95 %.
func interval(list []float64) (low, high float64) {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	const tail = 0.025
	outside, below, p := 0, 0.0, math.Pow(0.5, float64(n)) // p is the chance that just i values are below the median
	for i := range n / 2 {
		if below += p; below > tail {
			break
		}
		outside, p = i, p*float64(n-i)/float64(i+1)
	}
	return sorted[outside], sorted[n-1-outside]
}

// sample is what a figure was in each round of each call. A call starts its programs anew.
type sample [][]float64

// middle is the median of the calls' medians.
func (s sample) middle() float64 {
	medians := make([]float64, len(s))
	for i, call := range s {
		medians[i] = median(call)
	}
	return median(medians)
}

// ratio shows a sample of ratios with its interval over all rounds; ~ says that the interval holds 1.
func (s sample) ratio() string {
	low, high := interval(slices.Concat(s...))
	mark := ""
	if low <= 1 && high >= 1 {
		mark = " ~"
	}
	return fmt.Sprintf("%s (%s–%s)%s", digits(s.middle()), digits(low), digits(high), mark)
}

// over divides two samples, round by round.
func (s sample) over(other sample) sample {
	out := make(sample, len(s))
	for i := range s {
		for j := range min(len(s[i]), len(other[i])) {
			out[i] = append(out[i], s[i][j]/other[i][j])
		}
	}
	return out
}

// digits writes three significant digits, and all before the point.
func digits(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	const significant = 3
	decimals := significant - 1
	if x != 0 {
		decimals -= int(math.Floor(math.Log10(math.Abs(x))))
	}
	return strconv.FormatFloat(x, 'f', max(decimals, 0), 64)
}
