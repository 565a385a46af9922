package world

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"userpools/pkg/strictjson"
)

// MaxDocument is the size in bytes up to which a document is read. A deployed
// function's environment holds 4 KB in all.
const MaxDocument = strictjson.MaxBytes

const maxName = 40 // characters of a member's name that a path repeats

// Problem is one mistake. Its path is as in accounts["*"].smsRoles[0].trusted.
type Problem = strictjson.Problem

// Error refuses a document and tells every mistake that was found in it, and no
// value of the document.
type Error = strictjson.Error

type node = strictjson.Node

// path leads from the root of a document to one of its parts.
type path string

// Member leads to a member of an object.
func (p path) Member(name string) path {
	if !plain(name) {
		return p + path("["+shown(name)+"]")
	}
	if p == "" {
		return path(name)
	}
	return p + "." + path(name)
}

// Item leads to an entry of a list.
func (p path) Item(i int) path { return p + path("["+strconv.Itoa(i)+"]") }

func plain(name string) bool {
	return name != "" && len(name) <= maxName && strings.Trim(name[:1], "0123456789") != "" &&
		strings.Trim(name, "$_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// shown is a name that is no identifier, in quotes if it is short.
func shown(name string) string {
	if len(name) <= maxName {
		return strconv.QuoteToASCII(name)
	}
	return fmt.Sprintf("a name of %d characters", utf8.RuneCountInString(name))
}

// place says where a document is no JSON as editors count.
func place(before []byte) string {
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n') - 1
	return fmt.Sprintf("line %d, column %d", line, column)
}
