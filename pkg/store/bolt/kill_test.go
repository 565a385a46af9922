package bolt

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

// helperVariable makes this test binary a process that works on a file until it
// is killed; limitVariable has it only open the file, while no file can be larger than that many bytes.
const (
	helperVariable = "BOLT_TEST_HELPER"
	limitVariable  = "BOLT_TEST_LIMIT"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(helperVariable); path != "" {
		limit, err := strconv.ParseUint(os.Getenv(limitVariable), 10, 64)
		if err == nil {
			err = openLimited(path, limit)
		} else {
			err = work(path)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// workers share commits, so that a kill meets several writes in one.
const workers = 8

// life is what becomes of a pool, in writes. How many of them were made can be seen in the file.
func life(id string) []func(*Store) error {
	ctx, p := context.Background(), storetest.Full(storetest.Here, id)
	later := func(n int64, domain string) *cognito.Pool {
		q := begun(p.Revision+n, p)
		q.Family.Domain = domain
		return q
	}
	write := func(w cognito.Write) func(*Store) error { return func(s *Store) error { return s.Write(ctx, w) } }
	return []func(*Store) error{
		func(s *Store) error { return s.Create(ctx, p) },
		write(cognito.Write{Pool: later(1, id), Put: []*cognito.Record{domain(p, id)}}),
		write(cognito.Write{Put: []*cognito.Record{client(p, "a")}}),
		write(cognito.Write{Pool: later(2, ""), Put: append(others(p, "b"), client(p, "b")), Remove: []*cognito.Record{domain(p, id)}}),
		write(cognito.Write{Put: []*cognito.Record{client(p, "c")}, Remove: append(others(p, "b")[1:], client(p, "a")), Unchanged: []*cognito.Record{client(p, "b")}}),
		func(s *Store) error { return s.Delete(ctx, p.Partition, p.ID) },
	}
}

// others are records of kinds that a life has besides.
func others(p *cognito.Pool, id string) (records []*cognito.Record) {
	for _, kind := range []cognito.RecordKind{cognito.GroupRecord, cognito.ProviderRecord, cognito.ServerRecord} {
		records = append(records, storetest.Fill(cognito.Key{Kind: kind, Owner: p.Owner(), ID: id}))
	}
	return records
}

// lived is how many writes of a pool's life a file has seen. No file has a part of one.
func lived(t *testing.T, s *Store, id string) int {
	t.Helper()
	want := storetest.Full(storetest.Here, id)
	got, err := s.Get(t.Context(), want.Partition, id)
	if errors.Is(err, cognito.ErrNotFound) {
		got = &cognito.Pool{}
	} else {
		require.NoError(t, err)
		want.Revision, want.Family = got.Revision, got.Family
		require.Equal(t, want, got)
	}
	_, err = s.Find(t.Context(), domain(want, id).Key)
	hasDomain := err == nil
	seen := []any{got.Revision, got.Family.Domain != "", hasDomain}
	for _, kind := range cognito.RecordKinds() {
		list, more, err := s.Records(t.Context(), want.Owner(), kind, "", 3)
		require.NoError(t, err)
		require.False(t, more)
		for _, r := range list {
			require.Equal(t, storetest.Fill(r.Key), r)
			seen = append(seen, string(kind)+" "+r.ID)
		}
	}
	for n, state := range [][]any{
		{int64(0), false, false}, {int64(41), false, false}, {int64(42), true, true}, {int64(42), true, true, "CLIENT a"},
		{int64(43), false, false, "CLIENT a", "CLIENT b", "GROUP b", "PROVIDER b", "SERVER b"},
		{int64(43), false, false, "CLIENT b", "CLIENT c", "GROUP b"},
	} {
		if assert.ObjectsAreEqual(state, seen) {
			return n
		}
	}
	t.Fatalf("%s: a write was made in part: %v", id, seen)
	return 0
}

// work makes the writes of pools' lives from several goroutines, of every second pool all but the
// last, and prints the id when one was acknowledged.
func work(path string) error {
	s, err := Open(Options{Path: path})
	if err != nil {
		return err
	}
	fmt.Println("open")
	failed := make(chan error)
	for worker := range workers {
		go func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("us-east-1-%d-%d-%d", os.Getpid(), worker, n)
				writes := life(id)
				for _, write := range writes[:len(writes)-n%2] {
					if err := write(s); err != nil {
						failed <- err
					}
					fmt.Println(id)
				}
			}
		}()
	}
	return <-failed
}

func TestWrite_Kill9(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pools.db")
	acknowledged, total := map[string]int{}, 0
	for round := range 5 {
		helper, lines := startHelper(t, path)
		for n := 1; lines.Scan(); n++ { // to the end: all that it printed was acknowledged
			acknowledged[lines.Text()]++
			if n == 10+97*round {
				require.NoError(t, helper.Process.Kill())
			}
			total++
		}
		_ = helper.Wait()

		s, err := Open(Options{Path: path})
		require.NoError(t, err)
		assertHolds(t, s, acknowledged)
		require.NoError(t, s.Close())
	}
	t.Logf("%d acknowledged writes", total)
}

func TestOpen_SecondProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pools.db")
	helper, _ := startHelper(t, path)
	start := time.Now()
	_, err := Open(Options{Path: path})
	require.ErrorIs(t, err, ErrLocked)
	says := path + ": in use by another process"
	if runtime.GOOS == "linux" {
		says += fmt.Sprintf(" (pid %d)", helper.Process.Pid)
	}
	assert.EqualError(t, err, says)
	assert.Less(t, time.Since(start), 5*time.Second)
	assert.NoError(t, helper.Process.Signal(syscall.Signal(0)), "it still runs")

	require.NoError(t, helper.Process.Kill())
	_ = helper.Wait()
	s, err := Open(Options{Path: path})
	require.NoError(t, err, "the lock ends with the process")
	require.NoError(t, s.Close())
}

func startHelper(t *testing.T, path string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	helper := exec.CommandContext(t.Context(), os.Args[0])
	helper.Env = append(os.Environ(), helperVariable+"="+path)
	var stderr strings.Builder
	helper.Stderr = &stderr
	stdout, err := helper.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, helper.Start())
	lines := bufio.NewScanner(stdout)
	require.True(t, lines.Scan(), &stderr)
	require.Equal(t, "open", lines.Text())
	t.Cleanup(func() { _ = helper.Process.Kill(); _, _ = io.Copy(io.Discard, stdout) })
	return helper, lines
}

// assertHolds holds that every acknowledged write is there, at most one more of each pool and
// worker, and that the file is sound.
func assertHolds(t *testing.T, s *Store, acknowledged map[string]int) {
	t.Helper()
	ended := len(life(""))
	pools, more := 0, 0
	for id, n := range acknowledged {
		made := lived(t, s, id)
		if made > 0 {
			pools++
		}
		if made == 0 {
			made = ended // n is at least 1
		}
		require.Contains(t, []int{n, n + 1}, made, id)
		more += made - n
	}
	assert.LessOrEqual(t, more, workers*5)
	unheard := storetest.Count(t, s, storetest.Here) - pools
	assert.True(t, unheard >= 0 && unheard <= workers*5, "%d pools were made that nobody heard of", unheard)
	require.NoError(t, s.db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			t.Error(err)
		}
		assert.Equal(t, pools+unheard, tx.Bucket(bucketOf(storetest.Here)).Stats().KeyN)
		return nil
	}))
}
