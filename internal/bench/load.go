package bench

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// span bounds one server's turn in a round: a time, and requests where there is a number.
type span struct {
	time     time.Duration
	requests int64
}

// turns are what a server did in its turns of one call, round by round.
type turns struct {
	rates, p50 []float64 // creates a second; microseconds
	latencies  []float64 // of all rounds, microseconds
	cpu        float64   // microseconds a create
}

// order is whose turn it is in a round, of n: every other round it is reversed, so that a machine whose speed drifts favours
// none.
func order(round, n int) []int {
	turn := make([]int, n)
	for i := range turn {
		turn[i] = i
	}
	if round%2 == 1 {
		slices.Reverse(turn)
	}
	return turn
}

// alternate lets the servers answer a request round by round, each in its turn.
func alternate(servers []*server, request []byte, concurrency, rounds int, each span) ([]turns, error) {
	out, before := make([]turns, len(servers)), make([]time.Duration, len(servers))
	for i, s := range servers {
		if _, _, err := s.turn(request, concurrency, span{each.time / 2, each.requests}); err != nil { // warm
			return nil, err
		}
		before[i] = cpu(s.pid())
	}
	for round := range rounds {
		for _, i := range order(round, len(servers)) {
			latencies, rate, err := servers[i].turn(request, concurrency, each)
			if err != nil {
				return nil, err
			}
			t := &out[i]
			t.rates, t.p50, t.latencies = append(t.rates, rate), append(t.p50, median(latencies)), append(t.latencies, latencies...)
		}
	}
	for i, s := range servers {
		out[i].cpu = micros(cpu(s.pid())-before[i]) / float64(len(out[i].latencies))
	}
	return out, nil
}

// turn keeps so many connections busy, each with one request after the other.
func (s *server) turn(request []byte, concurrency int, each span) (latencies []float64, rate float64, err error) {
	for len(s.clients) < concurrency {
		s.clients = append(s.clients, &client{address: s.address})
	}
	var (
		begun   atomic.Int64
		working sync.WaitGroup
		start   = time.Now()
		seen    = make([][]float64, concurrency)
		errs    = make([]error, concurrency)
	)
	for i, c := range s.clients[:concurrency] {
		working.Go(func() {
			for at := start; at.Sub(start) < each.time && (each.requests == 0 || begun.Add(1) <= each.requests); {
				if _, errs[i] = c.ask(request); errs[i] != nil {
					return
				}
				now := time.Now()
				seen[i] = append(seen[i], micros(now.Sub(at)))
				at = now
			}
		})
	}
	working.Wait()
	took := time.Since(start)
	if err := errors.Join(errs...); err != nil {
		return nil, 0, fmt.Errorf("%s: %w", s.name, err)
	}
	latencies = slices.Concat(seen...)
	return latencies, float64(len(latencies)) / took.Seconds(), nil
}

// fill sends a request so many times.
func (s *server) fill(request []byte, times int) error {
	const busy = 8
	_, _, err := s.turn(request, busy, span{time.Hour, int64(times)})
	return err
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
