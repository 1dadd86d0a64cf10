package main

import (
	"context"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/knowledge"
	"madoguchi/bot/turn"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/learn"
)

// A teacher puts what was learnt into the FAQ, by the same road as whoever edits it.
type teacher struct{ s *server }

// AddAlias implements [console.Teacher].
func (t teacher) AddAlias(ctx context.Context, ref, wording string, by audit.Record) (learn.Done, error) {
	done, err := t.s.editor().AddAlias(ctx, ref, wording, by)
	return learn.Done{Ref: ref, Waiting: done.Waiting, Writing: done.Writing(), Already: done.Already}, err
}

// AddEntry implements [console.Teacher].
func (t teacher) AddEntry(ctx context.Context, e learn.NewEntry, by audit.Record) (learn.Done, error) {
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
