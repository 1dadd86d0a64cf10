package member

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// An office may ask for personal data on a page of its own, so that the platform of the talk does not read
// along. Where a form comes to a question for such data, the member is given the page's address. What they
// answer there comes as an event of theirs, and the form goes on with their next word: the bot's own would
// cost a message.

// pageTime is for how long a page can be opened.
const pageTime = time.Hour

// onPage reports whether a question is asked on a page of ours.
func (dg *Dialogue) onPage(t *turn.Turn) bool { return dg.Office.OnPage && t.Can.FormPage }

// askOnPage gives the member the page for all personal data that the form asks for now. It reports false where
// there is nothing that could be asked there.
func (dg *Dialogue) askOnPage(t *turn.Turn, filling *ticket.Filling) bool {
	due := filling.PersonalDue()
	if !dg.onPage(t) || len(due) == 0 {
		return false
	}
	secret := make([]byte, 24)
	_, _ = rand.Read(secret) // never fails: see crypto/rand
	page := &turn.Page{Until: t.Now.Add(pageTime)}
	var labels []string
	for _, f := range due {
		page.Keys = append(page.Keys, f.Key())
		labels = append(labels, pageLabel(f))
	}
	token := fmt.Sprintf("%d-%s", t.Conversation.ID, base64.RawURLEncoding.EncodeToString(secret))
	page.Hash = turn.PageHash(token)
	s := &t.Conversation.State
	s.Form.Page, s.Form.Confirming = page, false
	var lines []string
	if !s.Form.Purpose && filling.Form().Purpose != "" {
		s.Form.Purpose = true
		lines = append(lines, filling.Form().Purpose)
	}
	t.SayText(strings.Join(append(lines, words.AskOnPage(labels)), "\n\n"),
		chat.Choice{Label: words.LabelFormPage, URL: chat.FormPage(token)},
		chat.Choice{Label: words.LabelQuit, Data: turn.Data("quit", "")})
	return true
}

// pageLabel names a question on the page: the item that it is asked for, too.
func pageLabel(f *ticket.Field) string {
	label := strings.ReplaceAll(f.Label, "{item}", f.Name)
	if f.Name != "" && !strings.Contains(label, f.Name) {
		label = words.LabelOfItem(f.Name, label)
	}
	return label
}

// takePage takes what was answered on a page. Nothing is said to it, unless a code was sent to the address:
// the page says how to go on.
func (dg *Dialogue) takePage(t *turn.Turn) {
	s, e := &t.Conversation.State, &t.Event
	filling := dg.bindForm(s)
	if filling == nil || s.Form.Page == nil || s.Form.Page.Hash != e.Data {
		return
	}
	t.Record = words.FilledOnPage
	s.Form.Page, s.Form.At, s.Form.Paused = nil, t.Now, false
	for _, f := range filling.PersonalDue() {
		text := strings.TrimSpace(e.Values[f.Key()])
		if text == "" {
			filling.Skip(f)
			continue
		}
		answer, err := f.Read(text, t.Now)
		if err != nil { // it could be read when it was sent
			continue
		}
		filling.Put(f, answer)
		dg.checkIdentity(t, f, answer)
	}
	for i := range t.Said {
		t.Said[i].Later = true
	}
}

// PageForm is what the page with the hash asks, for a conversation's state, or false where there is no such
// page any more.
func (dg *Dialogue) PageForm(s *turn.State, hash string) (chat.PageForm, []*ticket.Field, bool) {
	filling := dg.bindForm(s)
	if filling == nil || s.Form.Page == nil || s.Form.Page.Hash != hash || !dg.Now().Before(s.Form.Page.Until) {
		return chat.PageForm{}, nil, false
	}
	form := chat.PageForm{Office: dg.Office.Name, Title: filling.Form().Title, Purpose: filling.Form().Purpose}
	due := filling.PersonalDue()
	for _, f := range due {
		q := chat.PageQuestion{Key: f.Key(), Label: pageLabel(f), Input: inputHint(f), Optional: f.Skip, Long: f.Type == ticket.TypeText && f.Max > 200}
		if len(f.Hint) > 0 && f.Item == "" && f.Type != ticket.TypeCompany {
			q.Hint = ticket.Examples(f.Hint, dg.Now())
		}
		form.Questions = append(form.Questions, q)
	}
	return form, due, true
}
