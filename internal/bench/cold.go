package bench

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// event is a create as an HTTP API passes it to the function.
func (b *bench) event(body string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(b.root, "events", "create-user-pool-full.aws.json"))
	if err != nil {
		return nil, err
	}
	var event map[string]any
	if err := json.Unmarshal(text, &event); err != nil {
		return nil, err
	}
	event["body"] = base64.StdEncoding.EncodeToString([]byte(body))
	return json.Marshal(event)
}

// units shows what a pool costs in the table: what the function puts, by DynamoDB's rule.
func (b *bench) units(ctx context.Context) error {
	store, err := newTable()
	if err != nil {
		return err
	}
	defer func() { _ = store.listener.Close() }()
	all, err := stored(b.root)
	if err != nil {
		return err
	}
	t := Table{Header: []string{"pool", "request, bytes", "item, bytes", "write units"}}
	for _, p := range all {
		event, err := b.event(p.body)
		if err != nil {
			return err
		}
		if _, err := b.coldStart(ctx, "userpools", event, store, 0); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		item, err := store.item()
		if err != nil {
			return err
		}
		const unit = 1024
		size := itemSize(item)
		if p.name == "full" {
			b.itemBytes = size
		}
		t.Rows = append(t.Rows, []string{p.name, fmt.Sprint(len(p.body)), fmt.Sprint(size), fmt.Sprint((size + unit - 1) / unit)})
	}
	b.result.Tables["units"] = t
	return nil
}

// colds are what each start of a function showed, by call.
type colds struct{ initCPU, start, warm, warmCPU sample }

// cold starts the function and its floors in turn.
func (b *bench) cold(ctx context.Context) error {
	store, err := newTable()
	if err != nil {
		return err
	}
	defer func() { _ = store.listener.Close() }()
	event, err := b.event(b.payloads[1].body)
	if err != nil {
		return err
	}
	programs := []string{"userpools", "hello", "putter"}
	seen := make([]colds, len(programs))
	for i := range seen {
		seen[i] = colds{make(sample, b.calls), make(sample, b.calls), make(sample, b.calls), make(sample, b.calls)}
	}
	for call := range b.calls {
		b.say("%d cold starts of each function\n", b.starts)
		for round := range b.starts {
			for i := range programs {
				if round%2 == 1 {
					i = len(programs) - 1 - i
				}
				c, err := b.coldStart(ctx, programs[i], event, store, b.warm)
				if err != nil {
					return err
				}
				s := &seen[i]
				s.initCPU[call], s.start[call] = append(s.initCPU[call], c.initCPU), append(s.start[call], c.start)
				s.warm[call], s.warmCPU[call] = append(s.warm[call], c.warm), append(s.warmCPU[call], c.warmCPU)
			}
		}
	}
	b.result.Tables["function"] = b.functionTable(seen[0], seen[1], seen[2])
	return nil
}

func (b *bench) functionTable(ours, hello, putter colds) Table {
	row := func(name string, of func(colds) sample) []string {
		return []string{
			name, digits(of(ours).middle()), of(ours).over(of(hello)).ratio(),
			of(ours).over(of(putter)).ratio(), of(putter).over(of(hello)).ratio(),
		}
	}
	return Table{Header: []string{"", "ours", "ours / hello", "ours / putter", "putter / hello"}, Rows: [][]string{
		row("CPU of init, µs", func(c colds) sample { return c.initCPU }),
		row("init and first create, µs", func(c colds) sample { return c.start }),
		row("warm create, p50, µs", func(c colds) sample { return c.warm }),
		row("warm create, CPU, µs", func(c colds) sample { return c.warmCPU }),
		{"size of the program, MiB", b.size("userpools"), "hello: " + b.size("hello"), "putter: " + b.size("putter"), ""},
	}}
}
