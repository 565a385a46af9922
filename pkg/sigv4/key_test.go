package sigv4

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKeyCache(t *testing.T) {
	cache := newKeyCache()
	for i := range 3 * maxKeys {
		secret := fmt.Sprint("secret ", i%(maxKeys+7))
		for _, scope := range []string{"20261120/r/s/t", "20261121/r/s/t"} {
			require.Equal(t, deriveKey(secret, scope), cache.get(secret, scope))
		}
		require.LessOrEqual(t, len(cache.keys), maxKeys)
	}
}

func TestKeyCache_Concurrent(t *testing.T) {
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
