package bot_test

import (
	"testing"

	"madoguchi/faq/dictionary/meaning"
	"madoguchi/faq/dictionary/sudachi"
)

// needGeneral skips what is held to the words of the whole search where the build is without the general synonyms or the
// meanings of words: a few suggestions stand in another order then, and the golden conversations with them.
func needGeneral(t *testing.T) {
	t.Helper()
	general, err := sudachi.Words()
	if err != nil {
		t.Fatal(err)
	}
	near, err := meaning.Shared()
	if err != nil {
		t.Fatal(err)
	}
	if general == nil || near == nil {
		t.Skip("SKIPPED, not passed: built without the general synonyms or the meanings of words; make compiled puts them there")
	}
}
