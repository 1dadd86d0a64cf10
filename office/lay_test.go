package office

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/office/edits"
)

func sampleFile(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("../samples/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustLay(t testing.TB, data []byte, latest ...edits.Edit) *Laid {
	t.Helper()
	l, err := Lay(data, latest)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// variants are texts of each part that go with the sample file, and with each other.
var variants = map[edits.Part][]string{
	edits.Hours: {
		"hours:\n  mon: 10:00-16:00\nholidays: true\n",
		"hours:\n  mon: 9:00-12:00, 13:00-17:00\n  sat: 10:00-12:00\nholidays: false\n",
	},
	edits.Teams: {
		"teams:\n  - name: 事務局\n    members:\n      - 佐々木\n      - 高橋\n      - トラン\n      - 山本\n      - 林\n      - シュミット\n      - ジョンソン\n      - 小川\n      - 村上\n      - 石井\n  - name: コーディネーター\n  - name: サポーター\n    slack_channel: C1\n  - name: コンサルティングチーム\n  - name: 新しい係\n",
		"teams:\n  - name: コーディネーター\n    abroad: ベトナム\n  - name: サポーター\n  - name: コンサルティングチーム\n",
	},
	edits.Routes: {
		"routes: []\n",
		"routes:\n  - id: 台湾\n    kind: consultation\n    topic: country\n    countries:\n      - 台湾\n      - EU\n    team: 事務局\n    absent:\n      - from: \"2027-02-05\"\n        until: \"2027-02-11\"\n        note: 休暇\n  - id: \"\"\n    kind: inquiry\n    team: 事務局\n",
	},
	edits.Texts: {
		"name: みなと窓口\nmember_word: 申込者\nphone: \"\"\naddress: 東京都\npromise:\n  inquiry: 2\n  change: 0\n  consultation: 5\n  disclosure: 0\npurpose: |-\n  お答えのためだけに使います。\n  # 見出しのような行\n\n  hours: 24\nprivacy: https://example.jp/privacy\nstaff_name: family\n",
		"name: \"123\"\nmember_word: お客様\nphone: 03-5555-0123\naddress: \"\"\npromise:\n  inquiry: 1\n  change: 1\n  consultation: 1\n  disclosure: 10\npurpose: \"\"\nprivacy: \"\"\nstaff_name: \"\"\n",
	},
	edits.Forms: {
		"forms: []\n",
		"forms:\n  - id: inquiry\n    kind: inquiry\n    title: ご質問\n    purpose: お答えのためだけに使います。\n    purpose_version: \"3\"\n    fields:\n      - id: question\n        role: question\n        label: ご用件\n        ask: |-\n          ご用件は？\n          # ひとことでも\n        type: text\n        required: true\n      - id: q1\n        label: 方法\n        ask: どの方法で？\n        type: choice\n        skip: true\n        free: true\n        choices:\n          - label: 電話\n            value: 電話\n",
	},
	edits.Notices: {
		"notices: []\n",
		"notices:\n  - text: |-\n      説明会を開きます。\n      # お早めに\n    from: 2027-01-10\n  - text: '123'\n",
	},
	edits.Care: {
		"care:\n  words: []\n  lines: []\n  notify: []\n",
		"care:\n  words:\n    - もうおしまいだ\n  lines:\n    - name: 県の窓口\n      phone: 0120-000-000\n      hours: \"\"\n      url: \"\"\n  notify:\n    - kanri@example.jp\n",
	},
	edits.After: {
		"satisfaction: true\nwaiting_closes: 10\n",
		"satisfaction: false\nwaiting_closes: null\n",
	},
	edits.Closures: {
		"closures: []\nhalf_days: []\n",
		"closures:\n  - from: \"2027-04-29\"\n    until: \"2027-05-06\"\n    note: 大型連休\nhalf_days:\n  - from: 12-28\n    hours: 9:00-11:00\n",
	},
}

// TestSectionsAreOfTheFile: each field of a section is one of the file, under the same key, and of one part.
func TestSectionsAreOfTheFile(t *testing.T) {
	s, f := reflect.TypeFor[Section](), reflect.TypeFor[file]()
	for i := range s.NumField() {
		field := s.Field(i)
		same, ok := f.FieldByName(field.Name)
		if !ok || same.Type != field.Type || keyOf(same) != keyOf(field) || !edits.Part(field.Tag.Get("part")).Known() {
			t.Errorf("%s of a section is not as the file has it", field.Name)
		}
	}
	for _, p := range edits.Parts() {
		if len(KeysOf(p)) == 0 || PartOf(KeysOf(p)[0]+"[3].x") != p {
			t.Errorf("the part %s has the keys %v", p, KeysOf(p))
		}
		if len(variants[p]) < 2 {
			t.Errorf("no test changes %s", p)
		}
	}
	if PartOf("features.api") != "" || PartOf("") != "" {
		t.Error("what the desk cannot change is of a part")
	}
}

// TestSectionText: a part as it is written says what it said, and is written the same again.
func TestSectionText(t *testing.T) {
	for _, data := range [][]byte{sampleFile(t), nil, []byte("hours:\n  月: 9:00-17:00\n  Tue: 9:00-17:00\nclosures: []\n")} {
		for _, st := range mustLay(t, data).Parts {
			s, err := ReadSection(st.Part, st.Now)
			if err != nil {
				t.Fatalf("%s: %v\n%s", st.Part, err, st.Now)
			}
			text, err := s.Text(st.Part)
			if err != nil || text != st.Now {
				t.Errorf("%s is written %q, %v, want %q", st.Part, text, err, st.Now)
			}
		}
	}
}

// TestReadSectionRefuses: what says more than its part, or is none, is refused in words.
func TestReadSectionRefuses(t *testing.T) {
	for _, tt := range []struct {
		part edits.Part
		text string
	}{
		{edits.Hours, "name: みなと\n"},
		{edits.Hours, "hours:\n  mon: 9:00-17:00\nclosures: []\n"},
		{edits.Closures, "closures: 年末\n"},
		{edits.Closures, "closures:\n  - {von: 12-29}\n"},
		{edits.Hours, "features: {api: false}\n"},
	} {
		if s, err := ReadSection(tt.part, tt.text); err == nil || len(faultsOf(err)) == 0 || faultsOf(err)[0].Text == "" {
			t.Errorf("%s %q is read as %+v, %v", tt.part, tt.text, s, err)
		}
	}
}

// TestTry is the table of what a part may say: each fault is told with its key, all of them at once.
func TestTry(t *testing.T) {
	l := mustLay(t, sampleFile(t))
	for _, tt := range []struct {
		part edits.Part
		text string
		want []string // keys
	}{
		{edits.Hours, "hours:\n  mon: 9:00-17:00\nholidays: true\n", nil},
		{edits.Hours, "hours: {}\nholidays: true\n", []string{"hours"}},
		{edits.Hours, "hours:\n  mon: 9時から\n  tue: 17:00-9:00\n  wed: 9:00-12:00\nholidays: true\n", []string{"hours.mon", "hours.tue"}},
		{edits.Closures, "closures:\n  - {from: 12-40}\n  - {from: 12-29, until: 2027-01-03}\n  - {from: 12-29}\nhalf_days: []\n", []string{"closures[0]", "closures[1]"}},
		{edits.Closures, "closures: []\nhalf_days:\n  - {from: 12-28, hours: 朝だけ}\n  - {from: 2027-02-30, hours: 9:00-10:00}\n", []string{"half_days[0].hours", "half_days[1]"}},
		{edits.Closures, "", nil},
		{edits.Texts, "name: みなと\nmember_word: 長すぎる会員の呼び方です、とても\nprivacy: ここ\nstaff_name: nickname\npromise: {inquiry: -1, change: 31, consultation: 1}\n", []string{"member_word", "privacy", "promise.change", "promise.inquiry", "staff_name"}},
		{edits.Teams, "teams:\n  - {name: 事務局}\n", []string{"routes[0].team", "routes[1].team", "routes[2].team", "routes[3].team", "routes[4].team", "routes[5].team", "routes[6].team", "routes[7].team"}},
		{edits.Teams, "teams:\n  - {name: 事務局}\n  - {name: コーディネーター}\n  - {name: サポーター}\n  - {name: コンサルティングチーム}\n  - {name: サポーター}\n", []string{"teams[4].name"}},
		{edits.Routes, "routes:\n  - {id: a, team: 営業部}\n  - {id: b, team: 事務局, countries: [夢の国]}\n  - {id: b, team: 事務局}\n  - {id: c, team: 事務局, kind: 何か}\n  - {id: d, team: 事務局, person: 佐々木さん}\n  - {id: e, team: 事務局, absent: [{from: 夏}]}\n  - {id: f, team: 事務局, programme: none}\n",
			[]string{"routes[0].team", "routes[1].countries[0]", "routes[2].id", "routes[3].kind", "routes[4].person", "routes[5].absent[0]", "routes[6].programme"}},
	} {
		_, err := l.Try(tt.part, tt.text)
		var keys []string
		for _, f := range faultsOf(err) {
			keys = append(keys, f.Key)
			if (f.Line == 0) != (PartOf(f.Key) == tt.part) || f.Text == "" { // what the file says has its line there
				t.Errorf("%q: %+v", tt.text, f)
			}
		}
		slices.Sort(keys)
		if diff := cmp.Diff(tt.want, keys); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

// TestDeskEdits: what the file keeps to itself is not laid over it, and cannot be tried.
func TestDeskEdits(t *testing.T) {
	hours := edits.Edit{Part: edits.Hours, Version: 1, Text: variants[edits.Hours][0]}
	for said, open := range map[string][]edits.Part{
		"":                        edits.Parts(),
		"desk_edits: yes\n":       edits.Parts(),
		"desk_edits: true\n":      edits.Parts(),
		"desk_edits: no\n":        nil,
		"desk_edits: false\n":     nil,
		"desk_edits: [hours]\n":   {edits.Hours},
		"desk_edits:\n- closures": {edits.Closures},
	} {
		l := mustLay(t, []byte(said), hours)
		if got := l.Office.DeskEdits(); !slices.Equal(got, open) {
			t.Errorf("%q leaves %v to the desk, want %v", said, got, open)
		}
		st, wants := l.Part(edits.Hours), slices.Contains(open, edits.Hours)
		if st.Closed == wants || st.Edited() != wants || st.Ignored() == wants || (st.Now == hours.Text) != wants {
			t.Errorf("%q: %+v", said, st)
		}
		if _, err := l.Try(edits.Hours, hours.Text); (err == nil) != wants {
			t.Errorf("%q: try: %v", said, err)
		}
	}
	for _, wrong := range []string{"desk_edits: maybe\n", "desk_edits: [hours, name]\n", "desk_edits: 3\n", "desk_edits: {hours: no}\n"} {
		if _, err := Parse([]byte(wrong)); err == nil || !strings.Contains(err.Error(), "desk_edits") || !strings.Contains(err.Error(), "1行目") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

// TestUnfitEditsAreIgnored: an edit that is no good keeps neither the file nor another edit from being in force, and is
// told of; so is one of which the file says something else by now.
func TestUnfitEditsAreIgnored(t *testing.T) {
	file := sampleFile(t)
	l := mustLay(t, file, edits.Edit{Part: edits.Hours, Version: 2, Text: "hours:\n  mon: never\nholidays: true\n"}, edits.Edit{Part: edits.Closures, Version: 1, Text: variants[edits.Closures][0], Basis: "what the file once said"})
	hours, closures := l.Part(edits.Hours), l.Part(edits.Closures)
	if !hours.Ignored() || hours.Faults[0].Key != "hours.mon" || hours.Now != hours.File {
		t.Errorf("hours: %+v", hours)
	}
	if !closures.Edited() || !closures.Overtaken() || len(l.Office.Calendar.Closures) != 0 {
		t.Errorf("closures: %+v", closures)
	}
	// Routes to a team that only an edit has go with that edit, and not without it.
	teams := edits.Edit{Part: edits.Teams, Version: 1, Text: variants[edits.Teams][0]}
	routes := edits.Edit{Part: edits.Routes, Version: 1, Text: "routes:\n  - {id: a, team: 新しい係}\n"}
	if l := mustLay(t, file, teams, routes); !l.Part(edits.Teams).Edited() || !l.Part(edits.Routes).Edited() || l.Office.Routes[0].Team != "新しい係" {
		t.Errorf("teams and routes: %+v", l.Parts)
	}
	if l := mustLay(t, file, routes); !l.Part(edits.Routes).Ignored() || l.Part(edits.Routes).Faults[0].Key != "routes[0].team" || len(l.Office.Routes) < 5 {
		t.Errorf("routes without their team: %+v", l.Part(edits.Routes))
	}
	if l := mustLay(t, file, edits.Edit{Part: edits.Hours, Version: 3}); l.Part(edits.Hours).Edited() || l.Part(edits.Hours).Ignored() {
		t.Error("a part that was given back is not as the file says")
	}
	if _, err := Lay([]byte("hours:\n  mon: never\n"), []edits.Edit{{Part: edits.Hours, Version: 1, Text: variants[edits.Hours][0]}}); err == nil {
		t.Error("a broken file is taken because an edit covers what is wrong with it")
	}
}

// TestAnySequenceOfEdits: whatever is edited, undone and given back in whatever order, with a file that changes in
// between, the office in force is the one of a file that says of each part what was saved of it last; and that is what is
// shown for a file.
func TestAnySequenceOfEdits(t *testing.T) {
	files := [][]byte{
		sampleFile(t), nil, []byte(strings.ReplaceAll(string(sampleFile(t)), "\n", "\r\n")),
		[]byte("# 見出し\nname: みなと窓口\nclosures:\n- {from: 12-29, until: 01-03}\n\n- {from: 2027-08-12}\n# 受付時間の説明\nhours: {mon: 9:00-17:00,\n  tue: 9:00-12:00}\n# 終わり\n"),
	}
	for seed := range uint64(8) {
		dice := rand.New(rand.NewPCG(seed, 1))
		file, latest := files[dice.IntN(len(files))], map[edits.Part][]edits.Edit{}
		var done []string
		for range 8 {
			p := edits.Parts()[dice.IntN(len(edits.Parts()))]
			versions := latest[p]
			text := ""
			switch dice.IntN(4) {
			case 0:
				file = files[dice.IntN(len(files))]
				done = append(done, "another file")
			case 1: // given back
			case 2: // undone
				if len(versions) > 1 {
					text = versions[len(versions)-2].Text
				}
			default:
				text = variants[p][dice.IntN(len(variants[p]))]
			}
			latest[p] = append(versions, edits.Edit{Part: p, Version: len(versions) + 1, Text: text})
			done = append(done, fmt.Sprintf("%s %q", p, text))
			checkLaid(t, file, latest, done)
		}
	}
}

func checkLaid(t *testing.T, data []byte, latest map[edits.Part][]edits.Edit, done []string) {
	t.Helper()
	var list []edits.Edit
	merged, _, err := readFile(data)
	if err != nil {
		t.Fatal(err)
	}
	for p, versions := range latest {
		last := versions[len(versions)-1]
		list = append(list, last)
		if last.Text == "" {
			continue
		}
		s, err := ReadSection(p, last.Text)
		if err != nil {
			t.Fatal(err)
		}
		merged.take(p, s)
	}
	l := mustLay(t, data, list...)
	var shipped, d file
	if err := decode(formsFile, &shipped); err != nil {
		t.Fatal(err)
	}
	if err := decode(defaultFile, &d); err != nil {
		t.Fatal(err)
	}
	merged.fill(d)
	want, errs := merged.office(shipped.Forms, d.Retention)
	if len(errs) > 0 || len(want.Changes(l.Office)) > 0 || !reflect.DeepEqual(want, l.Office) {
		t.Fatalf("after %s:\nin force is another office (%v, %v)", strings.Join(done, "\n"), want.Changes(l.Office), errs)
	}
	shown, err := l.Show()
	if err != nil {
		t.Fatalf("after %s: %v", strings.Join(done, "\n"), err)
	}
	again, err := Parse(shown)
	if err != nil || !reflect.DeepEqual(again, l.Office) {
		t.Fatalf("after %s: what is shown says something else: %v\n%s", strings.Join(done, "\n"), err, shown)
	}
}

// TestShowKeepsRemarks: what the office has written beside its rules stays where it was.
func TestShowKeepsRemarks(t *testing.T) {
	file := sampleFile(t)
	if shown, err := mustLay(t, file).Show(); err != nil || string(shown) != string(file) {
		t.Errorf("with nothing changed the file is shown as another: %v", err)
	}
	l := mustLay(t, file, edits.Edit{Part: edits.Hours, Version: 1, Text: variants[edits.Hours][0]}, edits.Edit{Part: edits.Closures, Version: 1, Text: variants[edits.Closures][1]})
	shown, err := l.Show()
	if err != nil {
		t.Fatal(err)
	}
	var remarks int
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "#") {
			if remarks++; !strings.Contains(string(shown), line) {
				t.Errorf("the remark %q is gone", line)
			}
		}
	}
	for _, want := range []string{"hours:\n  mon: 10:00-16:00\n", "note: 大型連休", "half_days:\n  - from: 12-28\n    hours: 9:00-11:00\n"} {
		if !strings.Contains(string(shown), want) {
			t.Errorf("%q is not in\n%s", want, shown)
		}
	}
	if remarks < 20 || strings.Contains(string(shown), "9:30-17:30\n") || strings.Contains(string(shown), "夏季休業}") {
		t.Errorf("%d remarks; what was replaced still stands in\n%s", remarks, shown)
	}
}

func FuzzReadSection(f *testing.F) {
	for _, p := range edits.Parts() {
		for _, text := range variants[p] {
			f.Add(string(p), text)
		}
	}
	l := mustLay(f, nil)
	f.Fuzz(func(t *testing.T, part, text string) {
		p := edits.Part(part)
		if !p.Known() {
			return
		}
		s, err := ReadSection(p, text)
		if err != nil {
			return
		}
		again, err := s.Text(p)
		if err != nil {
			t.Fatal(err)
		}
		tried, err := l.Try(p, again)
		if err != nil {
			return
		}
		if shown, err := tried.Show(); err != nil {
			t.Fatalf("%q cannot be shown: %v\n%s", again, err, shown)
		}
	})
}
