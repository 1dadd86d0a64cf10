package ticket

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
)

func TestRouteTicket(t *testing.T) {
	rules := []Rule{
		{ID: "1", Kind: Consultation, Topic: "sample_shipping", Team: "コンサルティングチーム"},
		{ID: "12", Kind: Consultation, Topic: "country", Countries: []string{"VN"}, Team: "コーディネーター", Person: "トラン", Deputy: "山本",
			SlackChannel: "CVN", Absent: []Period{{From: "2023-10-10", Until: "2023-10-13"}}},
		{ID: "13", Kind: Consultation, Topic: "country", Countries: []string{"035"}, Team: "コーディネーター", Person: "林"},
		{ID: "14", Kind: Consultation, Countries: []string{"EU"}, Team: "コーディネーター", Person: "シュミット", Absent: []Period{{From: "10-06", Until: "10-06"}}},
		{ID: "20", Kind: Change, Programme: "hanro", Team: "事務局", Person: "佐々木"},
		{ID: "21", Kind: Inquiry, Team: "事務局"},
	}
	consult := func(topic string, countries ...string) Facts {
		return Facts{Kind: Consultation, Topic: topic, Countries: countries}
	}
	for _, tt := range []struct {
		name  string
		facts Facts
		days  int
		want  Routing
	}{
		{"the country's person", consult("country", "VN"), 0, Routing{Team: "コーディネーター", Person: "トラン", SlackChannel: "CVN", Rule: "12", Reason: "規則：12、ベトナムの担当"}},
		{"the deputy of an absent person", consult("country", "VN"), 5, Routing{Team: "コーディネーター", Person: "山本", SlackChannel: "CVN", Rule: "12",
			Reason: "規則：12、ベトナムの担当、トランさんが10/13（金）まで不在のため、代理の山本さん"}},
		{"a country in a rule's region", consult("country", "TH"), 0, Routing{Team: "コーディネーター", Person: "林", Rule: "13", Reason: "規則：13、タイの担当"}},
		{"a region named as such", consult("country", "035"), 0, Routing{Team: "コーディネーター", Person: "林", Rule: "13", Reason: "規則：13、東南アジアの担当"}},
		{"a region wider than any rule", consult("country", "142"), 0, Routing{Team: Secretariat, Unmatched: true, Reason: "合う規則がないため事務局へ（事前相談、相談の種類 country、アジア）"}},
		{"several countries: the first that has a rule", consult("country", "PE", "TH", "VN"), 0, Routing{Team: "コーディネーター", Person: "林", Rule: "13",
			Reason: "規則：13、タイの担当、ほかにペルー・ベトナム"}},
		{"an absent person without a deputy", consult("country", "FR"), 0, Routing{Team: "コーディネーター", Rule: "14", Reason: "規則：14、フランスの担当、シュミットさんが10/6（金）まで不在のため、ほかのメンバーへ"}},
		{"no rule for the country", consult("country", "PE"), 0, Routing{Team: Secretariat, Unmatched: true, Reason: "合う規則がないため事務局へ（事前相談、相談の種類 country、ペルー）"}},
		{"a topic whatever the country", consult("sample_shipping", "PE"), 0, Routing{Team: "コンサルティングチーム", Rule: "1", Reason: "規則：1"}},
		{"a topic before a country of the table", consult("sample_shipping", "FR"), 0, Routing{Team: "コンサルティングチーム", Rule: "1", Reason: "規則：1"}},
		{"by programme", Facts{Kind: Change, Programme: "hanro"}, 0, Routing{Team: "事務局", Person: "佐々木", Rule: "20", Reason: "規則：20"}},
		{"another programme", Facts{Kind: Change, Programme: "tsunagu"}, 0, Routing{Team: Secretariat, Unmatched: true, Reason: "合う規則がないため事務局へ（登録内容の変更、事業 tsunagu）"}},
		{"an inquiry", Facts{Kind: Inquiry}, 0, Routing{Team: "事務局", Rule: "21", Reason: "規則：21"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, RouteTicket(rules, tt.facts, friday.AddDate(0, 0, tt.days))); diff != "" {
				t.Error(diff)
			}
		})
	}
	out := func(name string, days int) Absence {
		return Absence{Person: chat.Person{ID: "slack:U1", Name: name}, Until: AwayUntil(friday.AddDate(0, 0, days))}
	}
	for _, tt := range []struct {
		name, person, reason string
		away                 []Absence
	}{
		{"somebody else is away", "トラン", "規則：12、ベトナムの担当", []Absence{out("林", 3)}},
		{"the person said so", "山本", "規則：12、ベトナムの担当、トランさんが10/9（月）まで不在のため、代理の山本さん", []Absence{out("トラン", 3)}},
		{"both said so", "", "規則：12、ベトナムの担当、トランさんが10/9（月）まで不在のため、ほかのメンバーへ（代理の山本さんも10/10（火）まで不在）", []Absence{out("山本", 4), out("トラン", 3)}},
		{"only the deputy is", "トラン", "規則：12、ベトナムの担当", []Absence{out("山本", 4)}},
		{"back again", "トラン", "規則：12、ベトナムの担当", []Absence{out("トラン", -1)}},
	} {
		if got := RouteTicket(rules, consult("country", "VN"), friday, tt.away...); got.Person != tt.person || got.Reason != tt.reason || got.Team != "コーディネーター" {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
	if got := RouteTicket(nil, Facts{Kind: Inquiry}, friday); !got.Unmatched || got.Team != Secretariat {
		t.Errorf("an empty table gives %+v", got)
	}
}
