package bench

import (
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

// turn is what one server did in one round.
type turn struct {
	latencies []float64 // microseconds, ascending
	rate      float64   // a second
}

// turns are a server's, in the order of the rounds.
type turns struct {
	all []turn
	cpu float64 // microseconds a request
}

// alternate lets the servers answer a request round by round, each in its turn and every other round in reverse order, so
// that a machine whose speed drifts favours none.
func alternate(servers []*server, request []byte, concurrency, rounds int, each span) ([]turns, error) {
	out := make([]turns, len(servers))
	before := make([]time.Duration, len(servers))
	for i, s := range servers {
		if _, err := s.turn(request, concurrency, span{each.time / 2, each.requests}); err != nil { // warm
			return nil, err
		}
		before[i] = cpu(s.pid())
	}
	for round := range rounds {
		for i := range servers {
			if round%2 == 1 {
				i = len(servers) - 1 - i
			}
			t, err := servers[i].turn(request, concurrency, each)
			if err != nil {
				return nil, err
			}
			out[i].all = append(out[i].all, t)
		}
	}
	for i, s := range servers {
		n := 0
		for _, t := range out[i].all {
			n += len(t.latencies)
		}
		out[i].cpu = micros(cpu(s.pid())-before[i]) / float64(n)
	}
	return out, nil
}

// turn keeps so many connections busy, each with one request after the other.
func (s *server) turn(request []byte, concurrency int, each span) (turn, error) {
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
	for _, err := range errs {
		if err != nil {
			return turn{}, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	all := slices.Concat(seen...)
	slices.Sort(all)
	return turn{all, float64(len(all)) / took.Seconds()}, nil
}

// fill sends a request so many times.
func (s *server) fill(request []byte, times int) error {
	const busy = 8
	if times <= 0 {
		return nil
	}
	_, err := s.turn(request, busy, span{time.Hour, int64(times)})
	return err
}

func (t *turns) rates() (list []float64) {
	for _, one := range t.all {
		list = append(list, one.rate)
	}
	return list
}

func (t *turns) medians() (list []float64) {
	for _, one := range t.all {
		list = append(list, quantile(one.latencies, 0.5))
	}
	return list
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
