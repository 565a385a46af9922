package endpoint

import (
	"log/slog"
	"net/http"
	"time"

	"userpools/pkg/awsjson"
)

// The embedded metric format
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html):
// a member "_aws" says which members of the same object are metrics and which
// their dimensions.
type embedded struct {
	Timestamp         int64 // milliseconds since 1970
	CloudWatchMetrics []directive
}

type directive struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []metric
}

type metric struct{ Name, Unit string }

// counters are a namespace's metrics by the counter that each line of them has. Dimensions
// are few on purpose, each value of one is a metric that is paid for: the endpoint's
// operations and exceptions are a closed set.
func counters(namespace string) map[string]directive {
	counter := func(name, dimension string, others ...metric) directive {
		return directive{namespace, [][]string{{dimension}}, append([]metric{{name, "Count"}}, others...)}
	}
	return map[string]directive{
		"requests": counter("requests", "operation", metric{"latency", "Milliseconds"}, metric{"storeCalls", "Count"}),
		"faults":   counter("faults", "outcome"),
		"refusals": counter("refusals", "outcome"),
	}
}

// metrics are the members that make a metrics line of a log line. Cognito's operations that
// are not the endpoint's, which anybody can name, count as refusals only.
func metrics(e *awsjson.Entry, of map[string]directive) []slog.Attr {
	// The line's own time, which slog takes from the same clock.
	aws := embedded{Timestamp: time.Now().UnixMilli(), CloudWatchMetrics: make([]directive, 0, 2)}
	attrs := make([]slog.Attr, 0, 3)
	count := func(counter string) {
		aws.CloudWatchMetrics = append(aws.CloudWatchMetrics, of[counter])
		attrs = append(attrs, slog.Int(counter, 1))
	}
	if e.Operation == "" || operations()[e.Operation] != nil {
		count("requests")
	}
	switch {
	case e.Status >= http.StatusInternalServerError:
		count("faults")
	case e.Status >= http.StatusBadRequest:
		count("refusals")
	}
	return append(attrs, slog.Any("_aws", aws))
}
