package bolt

import (
	"encoding/binary"
	"fmt"
	"io"

	"go.etcd.io/bbolt"
)

// bbolt believes the pages of buckets, too: it reads memory that is none where an element says that it is there, and goes through
// as many pages as one says that it has, which may be four thousand million. So what they say of themselves is looked at before
// bbolt checks how they hang together.

const (
	branchFlag  = 0x01
	leafFlag    = 0x02
	elementSize = 16 // in the table behind a page's header
	bucketFlag  = 0x01
	bucketSize  = 16 // what the value of a bucket begins with: the number of its first page, and its sequence
)

// checkTree reads all pages that belong to buckets, of a file with that list of free ones.
func checkTree(f io.ReaderAt, pageSize uint64) error {
	free, err := freePages(f, pageSize)
	if err != nil {
		return err
	}
	taken := map[uint64]bool{}
	for _, id := range free {
		taken[id] = true
	}
	m := latestMeta(f, pageSize)
	for todo := []uint64{m.Root}; len(todo) > 0; {
		id := todo[len(todo)-1]
		page, err := readPage(f, pageSize, m.Pages, id)
		if err != nil {
			return err
		}
		for one := id; one < id+uint64(len(page))/pageSize; one++ {
			if taken[one] {
				return fmt.Errorf("page %d is free, or there twice", one)
			}
			taken[one] = true
		}
		below, ok := pagesBelow(page)
		if !ok {
			return fmt.Errorf("page %d has a part that cannot be", id)
		}
		todo = append(todo[:len(todo)-1], below...)
	}
	return nil
}

// readPage is a page, with all that it says it goes on over, of a file of so many.
func readPage(f io.ReaderAt, pageSize, pages, id uint64) ([]byte, error) {
	var head pageHeader
	if id >= pages {
		return nil, fmt.Errorf("page %d of %d", id, pages)
	}
	if err := readAt(f, id*pageSize, &head); err != nil {
		return nil, err
	}
	if head.ID != id || id+uint64(head.Overflow) >= pages {
		return nil, fmt.Errorf("page %d is none", id)
	}
	page := make([]byte, (uint64(head.Overflow)+1)*pageSize)
	return page, readAt(f, id*pageSize, page)
}

// pagesBelow are those that a page leads to; not ok where one of its elements cannot be.
func pagesBelow(page []byte) (ids []uint64, ok bool) {
	order, flags, count := binary.NativeEndian, binary.NativeEndian.Uint16(page[8:]), int(binary.NativeEndian.Uint16(page[10:]))
	if flags != leafFlag && (flags != branchFlag || count == 0) || headerSize+count*elementSize > len(page) {
		return nil, false
	}
	for i := range count {
		var kind, at, key, value uint32
		rest := page[headerSize+i*elementSize:]
		if flags == branchFlag {
			at, key = order.Uint32(rest), order.Uint32(rest[4:])
			ids = append(ids, order.Uint64(rest[8:]))
		} else {
			kind, at, key, value = order.Uint32(rest), order.Uint32(rest[4:]), order.Uint32(rest[8:]), order.Uint32(rest[12:])
		}
		end := uint64(at) + uint64(key) + uint64(value)
		if int(at) < (count-i)*elementSize || key == 0 || key > bbolt.MaxKeySize || end > uint64(len(rest)) {
			return nil, false
		}
		if kind&bucketFlag == 0 {
			continue
		}
		below, ok := pagesOfBucket(rest[uint64(at)+uint64(key) : end])
		if !ok {
			return nil, false
		}
		ids = append(ids, below...)
	}
	return ids, true
}

// pagesOfBucket are those that the value of a bucket leads to. A small bucket has its one page in the value.
func pagesOfBucket(value []byte) (ids []uint64, ok bool) {
	if len(value) < bucketSize {
		return nil, false
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return []uint64{root}, true
	}
	inline := value[bucketSize:]
	if len(inline) < headerSize {
		return nil, false
	}
	below, ok := pagesBelow(inline)
	return below, ok && len(below) == 0
}
