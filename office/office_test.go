package office

import (
	"os"
	"strings"
	"testing"
	"time"

	"madoguchi/reading"
	"madoguchi/ticket"
)

func sample(t testing.TB) *Office {
	t.Helper()
	data, err := os.ReadFile("../samples/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	o, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestDefault(t *testing.T) {
	o := Default()
	for _, id := range []string{"inquiry", "change", "consultation"} {
		if f := o.Form(id); f == nil || string(f.Kind) != id {
			t.Errorf("the default has no form %s", id)
		}
	}
	if o.Team(ticket.Secretariat) == nil || o.PromiseDays(ticket.Inquiry) != 1 || o.Recall() <= 0 {
		t.Errorf("default: %+v", o)
	}
	for _, empty := range []string{"", "\n", "# nothing but a remark\n", "name: x\n"} {
		if _, err := Parse([]byte(empty)); err != nil {
			t.Errorf("Parse(%q): %v", empty, err)
		}
	}
}

func TestSample(t *testing.T) {
	o := sample(t)
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)
	consult := func(topic string, countries ...string) ticket.Facts {
		return ticket.Facts{Kind: ticket.Consultation, Topic: topic, Countries: countries}
	}
	for _, tt := range []struct {
		facts        ticket.Facts
		team, person string
		unmatched    bool
	}{
		{consult("country", "VN"), "コーディネーター", "トラン", false},
		{consult("country", "FR"), "コーディネーター", "シュミット", false},
		{consult("country", "HK"), "コーディネーター", "林", false},
		{consult("country", "US"), "コーディネーター", "ジョンソン", false},
		{consult("country", "TH"), "コーディネーター", "山本", false},
		{consult("country", "PE"), ticket.Secretariat, "", true},
		{consult("domestic"), "サポーター", "小川", false},
		{consult("sample_shipping", "VN"), "コンサルティングチーム", "村上", false},
		{consult("export_procedure", "PE"), "コンサルティングチーム", "石井", false},
		{consult("other"), ticket.Secretariat, "", true},
		{ticket.Facts{Kind: ticket.Inquiry, Programme: "hanro"}, ticket.Secretariat, "", false},
		{ticket.Facts{Kind: ticket.Change}, ticket.Secretariat, "", false},
	} {
		r := o.Route(tt.facts, now)
		if r.Team != tt.team || r.Person != tt.person || r.Unmatched != tt.unmatched {
			t.Errorf("%+v goes to %+v", tt.facts, r)
		}
	}
	if r := o.Route(consult("country", "VN"), time.Date(2027, 2, 8, 12, 0, 0, 0, reading.JST)); r.Person != "山本" {
		t.Errorf("while トラン is away: %+v", r)
	}
	if got := o.FieldLabel("company"); got != "会社名" {
		t.Errorf("FieldLabel(company) = %q", got)
	}
	if f := o.Form("inquiry").Field("programme"); len(f.Choices) != len(o.Programmes) {
		t.Errorf("the programme field has %d choices", len(f.Choices))
	}
}

func TestTeamChannel(t *testing.T) {
	o, err := Parse([]byte("teams:\n  - {name: 事務局, slack_channel: C1}\n  - {name: 担当, slack_channel: C2}\nroutes:\n  - {team: 担当, kind: change}\n  - {team: 担当, kind: inquiry, slack_channel: C3}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[ticket.Kind]string{ticket.Change: "C2", ticket.Inquiry: "C3", ticket.Consultation: "C1"} {
		if r := o.Route(ticket.Facts{Kind: kind}, time.Now()); r.SlackChannel != want {
			t.Errorf("%s goes to the channel %s, want %s", kind, r.SlackChannel, want)
		}
	}
}

// TestParseRefuses: a slip of the pen is told in one line, with the line where YAML knows it.
func TestParseRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ file, want string }{
		"an unknown key":           {"name: x\nhuors:\n  mon: 9:30-17:30\n", `line 2: unknown field "huors"`},
		"an unknown key inside":    {"name: x\nteams:\n  - name: 事務局\n    chanel: C1\n", `line 4: unknown field "chanel"`},
		"an unknown key of a form": {"forms:\n  - id: inquiry\n    kind: inquiry\n    titel: x\n", `line 4: unknown field "titel"`},
		"broken YAML":              {"name: x\nhours: [\n", "line 2: "},
		"a tab":                    {"name: x\nhours:\n\tmon: 9:30-17:30\n", "line 3: "},
		"a key twice":              {"name: x\nname: y\n", "line 2: "},
		"text for a list":          {"name: x\nteams: 事務局\n", "line 2: "},
		"a list for text":          {"name: [x]\n", "line 1: "},
		"no day":                   {"hours:\n  monday: 9:30-17:30\n", `"monday" is no day`},
		"no hours":                 {"hours: {}\n", "name at least one day"},
		"hours turned round":       {"hours:\n  mon: 17:30-9:30\n", `parse hours "17:30-9:30"`},
		"a closure without sense":  {"closures:\n  - {from: 13-01, until: 13-02}\n", `"13-01" is no day`},
		"a promise too long":       {"promise: {inquiry: 99, change: 1, consultation: 1}\n", "inquiry 99"},
		"a recall without unit":    {"recall: 10\n", `recall "10"`},
		"a programme without name": {"programmes:\n  - id: a\n", "a has no name"},
		"a programme's id":         {"programmes:\n  - {id: 販路, name: 販路}\n", `id "販路"`},
		"a programme twice":        {"programmes:\n  - {id: a, name: A}\n  - {id: a, name: B}\n", "used twice"},
		"a programme's end":        {"programmes:\n  - {id: a, name: A, until: 2027-02-30}\n", `"2027-02-30" is no day`},
		"a programme turned round": {"programmes:\n  - {id: a, name: A, from: 2027-02-01, until: 2026-02-01}\n", "before it begins"},
		"a team that is not there": {"routes:\n  - {team: だれか}\n", `no team "だれか"`},
		"a country not known":      {"routes:\n  - {team: 事務局, countries: [ベトナン]}\n", `"ベトナン" is no country`},
		"a programme not there":    {"routes:\n  - {team: 事務局, programme: x}\n", `no programme "x"`},
		"a kind not known":         {"routes:\n  - {team: 事務局, kind: x}\n", `kind "x"`},
		"a rule twice":             {"routes:\n  - {id: a, team: 事務局}\n  - {id: a, team: 事務局}\n", "used twice"},
		"an absence without sense": {"routes:\n  - {team: 事務局, person: A, absent: [{from: x, until: y}]}\n", `"x" is no day`},
		"an origin with a slash":   {"origins: [https://www.example.jp/]\n", "without a path"},
		"an origin without scheme": {"origins: [www.example.jp]\n", "want https://"},
		"a form without fields":    {"forms:\n  - {id: x, kind: inquiry, title: x, purpose: x, purpose_version: x}\n", "no fields"},
		"a form's field":           {"forms:\n  - {id: x, kind: inquiry, title: x, purpose: x, purpose_version: '1', fields: [{id: a, label: A, ask: A, type: words}]}\n", `unknown type "words"`},
	} {
		_, err := Parse([]byte(tt.file))
		if err == nil {
			t.Errorf("%s passes", name)
			continue
		}
		if text := err.Error(); !strings.Contains(text, tt.want) || strings.Contains(text, "\n") || !strings.HasPrefix(text, "read office file: ") {
			t.Errorf("%s: %q, want one line with %q", name, text, tt.want)
		}
	}
}

// FuzzParse: no file, however broken, is more than one line of error.
func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("../samples/office.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("? x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := Parse(data); err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatalf("an error of several lines: %v", err)
		}
	})
}
