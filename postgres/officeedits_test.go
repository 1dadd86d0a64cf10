package postgres_test

import (
	"errors"
	"sync"
	"testing"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/office/edits"
)

// TestOfficeEdits: versions of a part follow each other, of two people who have seen the same one makes the next, a form
// that is sent twice makes one, and all of it stands in the history and in the trail.
func TestOfficeEdits(t *testing.T) {
	t.Parallel()
	s := open(t)
	who := chat.Person{ID: "staff:1", Name: "佐々木"}
	by := func(request string) audit.Record {
		return audit.Record{At: base, Kind: audit.Staff, Actor: who, Via: audit.ViaDesk, Request: request}
	}
	save := func(p edits.Part, version int, text, request string) error {
		_, err := s.SaveOfficeEdit(t.Context(), edits.Edit{Part: p, Version: version, Text: text, Basis: "hours: {}\n"}, by(request))
		return err
	}
	for range 2 {
		if err := save(edits.Hours, 1, "hours:\n  mon: 9:00-10:00\n", "once"); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() { errs[i] = save(edits.Hours, 2, "", "") })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, edits.ErrChanged):
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d who had seen the same version made the next", won, len(errs))
	}
	for _, version := range []int{1, 2, 4} {
		if err := save(edits.Hours, version, "x", "other"); !errors.Is(err, edits.ErrChanged) {
			t.Errorf("version %d after 2: %v", version, err)
		}
	}
	if err := save(edits.Closures, 1, "closures: []\n", ""); err != nil {
		t.Fatal(err)
	}

	latest, err := s.OfficeEdits(t.Context())
	if err != nil || len(latest) != 2 || latest[0].Part != edits.Closures || latest[1].Version != 2 || !latest[1].Back() {
		t.Errorf("latest: %+v, %v", latest, err)
	}
	past, err := s.OfficeEditHistory(t.Context(), edits.Hours, 5)
	if err != nil || len(past) != 2 || past[1].By != who || !past[1].Made.Equal(base) || past[1].Basis != "hours: {}\n" {
		t.Errorf("history: %+v, %v", past, err)
	}
	if e, err := s.OfficeEdit(t.Context(), edits.Hours, 1); err != nil || e.Text != "hours:\n  mon: 9:00-10:00\n" {
		t.Errorf("version 1: %+v, %v", e, err)
	}
	if _, err := s.OfficeEdit(t.Context(), edits.Hours, 3); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("version 3: %v", err)
	}
	done, err := s.Audited(t.Context(), audit.Filter{Act: audit.SettingsChanged, Object: "office/hours"})
	if err != nil || len(done) != 2 || done[0].Actor != who {
		t.Errorf("in the trail: %+v, %v", done, err)
	}

	unmoved, err := s.UnmovedOfficeEdits(t.Context())
	if err != nil || len(unmoved) != 3 {
		t.Fatalf("of whose promises nobody has looked: %+v, %v", unmoved, err)
	}
	for _, e := range unmoved[:2] {
		if err := s.MarkOfficeEditMoved(t.Context(), e.ID); err != nil {
			t.Fatal(err)
		}
	}
	if rest, err := s.UnmovedOfficeEdits(t.Context()); err != nil || len(rest) != 1 || rest[0].ID != unmoved[2].ID {
		t.Errorf("afterwards: %+v, %v", rest, err)
	}
}

// TestFileParts: what the office file says is noted beside what the desk does and lies over nothing; its first version
// has nothing to move, of two processes that read the next one, one notes it.
func TestFileParts(t *testing.T) {
	t.Parallel()
	s := open(t)
	if last, err := s.FilePart(t.Context(), edits.Hours); err != nil || last.Version != 0 {
		t.Fatalf("before anything was noted: %+v, %v", last, err)
	}
	for i, text := range []string{"hours: {}\n", "hours:\n  mon: 9:00-10:00\n", "hours:\n  mon: 9:00-11:00\n"} {
		e := edits.Edit{Part: edits.Hours.InFile(), Version: min(i+1, 2), Text: text, Basis: "before"} // the third is too late
		if err := s.SaveFilePart(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	last, err := s.FilePart(t.Context(), edits.Hours)
	if err != nil || last.Version != 2 || last.Text != "hours:\n  mon: 9:00-10:00\n" || last.Basis != "before" {
		t.Errorf("last %+v, %v", last, err)
	}
	if over, err := s.OfficeEdits(t.Context()); err != nil || len(over) != 0 {
		t.Errorf("over the file lies %+v, %v", over, err)
	}
	unmoved, err := s.UnmovedOfficeEdits(t.Context())
	if err != nil || len(unmoved) != 1 || unmoved[0].ID != last.ID {
		t.Errorf("of whose promises nobody has looked: %+v, %v", unmoved, err)
	}
	if p, in := unmoved[0].Part.FilePart(); !in || p != edits.Hours {
		t.Errorf("%q is not of the file's hours", unmoved[0].Part)
	}
	if _, in := edits.Hours.FilePart(); in {
		t.Error("the desk's hours are the file's")
	}
}
