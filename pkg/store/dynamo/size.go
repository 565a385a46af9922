package dynamo

import (
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

// maxItem is the most bytes that DynamoDB keeps in one item (Developer Guide,
// "Quotas in Amazon DynamoDB": 400 KB, names and values).
const maxItem = 400 * 1024

// sizeOf is what DynamoDB counts as the size of an item (Developer Guide,
// "DynamoDB item sizes and formats"): names and texts as UTF-8, truth 1 byte, blobs as they are,
// maps and lists 3 and 1 for each element.
func sizeOf(item attributes) int {
	n := 0
	for name, value := range item {
		n += len(name) + sizeOfValue(value)
	}
	return n
}

// unitsOf is what it takes to delete an item outside of a transaction, in write units.
func unitsOf(item attributes) int {
	const unit = 1024
	return (sizeOf(item) + unit - 1) / unit
}

func sizeOfValue(value types.AttributeValue) int {
	switch value := value.(type) {
	case *types.AttributeValueMemberS:
		return len(value.Value)
	case *types.AttributeValueMemberB:
		return len(value.Value)
	case *types.AttributeValueMemberN:
		return sizeOfNumber(value.Value)
	case *types.AttributeValueMemberM:
		return 3 + len(value.Value) + sizeOf(value.Value)
	case *types.AttributeValueMemberL:
		n := 3 + len(value.Value)
		for _, element := range value.Value {
			n += sizeOfValue(element)
		}
		return n
	default: // BOOL; items have no other kind
		return 1
	}
}

// sizeOfNumber is 1 byte for every two significant digits, one more for all of
// them, and one for a minus. Items have whole numbers only.
func sizeOfNumber(text string) int {
	digits := strings.Trim(strings.TrimPrefix(text, "-"), "0")
	n := 1 + (len(digits)+1)/2
	if strings.HasPrefix(text, "-") {
		n++
	}
	return n
}

// tooLarge is whether DynamoDB refused an item for its size, as a part of a transaction or at once.
func tooLarge(err error) bool {
	const text = "Item size"
	refusal, ok := errors.AsType[smithy.APIError](err)
	return ok && refusal.ErrorCode() == "ValidationException" && strings.Contains(refusal.ErrorMessage(), text) ||
		slices.ContainsFunc(reasonsOf(err), func(r types.CancellationReason) bool {
			return aws.ToString(r.Code) == "ValidationError" && strings.Contains(aws.ToString(r.Message), text)
		})
}
