//go:build !compiled

// Gen writes the files that package compiled carries into a folder: the morphological dictionary, the
// office dictionary and what is fitted, as flat arrays. "make build" runs it when one of their sources is newer:
//
//	go run ./faq/search/compiled/gen faq/search/compiled
//
// It is built without the tag compiled, so that it makes each from its source and never from an earlier file.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/ikawaha/kagome-dict/ipa"

	"madoguchi/faq/search/fitted"
	"madoguchi/faq/search/lexicon"
	"madoguchi/faq/search/morph"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	words, err := morph.Flat(ipa.Dict())
	if err != nil {
		return err
	}
	concepts, err := lexicon.Compile(nil)
	if err != nil {
		return err
	}
	model, err := fitted.Parse()
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{"morph.bin": words, "lexicon.bin": concepts.Flat(), "fitted.bin": model.Flat()} {
		if err := replace(filepath.Join(folder, name), data); err != nil {
			return err
		}
	}
	return nil
}

// replace puts a file in the place of another as a whole, so that a build that reads it meanwhile sees
// one or the other.
func replace(file string, data []byte) error {
	if err := os.WriteFile(file+".new", data, 0o644); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}
