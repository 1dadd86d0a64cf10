package lazyregexp

import "testing"

func TestCompiledAtFirstUse(t *testing.T) {
	defer func(before bool) { inTest = before }(inTest)
	inTest = false
	wrong := New(`(`)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a wrong expression was used")
			}
		}()
		wrong.MatchString("a")
	}()
	if re := New(`^(\d+)円$`); !re.MatchString("300円") || re.FindStringSubmatch("300円")[1] != "300" {
		t.Error("300円 is not found")
	}
}

func TestCompiledAtOnceInTests(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression was not found")
		}
	}()
	New(`(`)
}
