package sudachi

import "testing"

func TestParse(t *testing.T) {
	d := parse("住まい\t住居\t家\n独り\n取消\tキャンセル\n")
	if !d.General || len(d.Lines) != 2 {
		t.Fatalf("dictionary %+v, want two groups of a general one", d)
	}
	if l := d.Lines[0]; l.Name != "≈住まい/住居" || len(l.Words) != 3 {
		t.Errorf("group %+v, want three words under a name that is none of them", l)
	}
}

// TestWords reads the dictionary that the build has; without one there is none, and that is no error.
func TestWords(t *testing.T) {
	d, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	if d == nil {
		t.Log("built without the general synonyms: make build puts them there")
		return
	}
	if len(d.Lines) < 20_000 {
		t.Errorf("%d groups, want the 25,000 of the pinned version", len(d.Lines))
	}
}
