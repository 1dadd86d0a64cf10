package postgres_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/postgres"
)

// A modelEntry is what a document's entry should be.
type modelEntry struct {
	answer            string
	withdrawn, absent bool // absent: its document has it no more
	place             int
	printed           string // what its document says, where the office says something else
}

// A shelfModel is a document by its questions, with what it was before each act.
type shelfModel struct {
	id   string
	now  map[string]modelEntry
	past []map[string]modelEntry
	refs map[string]string // of each question that ever was
}

// become notes an act; one that changes nothing is none.
func (m *shelfModel) become(next map[string]modelEntry) {
	if !maps.Equal(m.now, next) {
		m.past, m.now = append(m.past, m.now), next
	}
}

func (m *shelfModel) publishes(questions []string, answer string) {
	next := maps.Clone(m.now)
	for q, e := range next {
		e.absent = e.absent || !slices.Contains(questions, q)
		next[q] = e
	}
	for i, q := range questions {
		was, known := m.now[q]
		e := modelEntry{answer: answer, place: i + 1, withdrawn: known && was.withdrawn && !was.absent}
		if was.printed != "" && was.answer != answer { // what the office has written stays
			e.answer, e.printed = was.answer, answer
		}
		next[q] = e
	}
	m.become(next)
}

func (m *shelfModel) decides(question string, withdrawn bool) {
	next := maps.Clone(m.now)
	e := next[question]
	e.withdrawn = withdrawn
	next[question] = e
	m.become(next)
}

// edits says whether anything is changed.
func (m *shelfModel) edits(question, answer string) bool {
	next := maps.Clone(m.now)
	e := next[question]
	if e.answer == answer && !e.withdrawn {
		return false
	}
	if e.printed == "" && e.answer != answer {
		e.printed = e.answer
	}
	if e.printed == answer {
		e.printed = ""
	}
	e.answer, e.withdrawn = answer, false
	next[question] = e
	m.become(next)
	return true
}

func (m *shelfModel) takesBack() {
	before := maps.Clone(m.past[len(m.past)-1])
	for q, e := range m.now {
		if _, there := before[q]; !there {
			e.withdrawn, e.absent = true, true
			before[q] = e
		}
	}
	m.past, m.now = m.past[:len(m.past)-1], before
}

// served is what members should be answered.
func (m *shelfModel) served() map[string]string {
	out := map[string]string{}
	for q, e := range m.now {
		if !e.withdrawn {
			out[q] = e.answer
		}
	}
	return out
}

// TestServesWhatIsPublished: after any sequence of imports, edits, withdrawals, restorations and acts taken back,
// members are answered with just what was published, and a reference is never another question's.
func TestServesWhatIsPublished(t *testing.T) {
	s := open(t)
	questions := []string{"会費はいくらですか", "領収書は出ますか", "駐車場はありますか", "通訳を頼めますか", "名義を変えられますか"}
	programme := 0
	rapid.Check(t, func(rt *rapid.T) {
		programme++
		m := &shelfModel{id: fmt.Sprintf("p%d", programme), now: map[string]modelEntry{}, refs: map[string]string{}}
		for range rapid.IntRange(1, 8).Draw(rt, "acts") {
			act := rapid.SampledFrom([]string{"import", "import", "edit", "edit", "withdraw", "publish", "undo"}).Draw(rt, "act")
			known := slices.Sorted(maps.Keys(m.now))
			switch {
			case act == "import":
				some := rapid.SliceOfNDistinct(rapid.SampledFrom(questions), 1, len(questions), rapid.ID[string]).Draw(rt, "questions")
				answer := rapid.SampledFrom([]string{"はい", "いいえ", "窓口へ"}).Draw(rt, "answer")
				m.publishes(some, answer)
				var lines []string
				for _, q := range some {
					lines = append(lines, "|"+q+"|"+answer)
				}
				imp := as(inFile("a.txt", lines...), "a.txt", false)
				imp.Collection.ID = m.id
				do(rt, func() error { _, err := s.Import(t.Context(), imp); return err })
			case act == "undo":
				undo(t, rt, s, m)
			case act == "edit" && len(known) > 0:
				q := rapid.SampledFrom(known).Draw(rt, "entry")
				answer := rapid.SampledFrom([]string{"はい", "いいえ", "窓口へ"}).Draw(rt, "answer")
				changes := m.edits(q, answer)
				do(rt, func() error {
					_, err := s.Change(t.Context(), m.refs[q], "佐々木", answers(answer))
					if !changes && errors.Is(err, edition.ErrNothing) {
						return nil
					}
					return err
				})
			case len(known) > 0 && act != "edit":
				q := rapid.SampledFrom(known).Draw(rt, "entry")
				m.decides(q, act == "withdraw")
				var n int
				fmt.Sscanf(m.refs[q], m.id+"/%d", &n)
				state := faq.Public
				if act == "withdraw" {
					state = faq.Withdrawn
				}
				do(rt, func() error { return s.Decide(t.Context(), m.id, []int{n}, state, "佐々木") })
			}
			compare(t, rt, s, m)
		}
	})
}

func do(rt *rapid.T, f func() error) {
	rt.Helper()
	if err := f(); err != nil {
		rt.Fatal(err)
	}
}

// undo takes the last act back, where there is one.
func undo(t *testing.T, rt *rapid.T, s *postgres.Store, m *shelfModel) {
	rt.Helper()
	all, err := s.Shelves(t.Context())
	if err != nil {
		rt.Fatal(err)
	}
	i := slices.IndexFunc(all.Published, func(p edition.Published) bool { return p.Collection == m.id })
	if (i >= 0) != (len(m.past) > 0) {
		rt.Fatalf("there is something to take back: %v, want %v", i >= 0, len(m.past) > 0)
	}
	if i >= 0 {
		m.takesBack()
		do(rt, func() error { return s.TakeBack(t.Context(), m.id, 1, all.Published[i].Number, "佐々木", "") })
	}
}

// compare holds what is served, and every reference, to the model.
func compare(t *testing.T, rt *rapid.T, s *postgres.Store, m *shelfModel) {
	rt.Helper()
	all, _, err := s.LoadCollections(t.Context())
	if err != nil {
		rt.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range all {
		for i := range c.Entries {
			e := &c.Entries[i]
			if c.ID != m.id {
				continue
			}
			got[e.Question] = e.AnswerText()
			if was, known := m.refs[e.Question]; known && was != e.Ref() {
				rt.Fatalf("%s was %s and is %s", e.Question, was, e.Ref())
			}
			for q, ref := range m.refs {
				if ref == e.Ref() && q != e.Question {
					rt.Fatalf("%s was that of %s and is that of %s", ref, q, e.Question)
				}
			}
			m.refs[e.Question] = e.Ref()
		}
	}
	if diff := cmp.Diff(m.served(), got); diff != "" {
		rt.Fatalf("served (-want +got):\n%s", diff)
	}
}
