package bot_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// Members who make it hard: they ramble, are angry, mix the programmes up, answer by halves, change their
// minds, write in dialect, romaji or English, and come back the next day. Whoever wrote them knew the office's
// documents and not the bot. A file has the lines
//
//	# 話者: …            who it is
//	# 目的: answer R…    what they are after: these entries; "ticket KIND"; a person; how their ticket stands
//	                    (status); that something is added to it (added); or, where the documents say nothing,
//	                    no answer and the way to the office (unanswered)
//	company: …          what they say to a form that asks for that; so person, email, phone, question
//	field 国: …          and to one whose label has this word; 事業 also where the bot asks which programme
//	other: …            and to all others
//	summary: …          what they say first where the bot shows what it will send
//	> …                 what they say otherwise, one after the other
//	@later 20h          time passes
//	!reply …            the office replies to their ticket
type person struct {
	name    string
	goal    []string
	answers map[string]string // by company, person, …
	labels  []labelled
	summary string
	script  []string // lines that begin with >, @ or !
}

// A labelled is an answer to the questions whose label has a word.
type labelled struct{ word, text string }

func readPerson(t *testing.T, file string) *person {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{name: strings.TrimSuffix(filepath.Base(file), ".txt"), answers: map[string]string{}}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		key, value, _ := strings.Cut(line, ": ")
		switch word, isField := strings.CutPrefix(key, "field "); {
		case line == "":
		case key == "# 目的":
			p.goal = strings.Fields(value)
		case strings.HasPrefix(line, "#"):
		case strings.ContainsAny(line[:1], ">@!"):
			p.script = append(p.script, line)
		case isField:
			p.labels = append(p.labels, labelled{word, value})
		case key == "summary":
			p.summary = value
		case slices.Contains([]string{"company", "person", "email", "phone", "question", "other"}, key):
			p.answers[key] = value
		default:
			t.Fatalf("%s: cannot read the line %q", file, line)
		}
	}
	if len(p.goal) == 0 || len(p.script) == 0 {
		t.Fatalf("%s: no goal, or nothing to say", file)
	}
	return p
}

// labelled is what the file says to questions of this label, or "". Japanese labels have their head at the
// end: of several words that a label has, the last one counts.
func (p *person) labelled(label string) string {
	best, at := "", -1
	for _, l := range p.labels {
		if i := strings.LastIndex(label, l.word); i >= 0 && i+len(l.word) > at {
			best, at = l.text, i+len(l.word)
		}
	}
	return best
}

// says is the answer to a form's question.
func (p *person) says(f *ticket.Field) string {
	if words := p.labelled(f.Label); words != "" {
		return words
	}
	key := string(f.Role)
	switch f.Type {
	case ticket.TypeEmail:
		key = "email"
	case ticket.TypePhone:
		key = "phone"
	}
	if words, ok := p.answers[key]; ok && key != "other" {
		return words
	}
	return p.answers["other"]
}

// A result is how a member fared.
type result struct {
	turns  int    // what they had to write until they had what they wanted; 0: never
	stuck  string // why they got no further, or ""
	sorry  int    // how often the bot apologised
	beside []string
}

// pace is how long a member takes for a message.
const pace = 20 * time.Second

// tooLong is more than any matter takes.
const tooLong = 60

// A play is a member being played.
type play struct {
	*scene
	*person
	rest     []string // of the script
	summed   bool     // the summary's words have been said
	came     int      // moments before the last @later
	theirs   string   // the number of the ticket they had then
	asks     map[string]int
	before   string // the last reply
	messages int
	result
}

// play lets a member talk until they have said all they had to say.
func (p *person) play(t *testing.T) (*play, result) {
	tk := &play{scene: newScene(t), person: p, rest: p.script, asks: map[string]int{}}
	tk.scene.now = time.Date(2026, 11, 18, 10, 0, 0, 0, tk.scene.now.Location())
	for tk.messages < tooLong {
		if !tk.next() {
			break
		}
		if tk.turns == 0 && tk.reached() {
			tk.turns = tk.messages
		}
		if tk.turns == 0 && tk.stuck != "" {
			break
		}
	}
	tk.judge()
	return tk, tk.result
}

// judge says what the whole came to.
func (tk *play) judge() {
	for _, m := range tk.moments {
		for _, said := range m.said {
			if apologises(said) {
				tk.sorry++
			}
		}
	}
	shown := refsOf(tk.everythingSaid())
	if tk.goal[0] == "unanswered" && len(shown) > 0 {
		tk.turns, tk.stuck = 0, "answered with "+strings.Join(shown, " ")
	}
	for _, ref := range shown {
		if !slices.Contains(tk.goal, ref) && !slices.Contains(tk.beside, ref) {
			tk.beside = append(tk.beside, ref)
		}
	}
	if tk.turns == 0 && tk.stuck == "" {
		tk.stuck = "the lines are used up"
	}
	if tk.turns > 0 {
		tk.stuck = ""
	}
}

func (tk *play) everythingSaid() []chat.Message {
	var all []chat.Message
	for _, m := range tk.moments {
		all = append(all, m.said...)
	}
	return all
}

// next does what comes next: an answer to the form, else the next line. It reports false at the end.
func (tk *play) next() bool {
	key, f := tk.asked()
	switch {
	case key == "summary" && tk.summary != "" && !tk.summed:
		tk.summed = true
		tk.write(tk.summary)
	case key == "summary":
		tk.write("はい、送ってください")
	case key != "":
		if tk.asks[key]++; tk.asks[key] > 2 {
			tk.stuck = "asked three times: " + f.Label
			return false
		}
		tk.write(tk.says(f))
	case tk.programmeAsked():
		tk.asks["programme asked"]++
		tk.write(tk.labelled("事業"))
	case len(tk.rest) == 0:
		return false
	default:
		line := tk.rest[0]
		tk.rest = tk.rest[1:]
		tk.perform(line)
	}
	return true
}

// programmeAsked reports whether the bot has just asked which programme, once or twice, and the file says
// which.
func (tk *play) programmeAsked() bool {
	asked := slices.ContainsFunc(tk.heard(), func(m chat.Message) bool { return len(programmesToChoose(m)) > 0 })
	return asked && tk.labelled("事業") != "" && tk.asks["programme asked"] < 2
}

func (tk *play) perform(line string) {
	if words, ok := strings.CutPrefix(line, "> "); ok {
		tk.write(words)
		return
	}
	if words, ok := strings.CutPrefix(line, "!reply "); ok {
		if tk.newest() == nil { // there is nothing to reply to; the member goes on all the same
			return
		}
		line = "! reply 山本 " + words
	} else {
		tk.came, tk.asks = len(tk.moments), map[string]int{}
		if newest := tk.newest(); newest != nil && tk.theirs == "" {
			tk.theirs = newest.Number
		}
	}
	tk.input(line)
}

// write says something, and notes what is said back.
func (tk *play) write(words string) {
	tk.messages++
	tk.since = len(tk.moments)
	fmt.Fprintln(&tk.out, "> "+words)
	tk.input("> " + words)
	tk.scene.now = tk.scene.now.Add(pace)
	tk.turn(tk.member.String()) // what waited for more to come
	reply := textsOf(tk.heard())
	key, f := tk.asked()
	if reply != "" && reply == tk.before && f == nil {
		tk.stuck = "the same twice in a row"
		if key == "summary" {
			tk.stuck = "the summary twice in a row"
		}
	}
	tk.before = reply
}

// reached reports whether the member has what they wanted.
func (tk *play) reached() bool {
	switch tk.goal[0] {
	case "answer":
		shown := refsOf(tk.everythingSaid())
		return !slices.ContainsFunc(tk.goal[1:], func(ref string) bool { return !slices.Contains(shown, ref) })
	case "ticket":
		return tk.newest() != nil && string(tk.newest().Kind) == tk.goal[1]
	case "person":
		return tk.newest() != nil
	case "status":
		return tk.theirs != "" && tk.saidSinceLater(tk.theirs)
	case "added":
		return tk.theirs != "" && tk.added()
	case "unanswered":
		return slices.ContainsFunc(tk.heard(), offersOffice)
	}
	tk.t.Fatalf("%s: there is no goal %q", tk.name, tk.goal)
	return false
}

func (tk *play) saidSinceLater(number string) bool {
	for _, m := range tk.moments[tk.came:] {
		if m.byMember() && strings.Contains(textsOf(m.said), number) {
			return true
		}
	}
	return false
}

// added reports whether the longest of what the member has said since they came back stands in their
// ticket's log: that is the matter, the other lines lead to it.
func (tk *play) added() bool {
	matter := ""
	for _, line := range tk.script[slices.IndexFunc(tk.script, func(l string) bool { return l[0] == '@' }):] {
		if words, ok := strings.CutPrefix(line, "> "); ok && len(words) > len(matter) {
			matter = words
		}
	}
	for _, m := range tk.moments[tk.came:] {
		for _, e := range m.log {
			if e.Ticket == tk.theirs && e.What == "member_wrote" && strings.Contains(e.Text, matter) {
				return true
			}
		}
	}
	return false
}

// offersOffice reports whether a message offers the way to the office without an answer.
func offersOffice(m chat.Message) bool {
	return m.Answer == nil && slices.ContainsFunc(m.Choices, func(c chat.Choice) bool {
		verb, arg, ok := turn.ParseData(c.Data)
		return ok && (verb == "person" || verb == "start" && strings.HasPrefix(arg, string(ticket.Inquiry)))
	})
}

// A sum is how all members with one sort of goal fared.
type sum struct{ members, reached, turns int }

// sums are by the first word of the goal, and in total.
type sums map[string]sum

func (all sums) add(goal string, r result) {
	for _, kind := range []string{goal, "total"} {
		s := all[kind]
		s.members++
		if r.turns > 0 {
			s.reached, s.turns = s.reached+1, s.turns+r.turns
		}
		all[kind] = s
	}
}

// lines are the sums as a table.
func (all sums) lines() []string {
	lines := []string{"goal\tmembers\treached\tstuck\tturns to goal"}
	for _, kind := range []string{"answer", "ticket", "person", "status", "added", "unanswered", "total"} {
		s := all[kind]
		lines = append(lines, fmt.Sprintf("%s\t%d\t%d\t%d\t%.1f", kind, s.members, s.reached, s.members-s.reached, float64(s.turns)/float64(max(s.reached, 1))))
	}
	return lines
}

// TestMembers plays them all and keeps how they fared; -v prints the totals. Nobody may be stuck.
func TestMembers(t *testing.T) {
	needGeneral(t)
	files, err := filepath.Glob("testdata/members/*.txt")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d members in testdata/members, want 60 at least: %v", len(files), err)
	}
	known := readKnown(t, "members/")
	table, all := []string{"member\tgoal\treached\tturns\tapologies\tother answers\tstuck"}, sums{}
	for _, file := range files {
		p := readPerson(t, file)
		s, r := p.play(t)
		var fault error
		if r.stuck != "" {
			fault = fmt.Errorf("stuck: %s\n%s", r.stuck, s.out.String())
		}
		known.outcome(t, "members/"+p.name+" goal", fault)
		known.manners(t, "members/"+p.name, s.scene)
		table = append(table, fmt.Sprintf("%s\t%s\t%t\t%d\t%d\t%s\t%s", p.name, strings.Join(p.goal, " "), r.turns > 0, r.turns, r.sorry, strings.Join(r.beside, " "), r.stuck))
		all.add(p.goal[0], r)
	}
	for _, line := range all.lines() {
		t.Log(line)
	}
	golden(t, "testdata/members/table.tsv", strings.Join(append(append(table, ""), all.lines()...), "\n")+"\n")
}
