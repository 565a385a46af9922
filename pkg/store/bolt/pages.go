package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// bbolt believes the list of free pages, which has no checksum: it hands out what is in it, so that a number
// that is no page's makes every write fail or a file of terabytes, and one of a page in use overwrites it. What
// can be told from the list alone is looked at before a file is written to; it costs eight bytes of reading a free page.

// What bbolt's pages are like (its internal/common): a header, then in pages 0 and 1 a meta.
type (
	pageHeader struct {
		ID       uint64
		Flags    uint16
		Count    uint16
		Overflow uint32
	}
	meta struct {
		Magic, Version, PageSize, Flags uint32
		Root, Sequence                  uint64
		Freelist, Pages, Transaction    uint64 // Pages is the first number that is no page's
		Checksum                        uint64 // of all before it
	}
)

const (
	headerSize   = 16
	metaSize     = 64
	bboltMagic   = 0xED0CDAED
	freelistFlag = 0x10
	noFreelist   = ^uint64(0)
	manyFree     = 0xFFFF // a Count of that many or more: the first number is the count
)

// checkPages looks at a file of which bbolt has found a meta page: whether it has all its bytes, and its list of free pages.
func checkPages(f *os.File, pageSize int, size int64) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < size {
		return fmt.Errorf("%w: it is cut short, %d of %d bytes", ErrDamaged, info.Size(), size)
	}
	if _, err := freePages(f, uint64(pageSize)); err != nil { //nolint:gosec // G115: a size
		return fmt.Errorf("%w: its list of free pages cannot be: %w", ErrDamaged, err)
	}
	return nil
}

// freePages are those of the list, in ascending order.
func freePages(f io.ReaderAt, pageSize uint64) ([]uint64, error) {
	m := latestMeta(f, pageSize)
	if m.Freelist == noFreelist {
		return nil, nil
	}
	var head pageHeader
	if err := readAt(f, m.Freelist*pageSize, &head); err != nil {
		return nil, err
	}
	end := m.Freelist + uint64(head.Overflow) + 1
	if head.ID != m.Freelist || head.Flags != freelistFlag || end > m.Pages {
		return nil, fmt.Errorf("page %d is none", m.Freelist)
	}
	at, count := m.Freelist*pageSize+headerSize, uint64(head.Count)
	if count == manyFree {
		if err := readAt(f, at, &count); err != nil {
			return nil, err
		}
		at += 8
	}
	if room := (end*pageSize - at) / 8; count > room {
		return nil, fmt.Errorf("it has %d pages and room for %d", count, room)
	}
	free := make([]uint64, count)
	if err := readAt(f, at, free); err != nil {
		return nil, err
	}
	last := uint64(1)
	for _, id := range free {
		if id <= last || id >= m.Pages || id == m.Root || m.Freelist <= id && id < end {
			return nil, fmt.Errorf("page %d after %d, of %d", id, last, m.Pages)
		}
		last = id
	}
	return free, nil
}

// latestMeta is that of the last transaction, as bbolt chooses it.
func latestMeta(f io.ReaderAt, pageSize uint64) meta {
	var latest meta
	for page := range uint64(2) {
		if m, ok := readMeta(f, page*pageSize); ok && m.Transaction >= latest.Transaction {
			latest = m
		}
	}
	return latest
}

func readMeta(f io.ReaderAt, page uint64) (m meta, ok bool) {
	raw := make([]byte, metaSize)
	if err := readAt(f, page+headerSize, raw); err != nil {
		return m, false
	}
	_ = binary.Read(bytes.NewReader(raw), binary.NativeEndian, &m) // all of it is there
	sum := fnv.New64a()
	_, _ = sum.Write(raw[:metaSize-8])
	return m, m.Magic == bboltMagic && m.Checksum == sum.Sum64()
}

// readAt fills what has a fixed size with a file's bytes, as bbolt writes them.
func readAt(f io.ReaderAt, offset uint64, to any) error {
	return binary.Read(io.NewSectionReader(f, int64(offset), int64(binary.Size(to))), binary.NativeEndian, to) //nolint:gosec // G115: beyond the file it fails
}

// wasOurs is whether a file that bbolt cannot open has, or had, something of one that it can: its mark, or the zeros that a loss of power
// leaves of a page that was not written.
func wasOurs(path string) bool {
	f, err := os.Open(path) //nolint:gosec // G304: the user names the file
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // it was only read
	start := make([]byte, headerSize+4)
	n, _ := f.ReadAt(start, 0)
	if start = start[:n]; n < headerSize+4 {
		return len(bytes.Trim(start, "\x00")) == 0
	}
	return binary.NativeEndian.Uint32(start[headerSize:]) == bboltMagic || len(bytes.Trim(start, "\x00")) == 0
}
