package dynamo

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

func TestSizeOfValuesAsDynamoDBPublishesIt(t *testing.T) {
	number := func(text string) types.AttributeValue { return &types.AttributeValueMemberN{Value: text} }
	text := func(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }
	for _, c := range []struct {
		is    string
		value types.AttributeValue
		size  int
	}{
		{"no text", text(""), 0},
		{"text in bytes", text("aé水𝛀"), 1 + 2 + 3 + 4},
		{"zero", number("0"), 1},
		{"one digit", number("7"), 2},
		{"two digits", number("27"), 2},
		{"three digits", number("127"), 3},
		{"zeros that do not count", number("1200"), 2},
		{"a minus", number("-27"), 3},
		{"milliseconds", number("1790257791224"), 8},
		{"truth", &types.AttributeValueMemberBOOL{Value: true}, 1},
		{"an empty map", &types.AttributeValueMemberM{}, 3},
		{"an empty list", &types.AttributeValueMemberL{}, 3},
		{"a list", &types.AttributeValueMemberL{Value: []types.AttributeValue{text("ab"), text("c")}}, 3 + 1 + 2 + 1 + 1},
		{"a map", &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"name": text("ab")}}, 3 + 1 + 4 + 2},
	} {
		assert.Equal(t, c.size, sizeOfValue(c.value), c.is)
	}
	assert.Equal(t, 2+3+4+2, sizeOf(map[string]types.AttributeValue{"PK": text("abc"), "name": text("ab")}))
}

// TestLimitIsDynamoDBs goes to the very byte: what is refused here would be
// refused there, and what is not is taken.
func TestLimitIsDynamoDBs(t *testing.T) {
	client, table := local(t)
	s := New(client, table)
	atLimit := sized(t, maxItem)
	err := s.Create(t.Context(), atLimit)
	require.NoError(t, err)
	got, err := s.Get(t.Context(), storetest.Here, atLimit.ID)
	require.NoError(t, err)
	assert.Equal(t, atLimit, got)

	over := sized(t, maxItem+1)
	over.ID = "us-east-1_OverLimit"
	err = s.Create(t.Context(), over)
	var refusal *cognito.TooLargeError
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, cognito.TooLargeError{Size: maxItem + 1, Max: maxItem}, *refusal)

	item, err := encode(over)
	require.NoError(t, err)
	_, err = client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item})
	require.Error(t, err)
	assert.True(t, tooLarge(err), err)
}

// sized is a pool whose item has this many bytes.
func sized(t *testing.T, bytes int) *cognito.Pool {
	t.Helper()
	p := storetest.Full(storetest.Here, "us-east-1_WithinIt_")
	item, err := encode(p)
	require.NoError(t, err)
	more := *p.Settings.EmailVerificationMessage + strings.Repeat("m", bytes-sizeOf(item))
	p.Settings.EmailVerificationMessage = &more
	item, err = encode(p)
	require.NoError(t, err)
	require.Equal(t, bytes, sizeOf(item))
	return p
}
