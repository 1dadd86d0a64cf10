package faq_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/faq"
)

type index struct{ faq.Index }

func TestLibraryIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := faq.OpenLibrary()
		if l.Current() != nil || !l.Expects() {
			t.Error("a library that is being opened has an index, or expects none")
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := l.Wait(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the wait ended with %v, want its deadline", err)
		}
		first, second := &index{}, &index{}
		go func() {
			time.Sleep(3 * time.Second)
			l.Replace(first)
		}()
		if ix, err := l.Wait(t.Context()); err != nil || ix != faq.Index(first) {
			t.Errorf("waited for %v, %v", ix, err)
		}
		l.Replace(second)
		if ix, err := l.Wait(t.Context()); err != nil || ix != faq.Index(second) || l.Expects() {
			t.Errorf("then it is %v, %v", ix, err)
		}
	})
}

func TestLibraryWithoutIndex(t *testing.T) {
	var zero faq.Library
	none := faq.OpenLibrary()
	none.Replace(nil)
	for name, l := range map[string]*faq.Library{"zero": &zero, "none": none} {
		if ix, err := l.Wait(t.Context()); ix != nil || err != nil || l.Current() != nil || l.Expects() {
			t.Errorf("%s: waited for %v, %v", name, ix, err)
		}
	}
}
