package deploy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var number = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

// costs reads the table of docs/deploy.md: what a million calls of each kind cost, and their sum as it is written there.
func costs(t *testing.T) (sums, together []float64, kinds []string) {
	t.Helper()
	for line := range strings.SplitSeq(read(t, root+"/docs/deploy.md"), "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		switch {
		case strings.Contains(line, "| create, with nearly every member |"):
			kinds, sums = cells, make([]float64, len(cells)) // the first cell is empty
		case kinds != nil && len(cells) == len(kinds)+1:
			row := prices(t, cells[1:])
			if strings.HasPrefix(line, "| **together**") {
				return sums, row, kinds
			}
			for i, n := range row {
				sums[i] += n
			}
		}
	}
	return sums, together, kinds
}

func prices(t *testing.T, cells []string) (row []float64) {
	t.Helper()
	for _, cell := range cells {
		n, err := strconv.ParseFloat(number.FindString(cell), 64)
		require.NoError(t, err, cells)
		row = append(row, n)
	}
	return row
}

func TestCosts_Sums(t *testing.T) {
	sums, together, kinds := costs(t)
	require.NotEmpty(t, together)
	for i, kind := range kinds {
		assert.InDelta(t, together[i], sums[i], 0.001, kind)
	}
}

// TestCosts_Flood: what a flood costs is the table's price times what the gateway lets through.
func TestCosts_Flood(t *testing.T) {
	_, together, kinds := costs(t)
	require.Equal(t, "a call that is not signed", kinds[len(kinds)-1])
	template := load(t)
	rate := at(t, template, "Resources.Api.Properties.DefaultRouteSettings.ThrottlingRateLimit").(int)
	const month = 30 * 24 * 60 * 60
	page := read(t, root+"/docs/deploy.md")
	for _, perSecond := range []int{rate, threshold(t, template, "ApiRequests") / 300, threshold(t, template, "ApiRefusals") / 300} {
		millions := float64(perSecond) * month / 1e6
		assert.Contains(t, page, fmt.Sprintf("| %d | %.0f million | $%.0f |", perSecond, millions, millions*together[len(together)-1]))
	}
}

func threshold(t *testing.T, template map[string]any, alarm string) int {
	t.Helper()
	assert.Equal(t, 300, at(t, template, "Resources."+alarm+".Properties.Period"))
	return at(t, template, "Resources."+alarm+".Properties.Threshold").(int)
}
