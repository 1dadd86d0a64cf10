package search_test

import (
	"strings"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/search"
)

// named is a collection whose ID is a word in Latin letters, with two entries of its own.
func named(id string) faq.Collection {
	entry := func(n int, question, answer string) faq.Entry {
		return faq.Entry{Collection: id, Order: n, Question: question, Answer: []faq.Block{{Type: faq.Paragraph, Text: answer}}}
	}
	return faq.Collection{ID: id, Entries: []faq.Entry{
		entry(1, "登録した住所を変えるには", "会員ページで変えられます。"), entry(2, "会費はいくらか", "年に千円です。"),
	}}
}

// TestProgrammesAreHeard holds that a programme is known by its ID as Japanese say it, even where the
// dictionary has the word, in kana without a blank, and not where another word holds its sound.
func TestProgrammesAreHeard(t *testing.T) {
	ix := newIndex(t, []faq.Collection{named("selas"), named("alibaba")}, search.Options{})
	for query, want := range map[string]string{
		"セラスの住所を変えたい": "selas", "ｾﾗｽ 会費": "selas", "せらすのかいひはいくらですか": "selas", "SELASの会費": "selas",
		"アリババの住所を変えたい": "alibaba", "ありばばのかいひ": "alibaba", "Alibabaの会費": "alibaba",
		"クレセラスの会費": "",
	} {
		x, err := ix.Explain(t.Context(), query, 1, faq.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(x.Named, " "); got != want {
			t.Errorf("%s names %q, want %q", query, got, want)
		}
		if want != "" && x.Hits[0].Ref[:len(want)] != want {
			t.Errorf("%s finds %s first", query, x.Hits[0].Ref)
		}
	}
}

// TestEntriesAreReadWhole holds that an entry is found by a word from the middle of a long answer: only
// messages are cut.
func TestEntriesAreReadWhole(t *testing.T) {
	c := named("office")
	c.Entries[1].Answer[0].Text = strings.Repeat("会費のご案内です。", 200) + "口座は信用金庫にもございます。" + strings.Repeat("ご確認ください。", 200)
	if got := firstRef(t, newIndex(t, []faq.Collection{c}, search.Options{}), "信用金庫"); got != "office/2" {
		t.Errorf("the first hit is %q", got)
	}
}

// TestNamed: what programmes a text names, by letters or by sound, and whether it says anything else.
func TestNamed(t *testing.T) {
	ix := newIndex(t, []faq.Collection{named("selas"), named("alibaba")}, search.Options{})
	for text, want := range map[string]string{
		"セラス": "selas only", "アリババのほうです": "alibaba only", "ありばば": "alibaba only", "SELASじゃない、アリババ": "selas,alibaba only", "セラスの会費は": "selas more",
		"会費はいくら": " more", "": " only",
	} {
		programmes, more := ix.Named(text)
		got := strings.Join(programmes, ",") + map[bool]string{true: " more", false: " only"}[more]
		if got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}
