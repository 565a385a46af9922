package dynamo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"userpools/pkg/cognito"
	"userpools/pkg/trace"
)

// The Store makes the attempts of a call by itself, and not the SDK, because what the
// last one means depends on whether an earlier one may have landed.
const (
	attempts       = 3
	attemptTimeout = 1500 * time.Millisecond
	// firstPause is the longest pause after the first attempt; each is a random
	// part of twice the one before.
	firstPause = 50 * time.Millisecond
)

// outcome is what is known, from an attempt's error, of what happened in the table.
type outcome int

const (
	refused   outcome = iota // nothing happened, and nothing will
	postponed                // nothing happened, another attempt may do better
	unknown                  // it may have happened: there was no answer, or one of a server in trouble
)

// try makes attempts until one is answered, the context ends or there were
// enough. Its errors are the context's, cognito.ErrThrottled or cognito.ErrConflict
// where nothing happened, or a fault.
func try[Out any](ctx context.Context, s *Store, action string, do func(context.Context) (Out, error)) (out Out, err error) {
	unsure := false // whether an attempt may have landed
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return out, &fault{action, err}
		}
		trace.Of(ctx).StoreCalls++
		attempt, cancel := context.WithTimeout(ctx, s.timeout)
		out, err = do(attempt)
		cancel()
		if err == nil {
			return out, nil
		}
		if ctx.Err() != nil {
			return out, &fault{action, ctx.Err()}
		}
		happened := outcomeOf(err)
		unsure = unsure || happened == unknown
		switch {
		case happened == refused, n == attempts && unsure:
			return out, &fault{action, err}
		case n == attempts:
			return out, exhausted(action, err)
		}
		rest(ctx, s.pause<<(n-1))
	}
}

func outcomeOf(err error) outcome {
	answer, answered := errors.AsType[smithy.APIError](err)
	switch {
	case inProgress(err):
		return unknown
	case hasReason(err, conditionFailed):
		return refused
	case throttled(err), hasReason(err, transactionConflict):
		return postponed
	case !answered || serverFault(err, answer):
		return unknown
	case retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary:
		return postponed // such as a clock that the SDK has set right by now
	default:
		return refused
	}
}

func serverFault(err error, answer smithy.APIError) bool {
	response, ok := errors.AsType[*awshttp.ResponseError](err)
	return answer.ErrorFault() == smithy.FaultServer || ok && response.HTTPStatusCode() >= 500
}

// Why a transaction was canceled, of each of its items (API reference, TransactWriteItems).
const (
	conditionFailed     = "ConditionalCheckFailed"
	transactionConflict = "TransactionConflict" // another one has the item right now
)

func hasReason(err error, codes ...string) bool {
	return slices.ContainsFunc(reasonsOf(err), func(r types.CancellationReason) bool {
		return slices.Contains(codes, aws.ToString(r.Code))
	})
}

func reasonsOf(err error) []types.CancellationReason {
	if canceled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
		return canceled.CancellationReasons
	}
	return nil
}

// inProgress is whether an earlier attempt of the same transaction has not ended yet. The SDK
// takes that for throttling.
func inProgress(err error) bool {
	_, running := errors.AsType[*types.TransactionInProgressException](err)
	return running
}

func throttled(err error) bool {
	return hasReason(err, "ThrottlingError", "ProvisionedThroughputExceeded") ||
		retry.ThrottleErrorCode{Codes: retry.DefaultThrottleErrorCodes}.IsErrorThrottle(err) == aws.TrueTernary
}

// exhausted is the error of a call none of whose attempts did anything.
func exhausted(action string, err error) error {
	failed := &fault{action, err}
	switch {
	case throttled(err):
		return fmt.Errorf("dynamo: %w: %w", cognito.ErrThrottled, failed)
	case hasReason(err, transactionConflict):
		return fmt.Errorf("dynamo: %w: %w", cognito.ErrConflict, failed)
	}
	return failed
}

// fault is an error of an action. Its text leaves out DynamoDB's message, which
// may hold values and ARNs.
type fault struct {
	action string
	err    error
}

func (f *fault) Error() string {
	answer, answered := errors.AsType[smithy.APIError](f.err)
	if !answered {
		return fmt.Sprintf("dynamo: %s: %v", f.action, f.err)
	}
	text := fmt.Sprintf("dynamo: %s: %s", f.action, answer.ErrorCode())
	for _, reason := range reasonsOf(f.err) {
		text += " " + aws.ToString(reason.Code)
	}
	if response, ok := errors.AsType[*awshttp.ResponseError](f.err); ok {
		text += ", request " + response.ServiceRequestID()
	}
	return text
}

func (f *fault) Unwrap() error { return f.err }

// rest waits for a random part of a time, or until the context ends.
func rest(ctx context.Context, longest time.Duration) {
	timer := time.NewTimer(time.Duration(rand.Int64N(int64(longest) + 1))) //nolint:gosec // G404: no secret
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
