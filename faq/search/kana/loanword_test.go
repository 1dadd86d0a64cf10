package kana

import "testing"

func TestLoanword(t *testing.T) {
	for in, want := range map[string]string{"selas": "せらす", "jetro": "じぇとろ", "alibaba": "ありばば", "tsunagu": "つなぐ"} {
		if got, ok := Loanword(in); !ok || got != want {
			t.Errorf("loanword(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
	if got, ok := Loanword("a1"); ok {
		t.Errorf("a1 is said %q", got)
	}
}
