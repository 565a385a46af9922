package histories

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestRandom has two or three callers make calls in a random order, some of which meet a fault.
func TestRandom(t *testing.T) {
	for _, s := range append(scenes, family) {
		t.Run(s.name, func(t *testing.T) {
			rapid.Check(t, func(d *rapid.T) {
				p := drawPlay(d, s)
				for _, store := range []open{newFile, newTable} {
					var r *run
					var legal bool
					synctest.Test(t, func(t *testing.T) { r, legal = p.play(t, store) })
					require.True(d, legal, r)
				}
			})
		})
	}
}

// play is a run of random callers: a scene, what its callers do, and a number for each choice that is made.
type play struct {
	scene   scene
	calls   [][]call
	choices []int
}

// drawPlay draws by number: rapid prints what it draws.
func drawPlay(d *rapid.T, s scene) play {
	p := play{scene: s}
	all := slices.Concat(p.scene.reads, p.scene.calls)
	for _, numbers := range rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, len(all)-1), 1, 5), 2, 3).Draw(d, "calls") {
		var calls []call
		for _, n := range numbers {
			calls = append(calls, all[n])
		}
		p.calls = append(p.calls, calls)
	}
	p.choices = rapid.SliceOfN(rapid.IntRange(0, 1<<16), 0, 100).Draw(d, "choices")
	return p
}

// choose takes the next of the choices, which is below n; 0 when there are no more.
func (p *play) choose(n int) int {
	if len(p.choices) == 0 {
		return 0
	}
	next := p.choices[0]
	p.choices = p.choices[1:]
	return next % n
}

func (p play) play(t *testing.T, o open) (*run, bool) {
	shared := o(t)
	r := newRun(t, shared, p.scene.before)
	for n, calls := range p.calls {
		r.caller(shared, strings.Repeat("I", n+1), calls...)
	}
	r.play(func() choice {
		waiting, overdue := r.waiting(), r.overdue()
		who := p.choose(len(waiting) + len(overdue))
		if who >= len(waiting) {
			return choice{caller: overdue[who-len(waiting)], late: true}
		}
		chosen := choice{caller: waiting[who]}
		if a := waiting[who].next; a != nil && p.choose(4) == 3 {
			if f := tableFaults[p.choose(len(tableFaults))]; a.write || !f.writes {
				chosen.fault = &f
			}
		}
		return chosen
	})
	return r, r.end(shared, slices.Concat(p.scene.reads, p.scene.lists))
}

// TestLocal has three callers race on DynamoDB Local, a while for each scene.
func TestLocal(t *testing.T) {
	const runs = 24
	for n := range runs {
		shared, random := newLocal(t), rand.New(rand.NewPCG(1, uint64(n)))
		s := append(scenes, family)[n%(len(scenes)+1)]
		r := newRun(t, shared, s.before)
		for _, name := range []string{"one", "two", "three"} {
			var calls []call
			for range 4 {
				calls = append(calls, s.calls[random.IntN(len(s.calls))])
			}
			c, own := r.caller(shared, name, calls...), rand.New(rand.NewPCG(random.Uint64(), 1))
			c.faults = func(a *action) *fault {
				f := tableFaults[own.IntN(len(tableFaults))]
				if own.IntN(4) > 0 || f.writes && !a.write {
					return nil
				}
				return &f
			}
		}
		r.race()
		require.True(t, r.end(shared, slices.Concat(s.reads, s.lists)), r)
	}
}
