package bot_test

import (
	"strings"
	"testing"

	"madoguchi/office"
)

// An inquiry form as an office may write it: none of the ids is one of the shipped forms.
const ownForm = `
name: みなと商工会
forms:
  - id: inquiry
    kind: inquiry
    title: ご相談票
    purpose: お名前は、ご連絡のためだけに使います。
    purpose_version: "7"
    fields:
      - {id: yagou, role: company, label: 屋号, ask: 屋号を教えてください。, type: company, required: true}
      - {id: namae, role: person, label: お名前, ask: お名前を教えてください。, type: name, required: true, personal: true}
      - {id: renraku, role: email, label: 連絡先, ask: メールアドレスを教えてください。, type: email, required: true, personal: true}
      - {id: youken, role: question, label: ご用件, ask: ご用件を教えてください。, type: text, required: true}
`

// TestOwnForm: a form whose fields have ids of the office's own keeps the ticket's title, the member's
// name, the mail copy of a reply and the question, and a second form knows who the member is.
func TestOwnForm(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	off, err := office.Parse([]byte(ownForm))
	if err != nil {
		t.Fatal(err)
	}
	s.bot.SetOffice(off)
	said := s.play(`@mail on
@web
> 人
> みなと屋
> 木村 花
> kimura@minato.example
> 会議室の予約について
> 送る
! claim 佐々木
! reply 佐々木 空いております。
! resolve 佐々木
> お問い合わせ`)
	for _, want := range []string{
		"# Q-0001 お問い合わせ｜みなと屋｜会議室の予約について｜",
		"# みなと屋：会議室の予約について",
		"✉ kimura@minato.example: 空いております。",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing:\n%s", want, said)
		}
	}
	if _, again, _ := strings.Cut(said, "> お問い合わせ\n"); strings.Contains(again, "屋号を教えて") || !strings.Contains(again, "ご用件を教えてください。") {
		t.Errorf("who the member is was asked again:\n%s", again)
	}
}
