package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
)

// Peer is another local endpoint: a program that is named with its version.
type Peer struct {
	Name string
	// Command and Env may have {port} and {dir}.
	Command, Env []string
}

// concurrencies are how many connections ask at once.
var concurrencies = []int{1, 8}

// compared is what servers did with one payload at one concurrency, the first of them ours.
type compared struct {
	payload     string
	concurrency int
	rates, p50  []sample    // a server's
	cpu         [][]float64 // a server's, a call's
	latencies   [][]float64 // a server's, of all calls
}

// compare has the programs of each payload answer it, in as many calls as the scale says.
func (b *bench) compare(ctx context.Context, programs func(payload) []program) (all []*compared, err error) {
	for _, p := range b.payloads {
		list := programs(p)
		rows := make([]*compared, len(concurrencies))
		for i, c := range concurrencies {
			n := len(list)
			rows[i] = &compared{p.name, c, make([]sample, n), make([]sample, n), make([][]float64, n), make([][]float64, n)}
		}
		for range b.calls {
			for _, row := range rows {
				b.say("%s creates, concurrency %d\n", p.name, row.concurrency)
				if err := b.with(ctx, list, func(servers []*server) error { return b.call(row, servers, call("CreateUserPool", p.body)) }); err != nil {
					return nil, err
				}
			}
		}
		all = append(all, rows...)
	}
	return all, nil
}

func (b *bench) call(row *compared, servers []*server, request []byte) error {
	seen, err := alternate(servers, request, row.concurrency, b.rounds, span{time: b.turn})
	for i := range seen {
		t := &seen[i]
		row.rates[i] = append(row.rates[i], t.rates())
		row.p50[i] = append(row.p50[i], t.medians())
		row.cpu[i] = append(row.cpu[i], t.cpu)
		for _, one := range t.all {
			row.latencies[i] = append(row.latencies[i], one.latencies...)
		}
	}
	return err
}

// sizes asks for a pool of each payload, and looks at its answer and at what the file has of it.
func (b *bench) sizes(ctx context.Context) error {
	for _, p := range b.payloads {
		err := b.with(ctx, []program{b.ours("pools.db")}, func(servers []*server) error {
			c := client{address: servers[0].address}
			defer c.close()
			answer, err := c.ask(call("CreateUserPool", p.body))
			b.answers[p.name] = len(answer)
			servers[0].stop()
			if err == nil {
				b.records[p.name], _, err = inside(filepath.Join(b.dir, "of-ours", "pools.db"))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	b.answerBytes = b.answers["full"]
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
	null := func(name string, p payload, args ...string) program {
		command := []string{b.dir + "/null", "-listen", "127.0.0.1:{port}", "-bytes", strconv.Itoa(b.answers[p.name])}
		return program{name, append(command, args...), nil}
	}
	rows, err := b.compare(ctx, func(p payload) []program {
		return []program{b.ours("pools.db"), null("null", p), null("floor", p, "-data", "{dir}/floor.db", "-put", strconv.Itoa(b.records[p.name]))}
	})
	if err != nil {
		return err
	}
	t := Table{Header: []string{"payload, concurrency", "ours / null", "floor / null", "ours: p50, µs", "ours: CPU, µs", "floor: CPU, µs"}}
	for _, row := range rows {
		t.Rows = append(t.Rows, []string{
			fmt.Sprintf("%s, %d", row.payload, row.concurrency), row.rates[0].over(row.rates[1]).ratio(), row.rates[2].over(row.rates[1]).ratio(),
			digits(row.p50[0].middle()), digits(median(row.cpu[0])), digits(median(row.cpu[2])),
		})
	}
	b.result.Tables["local"] = t
	return nil
}

// peers compares ours with others, and draws how long each takes.
func (b *bench) peers(ctx context.Context, peers []Peer) error {
	programs := []program{b.ours("pools.db")}
	t := Table{Header: []string{"payload, concurrency"}}
	for _, p := range peers {
		programs = append(programs, program{p.Name, p.Command, p.Env})
		t.Header = append(t.Header, "creates a second: ours / "+p.Name, "CPU: ours / "+p.Name)
	}
	rows, err := b.compare(ctx, func(payload) []program { return programs })
	if err != nil {
		return err
	}
	for _, row := range rows {
		cells := []string{fmt.Sprintf("%s, %d", row.payload, row.concurrency)}
		for i := range peers {
			cells = append(cells, row.rates[0].over(row.rates[i+1]).ratio(), digits(median(row.cpu[0])/median(row.cpu[i+1])))
		}
		t.Rows = append(t.Rows, cells)
		if row.payload == "full" && row.concurrency == 1 {
			for i, p := range programs {
				b.result.Curves = append(b.result.Curves, newCurve(p.name, row.latencies[i]))
			}
		}
	}
	b.result.Tables["peers"] = t
	return b.starting(ctx, "peers-start", programs, min(b.starts, 6))
}

// memory reads what a server needs after many creates, and what its file does.
func (b *bench) memory(ctx context.Context) error {
	t := Table{Header: []string{"after", "RssAnon, MiB", "file, bytes a pool"}}
	for _, p := range b.payloads {
		b.say("%d %s creates\n", b.creates, p.name)
		err := b.with(ctx, []program{b.ours("pools.db")}, func(servers []*server) error {
			s := servers[0]
			if err := s.fill(call("CreateUserPool", p.body), b.creates); err != nil {
				return err
			}
			rss := anonymous(s.pid())
			s.stop()
			_, used, err := inside(filepath.Join(b.dir, "of-ours", "pools.db"))
			t.Rows = append(t.Rows, []string{fmt.Sprintf("%d %s creates", b.creates, p.name), digits(mebi(rss)), digits(float64(used) / float64(b.creates))})
			return err
		})
		if err != nil {
			return err
		}
	}
	b.result.Tables["memory"] = t
	return b.churned(ctx)
}

// churned adds what remains after pools that were made and deleted again.
func (b *bench) churned(ctx context.Context) error {
	b.say("%d creates with deletes\n", b.churn)
	return b.with(ctx, []program{b.ours("pools.db")}, func(servers []*server) error {
		s, create := servers[0], call("CreateUserPool", b.payloads[0].body)
		c := client{address: s.address}
		defer c.close()
		for range b.churn {
			made, err := c.ask(create)
			if err != nil {
				return err
			}
			_, after, _ := bytes.Cut(made, []byte(`"Id":"`))
			id, _, _ := bytes.Cut(after, []byte(`"`))
			if _, err := c.ask(call("DeleteUserPool", fmt.Sprintf(`{"UserPoolId":%q}`, id))); err != nil {
				return err
			}
		}
		rss := anonymous(s.pid())
		s.stop()
		_, used, err := inside(filepath.Join(b.dir, "of-ours", "pools.db"))
		t := b.result.Tables["memory"]
		t.Rows = append(t.Rows, []string{fmt.Sprintf("%d minimal creates, each with its delete", b.churn), digits(mebi(rss)), fmt.Sprintf("%d in all", used)})
		b.result.Tables["memory"] = t
		return err
	})
}

// many compares a server that has many pools with one that has hardly any: in a create, and in its start.
func (b *bench) many(ctx context.Context) error {
	full := call("CreateUserPool", b.payloads[1].body)
	programs := []program{b.ours("many.db"), b.ours("pools.db")}
	programs[0].name, programs[1].name = fmt.Sprintf("with %d pools", b.pools), "with none"
	const requests = 66 // a round: too few for the one without pools to have many soon
	b.say("%d pools\n", b.pools)
	return b.with(ctx, programs, func(servers []*server) error {
		if err := servers[0].fill(full, b.pools); err != nil {
			return err
		}
		var with, without sample
		for range b.calls {
			seen, err := alternate(servers, full, 1, b.rounds, span{time.Minute, requests})
			if err != nil {
				return err
			}
			with, without = append(with, seen[0].medians()), append(without, seen[1].medians())
		}
		for _, s := range servers {
			s.stop()
		}
		b.result.Tables["many"] = Table{
			Header: []string{"", programs[0].name + " / " + programs[1].name}, Rows: [][]string{{"p50 of a full create", with.over(without).ratio()}},
		}
		return b.starting(ctx, "many-start", programs, b.starts)
	})
}

// starting adds a table of how long programs take from their start to the first answer, beside the first of them.
func (b *bench) starting(ctx context.Context, table string, programs []program, times int) error {
	took, memory := make([]sample, len(programs)), make([][]float64, len(programs))
	for i := range took {
		took[i] = make(sample, 1)
	}
	for round := range times {
		for i := range programs {
			if round%2 == 1 {
				i = len(programs) - 1 - i
			}
			s, err := b.start(ctx, programs[i])
			if err != nil {
				return err
			}
			took[i][0] = append(took[i][0], micros(s.first)/1e3)
			memory[i] = append(memory[i], mebi(anonymous(s.pid())))
			s.stop()
		}
	}
	t := Table{Header: []string{"", "start to first answer, ms", programs[0].name + " / it", "RssAnon then, MiB"}}
	for i, p := range programs {
		beside := "1"
		if i > 0 {
			beside = took[0].over(took[i]).ratio()
		}
		t.Rows = append(t.Rows, []string{p.name, digits(took[i].middle()), beside, digits(median(memory[i]))})
	}
	b.result.Tables[table] = t
	return nil
}
