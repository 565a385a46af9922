package sigv4

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheCacheIsBoundedAndRight(t *testing.T) {
	cache := newKeyCache()
	for i := range 3 * maxKeys {
		secret := fmt.Sprint("secret ", i%(maxKeys+7))
		require.Equal(t, deriveKey(secret, "d/r/s/t"), cache.get(secret, "d/r/s/t"))
		require.LessOrEqual(t, len(cache.keys), maxKeys)
	}
}

func TestTheCacheTellsScopesApart(t *testing.T) {
	cache := newKeyCache()
	today, tomorrow := cache.get("s", "20261120/r/s/t"), cache.get("s", "20261121/r/s/t")
	require.NotEqual(t, today, tomorrow)
	require.Equal(t, today, cache.get("s", "20261120/r/s/t"))
}

func TestTheCacheMayBeUsedConcurrently(t *testing.T) {
	cache := newKeyCache()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 100 {
				cache.get(fmt.Sprint(i, j%3), "d/r/s/t")
			}
		})
	}
	all.Wait()
	require.Len(t, cache.keys, 8*3)
}
