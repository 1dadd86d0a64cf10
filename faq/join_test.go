package faq

import "testing"

// TestJoinTitles: an entry of a further document says what that is called, so that its number is looked for there; not
// where the document has no title of its own.
func TestJoinTitles(t *testing.T) {
	entry := func(order int) []Entry { return []Entry{{Collection: "port", Order: order, Label: "Q1"}} }
	all := Join(
		Collection{ID: "port", Title: "港のFAQ", Document: "port.txt", Entries: entry(1)},
		Collection{ID: "port", Title: "図書室のFAQ", Document: "books.txt", Entries: entry(2)},
		Collection{ID: "port", Title: "よくあるご質問", Document: "events.xlsx", Entries: entry(3), Warnings: []Warning{{Code: NoTitle}}},
		Collection{ID: "port", Title: "港", Own: true, Entries: entry(4)},
		Collection{ID: "port", Title: "港のFAQ", Document: "more.txt", Entries: entry(5)},
	)
	for i, want := range []string{"", "図書室のFAQ", "", "", ""} {
		if got := all.Entries[i].Titled; got != want {
			t.Errorf("entry %d is of the document %q, want %q", i+1, got, want)
		}
	}
	if all.Title != "港のFAQ" {
		t.Errorf("the collection is called %q", all.Title)
	}
}
