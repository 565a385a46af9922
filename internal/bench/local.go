package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"
)

// compared is what servers did with one payload at one concurrency: calls of each, ours first.
type compared struct {
	payload     string
	concurrency int
	calls       [][]turns
}

func (c *compared) name() string { return fmt.Sprintf("%s, %d", c.payload, c.concurrency) }

// of is a figure of a server's calls.
func (c *compared) of(server int, figure func(*turns) []float64) (s sample) {
	for i := range c.calls[server] {
		s = append(s, figure(&c.calls[server][i]))
	}
	return s
}

func rates(t *turns) []float64     { return t.rates }
func medians(t *turns) []float64   { return t.p50 }
func computed(t *turns) []float64  { return []float64{t.cpu} }
func latencies(t *turns) []float64 { return t.latencies }

// compare has the programs of each payload answer it, asked by so many clients at once, in as many calls as the scale says.
func (b *bench) compare(ctx context.Context, programs func(*payload) []Program, concurrencies ...int) (all []*compared, err error) {
	for i := range b.payloads {
		p := &b.payloads[i]
		list := programs(p)
		for _, concurrency := range concurrencies {
			b.say("%s creates, concurrency %d\n", p.name, concurrency)
			c := &compared{p.name, concurrency, make([][]turns, len(list))}
			for range b.calls {
				err := b.with(ctx, list, func(servers []*server) error {
					seen, err := alternate(servers, call("CreateUserPool", p.body), concurrency, b.rounds, span{time: b.turn})
					for i := range seen {
						c.calls[i] = append(c.calls[i], seen[i])
					}
					return err
				})
				if err != nil {
					return nil, err
				}
			}
			all = append(all, c)
		}
	}
	return all, nil
}

// sizes asks for a pool of each payload, and looks at its answer and at what the file has of it.
func (b *bench) sizes(ctx context.Context) error {
	for i := range b.payloads {
		p := &b.payloads[i]
		err := b.with(ctx, []Program{b.ours("pools.db")}, func(servers []*server) error {
			c := client{address: servers[0].address}
			defer c.close()
			answer, err := c.ask(call("CreateUserPool", p.body))
			p.answer = len(answer)
			servers[0].stop()
			if err == nil {
				p.record, _, err = inside(filepath.Join(b.dir, "of-ours", "pools.db"))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// inside are the size of the largest value in a file of bbolt, and of all its pages that are in use.
func inside(path string) (largest int, used int64, err error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, ReadOnly: true, PreLoadFreelist: true})
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.View(func(tx *bbolt.Tx) error {
		used = tx.Size() - int64(db.Stats().FreePageN+db.Stats().PendingPageN)*int64(db.Info().PageSize)
		return tx.ForEach(func(_ []byte, bucket *bbolt.Bucket) error {
			return bucket.ForEach(func(_, value []byte) error {
				largest = max(largest, len(value))
				return nil
			})
		})
	})
	return largest, used, err
}

// local compares ours with a server that does nothing, and with one that only puts.
func (b *bench) local(ctx context.Context) error {
	all, err := b.compare(ctx, func(p *payload) []Program {
		return []Program{b.ours("pools.db"), b.null("null", p), b.floor(p)}
	}, 1, 8)
	if err != nil {
		return err
	}
	t := Table{Header: []string{
		"payload, concurrency", "ours / null", "floor / null", "ours: p50, µs", "ours: CPU, µs", "floor: CPU, µs",
	}}
	for _, c := range all {
		t.Rows = append(t.Rows, []string{
			c.name(), c.of(0, rates).over(c.of(1, rates)).ratio(), c.of(2, rates).over(c.of(1, rates)).ratio(),
			digits(c.of(0, medians).middle()), digits(c.of(0, computed).middle()), digits(c.of(2, computed).middle()),
		})
	}
	b.result.Tables["local"] = t

	all, err = b.compare(ctx, func(p *payload) []Program {
		return []Program{b.ours("pools.db", "-fsync"), b.floor(p, "-fsync")}
	}, 8)
	t = Table{Header: []string{"payload, concurrency", "ours / floor, both with -fsync", "ours: p50, µs"}}
	for _, c := range all {
		t.Rows = append(t.Rows, []string{c.name(), c.of(0, rates).over(c.of(1, rates)).ratio(), digits(c.of(0, medians).middle())})
	}
	b.result.Tables["fsync"] = t
	return err
}

// peers compares ours with others, and draws how long each takes.
func (b *bench) peers(ctx context.Context, peers []Program) error {
	programs := append([]Program{b.ours("pools.db")}, peers...)
	t := Table{Header: []string{"payload, concurrency"}}
	for _, p := range peers {
		t.Header = append(t.Header, "creates a second: ours / "+p.Name, "CPU: ours / "+p.Name)
	}
	all, err := b.compare(ctx, func(*payload) []Program { return programs }, 1, 8)
	if err != nil {
		return err
	}
	for _, c := range all {
		cells := []string{c.name()}
		for i := range peers {
			computing := c.of(0, computed).over(c.of(i+1, computed)).middle()
			cells = append(cells, c.of(0, rates).over(c.of(i+1, rates)).ratio(), digits(computing))
		}
		t.Rows = append(t.Rows, cells)
		for i, p := range programs {
			if c.payload == "full" && c.concurrency == 1 {
				b.result.Curves = append(b.result.Curves, newCurve(p.Name, slices.Concat(c.of(i, latencies)...)))
			}
		}
	}
	b.result.Tables["peers"] = t
	return b.starting(ctx, "peers-start", programs, min(b.starts, 6))
}

// memory reads what a server needs after many creates, and what its file does.
func (b *bench) memory(ctx context.Context) error {
	t := Table{Header: []string{"after", "RssAnon, MiB", "file, KiB", "a create, bytes"}}
	for i, kind := range []string{"minimal", "full", "minimal, each with its delete"} {
		times, body := b.creates, b.payloads[i%len(b.payloads)].body
		after := func(s *server) error { return s.fill(call("CreateUserPool", body), times) }
		if i == len(b.payloads) {
			times, after = b.churn, func(s *server) error { return s.churn(body, b.churn) }
		}
		b.say("%d creates: %s\n", times, kind)
		err := b.with(ctx, []Program{b.ours("pools.db")}, func(servers []*server) error {
			s := servers[0]
			if err := after(s); err != nil {
				return err
			}
			memory := mebi(anonymous(s.pid()))
			s.stop()
			_, used, err := inside(filepath.Join(b.dir, "of-ours", "pools.db"))
			const kibi = 1024
			t.Rows = append(t.Rows, []string{
				fmt.Sprintf("%d creates: %s", times, kind), digits(memory), fmt.Sprint(used / kibi), digits(float64(used) / float64(times)),
			})
			return err
		})
		if err != nil {
			return err
		}
	}
	b.result.Tables["memory"] = t
	return nil
}

// churn makes pools and deletes each.
func (s *server) churn(body string, times int) error {
	c := client{address: s.address}
	defer c.close()
	for range times {
		made, err := c.ask(call("CreateUserPool", body))
		if err != nil {
			return err
		}
		_, after, _ := bytes.Cut(made, []byte(`"Id":"`))
		id, _, _ := bytes.Cut(after, []byte(`"`))
		if _, err := c.ask(call("DeleteUserPool", fmt.Sprintf(`{"UserPoolId":%q}`, id))); err != nil {
			return err
		}
	}
	return nil
}

// many compares servers that have many pools with ones that have hardly any, in a create: ours, and the floor, whose file
// grows as ours does. Ours are compared in their start, too.
func (b *bench) many(ctx context.Context) error {
	p := &b.payloads[1]
	full := call("CreateUserPool", p.body)
	with, none := fmt.Sprintf("with %d pools", b.pools), "with none"
	programs := []Program{b.ours("many.db"), b.ours("pools.db"), b.floor(p), b.floor(p)}
	for i, name := range []string{with, none, "floor " + with, "floor " + none} {
		programs[i].Name = name
	}
	const requests = 66 // a round: too few for the one without pools to have many soon
	b.say("%d pools\n", b.pools)
	return b.with(ctx, programs, func(servers []*server) error {
		if err := errors.Join(servers[0].fill(full, b.pools), servers[2].fill(full, b.pools)); err != nil {
			return err
		}
		p50 := make([]sample, len(servers))
		for range b.calls {
			seen, err := alternate(servers, full, 1, b.rounds, span{time.Minute, requests})
			if err != nil {
				return err
			}
			for i := range seen {
				p50[i] = append(p50[i], seen[i].p50)
			}
		}
		for _, s := range servers {
			s.stop()
		}
		b.result.Tables["many"] = Table{
			Header: []string{"p50 of a full create", with + " / " + none},
			Rows:   [][]string{{"ours", p50[0].over(p50[1]).ratio()}, {"floor", p50[2].over(p50[3]).ratio()}},
		}
		return b.starting(ctx, "many-start", programs[:2], b.starts)
	})
}

// starting adds a table of how long programs take from their start to the first answer, beside the first of them.
func (b *bench) starting(ctx context.Context, table string, programs []Program, times int) error {
	took, memory := make([]sample, len(programs)), make([][]float64, len(programs))
	for i := range took {
		took[i] = make(sample, 1)
	}
	for round := range times {
		for _, i := range order(round, len(programs)) {
			s, err := b.start(ctx, programs[i])
			if err != nil {
				return err
			}
			took[i][0] = append(took[i][0], micros(s.first)/1e3)
			memory[i] = append(memory[i], mebi(anonymous(s.pid())))
			s.stop()
		}
	}
	t := Table{Header: []string{"", "start to first answer, ms", programs[0].Name + " / it", "RssAnon then, MiB"}}
	for i, p := range programs {
		beside := "1"
		if i > 0 {
			beside = took[0].over(took[i]).ratio()
		}
		t.Rows = append(t.Rows, []string{p.Name, digits(took[i].middle()), beside, digits(median(memory[i]))})
	}
	b.result.Tables[table] = t
	return nil
}
