package bolt

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"sync"
)

// unmarshal is json.Unmarshal for the first line of a pool, of which a list reads
// sixty: in one pass where encoding/json makes two, four times as fast. What it
// does not know it leaves to encoding/json.
func unmarshal(line []byte, into *head) error {
	var fast head
	if rest, ok := scan(line, reflect.ValueOf(&fast).Elem()); ok && len(rest) == 0 {
		*into = fast
		return nil
	}
	return json.Unmarshal(line, into)
}

// scan reads a value as encode writes it, without spaces, from the start of a
// text and returns what comes after it.
func scan(text []byte, into reflect.Value) (rest []byte, ok bool) {
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		return scan(text, into.Elem())
	case reflect.Struct:
		return scanObject(text, into)
	case reflect.String:
		raw, rest, ok := scanString(text)
		into.SetString(string(raw))
		return rest, ok
	case reflect.Int, reflect.Int64:
		return scanInt(text, into)
	default:
		return nil, false
	}
}

func scanObject(text []byte, into reflect.Value) (rest []byte, ok bool) {
	if text, ok = skip(text, '{'); !ok {
		return nil, false
	}
	if rest, ok := skip(text, '}'); ok {
		return rest, true
	}
	fields := fieldsOf(into.Type())
	for {
		var name []byte
		if name, text, ok = scanString(text); !ok {
			return nil, false
		}
		if text, ok = skip(text, ':'); !ok {
			return nil, false
		}
		index, known := fields[string(name)]
		if !known {
			return nil, false
		}
		if text, ok = scan(text, into.FieldByIndex(index)); !ok {
			return nil, false
		}
		if rest, ok := skip(text, '}'); ok {
			return rest, true
		}
		if text, ok = skip(text, ','); !ok {
			return nil, false
		}
	}
}

// scanString reads a string in which nothing is escaped.
func scanString(text []byte) (raw, rest []byte, ok bool) {
	if text, ok = skip(text, '"'); !ok {
		return nil, nil, false
	}
	end := bytes.IndexByte(text, '"')
	if end < 0 || bytes.IndexByte(text[:end], '\\') >= 0 {
		return nil, nil, false
	}
	return text[:end], text[end+1:], true
}

func scanInt(text []byte, into reflect.Value) (rest []byte, ok bool) {
	end := bytes.IndexAny(text, ",}")
	if end < 0 {
		return nil, false
	}
	n, err := strconv.ParseInt(string(text[:end]), 10, 64)
	into.SetInt(n)
	return text[end:], err == nil
}

func skip(text []byte, first byte) (rest []byte, ok bool) {
	if len(text) == 0 || text[0] != first {
		return nil, false
	}
	return text[1:], true
}

var fieldCache sync.Map // reflect.Type to map[string][]int

// fieldsOf are the fields of a structure by name, those of embedded ones too.
func fieldsOf(t reflect.Type) map[string][]int {
	if fields, ok := fieldCache.Load(t); ok {
		return fields.(map[string][]int) //nolint:errcheck // it holds nothing else
	}
	fields := map[string][]int{}
	for _, field := range reflect.VisibleFields(t) {
		if !field.Anonymous {
			fields[field.Name] = field.Index
		}
	}
	fieldCache.Store(t, fields)
	return fields
}
