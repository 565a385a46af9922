package dynamo

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"userpools/pkg/cognito"
)

// Delete implements cognito.Store: one transaction, or, where something belongs or belonged to the pool, a second
// one that also notes that the pool ended, so that what is left of it is swept. What belonged to it cannot be
// found any more from then on, because its keys have the pool's Life. The second one is made at once, of what the first has read:
// whoever waits in between does so for another writer to come.
func (s *Store) Delete(ctx context.Context, part cognito.Partition, id string) error {
	var stored attributes
	var pool *cognito.Pool
	end := change{kind: remove, item: keyOf(part, id), condition: endsAlone(), refusal: func(old attributes) (err error) {
		if stored, pool, err = old, nil, cognito.ErrNotFound; len(old) > 0 {
			pool, err = endable(part, old)
		}
		return err
	}}
	err := s.transact(ctx, end)
	if pool == nil || !errors.Is(err, cognito.ErrConflict) {
		return err
	}
	end.condition = unchanged(stored, pool.Revision)
	owner := pool.Owner()
	if err = s.transact(ctx, end, change{item: s.encodeGone(owner)}); err == nil {
		s.sweep(ctx, owner)
	}
	return err
}

// endsAlone is the condition of a pool that may be deleted and to which nothing belonged. An item of a
// later form may say its protection elsewhere, and one that cannot be read may be a protected one's.
func endsAlone() condition {
	return condition{
		expression: new("#format <= :alone AND (attribute_not_exists(#settings) OR attribute_type(#settings, :map)) AND " +
			"(attribute_not_exists(#settings.#protection) OR attribute_type(#settings.#protection, :text) AND #settings.#protection <> :active)"),
		names: map[string]string{"#format": "Format", "#settings": "Settings", "#protection": "DeletionProtection"},
		values: attributes{
			":alone": number(cognito.PoolAlone), ":active": text(cognito.ProtectionActive), ":map": text("M"), ":text": text("S"),
		},
	}
}

// endable is a pool that was not deleted, and why: ErrConflict if it can be by the next attempt.
func endable(part cognito.Partition, old attributes) (*cognito.Pool, error) {
	p, err := decode(part, old)
	switch {
	case err != nil:
		return nil, err
	case p.Settings.DeletionProtection != nil && *p.Settings.DeletionProtection == cognito.ProtectionActive:
		return nil, cognito.ErrProtected
	case p.Family.Domain != "" || p.Family.CustomDomain != "":
		return nil, cognito.ErrHasDomain
	}
	return p, cognito.ErrConflict
}

const gonePrefix = "GONE#"

// gone is what the table holds of a pool that ended, as long as something of it may be left. Its key names
// the pool's id and Life.
type gone struct {
	PK, SK string
	Type   string // "Gone"
	Format int
	Ended  int64 // milliseconds since 1970
}

func (s *Store) encodeGone(of cognito.Owner) attributes {
	item := key(partitionKey(of.Partition), gonePrefix+of.PoolID+"#"+of.Life)
	item["Type"], item["Format"], item["Ended"] = text("Gone"), number(goneFormat), number(s.now().UnixMilli())
	return item
}

func (g *gone) owner(part cognito.Partition) cognito.Owner {
	id, life, _ := strings.Cut(strings.TrimPrefix(g.SK, gonePrefix), "#")
	return cognito.Owner{Partition: part, PoolID: id, Life: life}
}

// What one Delete sweeps at most. Units are counted and not time: a table has so many a second for all.
const (
	sweepUnits = 250 // of writing, of the pool itself, and as many again of others; one item may take more
	sweepGone  = 2   // pools that ended earlier
	sweepLook  = 100 // among how many of them it looks for the oldest
	batch      = 25  // what BatchWriteItem takes
)

// straggling is how long after a pool's end something that belongs to it may still be written, by a call that had
// read the pool before: longer than any call takes.
const straggling = time.Minute

// sweep deletes what is left of a pool that has just ended, and of those that ended earlier. Where it fails
// or comes to its bounds, it leaves the rest to a later one.
func (s *Store) sweep(ctx context.Context, of cognito.Owner) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	units := sweepUnits
	if _, err := s.sweepPool(ctx, of, &units); err != nil {
		return
	}
	units = sweepUnits // where every pool has more than that, what is left would otherwise only become more
	for _, g := range s.oldest(ctx, of.Partition) {
		if units <= 0 {
			return
		}
		nothing, err := s.sweepPool(ctx, g.owner(of.Partition), &units)
		if nothing {
			units--
			err = s.deleteAll(ctx, []attributes{key(g.PK, g.SK)})
		}
		if err != nil {
			return
		}
	}
}

// sweepPool deletes what is left of a pool, as far as the units go, and returns whether there was nothing.
func (s *Store) sweepPool(ctx context.Context, of cognito.Owner, units *int) (nothing bool, err error) {
	in := s.queryOf(familyKey(of), of.Life+"#", "")
	in.Limit = new(int32(sweepUnits))
	page, err := s.query(ctx, in)
	if err != nil {
		return false, err
	}
	var keys []attributes
	for _, item := range page.Items {
		cost := unitsOf(item)
		if cost > *units && *units < sweepUnits {
			break
		}
		*units -= cost
		keys = append(keys, onlyKey(item))
	}
	return len(page.Items) == 0 && len(page.LastEvaluatedKey) == 0, s.deleteAll(ctx, keys)
}

// oldest are the pools of a partition that ended first, and long enough ago for the note of them to go where
// nothing is left.
func (s *Store) oldest(ctx context.Context, part cognito.Partition) (all []*gone) {
	in := s.queryOf(partitionKey(part), gonePrefix, "")
	in.Limit = new(int32(sweepLook))
	page, err := s.query(ctx, in)
	if err != nil {
		return nil
	}
	for _, item := range page.Items {
		g, err := read[gone](item, goneFormat)
		if err == nil && s.now().Sub(milliseconds(g.Ended)) >= straggling {
			all = append(all, g)
		}
	}
	slices.SortFunc(all, func(a, b *gone) int { return cmp.Compare(a.Ended, b.Ended) })
	return all[:min(sweepGone, len(all))]
}

var errUnprocessed = errors.New("dynamo: BatchWriteItem has left items")

func (s *Store) deleteAll(ctx context.Context, keys []attributes) error {
	for some := range slices.Chunk(keys, batch) {
		var requests []types.WriteRequest
		for _, key := range some {
			requests = append(requests, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: key}})
		}
		out, err := try(ctx, s, "BatchWriteItem", func(ctx context.Context) (*dynamodb.BatchWriteItemOutput, error) {
			return s.client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
				RequestItems: map[string][]types.WriteRequest{s.table: requests},
			})
		})
		if err != nil {
			return err
		}
		if len(out.UnprocessedItems) > 0 {
			return errUnprocessed
		}
	}
	return nil
}
