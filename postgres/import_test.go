package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// inFile is a document of programme "port" in a file of that name, each entry written as
// "label|question|answer".
func inFile(file string, lines ...string) postgres.Import {
	c := faq.Collection{ID: "port", Title: file, Document: file}
	for i, l := range lines {
		parts := strings.Split(l, "|")
		c.Entries = append(c.Entries, faq.Entry{
			Collection: "port", Order: i + 1, Label: parts[0], Question: parts[1], Aliases: []string{}, Kind: faq.KindAnswer,
			KindReason: "提案", Answer: []faq.Block{{Type: faq.Paragraph, Text: parts[2]}},
		})
	}
	return postgres.Import{Collection: c, Source: []byte(file)}
}

// as gives an import the flags of the command line.
func as(imp postgres.Import, document string, further bool) postgres.Import {
	imp.Document, imp.New = document, further
	return imp
}

// imported imports and tells the changes as "kind ref" words.
func imported(t *testing.T, s *postgres.Store, imports ...postgres.Import) string {
	t.Helper()
	plans, err := s.Import(t.Context(), imports...)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, p := range plans {
		for _, ch := range p.Changes {
			words = append(words, ch.Kind+" "+ch.Ref)
		}
	}
	return strings.Join(words, ", ")
}

// served is the FAQ as "ref question" lines, and its revision.
func served(t *testing.T, s *postgres.Store) ([]string, int64) {
	t.Helper()
	all, revision, err := s.LoadCollections(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range all {
		for i := range c.Entries {
			lines = append(lines, c.Entries[i].Ref()+" "+c.Entries[i].Question)
		}
	}
	return lines, revision
}

// TestSecondDocument: a second document of a programme numbers its questions from Q1, too. It takes
// nothing away from the first, and each is brought up to date alone.
func TestSecondDocument(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := inFile("入会.txt", "Q1|会費はいくらですか|3円", "Q2|領収書は出ますか|はい", "Q3|名義を変えられますか|はい")
	second := inFile("出店.txt", "Q1|出店の条件は？|なし", "Q2|駐車場は？|あり", "Q3|会費はいくらですか|9円")
	same(t, "first", imported(t, s, first), "added port/1, added port/2, added port/3")
	_, err := s.Import(t.Context(), second)
	var refused *edition.Fault
	if !errors.As(err, &refused) || refused.Kind != edition.Unlike || refused.Shared != 1 || refused.Entries != 3 {
		t.Fatalf("a file with 1 of 3 entries in common: %v", err)
	}
	same(t, "stored", refused.Stored, []string{"入会.txt"})
	same(t, "second", imported(t, s, as(second, "", true)), "added port/4, added port/5, added port/6")
	want := []string{"port/1 会費はいくらですか", "port/2 領収書は出ますか", "port/3 名義を変えられますか", "port/4 出店の条件は？", "port/5 駐車場は？", "port/6 会費はいくらですか"}
	got, revision := served(t, s)
	same(t, "served", got, want)
	for name, again := range map[string]postgres.Import{"first": first, "second": second, "second, told again to be new": as(second, "", true), "named": as(second, "出店.txt", false)} {
		same(t, name+" again", imported(t, s, again), "")
	}
	if _, now := served(t, s); now != revision {
		t.Errorf("importing what is stored raised the revision from %d to %d", revision, now)
	}
	shorter := inFile("出店.txt", "Q1|駐車場は？|なし", "Q2|出店の条件は？|なし")
	same(t, "second, shorter", imported(t, s, shorter), "changed port/5, missing port/6")
	renamed := inFile("【差替】出店ver2.txt", "Q1|駐車場は？|なし", "Q2|出店の条件は？|なし", "Q3|会費はいくらですか|9円")
	same(t, "in a file of another name", imported(t, s, renamed), "back port/6")
	names, err := s.Documents(t.Context(), "port")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "documents", names, []string{"入会.txt", "出店.txt"})
}

// TestReferencesStay: whatever a new edition does to labels and order, a reference stays with its
// question, and none is given out twice.
func TestReferencesStay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		later    []string
		changes  string
		document string
	}{
		{"unchanged", []string{"Q1|入会するには？|店で", "Q2|退会するには？|店で", "Q3|会費は？|3円"}, "", ""},
		{"reordered under the same labels", []string{"Q1|会費は？|3円", "Q2|入会するには？|店で", "Q3|退会するには？|店で"}, "", ""},
		{"reordered without labels", []string{"|会費は？|3円", "|退会するには？|店で", "|入会するには？|店で"}, "", ""},
		{"one reworded", []string{"Q1|入会の方法を教えてください。|店で", "Q2|退会するには？|店で", "Q3|会費は？|3円"}, "changed port/1", ""},
		{"another question under its label", []string{"Q1|入会するには？|店で", "Q2|再入会するには？|店で", "Q3|会費は？|3円"}, "added port/4, missing port/2", ""},
		{"two swapped under their labels", []string{"Q1|退会するには？|店で", "Q2|入会するには？|店で", "Q3|会費は？|3円"}, "", ""},
		{"all others, told to be its new version", []string{"Q1|駐車場は？|あり", "Q2|送料は？|なし", "Q3|通訳は？|なし"},
			"added port/4, added port/5, added port/6, missing port/1, missing port/2, missing port/3", "a.txt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			imported(t, s, inFile("a.txt", "Q1|入会するには？|店で", "Q2|退会するには？|店で", "Q3|会費は？|3円"))
			same(t, "changes", imported(t, s, as(inFile("a.txt", test.later...), test.document, false)), test.changes)
			same(t, "again", imported(t, s, as(inFile("a.txt", test.later...), test.document, false)), "")
			imported(t, s, as(inFile("a.txt", "Q1|まったく新しい質問は？|はい"), "a.txt", false))
			lines, _ := served(t, s)
			seen := map[string]bool{}
			for _, l := range lines {
				ref, _, _ := strings.Cut(l, " ")
				if seen[ref] {
					t.Errorf("%s is given out twice: %v", ref, lines)
				}
				seen[ref] = true
			}
		})
	}
}

// TestConfirmedFallsBack: a confirmed kind stays with its text, and falls back to the proposed one
// where question or answer changed.
func TestConfirmedFallsBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		later       string
		kind        faq.Kind
		unconfirmed bool
	}{
		{"moved", "Q9|領収書は出ますか？|はい", faq.KindDecline, false},
		{"answered otherwise", "Q2|領収書は出ますか？|いいえ", faq.KindAnswer, true},
		{"other widths and signs", "Q2|領収書は 出ますか?|はい", faq.KindDecline, false},
		{"reworded", "Q2|領収書が出ますでしょうか|はい", faq.KindAnswer, true},
		{"said to be gone", "Q2|別の質問は？|はい", faq.KindDecline, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			imported(t, s, inFile("a.txt", "Q1|会費は？|3円", "Q2|領収書は出ますか？|はい"))
			if err := s.ConfirmKind(t.Context(), "port/2", faq.KindDecline, "佐々木"); err != nil {
				t.Fatal(err)
			}
			plans, err := s.Import(t.Context(), inFile("a.txt", "Q1|会費は？|3円", test.later))
			if err != nil {
				t.Fatal(err)
			}
			unconfirmed := false
			for _, ch := range plans[0].Changes {
				unconfirmed = unconfirmed || slices.Contains(ch.Unconfirmed, "kind")
			}
			same(t, "told", unconfirmed, test.unconfirmed)
			all, _, err := s.LoadCollections(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range all[0].Entries {
				if e.Ref() == "port/2" {
					same(t, "kind", e.Kind, test.kind)
				} else {
					same(t, e.Ref(), e.Kind, faq.KindAnswer)
				}
			}
		})
	}
}

// TestWhichDocument: what is not told, and not plain from the entries, is refused.
func TestWhichDocument(t *testing.T) {
	t.Parallel()
	s := open(t)
	a, b := inFile("a.txt", "Q1|会費は？|3円", "Q2|解約は？|店で"), inFile("b.txt", "Q1|会費は？|9円", "Q2|解約は？|電話で")
	same(t, "two at once", imported(t, s, a, b), "added port/1, added port/2, added port/3, added port/4")
	imported(t, s, as(inFile("long.txt", "Q1|駐車場は？|1円", "Q2|会場は？|1円", "Q3|会期は？|1円"), "", true))
	for _, test := range []struct {
		name  string
		imp   postgres.Import
		fault edition.FaultKind
	}{
		{"as much like both", inFile("c.txt", "Q1|会費は？|1円"), edition.Ambiguous},
		{"like one in one of many", inFile("x.txt", "Q1|会費は？|1円", "Q2|駐車場は？|1円", "Q3|通訳は？|1円"), edition.Ambiguous},
		{"under half of either", inFile("x.txt", "Q1|駐車場は？|1円", "Q2|通訳は？|1円", "Q3|送料は？|1円"), edition.Unlike},
		{"without entries", inFile("a.txt"), edition.Unlike},
		{"to replace what is not stored", as(a, "z.txt", false), edition.Unknown},
		{"new under a name that is taken", as(inFile("z.txt", "Q1|駐車場は？|1円"), "a.txt", true), edition.Taken},
	} {
		_, err := s.Import(t.Context(), inFile("d.txt", "Q1|途中の質問は？|x"), test.imp)
		if err == nil {
			t.Fatalf("%s: imported", test.name)
		}
		var refused *edition.Fault
		_, err = s.Import(t.Context(), as(inFile("d.txt", "Q1|途中の質問は？|x"), "d", true), test.imp)
		if !errors.As(err, &refused) || refused.Kind != test.fault {
			t.Errorf("%s: %v, want that it %s", test.name, err, test.fault)
		}
	}
	if lines, _ := served(t, s); len(lines) != 7 {
		t.Errorf("half of what was refused is stored: %v", lines)
	}
	same(t, "as its name says", imported(t, s, inFile("b.txt", "Q1|会費は？|8円", "Q2|解約は？|電話で")), "changed port/3")
	same(t, "new in a file of the same name", imported(t, s, as(inFile("a.txt", "Q1|駐車場は？|1円"), "", true)), "added port/8")
	same(t, "and again", imported(t, s, as(inFile("a.txt", "Q1|駐車場は？|1円"), "", true)), "")
	names, err := s.Documents(t.Context(), "port")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "documents", names, []string{"a.txt", "b.txt", "long.txt", "a.txt（2）"})
}

// TestImportFirst: a new database is filled once, with several documents a programme.
func TestImportFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	load := []postgres.Import{inFile("a.txt", "Q1|会費は？|3円"), inFile("b.txt", "Q1|駐車場は？|あり")}
	load[1].Collection.Validity = faq.Validity{Until: "2024-03-29"}
	for i, want := range []bool{true, false} {
		if first, err := s.ImportFirst(t.Context(), load...); first != want || err != nil {
			t.Errorf("time %d: %v, %v", i+1, first, err)
		}
	}
	all, revision, err := s.LoadCollections(t.Context())
	if err != nil || len(all) != 1 || revision != 1 {
		t.Fatalf("%d collections, revision %d, %v", len(all), revision, err)
	}
	same(t, "title", all[0].Title, "a.txt")
	var got []string
	for _, e := range all[0].Entries {
		got = append(got, fmt.Sprint(e.Ref(), " ", e.Document, " ", e.Validity.Until))
	}
	same(t, "entries", got, []string{"port/1 a.txt ", "port/2 b.txt 2024-03-29"})
	if all[0].Validity != (faq.Validity{}) {
		t.Errorf("the collection ends with one of its documents: %+v", all[0].Validity)
	}
}

// TestDocumentsOfBefore: a collection that was stored before documents were kept apart is its own
// first document, whether the migration met it or the program of before added it afterwards.
func TestDocumentsOfBefore(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("migrations/*_documents.sql")
	if err != nil || len(files) != 1 {
		t.Fatalf("the migration: %v, %v", files, err)
	}
	migration, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, before := range map[string]string{
		"migrated":         `DROP TABLE documents; ALTER TABLE entries DROP COLUMN document; ` + string(migration),
		"added afterwards": `DELETE FROM documents`,
	} {
		t.Run(name, func(t *testing.T) {
			url := postgrestest.URL(t)
			writer := openURL(t, url, postgres.Options{})
			imported(t, writer, inFile("a.txt", "Q1|会費は？|3円"))
			conn, err := pgx.Connect(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(context.WithoutCancel(t.Context()))
			if _, err := conn.Exec(t.Context(), before); err != nil {
				t.Fatal(err)
			}
			s := openURL(t, url, postgres.Options{})
			same(t, "again", imported(t, s, inFile("a.txt", "Q1|会費は？|3円")), "")
			same(t, "changed", imported(t, s, inFile("a.txt", "Q1|会費は？|4円", "Q2|解約は？|店で")), "changed port/1, added port/2")
			same(t, "a second", imported(t, s, as(inFile("b.txt", "Q1|駐車場は？|あり"), "", true)), "added port/3")
			names, err := s.Documents(t.Context(), "port")
			if err != nil {
				t.Fatal(err)
			}
			same(t, "documents", names, []string{"a.txt", "b.txt"})
		})
	}
}

// TestTermFallsBack: a term that a person confirmed, or refused, stays with its text, and is a proposal again where
// the text changed. Taken back, it is what was confirmed of the text before.
func TestTermFallsBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	first, second := inFile("a.txt", "Q1|申込の期限は？|4月30日です"), inFile("a.txt", "Q1|申込の期限は？|5月30日です")
	first.Collection.Entries[0].Validity = faq.Validity{Until: "2027-04-30", Basis: "4月30日です"}
	second.Collection.Entries[0].Validity = faq.Validity{Until: "2027-05-30", Basis: "5月30日です"}
	term := func() faq.Validity {
		t.Helper()
		all, _, err := s.LoadCollections(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all[0].Entries[0].Validity
	}
	imported(t, s, first)
	same(t, "proposed", term(), first.Collection.Entries[0].Validity)
	decided := faq.Validity{Until: "2027-04-28", Closes: "17:00", Basis: "4月30日です"}
	if err := s.ConfirmTerm(t.Context(), "port/1", decided, "佐々木"); err != nil {
		t.Fatal(err)
	}
	imported(t, s, first)
	confirmed := decided
	confirmed.Confirmed = true
	same(t, "confirmed", term(), confirmed)
	plans, err := s.Import(t.Context(), second)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "told", plans[0].Changes[0].Unconfirmed, []string{"term"})
	same(t, "of another text", term(), second.Collection.Entries[0].Validity)
	if err := s.TakeBack(t.Context(), "port", 1, 2, "佐々木", ""); err != nil {
		t.Fatal(err)
	}
	same(t, "taken back", term(), confirmed)
	if err := s.ConfirmTerm(t.Context(), "port/1", faq.Validity{}, "佐々木"); err != nil {
		t.Fatal(err)
	}
	same(t, "refused", term(), faq.Validity{Basis: "4月30日です", Confirmed: true})
}

// TestTakeBackIsOfTheLast: who has seen another publication takes nothing back.
func TestTakeBackIsOfTheLast(t *testing.T) {
	t.Parallel()
	s := open(t)
	imported(t, s, inFile("a.txt", "Q1|会費は？|3円"))
	imported(t, s, inFile("a.txt", "Q1|会費は？|4円"))
	for number, want := range map[int]error{1: edition.ErrChanged, 3: edition.ErrChanged} {
		if err := s.TakeBack(t.Context(), "port", 1, number, "佐々木", ""); !errors.Is(err, want) {
			t.Errorf("publication %d: %v, want %v", number, err, want)
		}
	}
	if err := s.TakeBack(t.Context(), "port", 2, 1, "佐々木", ""); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("of a document that is none: %v", err)
	}
	seen, err := s.Preview(t.Context(), inFile("a.txt", "Q1|会費は？|5円"))
	if err != nil {
		t.Fatal(err)
	}
	lines, revision := served(t, s)
	if len(lines) != 1 || seen.Revision != revision {
		t.Errorf("a preview leaves %v at revision %d, and saw %d", lines, revision, seen.Revision)
	}
	if err := s.TakeBack(t.Context(), "port", 1, 2, "佐々木", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ImportSeen(t.Context(), seen.Revision, inFile("a.txt", "Q1|会費は？|5円")); !errors.Is(err, edition.ErrChanged) {
		t.Errorf("publishing what was seen before: %v", err)
	}
}

// TestARequestIsForOneThing: what somebody has approved of is what they were shown, and lets nothing else be published;
// it is used up by that, and by nothing else.
func TestARequestIsForOneThing(t *testing.T) {
	t.Parallel()
	approves := false
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{Approves: func(string) bool { return approves }})
	conn := connect(t, url)
	for _, version := range []string{"3円", "4円"} {
		if _, err := s.Import(t.Context(), inFile("a.txt", "Q1|会費は？|"+version)); err != nil {
			t.Fatal(err)
		}
	}
	approves = true
	for _, r := range []edition.Request{
		{ID: "elsewhere", Collection: "sea", Act: edition.ActImport, Name: "a.txt", Content: []byte("5円")},
		{ID: "back", Collection: "port", Act: edition.ActBack, Document: 1, Number: 2},
		{ID: "import", Collection: "port", Act: edition.ActImport, Name: "a.txt", Content: []byte("5円")},
	} {
		if err := s.SaveRequest(t.Context(), r, sasaki); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.Exec(t.Context(), `UPDATE uploads SET state = 'approved'`); err != nil {
		t.Fatal(err)
	}
	by := func(request string) error {
		imp := inFile("a.txt", "Q1|会費は？|5円")
		imp.Request = request
		_, err := s.Import(t.Context(), imp)
		return err
	}
	for _, other := range []string{"elsewhere", "back"} {
		if err := by(other); !errors.Is(err, edition.ErrChanged) {
			t.Errorf("imported by the request %s: %v", other, err)
		}
	}
	for _, other := range []string{"elsewhere", "import"} {
		if err := s.TakeBack(t.Context(), "port", 1, 2, "林", other); !errors.Is(err, edition.ErrChanged) {
			t.Errorf("taken back by the request %s: %v", other, err)
		}
	}
	if err := by("import"); err != nil {
		t.Errorf("by its own request: %v", err)
	}
	if err := by("import"); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("by a request that is used up: %v", err)
	}
	if _, err := s.Request(t.Context(), "elsewhere"); err != nil {
		t.Errorf("a request that was not used is gone: %v", err)
	}
}
