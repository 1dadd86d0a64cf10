// Package lazyregexp compiles a regular expression when it is first used. The program has hundreds for
// the texts of people and documents; compiled as the program starts, they kept its first webhook
// waiting, and most processes use few of them.
//
//	var amount = lazyregexp.New(`[0-9,]+円`)
//
// A [Regexp] has the methods of regexp.Regexp that the program needs. A pattern that is wrong panics at its
// first use; a test compiles all at once, so that it is found before any code reaches it.
package lazyregexp

import (
	"os"
	"regexp"
	"strings"
	"sync"
)

// A Regexp is a regular expression that is compiled at its first use, which may be at once from many
// goroutines. Its methods are those of [regexp.Regexp]; a text that lacks what every match has is not tried.
type Regexp struct{ compiled func() *filtered }

// A filtered expression knows what a text must hold for it to match.
type filtered struct {
	*regexp.Regexp
	needed *needed
}

var inTest = len(os.Args) > 0 && strings.HasSuffix(os.Args[0], ".test")

// New makes a regular expression. Where it is wrong, the first use panics, and New does in a test.
func New(expr string) *Regexp {
	re := &Regexp{sync.OnceValue(func() *filtered { return &filtered{regexp.MustCompile(expr), neededBy(expr)} })}
	if inTest {
		re.compiled()
	}
	return re
}

// on is the expression where it can match a text, else nil.
func (r *Regexp) on(s string) *regexp.Regexp {
	if f := r.compiled(); f.needed.in(s) {
		return f.Regexp
	}
	return nil
}

// MatchString is [regexp.Regexp.MatchString].
func (r *Regexp) MatchString(s string) bool {
	re := r.on(s)
	return re != nil && re.MatchString(s)
}

// FindString is [regexp.Regexp.FindString].
func (r *Regexp) FindString(s string) string {
	if re := r.on(s); re != nil {
		return re.FindString(s)
	}
	return ""
}

// FindStringIndex is [regexp.Regexp.FindStringIndex].
func (r *Regexp) FindStringIndex(s string) []int {
	if re := r.on(s); re != nil {
		return re.FindStringIndex(s)
	}
	return nil
}

// FindStringSubmatch is [regexp.Regexp.FindStringSubmatch].
func (r *Regexp) FindStringSubmatch(s string) []string {
	if re := r.on(s); re != nil {
		return re.FindStringSubmatch(s)
	}
	return nil
}

// FindStringSubmatchIndex is [regexp.Regexp.FindStringSubmatchIndex].
func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	if re := r.on(s); re != nil {
		return re.FindStringSubmatchIndex(s)
	}
	return nil
}

// FindAllString is [regexp.Regexp.FindAllString].
func (r *Regexp) FindAllString(s string, n int) []string {
	if re := r.on(s); re != nil {
		return re.FindAllString(s, n)
	}
	return nil
}

// FindAllStringIndex is [regexp.Regexp.FindAllStringIndex].
func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	if re := r.on(s); re != nil {
		return re.FindAllStringIndex(s, n)
	}
	return nil
}

// FindAllStringSubmatch is [regexp.Regexp.FindAllStringSubmatch].
func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	if re := r.on(s); re != nil {
		return re.FindAllStringSubmatch(s, n)
	}
	return nil
}

// FindAllStringSubmatchIndex is [regexp.Regexp.FindAllStringSubmatchIndex].
func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if re := r.on(s); re != nil {
		return re.FindAllStringSubmatchIndex(s, n)
	}
	return nil
}

// ReplaceAllString is [regexp.Regexp.ReplaceAllString].
func (r *Regexp) ReplaceAllString(s string, with string) string {
	if re := r.on(s); re != nil {
		return re.ReplaceAllString(s, with)
	}
	return s
}

// ReplaceAllLiteralString is [regexp.Regexp.ReplaceAllLiteralString].
func (r *Regexp) ReplaceAllLiteralString(s string, with string) string {
	if re := r.on(s); re != nil {
		return re.ReplaceAllLiteralString(s, with)
	}
	return s
}

// ReplaceAllStringFunc is [regexp.Regexp.ReplaceAllStringFunc].
func (r *Regexp) ReplaceAllStringFunc(s string, with func(string) string) string {
	if re := r.on(s); re != nil {
		return re.ReplaceAllStringFunc(s, with)
	}
	return s
}

// Split is [regexp.Regexp.Split].
func (r *Regexp) Split(s string, n int) []string { return r.compiled().Split(s, n) }

// SubexpNames is [regexp.Regexp.SubexpNames].
func (r *Regexp) SubexpNames() []string { return r.compiled().SubexpNames() }

// SubexpIndex is [regexp.Regexp.SubexpIndex].
func (r *Regexp) SubexpIndex(name string) int { return r.compiled().SubexpIndex(name) }
