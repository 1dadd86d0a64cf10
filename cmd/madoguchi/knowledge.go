package main

import (
	"context"
	"time"

	"madoguchi/bot/knowledge"
)

// editor changes the FAQ's entries for whoever at this counter does so: the desk, Slack, and what is learnt.
func (s *server) editor() *knowledge.Editor {
	return &knowledge.Editor{Store: s.db.store, Now: s.env.Now, Asked: s.askNews().tell, Decided: s.askNews().decided}
}

// corrector writes and sends notices that correct what members were told.
func (s *server) corrector() *knowledge.Corrector {
	return &knowledge.Corrector{Store: s.db.store, Now: s.env.Now, Approves: s.db.store.Approves, Asked: s.askNews().tell, Decided: s.askNews().decided}
}

// costs says whether it costs money to write to members of a channel who have not just written.
func (s *server) costs(channel string) bool { return s.capabilities()[channel].FreeReply }

// dueEvery is how often changes are published whose time has come: what is to hold from midnight is answered
// within the first seconds of the day.
const dueEvery = time.Second

// keepDue publishes changes whose time has come, until ctx ends.
func (s *server) keepDue(ctx context.Context) {
	tick := time.NewTicker(dueEvery)
	defer tick.Stop()
	editor := s.editor()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		done, failed, err := editor.PublishDue(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("publish changes that are due", "err", err)
		}
		for i := range done {
			s.log.Info("a change was due and is published", "ref", done[i].After.Ref(), "version", done[i].Version)
		}
		for i := range failed {
			d := &failed[i]
			s.notices.Tell("due:"+d.Ref()+d.Saved.String(), say("terminal.due_failed", "ref", d.Ref(), "question", d.Entry.Question, "name", d.By))
		}
		if err := (editions{s}).publishDue(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("publish documents that are due", "err", err)
		}
	}
}
