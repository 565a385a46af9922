// Command null is the least that the local endpoint could be: a server of net/http that reads a request and answers a fixed
// text. With -data it is the floor of one that keeps what it answers: each request is one put into a bbolt file, and those
// that wait share a commit; nothing is parsed or checked.
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"go.etcd.io/bbolt"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:9340", "`address`")
	answer := flag.Int("bytes", 5000, "`size` of the answer")
	data := flag.String("data", "", "`file` to put into")
	put := flag.Int("put", 1000, "`size` of what is put")
	fsync := flag.Bool("fsync", false, "wait for the disk")
	flag.Parse()
	if err := run(*listen, *answer, *data, *put, *fsync); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "null:", err)
		os.Exit(1)
	}
}

func run(listen string, size int, data string, put int, fsync bool) error {
	body := append([]byte(`{"UserPool":"`), bytes.Repeat([]byte("x"), size)...)[:size]
	keep := func() error { return nil }
	if data != "" {
		o := bbolt.Options{NoSync: !fsync, NoGrowSync: !fsync, FreelistType: bbolt.FreelistArrayType, NoStatistics: true}
		db, err := bbolt.Open(data, 0o600, &o)
		if err != nil {
			return err
		}
		keep = (&store{db: db, value: make([]byte, put)}).put
	}
	answer := func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		if err = errors.Join(err, keep()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}
	server := http.Server{Addr: listen, ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(answer)}
	return server.ListenAndServe()
}

// store puts the same value under random keys.
type store struct {
	db      *bbolt.DB
	value   []byte
	writing sync.Mutex

	mu   sync.Mutex
	next *group
}

// group are those that share the next commit.
type group struct {
	puts int
	done chan struct{}
	err  error
}

// put waits for a commit: the first of a group writes for all that come while it waits for its turn.
func (s *store) put() error {
	s.mu.Lock()
	g, leads := s.next, s.next == nil
	if leads {
		g = &group{done: make(chan struct{})}
		s.next = g
	}
	g.puts++
	s.mu.Unlock()
	if !leads {
		<-g.done
		return g.err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	s.next = nil
	s.mu.Unlock()
	g.err = s.db.Update(func(tx *bbolt.Tx) error {
		pools, err := tx.CreateBucketIfNotExists([]byte("pools"))
		for range g.puts {
			if err == nil {
				err = pools.Put(binary.BigEndian.AppendUint64(nil, rand.Uint64()), s.value) //nolint:gosec // G404: no secret
			}
		}
		return err
	})
	close(g.done)
	return g.err
}
