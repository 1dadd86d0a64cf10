package main

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"madoguchi/faq/dictionary"
	"madoguchi/faq/dictionary/meaning"
)

func TestReadEdict(t *testing.T) {
	text := "　？？？ /EDICT, EDICT_SUB(P), EDICT2/\n" +
		"壊れる [こわれる] /(v5r,vi) (1) to be broken/to break/(v1,vi) (2) (uk) to fall through/(P)/\n" +
		"ラケット /(n) racket/paddle (in table-tennis)/\n"
	encoded, err := japanese.EUCJP.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readEdict(strings.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	want := []entry{
		{word: "壊れる", reading: "こわれる", senses: [][]string{{"to be broken", "to break"}, {"to fall through"}}, common: true, kana: true},
		{word: "ラケット", senses: [][]string{{"racket", "paddle"}}},
	}
	if !reflect.DeepEqual(got[1:], want) {
		t.Errorf("read %+v, want %+v", got[1:], want)
	}
}

// vectorFile is a file of vectors as npm has it: each word lies in a direction of its own.
func vectorFile(words ...string) string {
	var b strings.Builder
	b.WriteString(`{"size":3,"words":["a"],"vectors":{`)
	for i, w := range words {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + w + `":[`)
		for k := range meaning.Size {
			b.WriteString(map[bool]string{true: "2,", false: "0,"}[k == i])
		}
		b.WriteString("2,1000]")
	}
	b.WriteString(`},"unkVector":[0,0]}`)
	return b.String()
}

func TestVectorsOf(t *testing.T) {
	got, err := vectorsOf(map[string]bool{"racket": true, "paddle": true})(strings.NewReader(vectorFile("the", "]", "racket", "[x]", "paddle")))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got["racket"].Vector[2] != 1 || got["paddle"].Vector[4] != 1 || got["paddle"].rank != 1000 {
		t.Errorf("read %d words, want racket and paddle, each in its direction: %v", len(got), got)
	}
	if _, err := vectorsOf(nil)(strings.NewReader(`{"words":[]}`)); err == nil {
		t.Error("a file without vectors is no error")
	}
	if _, err := vectorsOf(map[string]bool{"the": true})(strings.NewReader(strings.Replace(vectorFile("the"), "2,0,", "x,0,", 1))); err == nil {
		t.Error("a vector of no numbers is no error")
	}
}

func TestPlace(t *testing.T) {
	english := map[string]known{}
	for i, w := range []string{"racket", "paddle", "lend", "tool"} {
		k := known{rank: 1000}
		k.Vector[i] = 1
		english[w] = k
	}
	// What tells a few words apart is all that they differ in: some others must stand beside them.
	others := []string{"sea", "tax", "moon", "rice", "door", "song", "rule", "year", "blue", "dog"}
	var entries []entry
	for i, w := range others {
		k := known{rank: 1000}
		k.Vector[10+i] = 1
		english[w] = k
		entries = append(entries, entry{word: w, senses: [][]string{{w}, {others[(i+1)%len(others)]}}, common: true})
	}
	words := place(append(entries, []entry{
		{word: "ラケット", senses: [][]string{{"racket", "paddle"}}, common: true},
		{word: "櫂", reading: "かい", senses: [][]string{{"paddle"}}},
		{word: "貸す", reading: "かす", senses: [][]string{{"to lend"}}, common: true},
		{word: "道具", senses: [][]string{{"a tool"}}, common: true},
		{word: "謎", senses: [][]string{{"enigma"}}},
	}...), english)
	if words["謎"] != nil {
		t.Error("a word whose explanation nobody knows has a place")
	}
	if words["かす"].common || !words["貸す"].common {
		t.Error("a reading is no common spelling, the word is")
	}
	if kin, other := dot(&words["ラケット"].Vector, &words["櫂"].Vector), dot(&words["貸す"].Vector, &words["櫂"].Vector); kin < other+.3 {
		t.Errorf("櫂 is as near to ラケット (%.2f) as to 貸す (%.2f)", kin, other)
	}
	for w, s := range words {
		if l := dot(&s.Vector, &s.Vector); math.Abs(float64(l)-1) > 1e-3 && l != 0 {
			t.Errorf("%s has the length %.3f", w, l)
		}
	}
}

func TestChosen(t *testing.T) {
	spotOf := func(k int, common bool) *spot {
		s := &spot{common: common}
		s.Vector[k] = 1
		return s
	}
	d, err := dictionary.Parse("own.txt", strings.NewReader("返金: 払い戻し、もどり*\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := chosen(map[string]*spot{"返金": spotOf(0, false), "払い戻し": spotOf(1, false), "もどり": spotOf(2, false), "かせん": spotOf(3, false), "河川": spotOf(4, false)},
		[]*dictionary.Dictionary{d})
	if v, ok := got[meaning.Concept("返金")]; !ok || math.Abs(float64(v[0]/v[1])-nameWorth) > 1e-3 || v[2] != 0 {
		t.Errorf("the concept lies at %v, want its name twice, its word once and nothing of what it only may be", v[:4])
	}
	if _, ok := got["かせん"]; ok {
		t.Error("kana that are no common word are kept")
	}
	if _, ok := got["河川"]; !ok {
		t.Error("a word of the morphological dictionary is left out")
	}
}
