package main

import (
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/search"
	"madoguchi/office"
)

// TestSuccession: what members call two programmes means the new one, and last year's where they say so.
func TestSuccession(t *testing.T) {
	t.Parallel()
	year := func(id, fee string) faq.Collection {
		c := faq.Collection{ID: id, Title: "カサカサ " + id, Names: []string{"カサカサ"}}
		for i, q := range [][2]string{{"参加費はいくらですか", "参加費は" + fee + "です。"}, {"会場に駐車場はありますか", "駐車場はありません。"}, {"領収書は出ますか", "領収書をお渡しします。"}} {
			c.Entries = append(c.Entries, faq.Entry{Collection: id, Order: i + 1, Question: q[0], Answer: []faq.Block{{Type: faq.Paragraph, Text: q[1]}}})
		}
		return c
	}
	off, err := office.Parse([]byte("name: 窓口\nprogrammes:\n  - {id: kasa8, name: カサカサ}\n  - {id: kasa9, name: カサカサ, succeeds: kasa8}\n"))
	if err != nil {
		t.Fatal(err)
	}
	cs := withNames([]faq.Collection{year("kasa8", "8,000円"), year("kasa9", "9,000円")}, off)
	plain, err := search.NewIndex(t.Context(), cs, search.Options{Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	ix := faq.Succeed(plain, successions(cs, off))
	for query, want := range map[string]string{
		"参加費はいくらですか":          "kasa9/1",
		"カサカサの参加費はいくらですか":     "kasa9/1",
		"昨年度のカサカサの参加費はいくらですか": "kasa8/1",
		"昨年度の参加費はいくらですか":      "kasa8/1",
		"領収書は出ますか":            "kasa9/3",
	} {
		d, err := ix.Decide(t.Context(), query, faq.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		if d.Verdict != faq.Answer && d.Verdict != faq.Suggest || len(d.Hits) == 0 || d.Hits[0].Entry.Ref() != want {
			t.Errorf("%s: %s %v, want %s", query, d.Verdict, d.Programmes, want)
			continue
		}
		hits, err := ix.Search(t.Context(), query, 3, faq.Scope{})
		if err != nil || len(hits) == 0 || hits[0].Entry.Ref() != want {
			t.Errorf("%s finds %v, %v; want %s", query, hits, err, want)
		}
	}
	for _, bad := range []string{"kasa9", "none"} {
		if _, err := office.Parse([]byte("name: 窓口\nprogrammes:\n  - {id: kasa9, name: カサカサ, succeeds: " + bad + "}\n")); err == nil {
			t.Errorf("succeeds %s was taken", bad)
		}
	}
}
