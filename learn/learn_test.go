package learn_test

import (
	"testing"

	"madoguchi/learn"
)

// TestSaid: who teaches is told of a change what has become of it, and not that it is in the FAQ while it waits.
func TestSaid(t *testing.T) {
	for want, done := range map[string]learn.Done{
		"別の聞き方に加えました。":             {Ref: "port/1"},
		"この言い方は、もう加えてあります。":        {Ref: "port/1", Already: true},
		"確認依頼に回しました。承認されると公開されます。": {Ref: "port/1", Waiting: true},
		"この項目には書きかけの下書きがあります。変更はその下書きに加えました。下書きから確認を依頼してください。": {Ref: "port/1", Waiting: true, Writing: true},
	} {
		if got := done.Said("console.unanswered.added"); got != want {
			t.Errorf("%+v is told as %q, want %q", done, got, want)
		}
	}
}
