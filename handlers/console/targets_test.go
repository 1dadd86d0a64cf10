package console

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/search"
)

// TestTargets: a large programme offers the entries near one to be moved behind or merged into, and all others by words.
func TestTargets(t *testing.T) {
	t.Parallel()
	many := faq.Collection{ID: "many", Title: "大きな事業"}
	for i := range 400 {
		many.Entries = append(many.Entries, faq.Entry{Collection: "many", Order: i + 1, Label: fmt.Sprintf("Q%d", i+1), Question: fmt.Sprintf("%d番の窓口はどこですか", i+1), Answer: []faq.Block{{Type: faq.Paragraph, Text: "二階です。"}}})
	}
	many.Entries[350].Question = "ＵＭＢＲＥＬＬＡ（傘）は借りられますか"
	ix, err := search.NewIndex(t.Context(), []faq.Collection{many}, search.Options{Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	s := &Service{}
	offered := func(c faq.Collection, order int, find string) targetsView {
		t.Helper()
		v, err := s.targets(httptest.NewRequest("GET", "/desk/faq/many/1?find="+url.QueryEscape(find), nil), ix, &c, &edition.Stored{Entry: c.Entries[order-1]})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	few := many
	few.Entries = many.Entries[:30]
	if v := offered(few, 3, ""); v.Search || len(v.Places) != 29 || len(v.Heirs) != 29 {
		t.Errorf("of few entries it offers %+v", v)
	}
	near := offered(many, 200, "")
	if !near.Search || len(near.Places) != mostTargets || near.Places[0].Value > "200" || near.Places[mostTargets-1].Value < "200" || len(near.Heirs) == 0 || len(near.Heirs) > mostTargets {
		t.Errorf("near an entry it offers %+v", near)
	}
	for _, o := range append(near.Places, near.Heirs...) {
		if strings.TrimPrefix(o.Value, "many/") == "200" {
			t.Errorf("an entry may be moved behind itself: %+v", o)
		}
	}
	for _, order := range []int{1, 400} {
		if v := offered(many, order, ""); len(v.Places) != mostTargets {
			t.Errorf("at the end it offers %d places", len(v.Places))
		}
	}
	for _, find := range []string{"umbrella 傘", "Q351", "傘を借りたい"} {
		if v := offered(many, 5, find); v.None || v.Heirs[0].Value != "many/351" || v.Places[0].Value != "351" {
			t.Errorf("%q finds %+v", find, v)
		}
	}
	if v := offered(many, 5, "窓口"); len(v.Heirs) != mostTargets || v.More != 398-mostTargets {
		t.Errorf("of many that are found it offers %d, and says %d more", len(v.Heirs), v.More)
	}
	if v := offered(many, 5, "zzzz"); !v.None || v.Find != "zzzz" {
		t.Errorf("of nothing it offers %+v", v)
	}
}
