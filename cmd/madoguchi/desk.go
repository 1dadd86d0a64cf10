package main

import (
	"context"
	"strings"

	"madoguchi/handlers/console"
	"madoguchi/handlers/files"
)

// buildDesk sets up the staff's desk.
func (s *server) buildDesk() error {
	c := console.Config{
		Office: s.office.Name, BaseURL: s.config.BaseURL, Secure: strings.HasPrefix(s.config.BaseURL, "https://"),
		Forms: s.office.Forms, Teams: s.office.TeamNames(), Channels: s.channelStates(),
		Trouble: s.trouble, Backlog: s.deskBacklog, Content: files.Content(s.db.store), Now: s.env.Now, Log: s.log,
	}
	if s.line != nil {
		c.Quota = s.deskQuota
	}
	s.desk = console.New(c, s.bot, console.Stores{
		Tickets: s.db.store, Logins: s.db.store, Logouts: s.db.store, Ledger: s.db.store, FAQ: s.library, Kinds: s.db.store, Strays: strays{s},
	})
	return nil
}

func (s *server) channelStates() []console.ChannelState {
	line := console.ChannelState{Name: "LINE", On: s.line != nil, Note: "LINE_CHANNEL_SECRET と LINE_CHANNEL_TOKEN を設定すると使えます"}
	slack := console.ChannelState{Name: "Slack", On: s.slack != nil, Note: "SLACK_SIGNING_SECRET、SLACK_BOT_TOKEN、SLACK_CHANNEL を設定すると使えます"}
	for _, c := range []*console.ChannelState{&line, &slack} {
		if c.On {
			c.Note = ""
		}
	}
	return []console.ChannelState{{Name: "Web", On: true}, line, slack}
}

// strays shows the desk the events that could not be decided.
type strays struct{ s *server }

// straysShown is how many are listed: more than a person looks through.
const straysShown = 100

// Strays implements [console.Strays].
func (x strays) Strays(ctx context.Context) ([]console.Stray, error) {
	dead, err := x.s.db.store.DeadEvents(ctx, 0, straysShown)
	if err != nil {
		return nil, err
	}
	out := make([]console.Stray, len(dead))
	for i, d := range dead {
		out[i] = console.Stray{Seq: d.Seq, From: d.Event.From, Kind: d.Event.Kind, Text: d.Event.Text, At: d.Event.At, Attempts: d.Attempts, Error: d.Error}
	}
	return out, nil
}

// Revive implements [console.Strays]. The bot's sweep finds the event within a second.
func (x strays) Revive(ctx context.Context, seq int64) (bool, error) {
	_, ok, err := x.s.db.store.ReviveEvent(ctx, seq)
	return ok, err
}
