package dynamo

import (
	"testing"

	"userpools/internal/dynamofake"
	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

// TestStore_Fake: the table in memory does for the store what DynamoDB Local does, also in short tests.
func TestStore_Fake(t *testing.T) {
	storetest.Run(t, func(*testing.T) cognito.Store {
		return newStore(dynamofake.New("table", nil), "table")
	}, storetest.ItemLimit(maxItem), storetest.Spoil(spoil))
}
