package faq

import "testing"

func collection(id string, questions ...string) Collection {
	c := Collection{ID: id, Title: id}
	for i, q := range questions {
		c.Entries = append(c.Entries, Entry{Collection: id, Order: i + 1, Question: q})
	}
	return c
}

func TestSearchFindsTheQuestion(t *testing.T) {
	ix, err := NewIndex(t.Context(), []Collection{collection("a", "領収書は発行できますか", "会費はいくらですか")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	hits, err := ix.Search(t.Context(), "領収書がほしい", 5, Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) == 0 || hits[0].Entry.Ref() != "a/1" {
		t.Fatalf("hits = %v, want a/1 first", hits)
	}
}
