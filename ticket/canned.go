package ticket

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"madoguchi/chars"
)

// A Canned is a reply that the office has written once, for its people to begin theirs with. Names in braces stand
// for what a ticket says: see [Variables].
type Canned struct {
	ID        int64
	Programme string // a collection's ID; "" = for all
	Name      string
	Text      string
	Changed   time.Time
	By        string // who has changed it last
}

// The bounds of a canned reply, in characters.
const (
	LongestCannedName = 40
	LongestCanned     = 3000 // Slack begins an input with no more
)

// The variables of a canned reply.
const (
	varTo        = "宛名"
	varCompany   = "会社名"
	varPerson    = "お名前"
	varNumber    = "受付番号"
	varCase      = "用件"
	varProgramme = "事業名"
	varDue       = "期限"
	varToday     = "今日"
	varOffice    = "窓口名"
	varMe        = "担当者名"
	varSignature = "署名"
)

// Variables are the names that may stand in braces in a canned reply.
func Variables() []string {
	return []string{varTo, varCompany, varPerson, varNumber, varCase, varProgramme, varDue, varToday, varOffice, varMe, varSignature}
}

// braced is a name in braces. Braces around anything else are left alone: they may belong to the text.
var braced = regexp.MustCompile(`[{｛]\s*([^{}｛｝\n]{1,12}?)\s*[}｝]`)

// A Letter is what the variables stand for in a reply about one ticket.
type Letter struct {
	Ticket    *Ticket
	Form      *Form  // that asked
	Programme string // its name
	Office    string
	Me        string // who writes, as members see them; "" where they see the office alone
	Now       time.Time
}

// values are what the variables stand for: "" for what is not known.
func (l Letter) values() map[string]string {
	tk := l.Ticket
	company, person := addressee(l.Form.Get(RoleCompany, tk.Fields)), addressee(l.Form.Get(RolePerson, tk.Fields))
	due := ""
	if !tk.Due.IsZero() {
		due = LongDay(l.Now, tk.Due) + Clock(tk.Due)
	}
	return map[string]string{
		varTo: Salutation(company, person), varCompany: company, varPerson: bare(person), varNumber: tk.Number,
		varCase: matter(l.Form.Case(tk.Kind, tk.Fields)), varProgramme: l.Programme, varDue: due, varToday: LongDay(l.Now, l.Now),
		varOffice: l.Office, varMe: cmp.Or(l.Me, l.Office), varSignature: strings.TrimSpace(l.Office + "\n" + l.Me),
	}
}

// matter is a case as it goes into a sentence, such as 「{用件}の件」: without the end of its own.
func matter(text string) string { return strings.TrimRight(text, "。．.!！?？ 　") }

// Fit puts into a text what its variables stand for. One that is not known stays, so that nobody sends it unseen.
func (l Letter) Fit(text string) string {
	if !strings.ContainsAny(text, "{｛") {
		return text
	}
	values := l.values()
	return braced.ReplaceAllStringFunc(text, func(s string) string {
		return cmp.Or(values[braced.FindStringSubmatch(s)[1]], s)
	})
}

// Filled is a text with something in the place of each of its variables: whether the rest of it can be sent.
func Filled(text string) string {
	return braced.ReplaceAllStringFunc(text, func(s string) string {
		if slices.Contains(Variables(), braced.FindStringSubmatch(s)[1]) {
			return "…"
		}
		return s
	})
}

// Unfilled are the variables that still stand in a text, each once.
func Unfilled(text string) []string {
	return namesIn(text, func(name string) bool { return slices.Contains(Variables(), name) })
}

// UnfilledRefusal refuses a text in which variables are still to be filled, in words, or is "".
func UnfilledRefusal(text string) string {
	names := Unfilled(text)
	if len(names) == 0 {
		return ""
	}
	return say("ticket.canned.unfilled", "names", "{"+strings.Join(names, "}、{")+"}")
}

// UnknownVariables are the names in braces that stand for nothing, each once.
func UnknownVariables(text string) []string {
	return namesIn(text, func(name string) bool { return !slices.Contains(Variables(), name) })
}

func namesIn(text string, is func(string) bool) []string {
	var out []string
	for _, m := range braced.FindAllStringSubmatch(text, -1) {
		if is(m[1]) && !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// Salutation is to whom a letter goes: the company and the person with 様, a company alone with 御中, and who is in
// charge where nobody is named.
func Salutation(company, person string) string {
	company, person = strings.TrimSpace(strings.TrimSuffix(addressee(company), "御中")), bare(addressee(person))
	if person == company { // some answer both questions with their company
		person = ""
	}
	switch {
	case company == "" && person == "":
		return say("ticket.canned.anybody")
	case person == "":
		return say("ticket.canned.company", "company", company)
	case company == "":
		return say("ticket.canned.person", "person", person)
	}
	return say("ticket.canned.both", "company", company, "person", person)
}

// addressee is a name as it can stand in a letter: in one line, and "" where what was answered names nobody.
func addressee(name string) string {
	name = strings.Join(strings.Fields(chars.Line(name)), " ")
	if slices.Contains([]string{"なし", "無し", "無", "不明", "未定", "わからない", "とくになし", "特になし", "個人", "-", "ー", "－", "―", "—"}, name) {
		return ""
	}
	return name
}

// bare is a person's name without the title that the letter gives them, which some write themselves.
func bare(person string) string {
	for _, title := range []string{"様", "さま", "さん", "殿", "氏"} {
		if rest := strings.TrimSpace(strings.TrimSuffix(person, title)); rest != person && rest != "" {
			return rest
		}
	}
	return person
}
