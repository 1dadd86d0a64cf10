package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"madoguchi/audit"
	"madoguchi/bot/knowledge"
	"madoguchi/chat"
	"madoguchi/faq/edition"
	"madoguchi/postgres"
)

// request asks for the documents to be approved, each by itself, in a programme that has its changes approved: a
// colleague looks at them at the desk.
func (j *importJob) request(ctx context.Context, store *postgres.Store) error {
	c, err := readConfig(j.env.Getenv)
	if err != nil {
		return err
	}
	news := askNews{store, c.staffAddress(), baseURL(c, c.Addr)}
	editor := &knowledge.Editor{Store: store, Now: j.env.Now, Asked: news.tell}
	by := audit.Record{Kind: audit.Operator, Actor: chat.Person{Name: terminalName(j.env)}, Via: audit.ViaTerminal}
	for i, imp := range j.imports() {
		seen, err := store.Preview(ctx, imp)
		if err != nil {
			return j.refusal(err)
		}
		if len(seen.Plans[0].Changes) == 0 {
			fmt.Fprintln(j.env.Stdout, j.words.Say("terminal.import.no_change"))
			continue
		}
		if len(imp.Content) == 0 {
			return errors.New(j.words.Say("terminal.import.not_asked", "file", imp.Collection.Document))
		}
		q := edition.Request{
			ID: rand.Text(), Collection: j.programme, Act: edition.ActImport, Name: imp.Collection.Document, Title: j.title, Content: j.sources[i].content,
		}
		if err := store.SaveRequest(ctx, q, by.Actor); err != nil {
			return err
		}
		choice := edition.Choice{Document: j.document, New: j.further}
		if _, err := editor.AskRequest(ctx, q.ID, choice, seen.Plans[0].Digest(), edition.Review{}, by); err != nil {
			return err
		}
		fmt.Fprintln(j.env.Stdout, j.words.Say("terminal.import.asked", "file", q.Name, "page", baseURL(c, c.Addr)+"/desk/faq/import/"+q.ID))
	}
	return nil
}
