package email

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/chat"
)

// divider stands between two messages of one mail, rule above the signature.
const (
	divider = "――――――"
	rule    = "────────────────────"
)

// subject is what a list of mails shows: the office, what it is about, and the ticket.
func (s *Service) subject(d *chat.Delivery) string {
	if wordForWord(d) {
		return chars.Clip(chars.Line(d.Messages[0].Subject), 100)
	}
	if a := d.Messages[0].Answers; a != nil && a.Subject != "" { // the same, or it leaves the thread of the mails before
		if strings.HasPrefix(strings.ToLower(a.Subject), "re:") {
			return chars.Clip(chars.Line(a.Subject), 200)
		}
		return "Re: " + chars.Clip(chars.Line(a.Subject), 200)
	}
	about := say("email.about_notice")
	if fromStaff(d) {
		about = say("email.about_reply")
	} else if line := firstLine(d.Messages); line != "" {
		about = line
	}
	subject := "【" + chars.Clip(s.office(), 40) + "】" + chars.Clip(about, 50)
	if number := chars.Clip(chars.Line(d.Ticket), 20); !strings.Contains(subject, number) {
		subject += say("email.subject_number", "number", number)
	}
	return subject
}

// opening is how a mail begins.
func (s *Service) opening(d *chat.Delivery) string {
	text := say("email.greeting", "office", s.office())
	switch {
	case d.Ticket == "":
	case fromStaff(d):
		text += "\n" + say("email.reply_to", "number", chars.Line(d.Ticket))
	default:
		text += "\n" + say("email.notice_of", "number", chars.Line(d.Ticket))
	}
	return text
}

// signature is how it ends.
func (s *Service) signature(d *chat.Delivery) string {
	lines := []string{rule, s.office()}
	if d.Ticket != "" {
		lines = append(lines, say("email.number", "number", chars.Line(d.Ticket)))
	}
	if s.replyTo != nil || s.in != nil {
		return strings.Join(append(lines, say("email.read")), "\n")
	}
	return strings.Join(append(lines, say("email.not_read")), "\n")
}

// messageText is one message as a paragraph of the mail: its words, whatever the words leave out
// of its answer, the names of its files that it has no address of, and what can be chosen.
func (s *Service) messageText(m *chat.Message) string {
	parts := []string{chars.Clean(m.Text)}
	if a := m.Answer; a != nil {
		parts = append(parts, leftOut(m.Text, a)...)
	}
	for _, f := range m.Files {
		if f.URL != "" { // its address stands in the words
			continue
		}
		parts = append(parts, say("email.file", "name", quoted(f.Name)))
	}
	if len(m.Choices) > 0 {
		parts = append(parts, s.choices(m.Choices))
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "\n\n")
}

func quoted(name string) string {
	if name = chars.Line(name); name == "" {
		return ""
	}
	return "「" + chars.Clip(name, 100) + "」"
}

// leftOut are the links and the source of an answer, where its text does not show them.
func leftOut(text string, a *chat.Answer) []string {
	var out []string
	for _, b := range a.Blocks {
		if address := strings.TrimPrefix(b.URL, "mailto:"); address != "" && !strings.Contains(text, address) {
			out = append(out, chars.Line(b.Text)+"\n"+chars.Line(b.URL))
		}
	}
	if a.Source.Document != "" && !strings.Contains(text, a.Source.Document) {
		source := strings.TrimSpace(a.Source.Document + " " + a.Source.Label)
		if a.Source.Page > 0 {
			source += fmt.Sprintf("・p.%d", a.Source.Page)
		}
		out = append(out, say("email.source", "source", chars.Line(source)))
	}
	return out
}

// choices lists what can be said next, and what pages can be opened.
func (s *Service) choices(cs []chat.Choice) string {
	var lines []string
	ask := false
	for i, c := range cs {
		line := fmt.Sprintf("%d. %s", i+1, chars.Line(c.Label))
		if c.URL != "" {
			line += "\n   " + chars.Line(c.URL)
		} else {
			ask = true
		}
		lines = append(lines, line)
	}
	switch {
	case ask && s.in != nil:
		lines = append(lines, say("email.how_to_choose_here"))
	case ask:
		lines = append(lines, say("email.how_to_choose"))
	}
	return strings.Join(lines, "\n")
}

// wordForWord reports whether a mail says what it says and nothing else: one to somebody of the office, or a talk's copy.
func wordForWord(d *chat.Delivery) bool { return len(d.Messages) == 1 && d.Messages[0].Subject != "" }

// toColleague reports whether a mail about a ticket is to somebody of the office: a talk's copy is about none.
func toColleague(d *chat.Delivery) bool { return d.Ticket != "" && wordForWord(d) }

func fromStaff(d *chat.Delivery) bool {
	return slices.ContainsFunc(d.Messages, func(m chat.Message) bool { return m.Author == chat.Staff })
}

func firstLine(ms []chat.Message) string {
	for i := range ms {
		for line := range strings.Lines(ms[i].Text) {
			if line = chars.Line(line); line != "" {
				return line
			}
		}
	}
	return ""
}

// say is a sentence of the catalogue for the member.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }
