package office

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

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

// TestParseRefuses: a slip of the pen is told on one line, in the office's words, with its line and key. What is
// said stands in testdata/faults.txt; -update writes it.
func TestParseRefuses(t *testing.T) {
	var got strings.Builder
	for _, tt := range []struct{ name, file string }{
		{"an unknown key", "name: x\nhuors:\n  mon: 9:30-17:30\n"},
		{"an unknown key inside", "name: x\nteams:\n  - name: 事務局\n    chanel: C1\n"},
		{"an unknown key of a form", "forms:\n  - id: inquiry\n    kind: inquiry\n    titel: x\n"},
		{"broken YAML", "name: x\nhours: [\n"},
		{"a tab", "name: x\nhours:\n\tmon: 9:30-17:30\n"},
		{"a key twice", "name: x\nname: y\n"},
		{"text for a list", "name: x\nteams: 事務局\n"},
		{"a list for text", "name: [x]\n"},
		{"no day", "hours:\n  monday: 9:30-17:30\n"},
		{"no hours", "hours: {}\n"},
		{"a lunch that ends before it begins", "hours:\n  mon: 9:00-12:00, 11:00-17:00\n"},
		{"a half day without hours", "half_days:\n  - {from: 12-28, note: 仕事納め}\n"},
		{"a half day that is no day", "half_days:\n  - {from: 12-40, hours: 9:00-12:00}\n"},
		{"hours turned round", "hours:\n  mon: 17:30-9:30\n"},
		{"a closure without sense", "closures:\n  - {from: 13-01, until: 13-02}\n"},
		{"a promise too long", "promise: {inquiry: 99, change: 1, consultation: 1}\n"},
		{"a recall without unit", "recall: 10\n"},
		{"a programme without name", "programmes:\n  - id: a\n"},
		{"a programme's id", "programmes:\n  - {id: 販路, name: 販路}\n"},
		{"a programme twice", "programmes:\n  - {id: a, name: A}\n  - {id: a, name: B}\n"},
		{"a programme's end", "programmes:\n  - {id: a, name: A, until: 2027-02-30}\n"},
		{"a programme turned round", "programmes:\n  - {id: a, name: A, from: 2027-02-01, until: 2026-02-01}\n"},
		{"a team that is not there", "routes:\n  - {team: だれか}\n"},
		{"a country not known", "routes:\n  - {team: 事務局, countries: [ベトナン]}\n"},
		{"a programme not there", "routes:\n  - {team: 事務局, programme: x}\n"},
		{"a kind not known", "routes:\n  - {team: 事務局, kind: x}\n"},
		{"a rule twice", "routes:\n  - {id: a, team: 事務局}\n  - {id: a, team: 事務局}\n"},
		{"an absence without sense", "routes:\n  - {team: 事務局, person: A, absent: [{from: x, until: y}]}\n"},
		{"an origin with a slash", "origins: [https://www.example.jp/]\n"},
		{"an origin without scheme", "origins: [www.example.jp]\n"},
		{"a form without fields", "forms:\n  - {id: x, kind: inquiry, title: x, purpose: x, purpose_version: x}\n"},
		{"a form's field", "forms:\n  - {id: x, kind: inquiry, title: x, purpose: x, purpose_version: '1', fields: [{id: a, label: A, ask: A, type: words}]}\n"},
		{"persons with a title", "teams:\n  - {name: 事務局, members: [佐々木]}\n  - {name: コーディネーター, members: [トラン, 山本]}\nroutes:\n  - {team: コーディネーター, person: トラン様, deputy: 山本}\n"},
		{"a deputy nobody knows", "teams:\n  - {name: 事務局, members: [佐々木]}\nroutes:\n  - {id: a, team: 事務局}\n  - {id: b, team: 事務局, person: 佐々木, deputy: 田中}\n"},
		{"a team twice", "teams:\n  - {name: 事務局}\n  - {name: 事務局}\n"},
		{"a team without name", "teams:\n  - {members: [佐々木]}\n"},
		{"a programme without id", "programmes:\n  - name: 販路\n"},
		{"a closure on its line", "name: x\n\nclosures:\n  - {from: 12-29, until: 01-03}\n  - {from: 2027-8-1, until: 2027-08-13}\n"},
		{"a closure without from", "closures:\n  - {note: 夏季休業}\n"},
		{"an absence abroad", "routes:\n  - {team: 事務局, abroad: 日本}\n"},
		{"several faults", "recall: 10\nprogrammes:\n  - {id: 販路, name: 販路}\nroutes:\n  - {team: だれか}\norigins: [www.example.jp]\n"},
		{"a colon in full width", "name： 相談窓口\n"},
		{"a space in full width", "hours:\n　mon: 9:30-17:30\n"},
		{"a mapping for a list", "programmes:\n  id: a\n  name: A\n"},
		{"a word for a switch", "holidays: はい\n"},
		{"a word for a number", "promise: {inquiry: 一日, change: 1, consultation: 1}\n"},
		{"a retention without days", "retention: {tickets: 1year}\n"},
		{"a role not known", "newcomer_role: admin\n"},
		{"a ticket that closes at once", "waiting_closes: 0\n"},
		{"a ticket that waits for years", "waiting_closes: 251\n"},
		{"an escalation at once", "overdue: {deputy: 0s}\n"},
		{"an escalation after months", "overdue: {admins: 81h}\n"},
		{"an escalation in a word", "overdue: {deputy: すぐ}\n"},
		{"an idle time too short", "idle: 1m\n"},
		{"a colour too light", "brand: {colour: \"#ffd54f\"}\n"},
		{"a word for members too long", "member_word: 会 員\n"},
		{"a form without purpose", "forms:\n  - id: x\n    kind: inquiry\n    title: x\n    fields:\n      - {id: a, label: A, ask: A, type: name, personal: true}\n"},
		{"no text at all", "\x00\xff\xfe\x81"},
	} {
		_, err := Parse([]byte(tt.file))
		var faults Faults
		if !errors.As(err, &faults) || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "read office file: ") {
			t.Errorf("%s: %v, want faults on one line", tt.name, err)
			continue
		}
		fmt.Fprintf(&got, "# %s\n%s\n", tt.name, strings.TrimRight(tt.file, "\n"))
		for _, f := range faults {
			fmt.Fprintln(&got, "<", f)
		}
	}
	const golden = "testdata/faults.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(strings.ToValidUTF8(got.String(), "?")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), strings.ToValidUTF8(got.String(), "?")); d != "" {
		t.Errorf("what is said (-golden +now):\n%s", d)
	}
}

// TestEncodings: what Windows' editors write is read, whichever way it is encoded.
func TestEncodings(t *testing.T) {
	const text = "name: 海外販路①センター（髙橋）\nmember_word: 会員\n"
	sjis, err := japanese.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"UTF-8": text, "marked": "\ufeff" + text, "Shift_JIS": sjis, "UTF-16": utf16, "lines of Windows": strings.ReplaceAll(sjis, "\n", "\r\n")} {
		if o, err := Parse([]byte(file)); err != nil || o.Name != "海外販路①センター（髙橋）" {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken, err := japanese.ShiftJIS.NewEncoder().String("name: 窓口\nhuors: {}\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse([]byte(broken)); err == nil || !strings.Contains(err.Error(), "2行目") {
		t.Errorf("a fault in Shift_JIS: %v", err)
	}
}

// TestSchema: the schema has every key of the sample office, and each section says what it is for.
func TestSchema(t *testing.T) {
	data, err := os.ReadFile("../samples/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var sample map[string]any
	if err := yaml.Unmarshal(data, &sample); err != nil {
		t.Fatal(err)
	}
	properties := Schema()["properties"].(map[string]any)
	for key := range sample {
		if properties[key] == nil {
			t.Errorf("the schema does not know %s", key)
		}
	}
	for key, section := range properties {
		if d := section.(map[string]any)["description"]; d == "" || d == words("catalogue.missing") {
			t.Errorf("the schema does not say what %s is for", key)
		}
	}
	if _, err := json.Marshal(Schema()); err != nil {
		t.Error(err)
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
