package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
	"userpools/pkg/trace"
)

const secret = "a secret of an app client"

// grown is the content of a file whose buckets are larger than a page, smaller than one, and of one value that is; of a client it has the secret.
func grown(t *testing.T) []byte {
	t.Helper()
	return file(t, func(path string) {
		s, err := Open(Options{Path: path})
		require.NoError(t, err)
		p := storetest.Full(storetest.Here, "us-east-1_Kept")
		require.NoError(t, s.Create(t.Context(), p))
		for n := range 40 {
			c := client(p, fmt.Sprintf("client%02d", n))
			c.Body.(*cognito.Client).Secrets[0].Value = secret
			w := cognito.Write{Put: []*cognito.Record{c}}
			if n == 0 {
				p = begun(p.Revision+1, p)
				w.Pool = p
			}
			require.NoError(t, s.Write(t.Context(), w))
		}
		errs, _ := atOnce(t, s, creates(t, s, 100))
		require.NoError(t, errors.Join(errs...))
		large := numbered(100)
		large.Name = strings.Repeat("x", 3*os.Getpagesize())
		elsewhere := storetest.Minimal(cognito.Partition{Account: storetest.Here.Account, Region: "eu-west-1"}, "eu-west-1_A")
		require.NoError(t, errors.Join(s.Create(t.Context(), large), s.Create(t.Context(), elsewhere), s.Close()))
	})
}

// usedPages are those of a file that belong to buckets.
func usedPages(t *testing.T, content []byte) (used []uint64) {
	t.Helper()
	size := uint64(os.Getpagesize())
	m := latestMeta(bytes.NewReader(content), size)
	for todo := []uint64{m.Root}; len(todo) > 0; todo = todo[1:] {
		used = append(used, todo[0])
		page, err := readPage(bytes.NewReader(content), size, m.Pages, todo[0])
		require.NoError(t, err)
		below, ok := pagesBelow(page)
		require.True(t, ok)
		todo = append(todo, below...)
	}
	return used
}

// TestDamage_Bit has a bit of what pages say of themselves be another one: no check and no reading ends the process or takes for ever, no
// secret is told, and what a backup would be made of can be read and written.
func TestDamage_Bit(t *testing.T) {
	whole := grown(t)
	used := usedPages(t, whole)
	random := rand.New(rand.NewPCG(1, 2))
	sound := 0
	for range 600 {
		content := bytes.Clone(whole)
		page := content[used[random.IntN(len(used))]*uint64(os.Getpagesize()):]
		described := headerSize + elementSize*int(binary.NativeEndian.Uint16(page[10:]))
		if described > os.Getpagesize() {
			continue
		}
		at, bit := random.IntN(described), random.IntN(8)
		page[at] ^= 1 << bit
		path := filepath.Join(t.TempDir(), "pools.db")
		require.NoError(t, os.WriteFile(path, content, private))
		from, err := openToCopy(path)
		if err == nil {
			err = errors.Join(soundness(from), from.Close())
		}
		if err == nil {
			sound++
		} else {
			assert.True(t, errors.Is(err, ErrDamaged) || errors.Is(err, ErrForeign), err) // foreign where its mark has another name
		}
		told, damage := useAll(path, err == nil)
		assert.NotContains(t, told, secret)
		if err == nil {
			require.NoError(t, damage, "bit %d of byte %d of page %d", bit, at, binary.NativeEndian.Uint64(page))
		}
	}
	assert.Positive(t, sound)
	assert.Less(t, sound, 300)
}

// useAll opens a file, reads all that is in it, and where that is sound writes to it; told is what a log would have, and damage what
// bbolt found wrong.
func useAll(path string, sound bool) (told string, damage error) {
	ctx, log := trace.New(context.Background())
	s, err := Open(Options{Path: path})
	if err != nil {
		return err.Error(), err
	}
	counts, err := s.Counts()
	errs := []error{err}
	pools := []cognito.Summary{}
	errs = append(errs, panicOf(func() { pools, _, _ = s.List(ctx, storetest.Here, "", 1000) }))
	for _, p := range pools {
		errs = append(errs, panicOf(func() { _, _ = s.Get(ctx, storetest.Here, p.ID) }))
	}
	of := begun(2, storetest.Full(storetest.Here, "us-east-1_Kept")).Owner()
	errs = append(errs, panicOf(func() { _, _, _ = s.Records(ctx, of, cognito.ClientRecord, "", 1000) }))
	if sound {
		errs = append(errs, panicOf(func() { _ = s.Create(ctx, numbered(200)) }), panicOf(func() { _ = s.Delete(ctx, storetest.Here, numbered(7).ID) }))
	}
	errs = append(errs, s.Close())
	return fmt.Sprint(log.Unreadable, counts, errs), errors.Join(errs...)
}

func panicOf(do func()) (err error) {
	defer damage(&err)
	do()
	return nil
}

// TestDamage_Endless: what would take bbolt's own check hours and all memory is refused at once.
func TestDamage_Endless(t *testing.T) {
	content := grown(t)
	used := usedPages(t, content)
	page := content[slices.Max(used)*uint64(os.Getpagesize()):]
	page[15] ^= 0x80 // the page goes on over 2^31 others
	path := filepath.Join(t.TempDir(), "pools.db")
	require.NoError(t, os.WriteFile(path, content, private))
	_, err := Backup(t.Context(), path, path+".copy", false)
	require.ErrorIs(t, err, ErrDamaged)
	_, err = Compact(t.Context(), path)
	require.ErrorIs(t, err, ErrDamaged)
	assertAlone(t, path)
}
