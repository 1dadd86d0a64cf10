package bot_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A check is one line of a script that begins with "?", and what it came to: nil where it holds.
type check struct {
	line string
	err  error
}

// checks are what a script may check, by their first word. Beside the golden text, which -update rewrites,
// they hold what a conversation has to bring about however it is worded. "Since the last line" is since
// the last line of input (">", "!", "@").
//
//	? answer selas/6        these entries were shown since the last line, in this order; "-" is none, and | parts alternatives
//	? choice alibaba selas  the member was asked which of these programmes; "? choice -": was not asked
//	? choices 1             they were asked so at most so often in the whole conversation
//	? frame on              the answer stands under a line of ours, such as that the programme has ended; or off
//	? offers 依頼|申し込      the last message has a button with one of these words
//	? tells 10/16           something said to the member since the last line has the words (one of several by |)
//	? untold 税込3,850       nothing said to the member has them
//	? apology off           nothing said since the last line is an apology
//	? silent                nothing was said to the member since the last line
//	? form change           this form is under way; "? form -": none is
//	? asks temperature      it asks this now: a field's ID, "code" or "summary"
//	? questions 3           it has put at most so many different questions
//	? ticket change H-      this many kinds and numbers: the newest ticket; "? ticket -": there is none
//	? team サポーター         of the newest ticket; so are programme, due, status, identity, route (a part of
//	? field company みなと    why), tag, trace (an entry that the bot had found), and field with all its values
//	? holds 台北             the newest ticket has the words somewhere
//	? hidden 4111           no ticket, no state and nothing said has them, to staff neither
//	? unposted 03-1111      nothing in the staff's channel has them: personal data is shown at the desk alone
//	? thread 追加の話         staff have read these words of the member in the ticket's log since the last line
//	? useful yes            the member's word on an answer was noted
//	? learns handoff 会費     since the last line a question that ended so was noted, with just these words; "? learns -": none was
var checks = map[string]func(*scene, string) error{
	"answer":    (*scene).checkAnswer,
	"choice":    (*scene).checkChoice,
	"choices":   (*scene).checkChoices,
	"frame":     (*scene).checkFrame,
	"offers":    (*scene).checkOffers,
	"tells":     (*scene).checkTells,
	"untold":    (*scene).checkUntold,
	"apology":   (*scene).checkApology,
	"silent":    (*scene).checkSilent,
	"form":      (*scene).checkForm,
	"asks":      (*scene).checkAsks,
	"questions": (*scene).checkQuestions,
	"ticket":    (*scene).checkTicket,
	"team":      ofTicket(func(tk *ticket.Ticket) string { return tk.Team }),
	"programme": ofTicket(func(tk *ticket.Ticket) string { return tk.Programme }),
	"status":    ofTicket(func(tk *ticket.Ticket) string { return string(tk.Status) }),
	"due":       ofTicket(func(tk *ticket.Ticket) string { return tk.Due.Format("2006-01-02T15:04") }),
	"identity":  ofTicket(func(tk *ticket.Ticket) string { i, _ := tk.Identity(); return string(i) }),
	"route":     inTicket(func(tk *ticket.Ticket) string { return tk.RouteReason }),
	"tag":       inTicket(func(tk *ticket.Ticket) string { return strings.Join(tk.Tags, "\n") }),
	"trace":     (*scene).checkTrace,
	"field":     (*scene).checkField,
	"holds":     inTicket(func(tk *ticket.Ticket) string { return fmt.Sprint(tk.Fields, tk.Title, tk.Trace.Query) }),
	"hidden":    (*scene).checkHidden,
	"unposted":  (*scene).checkUnposted,
	"thread":    (*scene).checkThread,
	"useful":    (*scene).checkUseful,
	"learns":    (*scene).checkLearns,
}

// check notes what a check comes to.
func (s *scene) check(line string) {
	verb, rest, _ := strings.Cut(line, " ")
	do := checks[verb]
	if do == nil {
		s.t.Fatalf("cannot read the check %q", line)
	}
	s.checked = append(s.checked, check{line, do(s, strings.TrimSpace(rest))})
}

func wanted(want, got string) error {
	if want != got {
		return fmt.Errorf("it is %q", got)
	}
	return nil
}

func (s *scene) checkAnswer(want string) error {
	got := strings.Join(refsOf(s.heard()), " ")
	for either := range strings.SplitSeq(want, "|") {
		if either == got || either == "-" && got == "" {
			return nil
		}
	}
	return fmt.Errorf("it is %q", got)
}

// refsOf are the entries that messages show.
func refsOf(messages []chat.Message) []string {
	var refs []string
	for _, m := range messages {
		if m.Answer != nil {
			refs = append(refs, m.Answer.Source.Ref)
		}
	}
	return refs
}

func (s *scene) checkChoice(want string) error {
	var got []string
	for _, m := range s.heard() {
		got = append(got, programmesToChoose(m)...)
	}
	if want == "-" {
		want = ""
	}
	slices.Sort(got)
	return wanted(want, strings.Join(got, " "))
}

// programmesToChoose are the programmes of a message that asks which one; none where it asks no such thing.
func programmesToChoose(m chat.Message) []string {
	var ids []string
	for _, c := range m.Choices {
		if verb, id, ok := turn.ParseData(c.Data); ok && verb == "programme" && id != "-" {
			ids = append(ids, id)
		}
	}
	if len(ids) < 2 || m.Answer != nil {
		return nil
	}
	return ids
}

func (s *scene) checkChoices(most string) error {
	n := 0
	for _, moment := range s.moments {
		for _, m := range moment.said {
			if len(programmesToChoose(m)) > 0 {
				n++
			}
		}
	}
	if fmt.Sprint(n) > most {
		return fmt.Errorf("the programme was asked for %d times", n)
	}
	return nil
}

func (s *scene) checkFrame(want string) error {
	for _, m := range s.heard() {
		if m.Answer != nil {
			return wanted(want, map[bool]string{true: "on", false: "off"}[m.Answer.Lead != ""])
		}
	}
	return fmt.Errorf("there is no answer")
}

func (s *scene) checkOffers(want string) error {
	var labels []string
	for _, c := range s.choices {
		labels = append(labels, c.Label)
	}
	return oneOf(want, strings.Join(labels, "｜"))
}

// oneOf holds where text has one of the words, which stand divided by |.
func oneOf(want, text string) error {
	for word := range strings.SplitSeq(want, "|") {
		if strings.Contains(text, word) {
			return nil
		}
	}
	return fmt.Errorf("there is only %q", text)
}

func textsOf(messages []chat.Message) string {
	var all []string
	for _, m := range messages {
		all = append(all, m.Text)
	}
	return strings.Join(all, "\n")
}

func (s *scene) checkTells(want string) error { return oneOf(want, textsOf(s.heard())) }

func (s *scene) checkUntold(want string) error {
	for _, m := range s.moments {
		if text := textsOf(m.said); strings.Contains(text, want) {
			return fmt.Errorf("it was said: %q", text)
		}
	}
	return nil
}

func (s *scene) checkApology(string) error {
	for _, m := range s.heard() {
		if apologises(m) {
			return fmt.Errorf("it was said: %q", m.Text)
		}
	}
	return nil
}

func (s *scene) checkSilent(string) error { return wanted("", textsOf(s.heard())) }

func (s *scene) checkForm(want string) error {
	got := "-"
	if f := s.filling(); f != nil {
		got = f.FormID
	}
	return wanted(want, got)
}

func (s *scene) checkAsks(want string) error {
	key, _ := s.asked()
	return wanted(want, key)
}

func (s *scene) checkQuestions(most string) error {
	f := s.filling()
	if f == nil {
		return fmt.Errorf("no form is under way")
	}
	if n := len(f.Order); fmt.Sprint(n) > most {
		return fmt.Errorf("it asked %v", f.Order)
	}
	return nil
}

func (s *scene) checkTicket(want string) error {
	tk := s.newest()
	if tk == nil {
		return wanted(want, "-")
	}
	return wanted(want, string(tk.Kind)+" "+tk.Kind.Letter()+"-")
}

// ofTicket checks something of the newest ticket.
func ofTicket(get func(*ticket.Ticket) string) func(*scene, string) error {
	return func(s *scene, want string) error {
		if tk := s.newest(); tk != nil {
			return wanted(want, get(tk))
		}
		return fmt.Errorf("there is no ticket")
	}
}

// inTicket checks a part of something of the newest ticket.
func inTicket(get func(*ticket.Ticket) string) func(*scene, string) error {
	return func(s *scene, want string) error {
		if tk := s.newest(); tk != nil {
			return oneOf(want, get(tk))
		}
		return fmt.Errorf("there is no ticket")
	}
}

func (s *scene) checkTrace(want string) error {
	tk := s.newest()
	if tk == nil {
		return fmt.Errorf("there is no ticket")
	}
	var refs []string
	for _, h := range tk.Trace.Hits {
		refs = append(refs, h.Ref)
	}
	return oneOf(want, strings.Join(refs, " "))
}

func (s *scene) checkField(want string) error {
	id, value, _ := strings.Cut(want, " ")
	return ofTicket(func(tk *ticket.Ticket) string { return strings.Join(tk.Fields[id], "、") })(s, value)
}

func (s *scene) checkHidden(secret string) error {
	var everything []any
	for _, m := range s.moments {
		everything = append(everything, m.event.Text, m.said, m.posted, m.opened, m.changed, m.log, m.state)
	}
	raw, err := json.Marshal(everything)
	if err == nil && strings.Contains(string(raw), secret) {
		err = fmt.Errorf("it was kept or said")
	}
	return err
}

func (s *scene) checkUnposted(secret string) error {
	var posted []chat.Message
	for _, m := range s.moments {
		posted = append(posted, m.posted...)
	}
	if len(posted) == 0 {
		return fmt.Errorf("nothing was posted at all")
	}
	raw, err := json.Marshal(posted)
	if err == nil && strings.Contains(string(raw), secret) {
		err = fmt.Errorf("staff's channel has it")
	}
	return err
}

func (s *scene) checkThread(want string) error {
	var heard []string
	for _, m := range s.recent() {
		for _, e := range m.log {
			if e.What == "member_wrote" {
				heard = append(heard, e.Text)
			}
		}
	}
	return oneOf(want, strings.Join(heard, "\n"))
}

func (s *scene) checkUseful(want string) error {
	var got string
	for _, m := range s.recent() {
		for _, a := range m.answered {
			got += a.Useful
		}
	}
	return wanted(want, got)
}

func (s *scene) checkLearns(want string) error {
	var got []string
	for _, m := range s.recent() {
		for _, u := range m.learnt {
			got = append(got, string(u.How)+" "+u.Wording)
		}
	}
	if want == "-" {
		want = ""
	}
	return wanted(want, strings.Join(got, "｜"))
}
