//go:build compiled && !mips && !mips64 && !ppc64 && !s390x

package compiled_test

import (
	"errors"
	"io/fs"
	"os"
	"testing"
	"unsafe"

	"github.com/ikawaha/kagome-dict/ipa"

	"madoguchi/faq/dictionary/meaning"
	"madoguchi/faq/search/compiled"
	"madoguchi/faq/search/fitted"
	"madoguchi/faq/search/lexicon"
	"madoguchi/faq/search/morph"
)

// TestFilesAreOfTheirSources compiles anew and holds the files that the program carries to the result:
// a build that forgot to compile is found here.
func TestFilesAreOfTheirSources(t *testing.T) {
	words, err := morph.Flat(ipa.Dict())
	if err != nil {
		t.Fatal(err)
	}
	concepts, err := lexicon.Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	model, err := fitted.Parse()
	if err != nil {
		t.Fatal(err)
	}
	near, err := os.ReadFile("../../dictionary/meaning/table/" + meaning.File)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for name, f := range map[string]struct{ carried, fresh string }{
		"morph.bin":   {compiled.Morph(), string(words)},
		"lexicon.bin": {compiled.Lexicon(), string(concepts.Flat())},
		"fitted.bin":  {compiled.Fitted(), string(model.Flat())},
		"meaning.bin": {compiled.Meaning(), string(near)},
	} {
		if f.carried != f.fresh {
			t.Errorf("%s is not what its sources give: run make build", name)
		}
		if at := uintptr(unsafe.Pointer(unsafe.StringData(f.carried))); at%8 != 0 {
			t.Errorf("%s lies at %x, so that its arrays are copied to the heap", name, at)
		}
	}
}
