package member

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// At the summary a member sends, mends, asks or adds: every word of theirs comes to something.

// confirm shows what will be sent.
func (dg *Dialogue) confirm(t *turn.Turn, filling *ticket.Filling) {
	form := t.Conversation.State.Form
	form.Confirming = true
	var lines []string
	table := &chat.Summary{Lead: words.ConfirmLead, Title: filling.Form().Title}
	for _, l := range filling.Summary() {
		if l.Personal && dg.onPage(t) {
			l.Shown = words.OnPageShown
		}
		lines = append(lines, fmt.Sprintf("%d %s：%s", l.No, l.Label, l.Shown))
		table.Rows = append(table.Rows, chat.SummaryLine{No: l.No, Label: l.Label, Value: l.Shown})
	}
	text := words.Confirm(table.Title, lines)
	send := []chat.Choice{{Label: words.LabelSend, Data: turn.Data("send", ""), Primary: true}}
	if country := dg.leadsAbroad(t, filling); country != "" {
		table.Tail = words.Abroad(country, handedOver(filling))
		text += "\n\n" + table.Tail
		send = []chat.Choice{{Label: words.LabelAgree, Data: turn.Data("send", ticket.ConsentAbroad)}, {Label: words.LabelAtHome, Data: turn.Data("send", ticket.ConsentHome)}}
	}
	t.Say(chat.Message{Text: text, Summary: table, Choices: append(send,
		chat.Choice{Label: words.LabelEdit, Data: turn.Data("edit", "")},
		chat.Choice{Label: words.LabelQuit, Data: turn.Data("quit", "")})})
}

// leadsAbroad is the country in which the one is who would get the form, or "".
func (dg *Dialogue) leadsAbroad(t *turn.Turn, filling *ticket.Filling) string {
	values := filling.Values()
	route := dg.Office.Route(ticket.FactsOf(filling.Form(), filling.Form().Kind, programmeIn(filling), values), t.Now, dg.Absences()...)
	return route.Abroad
}

// programmeIn is the programme that a form is about, also where it has no question for it, or "".
func programmeIn(filling *ticket.Filling) string {
	if p := filling.Form().Get(ticket.RoleProgramme, filling.Values()); p != "" {
		return p
	}
	return filling.Given.Get(string(ticket.RoleProgramme))
}

// handedOver names what of a form goes to whoever gets it: who the member is, each by its label, and all
// the rest as the matter.
func handedOver(filling *ticket.Filling) []string {
	var labels []string
	values := filling.Values()
	for _, role := range ticket.WhoRoles {
		if f := filling.Form().Role(role); f != nil && len(values[f.ID]) > 0 {
			labels = append(labels, f.Label)
		}
	}
	return append(labels, words.Matter(filling.Form().Kind))
}

// sendForm makes the ticket. Where it would go abroad, the member has decided on that first.
func (dg *Dialogue) sendForm(t *turn.Turn, filling *ticket.Filling, consent string) {
	form := t.Conversation.State.Form
	switch abroad := dg.leadsAbroad(t, filling); {
	case !filling.Complete():
		dg.ask(t)
	case abroad != "" && consent == "":
		t.SayText(words.AgreeOrNot)
		dg.confirm(t, filling)
	default:
		if abroad != "" {
			form.Consent = consent
		}
		dg.openTicket(t, filling)
	}
}

// answerConfirm takes a message at the summary that is no word of control and mends nothing.
func (dg *Dialogue) answerConfirm(ctx context.Context, t *turn.Turn, filling *ticket.Filling, text string) error {
	if consent := agreed(text); consent != "" && dg.leadsAbroad(t, filling) != "" {
		dg.sendForm(t, filling, consent)
		return nil
	}
	if reading.AsksIfSent(text) || len(t.StillOpen()) == 0 && reading.AsksAfterHanded(text) {
		t.SayText(words.NotSentYet)
		dg.confirm(t, filling)
		return nil
	}
	if company := filling.Form().Role(ticket.RoleCompany); company != nil && dg.unnamed(t, filling, company, text) {
		return nil
	}
	switch said := reading.YesNo(text); {
	case said == reading.Yes, reading.Agrees(text, words.LabelSend), reading.WillWait(text): // who waits believes it sent
		dg.sendForm(t, filling, "")
		return nil
	case said == reading.No:
		dg.editLine(t, filling, reading.Wish{})
		return nil
	case dg.editNamed(t, filling, text):
		return nil
	case filling.Rechoose(text, t.Now):
		dg.ask(t)
		return nil
	case reading.WantsChanged(text) && dg.editMore(t, filling, text):
		return nil
	case reading.Courteous(text):
		if said := courteously(text); said != words.AnswerThis {
			t.SayText(said)
		}
		dg.confirm(t, filling)
		return nil
	}
	if reading.Inquires(text) {
		return dg.askedAtSummary(ctx, t, filling, text)
	}
	if reading.Upset(text) {
		form := t.Conversation.State.Form
		form.Urgent, form.Tags = true, append(form.Tags, ticket.ComplaintTag)
	}
	dg.addNote(t, filling, text)
	dg.confirm(t, filling)
	return nil
}

// askedAtSummary answers a question at the summary. One that the FAQ does not answer goes along with the
// form.
func (dg *Dialogue) askedAtSummary(ctx context.Context, t *turn.Turn, filling *ticket.Filling, text string) error {
	told, human, err := dg.tell(ctx, t, text)
	switch {
	case err != nil:
		return err
	case human:
		dg.personFromForm(t, filling, "")
		return nil
	case told:
		t.SayText(words.GoingOn)
	case filling.Note(text):
		t.SayText(words.QuestionNoted)
	}
	dg.confirm(t, filling)
	return nil
}

// namesLine reports whether a text is a number at the summary, whose lines are numbered: there it is a
// line's, not a button's.
func namesLine(s *turn.State, text string) bool {
	return s.Form != nil && s.Form.Confirming && hasVerb(s.Offer[:min(1, len(s.Offer))], "send") && lineNumber(text) > 0
}

// lineNumber reads a text that is the number of a line, with or without its label: 2, 2番, 「2 会社名」; or 0.
func lineNumber(text string) int {
	m := lineNo.FindStringSubmatch(chars.Plain(text))
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1]) // digits by the expression
	return n
}

var lineNo = regexp.MustCompile(`^([0-9]{1,2})(?:番目?|番です)?(?:$| )`)

// editNamed takes a text that names a line of the summary and says no more: by its number, or its label.
func (dg *Dialogue) editNamed(t *turn.Turn, filling *ticket.Filling, text string) bool {
	for _, l := range filling.Summary() {
		_, label, labelled := strings.Cut(chars.Plain(text), " ")
		if l.Is(text) || lineNumber(text) == l.No && (!labelled || l.Is(label)) {
			filling.EditKey(l.Key)
			dg.ask(t)
			return true
		}
	}
	return false
}

// editMore takes the wish to change something more, or something that is listed already: 「電話番号も変えたい」.
func (dg *Dialogue) editMore(t *turn.Turn, filling *ticket.Filling, text string) bool {
	if filling.Form().Kind == ticket.Change && filling.AddItems(ticket.RoleItems, text) {
		dg.ask(t)
		return true
	}
	for _, l := range filling.Summary() {
		if strings.Contains(text, l.Label) && filling.EditKey(l.Key) {
			dg.ask(t)
			return true
		}
	}
	return false
}

// In the middle of a form there is no room to ask back which of several entries is meant: one that is more
// likely than not, and twice as likely as the next, is shown. The form goes on below it in any case.
const (
	likely = .5
	twice  = 2
)

// standsOut reports whether the first hit of a decision answers a question that is asked within a form.
func standsOut(d faq.Decision) bool {
	switch {
	case len(d.Hits) == 0:
		return false
	case d.Verdict == faq.Answer:
		return true
	case d.Verdict != faq.Suggest && d.Verdict != faq.Choices || d.Hits[0].P < likely:
		return false
	}
	return len(d.Hits) == 1 || d.Hits[0].P >= twice*d.Hits[1].P
}

// tell answers a question that the FAQ answers; human is a wish for a person in it.
func (dg *Dialogue) tell(ctx context.Context, t *turn.Turn, text string) (told, human bool, err error) {
	d, err := dg.consult(ctx, t, text)
	switch {
	case err != nil || d.Human:
		return false, d.Human, err
	case !standsOut(d) || len(d.Hits[0].Entry.Answer) == 0:
		return false, false, nil
	}
	t.Answered = append(t.Answered, answered(d))
	t.Say(dg.Show(t.Now, d.Hits[0].Entry))
	return true, false, nil
}

// courteously answers a pleasantry in the middle of a form.
func courteously(text string) string {
	switch {
	case reading.AsksToWait(text):
		return words.TakeYourTime
	case strings.Contains(text, "願い") || strings.Contains(text, "よろしく") || strings.Contains(text, "宜しく") || strings.Contains(text, "世話"):
		return words.LikewisePlease
	}
	return words.AnswerThis
}
