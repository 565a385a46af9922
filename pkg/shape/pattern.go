package shape

import (
	"fmt"
	"math/bits"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// pattern matches whole texts in one pass: all ways through an expression are followed
// at once, as the bits of a word. The package regexp takes ten times as long, because it
// also looks for where a match is.
type pattern struct {
	// first are the positions of the expression that may take a text's first character,
	// next those that may follow a position.
	first uint64
	next  []uint64
	// ascii are the positions that take a character; beyond ASCII the classes tell.
	ascii   [utf8.RuneSelf]uint64
	classes []class
}

// class is what positions take.
type class struct {
	*syntax.Inst
	positions uint64
	visible   bool // with what can be seen of every script
}

const (
	// end stands among the positions where the text may end.
	end = 1 << maxPositions
	// maxPositions is how many characters and classes an expression may have.
	maxPositions = 63
)

// javaSpace is what \s means to Java; Go's lacks the vertical tab.
const javaSpace = `\t\n\v\f\r `

// visible are the characters of every script that can be seen. They are read when a
// text has one beyond ASCII: to sort them takes longer than all else of a first create.
// Before that unassigned, which is no character, stands for those.
const (
	visible    = `\p{L}\p{M}\p{S}\p{N}\p{P}`
	unassigned = '\U0010FFFF'
)

var visibleOnes = sync.OnceValue(func() *syntax.Inst {
	class, _ := syntax.Parse("["+visible+"]", syntax.Perl) // it is right
	return &syntax.Inst{Op: syntax.InstRune, Rune: class.Rune}
})

// javaToGo spells out where the two dialects differ. In the patterns of the
// service \s and \S stand inside brackets only.
var javaToGo = strings.NewReplacer(`[\S]`, `[^`+javaSpace+`]`, `\s`, javaSpace, visible, `!-~`+string(unassigned))

var patterns sync.Map // expression -> *pattern

// patternOf is the pattern of an expression. Several shapes have the same.
func patternOf(expr string) *pattern {
	p, known := patterns.Load(expr)
	if !known {
		p, _ = patterns.LoadOrStore(expr, compile(expr))
	}
	return p.(*pattern) //nolint:errcheck // nothing else is kept there
}

// compile reads an expression, and panics where it is none, is too long, or looks at
// more than the characters themselves, as \b does, and as anchors do but the outermost, which
// say what is so anyway: the whole text has to match.
func compile(expr string) *pattern {
	unanchored := strings.TrimSuffix(strings.TrimPrefix(expr, "^"), "$")
	tree, err := syntax.Parse(javaToGo.Replace(unanchored), syntax.Perl)
	if err != nil {
		panic(err)
	}
	prog, _ := syntax.Compile(tree.Simplify()) // cannot fail
	t := takers{prog: prog, expr: expr}
	p := &pattern{first: t.reached(prog.Start)}
	for n := 0; n < len(t.found); n++ { // each finds more
		taker := &prog.Inst[t.found[n]]
		p.next = append(p.next, t.reached(int(taker.Out)))
		p.add(taker, 1<<n)
	}
	return p
}

// takers are the instructions of a program that take a character. Their places in the list
// are the positions of the pattern.
type takers struct {
	prog  *syntax.Prog
	expr  string
	found []int
}

// reached are the positions that come next at an instruction, which takes nothing itself.
func (t *takers) reached(from int) (positions uint64) {
	seen := make([]bool, len(t.prog.Inst))
	for todo := []int{from}; len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		switch in := &t.prog.Inst[at]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			todo = append(todo, int(in.Out), int(in.Arg))
		case syntax.InstCapture, syntax.InstNop:
			todo = append(todo, int(in.Out))
		case syntax.InstMatch:
			positions |= end
		case syntax.InstFail:
		case syntax.InstEmptyWidth:
			panic("shape: the pattern " + t.expr + " looks at more than characters")
		default:
			positions |= 1 << t.position(at)
		}
	}
	return positions
}

func (t *takers) position(instruction int) int {
	n := slices.Index(t.found, instruction)
	if n >= 0 {
		return n
	}
	if n = len(t.found); n == maxPositions {
		panic(fmt.Sprintf("shape: the pattern %s has more than %d positions", t.expr, maxPositions))
	}
	t.found = append(t.found, instruction)
	return n
}

// add notes which characters a position takes.
func (p *pattern) add(taker *syntax.Inst, position uint64) {
	for r := range p.ascii {
		if taker.MatchRune(rune(r)) {
			p.ascii[r] |= position
		}
	}
	if slices.Max(taker.Rune) < utf8.RuneSelf && taker.Arg&uint32(syntax.FoldCase) == 0 {
		return
	}
	alike := func(c class) bool { return c.Arg == taker.Arg && slices.Equal(c.Rune, taker.Rune) }
	if i := slices.IndexFunc(p.classes, alike); i >= 0 {
		p.classes[i].positions |= position
		return
	}
	last := len(taker.Rune) - 2 // where its last range begins
	p.classes = append(p.classes, class{taker, position, last >= 0 && taker.Rune[last] == unassigned})
}

// takes tells whether the class has a character beyond ASCII.
func (c *class) takes(r rune) bool {
	if c.visible && (r == unassigned || visibleOnes().MatchRune(r)) {
		return r != unassigned
	}
	return c.MatchRune(r)
}

// matches tells whether the expression matches the whole text.
func (p *pattern) matches(text string) bool {
	now, last, after := p.first, uint64(0), uint64(0)
	for _, r := range text {
		took := now
		if r < utf8.RuneSelf {
			took &= p.ascii[r]
		} else {
			took &= p.beyondASCII(r)
		}
		if took != last { // which is rare: a class is repeated
			last, after = took, 0
			for ; took != 0; took &= took - 1 {
				after |= p.next[bits.TrailingZeros64(took)]
			}
		}
		if now = after; now == 0 {
			return false
		}
	}
	return now&end != 0
}

// beyondASCII are the positions that take a character.
func (p *pattern) beyondASCII(r rune) (positions uint64) {
	for i := range p.classes {
		if p.classes[i].takes(r) {
			positions |= p.classes[i].positions
		}
	}
	return positions
}
