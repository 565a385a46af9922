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

// metrics are the members that make a metrics line of a log line. Dimensions are
// few on purpose, each value of one is a metric that is paid for: the endpoint's
// operations and exceptions are a closed set. Cognito's other operations, which
// anybody can name, count as refusals only.
func metrics(e *awsjson.Entry, namespace string) []slog.Attr {
	aws := embedded{Timestamp: time.Now().UnixMilli()} // the line's own time, which slog takes from the same clock
	var attrs []slog.Attr
	count := func(counter, dimension string, others ...metric) {
		counted := append([]metric{{counter, "Count"}}, others...)
		aws.CloudWatchMetrics = append(aws.CloudWatchMetrics, directive{namespace, [][]string{{dimension}}, counted})
		attrs = append(attrs, slog.Int(counter, 1))
	}
	if e.Operation == "" || operations()[e.Operation] != nil {
		count("requests", "operation", metric{"latency", "Milliseconds"}, metric{"storeCalls", "Count"})
	}
	switch {
	case e.Status >= http.StatusInternalServerError:
		count("faults", "outcome")
	case e.Status >= http.StatusBadRequest:
		count("refusals", "outcome")
	}
	return append(attrs, slog.Any("_aws", aws))
}
