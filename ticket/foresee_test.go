package ticket

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestForesee: what an answer tells of other questions is kept for those that are asked in this form, and only there.
func TestForesee(t *testing.T) {
	form := extractForm()
	form.Fields = append(form.Fields, Field{ID: "company", Role: RoleCompany, Type: TypeCompany}, Field{ID: "person", Role: RolePerson, Type: TypeName, With: "company"})
	for _, tt := range []struct {
		text  string
		shown []string
		fresh bool
		next  string // the question asked then
	}{
		{"ベトナムなんですけど", []string{"ベトナム"}, true, "category"},
		{"えっと、化粧品です", []string{"化粧品・美容"}, true, "topic"},
		{"みどりコスメ株式会社の田中です", []string{"みどりコスメ株式会社 田中"}, true, "topic"},
		{"よくわからなくて", nil, false, "topic"},
		{"田中", nil, false, "topic"},
	} {
		fl := Start(form, Values{"programme": {"tsunagu"}}, friday)
		f, _, _ := fl.Next()
		foresee := func() ([]string, bool) {
			if shown, fresh := fl.ForeseeWriter(tt.text); len(shown) > 0 {
				return shown, fresh
			}
			return fl.Foresee(f, tt.text, friday)
		}
		shown, fresh := foresee()
		if diff := cmp.Diff(tt.shown, shown); diff != "" || fresh != tt.fresh {
			t.Errorf("%s: fresh %v (-want +got):\n%s", tt.text, fresh, diff)
		}
		if next, _, _ := fl.Next(); next.ID != tt.next {
			t.Errorf("%s: %s is asked then, want %s", tt.text, next.ID, tt.next)
		}
		if again, fresh := foresee(); fresh && len(again) > 0 {
			t.Errorf("%s: said again it is new", tt.text)
		}
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]bool{
		"台湾です": true, "ベトナム": true, "味噌": true, "化粧品です": true, "お茶": true,
		"林": false, "台湾物産株式会社": false, "味噌屋 高橋": false, "みなと商店": false, "木村": false, "タイヨー": false,
	} {
		if got := Names(text); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
