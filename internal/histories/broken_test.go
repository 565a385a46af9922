package histories

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBroken: the checker sees what goes wrong in stores that are not sound.
func TestBroken(t *testing.T) {
	named := func(name string) scene {
		return scenes[slices.IndexFunc(scenes, func(s scene) bool { return s.name == name })]
	}
	pool := poolScenes[1]
	for name, c := range map[string]struct {
		store  open
		scene  scene
		faults []fault
	}{
		"an ambiguous write is made again":       {newForgetful, pool, []fault{landed}},
		"tier and rotation miss each other":      {newSkewed, clientScenes[1], []fault{interrupted}},
		"scope and client miss each other":       {newCareless, named("a scope and a client"), []fault{interrupted}},
		"provider and client miss each other":    {newCareless, named("an identity provider and a client"), []fault{interrupted}},
		"domain and style sheet miss each other": {newCareless, named("a client to which nothing belongs"), []fault{interrupted}},
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
