package reading

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the tables in testdata with what is read now")

// friday is the moment the tables are read at: an evening before a holiday weekend.
var friday = time.Date(2023, 10, 6, 18, 32, 0, 0, JST)

// shown is a finding as the tables show it: the value, or ! and the fault; then what else it tells.
func shown[T any](f Found[T], value string) string {
	out := value
	if !f.OK() {
		out = "! " + string(f.Fault)
	}
	if f.Meant != "" {
		out += "\tmeant=" + f.Meant
	}
	if f.Count != 0 {
		out += fmt.Sprintf("\tcount=%d", f.Count)
	}
	if f.Rest != "" {
		out += "\trest=" + f.Rest
	}
	return out
}

// told is what a reader of yes and no found.
func told(is bool, what string) string {
	if is {
		return what
	}
	return "-"
}

func text(f Found[string]) string { return shown(f, f.Value) }

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// options are what testdata/choice.txt chooses among.
var options = NewOptions([]string{"会社名", "社名"}, []string{"住所", "所在地", "じゅうしょ"}, []string{"電話番号", "電話", "TEL"}, []string{"オンライン", "Zoom"})

// readers are the readers that testdata has a table for, by its name.
var readers = map[string]func(string) string{
	"control": func(s string) string {
		switch w := Control(s); {
		case w.Act == NoControl:
			return "-"
		case w.N > 0:
			return fmt.Sprintf("%s %d", w.Act, w.N)
		case w.Word != "":
			return fmt.Sprintf("%s %s", w.Act, w.Word)
		default:
			return string(w.Act)
		}
	},
	"mask": func(s string) string {
		masked, found := Mask(s)
		return fmt.Sprintf("%s\t%v", masked, found)
	},
	"personal":  MaskPersonal,
	"anonymous": func(s string) string { return orDash(Anonymous(s)) },
	"date": func(s string) string {
		f := Date(s, friday)
		value := f.Value.Date.Format(time.DateOnly)
		if f.Value.Vague {
			value += "\t~" + f.Value.Words
		}
		return shown(f, value)
	},
	"days": func(s string) string {
		var out []string
		for _, d := range Days(s, friday) {
			day := d.Date.Format(time.DateOnly)
			if d.Fault != "" {
				day = "! " + string(d.Fault)
			}
			out = append(out, day)
		}
		return strings.Join(out, " | ")
	},
	"slots": func(s string) string {
		f := Slots(s, friday)
		var out []string
		for _, slot := range f.Value.Slots {
			switch {
			case slot.Day.Fault != "":
				out = append(out, "! "+string(slot.Day.Fault))
			case slot.Unread:
				out = append(out, slot.String()+" ?")
			default:
				out = append(out, slot.String())
			}
		}
		if f.Value.Open {
			out = []string{"open"}
		}
		return shown(f, strings.Join(out, " | "))
	},
	"mail":      func(s string) string { return text(Mail(s)) },
	"phone":     func(s string) string { return text(Phone(s)) },
	"postal":    func(s string) string { return text(Postal(s)) },
	"url":       func(s string) string { return text(URL(s)) },
	"address":   func(s string) string { return text(Address(s, 200)) },
	"corporate": func(s string) string { return text(Corporate(s)) },
	"jan":       func(s string) string { return text(JAN(s)) },
	"amount": func(s string) string {
		if a := AmountOf(s); a.Counted {
			return a.Text
		}
		return "-"
	},
	"person":  func(s string) string { return text(Person(s, 60)) },
	"company": func(s string) string { return text(Company(s, 100)) },
	"party": func(s string) string {
		f := CompanyAndPerson(s, 100)
		return shown(f, f.Value.Company+"\t"+f.Value.Person)
	},
	"pair": func(s string) string {
		f := Pair(s)
		return shown(f, f.Value.Before+"\t"+f.Value.After)
	},
	"side":    func(s string) string { return Side(s) },
	"country": func(s string) string { return strings.Join(Countries(s), " | ") },
	"cities":  func(s string) string { return Cities(s) },
	"yesno":   func(s string) string { return strings.TrimSpace(string(YesNo(s)) + " ") },
	"choice": func(s string) string {
		c := options.Choose(s)
		return strings.TrimSpace(fmt.Sprintf("%v %s", c.Picked, c.Rest))
	},
	"number": func(s string) string { return fmt.Sprint(ByNumber(s, 4, true, []int{0, 1, 2})) },
	"question": func(s string) string {
		return map[bool]string{true: "asks", false: "-"}[Asks(s)]
	},
	"courteous": func(s string) string {
		switch {
		case AsksToWait(s):
			return "waits"
		case Courteous(s):
			return "courteous"
		}
		return "-"
	},
	"upset":    func(s string) string { return map[bool]string{true: "upset", false: "-"}[Upset(s)] },
	"greeting": func(s string) string { return map[bool]string{true: "greets", false: "-"}[Greets(s)] },
	"code":     func(s string) string { return text(Code(s)) },
	"names": func(s string) string {
		return map[Naming]string{NotNamed: "-", Named: "named", Rather: "rather"}[Names(s, "つなぐ")]
	},
	"accepts":   func(s string) string { return told(Accepts(s), "accepts") },
	"agrees":    func(s string) string { return told(Agrees(s, "相談を申し込む"), "agrees") },
	"wishes":    func(s string) string { return told(OnlyWishes(s), "only wishes") },
	"notwanted": func(s string) string { return told(NotWanted(s), "not wanted") },
	"fragment":  func(s string) string { return told(Fragment(s), "goes on") },
	"open":      func(s string) string { return told(AsksIfOpen(s), "asks") },
	"amends": func(s string) string {
		a, ok := Amends(s)
		if !ok {
			return "-"
		}
		return strings.TrimSpace(fmt.Sprintf("slip=%v word=%s old=%s value=%s rest=%s", a.Slip, a.Word, a.Old, a.Value, a.Rest))
	},
	"inquires": func(s string) string { return map[bool]string{true: "asks", false: "-"}[Inquires(s)] },
	"urgent":   func(s string) string { return map[bool]string{true: "urgent", false: "-"}[Urgent(s)] },
	"denies": func(s string) string {
		if rest, ok := DeniesSecret(s); ok {
			return "denies " + rest
		}
		return "-"
	},
	"recurring": func(s string) string {
		f := Recurring(s, friday)
		return shown(f, f.Value.Format(time.DateOnly))
	},
	"places": func(s string) string {
		place, move := Elsewhere(s)
		link, business := WantsLink(s)
		switch {
		case move:
			return strings.TrimSpace("elsewhere " + place)
		case StaysHere(s):
			return "stay"
		case WantsUnlink(s):
			return "unlink"
		case business:
			return "link?"
		case link:
			return "link"
		}
		return "-"
	},
	"distress": func(s string) string {
		return map[bool]string{true: "distress", false: "-"}[Distress(s, "もうおしまいだ")]
	},
	"case": func(s string) string {
		q, ok := CaseAsked(s)
		if !ok {
			return "-"
		}
		return strings.TrimRight(fmt.Sprintf("case%s\t%s", map[bool]string{true: " when"}[q.When], q.About), "\t")
	},
	"handed": func(s string) string {
		switch {
		case AddsToHanded(s):
			return "adds"
		case AsksAfterHanded(s):
			return "asks"
		}
		return "-"
	},
	"stands": func(s string) string { return told(AsksHowItStands(s), "asks") },
	"matter": func(s string) string { return told(TellsMatter(s), "matter") },
	"second": func(s string) string {
		if rest, ok := SecondThought(s); ok {
			return rest
		}
		return "-"
	},
	"turns-down":  func(s string) string { return told(TurnsDown(s), "turns down") },
	"gives-up":    func(s string) string { return told(GivesUp(s), "gives up") },
	"done":        func(s string) string { return told(Done(s), "done") },
	"no-login":    func(s string) string { return told(CannotLogIn(s), "cannot") },
	"undecided":   func(s string) string { return told(NotDecided(s), "not decided") },
	"says-handed": func(s string) string { return told(SaysHanded(s), "handed") },
	"english-no": func(s string) string {
		return told(EnglishThanks(s), "thanks") + " " + told(EnglishDeclines(s), "declines")
	},
	"questions": func(s string) string { return strings.Join(Questions(s), " | ") },
	"leave":     func(s string) string { return told(AsksLeave(s), "asks leave") },
	"case-number": func(s string) string {
		number, rest, ok := TicketNumber(s)
		if !ok {
			return "-"
		}
		return fmt.Sprintf("%s\t%s\t%v", number, rest, OnlyNumber(rest))
	},
	"addition": func(s string) string {
		a, ok := AdditionOf(s)
		if !ok {
			return "-"
		}
		return strings.TrimRight(fmt.Sprintf("%s\t%s", map[bool]string{true: "firm", false: "loose"}[a.Firm], a.Text), "\t")
	},
	"courtesy": func(s string) string { return orDash(string(CourtesyOf(s))) },
	"foreign":  func(s string) string { return orDash(string(LanguageOf(s))) },
	"kana":     Kana,
	"plainly":  func(s string) string { return map[bool]string{true: "plainly", false: "-"}[WantsPlainly(s)] },
	"sales":    func(s string) string { return map[bool]string{true: "sells", false: "-"}[Sells(s)] },
	"office": func(s string) string {
		q, ok := OfficeAsked(s, friday)
		switch {
		case !ok:
			return "-"
		case !q.Day.IsZero():
			return string(q.Topic) + " " + q.Day.Format(time.DateOnly)
		case q.Weekday >= 0:
			return fmt.Sprintf("%s weekday %d", q.Topic, q.Weekday)
		}
		return strings.TrimSpace(string(q.Topic) + " " + string(q.Season))
	},
	"reply": func(s string) string {
		return strings.Join([]string{told(AsksForReply(s), "reply"), told(AsksWhen(s), "when"), told(AsksIfSent(s), "sent")}, " ")
	},
	"askback": func(s string) string {
		a, ok := AsksBack(s)
		return strings.TrimSpace(told(ok, "asks") + " " + a.About + " " + strings.Trim(told(a.Why, "why"), "-"))
	},
	"selfintro": func(s string) string {
		p, ok := SelfIntroduction(s)
		return told(ok, orDash(p.Company)+"\t"+orDash(p.Person))
	},
	"invain":  func(s string) string { return told(TriedInVain(s), "in vain") },
	"unnamed": func(s string) string { return told(StaysUnnamed(s), "unnamed") },
	"resumes": func(s string) string { return told(Resumes(s), "resumes") + "\t" + Rethought(s) },
	"nothing": func(s string) string {
		return told(SaysNothingNew(s), "nothing") + " " + told(HasNone(s), "none") + " " + told(OnlyDelegates(s), "delegates")
	},
	"else": func(s string) string {
		return told(MeansElse(s), "else") + " " + told(NoThanks(s), "no thanks") + " " + told(Announces(s), "announces") + " " + told(WantsSomebody(s), "somebody")
	},
	"romaji":  ShortKana,
	"unknown": func(s string) string { return map[bool]string{true: "unknown", false: "-"}[Unknown(s)] },
}

// TestReaders reads the tables in testdata: a text, a tab, and how it is read. A line break in a text
// is written ⏎.
func TestReaders(t *testing.T) {
	for name, read := range readers {
		t.Run(name, func(t *testing.T) { table(t, filepath.Join("testdata", name+".txt"), read) })
	}
}

// table holds what do makes of the first column of a file against the rest of each line.
func table(t *testing.T, file string, do func(string) string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	cases := 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "# ") {
			got = append(got, line)
			continue
		}
		text, _, _ := strings.Cut(line, "\t")
		got = append(got, text+"\t"+strings.ReplaceAll(do(strings.ReplaceAll(text, "⏎", "\n")), "\n", "⏎"))
		cases++
	}
	if cases == 0 {
		t.Fatalf("%s has no cases", file)
	}
	text := strings.Join(got, "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(string(data), "\n"), strings.Split(text, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// TestLists reads every list: each can be read, and none says a word twice in one section.
func TestLists(t *testing.T) {
	files, err := listFiles.ReadDir("lists")
	if err != nil || len(files) == 0 {
		t.Fatalf("no lists: %v", err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".txt")
		patterns, sections := readList(name)
		for _, s := range sections {
			seen := map[string]bool{}
			for _, w := range s.words {
				if seen[w] || w != strings.TrimSpace(w) {
					t.Errorf("%s: [%s] has %q twice, or with blanks", name, s.name, w)
				}
				seen[w] = true
			}
		}
		if patterns != nil {
			phrases(name, whole, asWritten)()
		}
	}
}
