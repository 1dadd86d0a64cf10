package ticket

import "testing"

// TestKinds: each has a name and a letter of its own, and no other is known.
func TestKinds(t *testing.T) {
	letters := map[string]Kind{}
	for _, k := range Kinds() {
		if other, taken := letters[k.Letter()]; taken || k.Label() == string(k) || !k.Known() {
			t.Errorf("%s is called %s, and its letter %s is that of %q", k, k.Label(), k.Letter(), other)
		}
		letters[k.Letter()] = k
	}
	for _, none := range []Kind{"", "complaint"} {
		if none.Known() {
			t.Errorf("%q is known", none)
		}
	}
}
