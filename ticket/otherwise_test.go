package ticket

import "testing"

// TestOtherwise: after two answers that could not be read a form goes on.
func TestOtherwise(t *testing.T) {
	other := []Option{{Label: "住所", Value: "address"}, {Label: "その他", Value: "other"}}
	plain := []Option{{Label: "有料", Value: "paid"}, {Label: "無料", Value: "free"}}
	for _, c := range []struct {
		name  string
		field Field
		text  string
		want  string // what is shown
	}{
		{"the option for the rest", Field{Type: TypeChoice, Choices: other}, "ファックス番号でございます", "その他"},
		{"a blank", Field{Type: TypeChoice, Choices: plain, Skip: true}, "ええと", say("ticket.blank")},
		{"a choice that must be made", Field{Type: TypeChoice, Choices: plain}, "ええと", "ええと" + say("ticket.unchecked")},
		{"the words", Field{Type: TypeCompany}, "いつもの海苔屋", "いつもの海苔屋" + say("ticket.unchecked")},
		{"files left out", Field{Type: TypeFiles, Skip: true}, "いつでも", say("ticket.blank")},
		{"a mail address", Field{Type: TypeEmail, Skip: true}, "info＠", say("ticket.blank")},
		{"a mail address that is needed", Field{Type: TypeEmail}, "info＠", "info＠" + say("ticket.unchecked")},
		{"no day at all", Field{Type: TypeDate}, "おまかせで", "おまかせで" + say("ticket.unchecked")},
		{"one of two days", Field{Type: TypeDate}, "12月1日か8日", "12月1日か8日" + say("ticket.unchecked")},
	} {
		if r := c.field.Otherwise(c.text); r.Shown != c.want {
			t.Errorf("%s: %q, want %q", c.name, r.Shown, c.want)
		}
	}
}
