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
		const unit, transaction = 1024, 2
		size := itemSize(item)
		if p.name == "full" {
			b.item = size
		}
		t.Rows = append(t.Rows, []string{p.name, fmt.Sprint(len(p.body)), fmt.Sprint(size), fmt.Sprint((size + unit - 1) / unit * transaction)})
	}
	b.result.Tables["units"] = t
	return nil
}

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
	seen := make([][len(figures)]sample, len(programs))
	for range b.calls {
		b.say("%d cold starts of each function\n", b.starts)
		call, err := b.coldCall(ctx, programs, event, store)
		if err != nil {
			return err
		}
		for i := range programs {
			for figure := range figures {
				seen[i][figure] = append(seen[i][figure], call[i][figure])
			}
		}
	}
	t := Table{Header: []string{"", "ours", "ours / hello", "ours / putter", "putter / hello"}}
	for i, name := range figures {
		ours, hello, putter := seen[0][i], seen[1][i], seen[2][i]
		t.Rows = append(t.Rows, []string{
			name, digits(ours.middle()), ours.over(hello).ratio(), ours.over(putter).ratio(), putter.over(hello).ratio(),
		})
	}
	sizes := []string{"size of the program, MiB"}
	for _, name := range programs {
		sizes = append(sizes, name+": "+b.size(name))
	}
	t.Rows = append(t.Rows, append(sizes, ""))
	b.result.Tables["function"] = t
	return nil
}

// coldCall is what the programs' starts showed, by program and figure.
func (b *bench) coldCall(ctx context.Context, programs []string, event []byte, store *table) ([][len(figures)][]float64, error) {
	seen := make([][len(figures)][]float64, len(programs))
	for round := range b.starts {
		for _, i := range order(round, len(programs)) {
			c, err := b.coldStart(ctx, programs[i], event, store, b.warm)
			if err != nil {
				return nil, err
			}
			for figure, x := range c {
				seen[i][figure] = append(seen[i][figure], x)
			}
		}
	}
	return seen, nil
}
