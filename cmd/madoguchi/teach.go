package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/knowledge"
	"madoguchi/bot/turn"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/learn"
)

// A teacher puts what was learnt into the FAQ, by the same road as whoever edits it: the desk and Slack alike.
type teacher struct{ s *server }

// AddAlias implements [console.Teacher]. A group without an ID is none: nothing is decided of it.
func (t teacher) AddAlias(ctx context.Context, g learn.Group, ref, wording string, by audit.Record) (learn.Done, error) {
	edited, err := t.s.editor().AddAlias(ctx, ref, wording, by)
	if err != nil {
		return learn.Done{}, err
	}
	return learnt(ref, &edited), t.decide(ctx, g, learn.IsAlias, ref, by)
}

// learnt is what has come of a change to an entry, as who teaches is told.
func learnt(ref string, d *knowledge.Done) learn.Done {
	return learn.Done{Ref: ref, Waiting: d.Waiting, Writing: d.Writing(), Already: d.Already}
}

// AddEntry implements [console.Teacher].
func (t teacher) AddEntry(ctx context.Context, g learn.Group, e learn.NewEntry, by audit.Record) (learn.Done, error) {
	done, err := t.addEntry(ctx, e, by)
	if err != nil {
		return done, err
	}
	return done, t.decide(ctx, g, learn.IsEntry, done.Ref, by)
}

// Decide implements [console.Teacher].
func (t teacher) Decide(ctx context.Context, g learn.Group, to learn.State, by audit.Record) error {
	return t.decide(ctx, g, to, "", by)
}

// decide notes what has become of a group, and of which entry.
func (t teacher) decide(ctx context.Context, g learn.Group, to learn.State, ref string, by audit.Record) error {
	if g.ID == 0 {
		return nil
	}
	by.At, by.Act, by.Object = t.s.env.Now(), audit.QuestionDecided, fmt.Sprintf("question/%d", g.ID)
	by.Before, by.After = string(g.State), strings.TrimSpace(string(to)+" "+ref)
	return t.s.db.store.DecideGroup(ctx, g.ID, to, ref, by)
}

func (t teacher) addEntry(ctx context.Context, e learn.NewEntry, by audit.Record) (learn.Done, error) {
	editor := t.s.editor()
	title := e.Programme
	if p := t.s.office.now().Programme(e.Programme); p != nil {
		title = p.Name
	}
	draft := knowledge.New(e.Programme, title, e.Question, answerBlocks(e.Answer)...)
	draft.Entry.Aliases = append(draft.Entry.Aliases, e.Aliases...)
	draft, err := editor.Save(ctx, draft, by)
	if err != nil {
		return learn.Done{}, err
	}
	if t.s.db.store.Approves(e.Programme) {
		_, err := editor.Ask(ctx, draft.Ref(), draft.Version, edition.Review{}, by)
		return learn.Done{Ref: draft.Ref(), Waiting: true}, err
	}
	_, err = editor.PublishDraft(ctx, draft.Ref(), draft.Version, by)
	return learn.Done{Ref: draft.Ref()}, err
}

// answerBlocks parts an answer that somebody has typed: paragraphs by blank lines, and lines that begin with ※
// as notes.
func answerBlocks(text string) []faq.Block {
	var blocks []faq.Block
	open := false // the last block is a paragraph that goes on
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimRight(line, " \t　")
		switch {
		case strings.TrimSpace(line) == "":
			open = false
		case strings.HasPrefix(line, "※"):
			blocks, open = append(blocks, faq.Block{Type: faq.Note, Text: line}), false
		case open:
			blocks[len(blocks)-1].Text += "\n" + line
		default:
			blocks, open = append(blocks, faq.Block{Type: faq.Paragraph, Text: line}), true
		}
	}
	return blocks
}

// servedTime is how long Answer waits for an entry that was published a moment ago.
const servedTime = 3 * time.Second

// Answer implements [console.Teacher].
func (t teacher) Answer(ctx context.Context, ref string) string {
	ctx, cancel := context.WithTimeout(ctx, servedTime)
	defer cancel()
	stored, err := t.s.db.store.StoredEntry(ctx, ref)
	if err != nil || stored.State != faq.Public {
		return ""
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		if ix := t.s.library.Current(); ix != nil {
			if e, ok := ix.Entry(ref); ok && e.Version >= stored.Entry.Version {
				return turn.Proposal{Ref: ref, Version: e.Version}.Data()
			}
		}
		select {
		case <-ctx.Done():
			return ""
		case <-tick.C:
		}
	}
}
