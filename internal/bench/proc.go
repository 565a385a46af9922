package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times in /proc: USER_HZ is 100 wherever Go runs on Linux.
const tick = 10 * time.Millisecond

// number reads a field, 0 where there is none.
func number(fields []string, i int) int64 {
	if i >= len(fields) {
		return 0
	}
	n, _ := strconv.ParseInt(fields[i], 10, 64)
	return n
}

// parseStat reads from /proc/PID/stat what a process and its threads, ended ones too, have computed.
func parseStat(line string) time.Duration {
	fields := strings.Fields(line[strings.LastIndexByte(line, ')')+1:]) // before it is the program's name, which may have spaces
	const user, system = 11, 12
	return time.Duration(number(fields, user)+number(fields, system)) * tick
}

// parseSched reads what one thread has computed from /proc/PID/task/TID/schedstat, to the nanosecond.
func parseSched(line string) time.Duration { return time.Duration(number(strings.Fields(line), 0)) }

// parseStatus reads a size from /proc/PID/status, in bytes.
func parseStatus(text, name string) int64 {
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return number(strings.Fields(value), 0) << 10
		}
	}
	return 0
}

// parseBusy reads what all processors have computed from /proc/stat: user, nice, system, irq, softirq and steal.
func parseBusy(text string) time.Duration {
	first, _, _ := strings.Cut(text, "\n")
	fields := strings.Fields(first)
	busy := int64(0)
	for _, i := range []int{1, 2, 3, 6, 7, 8} {
		busy += number(fields, i)
	}
	return time.Duration(busy) * tick
}

// parseLoad reads the load of the last minute from /proc/loadavg.
func parseLoad(line string) float64 {
	load, _, _ := strings.Cut(line, " ")
	x, _ := strconv.ParseFloat(load, 64)
	return x
}

// parseModel reads the processors' name from /proc/cpuinfo.
func parseModel(text string) string {
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processors"
}

// of reads a file of a process, or of the machine; what has ended has none.
func of(path string) string {
	text, _ := os.ReadFile(filepath.Join("/proc", path)) //nolint:gosec // empty then, and the figure is 0; G304: Linux's
	return string(text)
}

func cpu(pid int) time.Duration { return parseStat(of(fmt.Sprintf("%d/stat", pid))) }

// cpuOfThreads is cpu of those that have not ended, which Go's never do, exactly.
func cpuOfThreads(pid int) (sum time.Duration) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, path := range threads {
		sum += parseSched(of(strings.TrimPrefix(path, "/proc/")))
	}
	return sum
}

// anonymous is the memory of a process that is no file's: RssAnon.
func anonymous(pid int) int64 { return parseStatus(of(fmt.Sprintf("%d/status", pid)), "RssAnon") }
