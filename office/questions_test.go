package office

import (
	"reflect"
	"testing"

	"madoguchi/office/edits"
)

// TestQuestionsAsText: a form that is written as the office file would say it is read as the same form.
func TestQuestionsAsText(t *testing.T) {
	all, err := FormsWith(nil)
	if err != nil || len(all) < 4 {
		t.Fatalf("%d forms, %v", len(all), err)
	}
	text, err := (&Section{Forms: all}).Text(edits.Forms)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ReadSection(edits.Forms, text)
	if err != nil || !reflect.DeepEqual(s.Forms, all) {
		t.Errorf("written and read: %v\n%s", err, text)
	}
	if own, err := OwnForms(s.Forms); err != nil || len(own) != 0 {
		t.Errorf("what ships is the office's own: %v, %v", own, err)
	}
	all[0].Title = "ご質問"
	if own, err := OwnForms(all); err != nil || len(own) != 1 || own[0].ID != all[0].ID {
		t.Errorf("own: %v, %v", own, err)
	}
	for i := range all {
		was := all[i]
		if faults := CheckQuestions(&was, &all[i], nil); faults != nil {
			t.Errorf("%s as it is: %v", was.ID, faults)
		}
	}
}

func TestNextPurpose(t *testing.T) {
	for version, want := range map[string]string{"1": "2", "9": "10", "": "1", "2026": "2027", "a": "a-2", "a-2": "a-3", "a-b": "a-b-2"} {
		if got := NextPurpose(version); got != want {
			t.Errorf("after %q comes %q, want %q", version, got, want)
		}
	}
}
