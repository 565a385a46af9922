package bolt

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

func TestOpen_Again(t *testing.T) {
	path := filepath.Join(t.TempDir(), "not", "there", "yet", "pools.db")
	for run := range 3 {
		s, err := Open(Options{Path: path, Fsync: run == 1})
		require.NoError(t, err)
		for earlier := range run {
			id := fmt.Sprint("us-east-1_Run", earlier)
			p, err := s.Get(t.Context(), storetest.Here, id)
			require.NoError(t, err)
			assert.Equal(t, storetest.Full(storetest.Here, id), p)
		}
		require.NoError(t, s.Create(t.Context(), storetest.Full(storetest.Here, fmt.Sprint("us-east-1_Run", run))))
		assert.Equal(t, run+1, storetest.Count(t, s, storetest.Here))
		require.NoError(t, s.Close())
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestOpen_File(t *testing.T) {
	ours := file(t, func(path string) {
		s, err := Open(Options{Path: path})
		require.NoError(t, err)
		for n := range 20 {
			require.NoError(t, s.Create(t.Context(), storetest.Full(storetest.Here, fmt.Sprint("us-east-1_", n))))
		}
		for n := range 10 { // it has free pages now
			require.NoError(t, s.Delete(t.Context(), storetest.Here, fmt.Sprint("us-east-1_", n)))
		}
		require.NoError(t, s.Close())
	})
	page := os.Getpagesize()
	pages := len(ours) / page
	meta := latestMeta(bytes.NewReader(ours), uint64(page))
	free := func(number int, id uint64) []byte { return withFree(t, ours, number, id) }
	for _, c := range []struct {
		name    string
		content []byte
		want    error
		says    string
	}{
		{"empty", nil, nil, ""},
		{"of a process that was killed before it marked it", bboltFile(t), nil, ""},
		{"a text", []byte("dear diary\n"), ErrForeign, "not a file of user pools"},
		{"a long text", bytes.Repeat([]byte("dear diary\n"), 1e4), ErrForeign, "not a file of user pools"},
		{"zeros", make([]byte, 1<<16), ErrDamaged, "the file is damaged: invalid database"},
		{"a zero", make([]byte, 1), ErrDamaged, "the file is damaged: invalid database"},
		{"bbolt's, of another program", bboltFile(t, "books", "dune", "1965"), ErrForeign, "not a file of user pools"},
		{"of the version before records", bboltFile(t, "userpools", "format", "1"), nil, ""},
		{"of this version", bboltFile(t, "userpools", "format", "2"), nil, ""},
		{"of a newer version", bboltFile(t, "userpools", "format", "3"), ErrNewer, "written by a newer version of this program (format 3)"},
		{"without its format", bboltFile(t, "userpools", "form", ""), ErrDamaged, "the file is damaged: its mark has no format"},
		{"ours, without its last page", ours[:(pages-1)*page], ErrDamaged, fmt.Sprintf("the file is damaged: it is cut short, %d of %d bytes", (pages-1)*page, pages*page)},
		{"ours, cut to half", ours[:pages/2*page], ErrDamaged, fmt.Sprintf("the file is damaged: it is cut short, %d of %d bytes", pages/2*page, pages*page)},
		{"ours, cut to a page", ours[:page], ErrDamaged, fmt.Sprintf("the file is damaged: file size too small %d", page)},
		{"ours, cut to less than a page", ours[:page/2], ErrDamaged, "the file is damaged: invalid database"},
		{"ours, with zeros after its two meta pages", append(bytes.Clone(ours[:2*page]), make([]byte, len(ours)-2*page)...), ErrDamaged, "*its list of free pages cannot be: page * is none"},
		{"ours, with a free page that none is", free(0, 1), ErrDamaged, "*page 1 after 1, of *"},
		{"ours, with a free page twice", free(1, freeIn(ours)[0]), ErrDamaged, "*page * after *, of *"},
		{"ours, with a free page of a later terabyte", free(len(freeIn(ours))-1, 1<<32), ErrDamaged, "*page 4294967296 after *, of *"},
		{"ours, with a free page behind its end", free(len(freeIn(ours))-1, uint64(pages)), ErrDamaged, "*page * after *, of *"},
		{"ours, with its first page free", withPageFree(t, ours, meta.Root), ErrDamaged, "*page * after *, of *"},
		{"ours, with the page free that says so", withPageFree(t, ours, meta.Freelist), ErrDamaged, "*page * after *, of *"},
		{"ours, with more free pages than there is room for", free(-1, uint64(page)), ErrDamaged, "*it has * pages and room for *"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "pools.db")
			require.NoError(t, os.WriteFile(path, c.content, private))
			long := time.Now().Add(-time.Hour).Truncate(time.Second)
			require.NoError(t, os.Chtimes(path, long, long))
			s, err := Open(Options{Path: path})
			require.ErrorIs(t, err, c.want)
			if c.want == nil {
				require.NoError(t, s.Close())
				require.NoError(t, inspect(path))
				return
			}
			assert.Regexp(t, "^"+strings.ReplaceAll(regexp.QuoteMeta(path+": "+c.says), `\*`, ".*")+"$", err.Error())
			assert.Equal(t, 1, strings.Count(err.Error(), path))
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.True(t, bytes.Equal(c.content, after), "it was changed")
			info, err := os.Stat(path)
			require.NoError(t, err)
			assert.True(t, info.ModTime().Equal(long), "it was written to")
		})
	}
}

// freelistOf is the page with the list of free pages in the content of a file.
func freelistOf(content []byte) (page []byte) {
	size := os.Getpagesize()
	at := int(latestMeta(bytes.NewReader(content), uint64(size)).Freelist) * size
	return content[at : at+size]
}

func freeIn(content []byte) []uint64 {
	page := freelistOf(content)
	ids := make([]uint64, binary.NativeEndian.Uint16(page[10:]))
	for i := range ids {
		ids[i] = binary.NativeEndian.Uint64(page[headerSize+8*i:])
	}
	return ids
}

// withFree is a file whose list of free pages has another page in a place; in place -1 is how many there are.
func withFree(t *testing.T, content []byte, number int, id uint64) []byte {
	t.Helper()
	content = bytes.Clone(content)
	require.Greater(t, len(freeIn(content)), 2)
	if number < 0 {
		binary.NativeEndian.PutUint16(freelistOf(content)[10:], uint16(id))
	} else {
		binary.NativeEndian.PutUint64(freelistOf(content)[headerSize+8*number:], id)
	}
	return content
}

// withPageFree is a file whose list of free pages has a certain page, at its place.
func withPageFree(t *testing.T, content []byte, id uint64) []byte {
	t.Helper()
	at, _ := slices.BinarySearch(freeIn(content), id)
	return withFree(t, content, max(at-1, 0), id)
}

// TestOpen_Format has a file of the version before records: it is read, and stays one of that
// version until something belongs to one of its pools, whatever becomes of that later.
func TestOpen_Format(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pools.db")
	require.NoError(t, os.WriteFile(path, unzipped(t, "testdata/files/format1.db.gz"), private))
	p := storetest.Minimal(storetest.Here, "us-east-1_Minimal")
	replaced := storetest.Full(storetest.Here, "us-east-1_Full")
	replaced.Revision++
	first := client(p, "a")
	for i, step := range []struct {
		name, format string
		call         func(s *Store) error
		want         error
	}{
		{"it is read", "1", func(s *Store) error { return holds(t, s, p, storetest.Full(storetest.Here, "us-east-1_Full")) }, nil},
		{"a pool is made", "1", func(s *Store) error { return s.Create(t.Context(), numbered(0)) }, nil},
		{"a pool changes", "1", func(s *Store) error { return s.Write(t.Context(), cognito.Write{Pool: replaced}) }, nil},
		{"a pool goes", "1", func(s *Store) error { return s.Delete(t.Context(), storetest.Elsewhere, p.ID) }, nil},
		{"a first record is refused", "1", func(s *Store) error {
			return s.Write(t.Context(), cognito.Write{Pool: begun(3, p), Put: []*cognito.Record{first}})
		}, cognito.ErrConflict},
		{"a first record fails", "1", func(s *Store) error {
			return s.Write(t.Context(), cognito.Write{Pool: begun(2, p), Put: []*cognito.Record{client(p, strings.Repeat("k", bbolt.MaxKeySize))}})
		}, bbolterrors.ErrKeyTooLarge},
		{"a first record", "2", func(s *Store) error {
			return s.Write(t.Context(), cognito.Write{Pool: begun(2, p), Put: []*cognito.Record{first}})
		}, nil},
		{"it is read again", "2", func(s *Store) error { return holds(t, s, begun(2, p), replaced, numbered(0)) }, nil},
		{"the record goes", "2", func(s *Store) error { return s.Write(t.Context(), cognito.Write{Remove: []*cognito.Record{first}}) }, nil},
		{"and its pool", "2", func(s *Store) error { return s.Delete(t.Context(), storetest.Here, p.ID) }, nil},
		{"and a pool comes", "2", func(s *Store) error { return s.Create(t.Context(), p) }, nil},
	} {
		s, err := Open(Options{Path: path, Fsync: i%2 == 0})
		require.NoError(t, err)
		require.ErrorIs(t, step.call(s), step.want, step.name)
		require.NoError(t, s.db.View(func(tx *bbolt.Tx) error {
			assert.Equal(t, step.format, string(tx.Bucket(markBucket).Get(formatKey)), step.name)
			return nil
		}))
		require.NoError(t, s.Close())
	}
}

func unzipped(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	in, err := gzip.NewReader(f)
	require.NoError(t, err)
	content, err := io.ReadAll(in)
	require.NoError(t, err)
	return content
}

// holds fails the test where a store does not have pools as they are given.
func holds(t *testing.T, s *Store, pools ...*cognito.Pool) error {
	t.Helper()
	for _, p := range pools {
		got, err := s.Get(t.Context(), p.Partition, p.ID)
		require.NoError(t, err)
		assert.Equal(t, p, got)
	}
	return nil
}

// file is the content of a file that write makes.
func file(t *testing.T, write func(path string)) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.db")
	write(path)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return content
}

// bboltFile has a bucket, a key in it and its value, or none. It has no list of free
// pages, which bbolt writes as soon as it opens a file for writing.
func bboltFile(t *testing.T, entry ...string) []byte {
	t.Helper()
	return file(t, func(path string) {
		db, err := bbolt.Open(path, private, &bbolt.Options{NoFreelistSync: entry != nil})
		require.NoError(t, err)
		if entry != nil {
			require.NoError(t, db.Update(func(tx *bbolt.Tx) error {
				b, err := tx.CreateBucket([]byte(entry[0]))
				require.NoError(t, err)
				return b.Put([]byte(entry[1]), []byte(entry[2]))
			}))
		}
		require.NoError(t, db.Close())
	})
}

// TestOpen_NoPoolRead has pages of pools that cannot be read: a start does not take
// longer, and reads no more of the disk, the more pools a file has.
func TestOpen_NoPoolRead(t *testing.T) {
	const pools = 2000
	var leaves []int64
	content := file(t, func(path string) {
		s, err := Open(Options{Path: path})
		require.NoError(t, err)
		errs, _ := atOnce(t, s, creates(t, s, pools))
		require.NoError(t, errors.Join(errs...))
		require.NoError(t, s.db.View(func(tx *bbolt.Tx) error {
			root := int(tx.Cursor().Bucket().Root())
			for id := 2; ; id++ {
				switch page, err := tx.Page(id); {
				case page == nil || err != nil:
					return err
				case page.Type == "leaf" && id != root:
					leaves = append(leaves, int64(id))
				}
			}
		}))
		require.NoError(t, s.Close())
	})
	page := int64(os.Getpagesize())
	require.Greater(t, len(leaves), pools/40)
	for _, id := range leaves {
		copy(content[id*page:], bytes.Repeat([]byte{0xff}, int(page)))
	}
	path := filepath.Join(t.TempDir(), "pools.db")
	require.NoError(t, os.WriteFile(path, content, private))
	s, err := Open(Options{Path: path})
	require.NoError(t, err)
	counts, err := s.Counts()
	require.NoError(t, err)
	assert.Equal(t, map[cognito.Partition]int{storetest.Here: pools}, counts)
	require.NoError(t, s.Close())
}

// TestOpen_AtOnce has several make a file: one does, and nobody gets another.
func TestOpen_AtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pools.db")
	var opened atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			s, err := Open(Options{Path: path})
			if err != nil {
				assert.ErrorIs(t, err, ErrLocked)
				return
			}
			opened.Add(1)
			assert.NoError(t, s.Create(t.Context(), numbered(0)))
			time.Sleep(2 * lockWait) // longer than the others wait
			assert.NoError(t, errors.Join(s.Lost(), s.Close()))
		})
	}
	all.Wait()
	assert.EqualValues(t, 1, opened.Load())
	s, err := Open(Options{Path: path})
	require.NoError(t, err)
	require.NoError(t, errors.Join(holds(t, s, numbered(0)), s.Close()))
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, files, 1)
}

// TestOpen_Link: the file may be elsewhere, and is made there.
func TestOpen_Link(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "link")
	require.NoError(t, os.Symlink(filepath.Join("later", "pools.db"), path))
	for range 2 {
		s, err := Open(Options{Path: path})
		require.NoError(t, err)
		require.NoError(t, s.Close())
	}
	info, err := os.Lstat(filepath.Join(folder, "later", "pools.db"))
	require.NoError(t, err)
	assert.True(t, info.Mode().IsRegular())

	require.NoError(t, os.MkdirAll(filepath.Join(folder, "real", "below"), 0o700)) // .. is the folder's that a link leads to
	require.NoError(t, os.Symlink(filepath.Join("real", "below"), filepath.Join(folder, "short")))
	require.NoError(t, os.Symlink(filepath.Join("..", "pools.db"), filepath.Join(folder, "real", "below", "link")))
	s, err := Open(Options{Path: filepath.Join(folder, "short", "link")})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	assert.FileExists(t, filepath.Join(folder, "real", "pools.db"))
	assert.NoFileExists(t, filepath.Join(folder, "pools.db"))
}

// TestLost has somebody else do something to the file that is open.
func TestLost(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"removed":   os.Remove,
		"renamed":   func(path string) error { return os.Rename(path, path+".old") },
		"replaced":  func(path string) error { return errors.Join(os.Remove(path), os.WriteFile(path, nil, private)) },
		"cut short": func(path string) error { return os.Truncate(path, int64(3*os.Getpagesize())) },
	} {
		path := filepath.Join(t.TempDir(), "pools.db")
		s, err := Open(Options{Path: path})
		require.NoError(t, err)
		require.NoError(t, s.Create(t.Context(), numbered(0)))
		require.NoError(t, s.Lost())
		require.NoError(t, spoil(path))
		err = s.Lost()
		require.ErrorIs(t, err, ErrLost, name)
		assert.Equal(t, 1, strings.Count(err.Error(), path))
		require.NoError(t, s.Close())
	}
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(filepath.Join(t.TempDir(), "pools.db"), link))
	s, err := Open(Options{Path: link})
	require.NoError(t, err)
	require.NoError(t, errors.Join(s.Lost(), os.Remove(link), os.Symlink(full(t), link)))
	require.ErrorIs(t, s.Lost(), ErrLost, "linked elsewhere")
	require.NoError(t, s.Close())
	s, err = OpenMemory()
	require.NoError(t, err)
	require.NoError(t, errors.Join(s.Lost(), s.Close()))
}

func TestOpen_SystemError(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(blocked, []byte("x"), private))
	_, err := Open(Options{Path: filepath.Join(blocked, "pools.db")})
	assert.ErrorContains(t, err, "not a directory")
	_, err = Open(Options{Path: t.TempDir()})
	assert.ErrorIs(t, err, ErrForeign)
	assert.ErrorContains(t, err, "it is a folder")
	later := filepath.Join(t.TempDir(), "later") + string(filepath.Separator)
	for _, path := range []string{later, ""} {
		_, err = Open(Options{Path: path})
		assert.ErrorContains(t, err, "it is a folder")
	}
	assert.NoDirExists(t, later)
	_, err = Open(Options{Path: os.DevNull})
	assert.ErrorIs(t, err, ErrForeign)
	assert.ErrorContains(t, err, "it is no regular file")
	if runtime.GOOS == "linux" {
		_, err = Open(Options{Path: "/proc/pools.db"})
		assert.NotErrorIs(t, err, ErrForeign)
		assert.ErrorIs(t, err, os.ErrNotExist)
	}
}

func TestOpenMemory_NoDisk(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has files without a disk")
	}
	t.Setenv("TMPDIR", "/nonexistent")
	s, err := OpenMemory()
	require.NoError(t, err)
	closeAtEnd(t, s)
	for n := range 500 { // beyond the first size of the file and of its map
		require.NoError(t, s.Create(t.Context(), storetest.Full(storetest.Here, fmt.Sprint("us-east-1_", n))))
	}
	assert.Equal(t, 500, storetest.Count(t, s, storetest.Here))
}

func TestOpenMemory_NoLeftover(t *testing.T) {
	for name, file := range map[string]func() (*os.File, string, error){"as the system has it": anonymous, "a temporary file": temporary} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			s, err := openMemory(file)
			require.NoError(t, err)
			require.NoError(t, s.Create(t.Context(), storetest.Full(storetest.Here, "us-east-1_Memory")))
			entries, err := os.ReadDir(os.TempDir())
			require.NoError(t, err)
			if runtime.GOOS != "windows" {
				assert.Empty(t, entries, "a killed process would leave it")
			}
			require.NoError(t, s.Close())
			entries, err = os.ReadDir(os.TempDir())
			require.NoError(t, err)
			assert.Empty(t, entries)
		})
	}
}

// TestStore_Unreadable: a fault names what cannot be read, and has nothing of it.
func TestStore_Unreadable(t *testing.T) {
	s, broken := openNew(t), storetest.Parent(storetest.Here, "us-east-1_Broken")
	r := client(broken, "broken")
	require.NoError(t, errors.Join(s.Create(t.Context(), broken), s.Write(t.Context(), cognito.Write{Put: []*cognito.Record{r}})))
	for want, key := range map[string]cognito.Key{"CLIENT broken cannot be read": r.Key, "pool us-east-1_Broken cannot be read": {Owner: r.Owner}} {
		spoil(t, s, key)
		_, err := s.Find(t.Context(), r.Key)
		if key.Kind == "" {
			_, err = s.Get(t.Context(), storetest.Here, broken.ID)
		}
		require.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "secret")
	}
}

func TestCreate_CancelledInQueue(t *testing.T) {
	s := openNew(t)
	other, err := s.db.Begin(true)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error)
	go func() {
		err := s.Create(ctx, storetest.Minimal(storetest.Here, "us-east-1_Waits"))
		result <- err
	}()
	select {
	case err := <-result:
		t.Fatal("it did not wait", err)
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	require.NoError(t, other.Rollback())
	require.ErrorIs(t, <-result, context.Canceled)
	assert.Zero(t, storetest.Count(t, s, storetest.Here))
}

// TestOpen_Logged: a file is also of the later version since logs of a pool are delivered, though nothing belongs to it; the
// pool is of the first form again once they are not.
func TestOpen_Logged(t *testing.T) {
	s := openNew(t)
	p := storetest.Minimal(storetest.Here, "us-east-1_Logged")
	require.NoError(t, s.Create(t.Context(), p))
	for _, step := range []struct {
		logs          []cognito.LogConfigurationType
		format, saved string
	}{
		{nil, "1", ""}, {[]cognito.LogConfigurationType{{EventSource: new("x")}}, "2", `"Format":3`}, {nil, "2", ""},
	} {
		p.LogConfigurations = step.logs
		p.Revision++
		require.NoError(t, s.Write(t.Context(), cognito.Write{Pool: p}))
		require.NoError(t, holds(t, s, p))
		require.NoError(t, s.db.View(func(tx *bbolt.Tx) error {
			assert.Equal(t, step.format, string(tx.Bucket(markBucket).Get(formatKey)))
			stored := string(tx.Bucket(bucketOf(p.Partition)).Get([]byte(p.ID)))
			assert.Equal(t, step.saved != "", strings.Contains(stored, `"Format"`), stored)
			assert.Contains(t, stored, step.saved)
			return nil
		}))
	}
}
