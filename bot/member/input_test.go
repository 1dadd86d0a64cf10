package member

import (
	"testing"

	"madoguchi/ticket"
)

// While a hint stands the web widget offers no questions of the FAQ, and shows the right keyboard.
func TestInputHint(t *testing.T) {
	for _, tc := range []struct {
		field ticket.Field
		want  string
	}{
		{ticket.Field{Type: ticket.TypeText}, "text"},
		{ticket.Field{Type: ticket.TypeCompany}, "text"},
		{ticket.Field{Type: ticket.TypeName}, "text"},
		{ticket.Field{Type: ticket.TypeAddress}, "text"},
		{ticket.Field{Type: ticket.TypeCountry}, "text"},
		{ticket.Field{Type: ticket.TypeEmail}, "email"},
		{ticket.Field{Type: ticket.TypePhone}, "tel"},
		{ticket.Field{Type: ticket.TypeDate}, "date"},
		{ticket.Field{Type: ticket.TypeChoice}, ""},
		{ticket.Field{Type: ticket.TypeChoice, Free: true}, "text"},
		{ticket.Field{Type: ticket.TypeYesNo}, ""},
		{ticket.Field{Type: ticket.TypeFiles}, ""},
		{ticket.Field{Type: ticket.TypeProgramme}, ""},
	} {
		if got := inputHint(&tc.field); got != tc.want {
			t.Errorf("input hint of %s (free %v) = %q, want %q", tc.field.Type, tc.field.Free, got, tc.want)
		}
	}
}
