package histories

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBroken: the checker sees what goes wrong in stores that are not sound.
func TestBroken(t *testing.T) {
	pool := poolScenes[1]
	for name, c := range map[string]struct {
		store  open
		scene  scene
		faults []fault
	}{
		"an ambiguous write is made again":       {newForgetful, pool, []fault{landed}},
		"tier and rotation miss each other":      {newSkewed, clientScenes[1], []fault{interrupted}},
		"scope and client miss each other":       {newCareless, recordScenes[2], []fault{interrupted}},
		"provider and client miss each other":    {newCareless, recordScenes[3], []fault{interrupted}},
		"domain and style sheet miss each other": {newCareless, recordScenes[5], []fault{interrupted}},
		"a write is lost, in a table":            {newTable, pool, []fault{lost}},
		"a write is lost, in a file":             {newFile, pool, []fault{lost}},
	} {
		t.Run(name, func(t *testing.T) {
			var n tally
			n.each(t, c.store, c.scene, c.scene.calls, alone(c.faults), c.scene.inBetween())
			t.Logf("%d of %d", len(n.illegal), n.trials)
			assert.NotEmpty(t, n.illegal)
		})
	}
}
