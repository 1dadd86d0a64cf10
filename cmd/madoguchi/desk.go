package main

import (
	"strings"

	"madoguchi/handlers/console"
)

// buildDesk sets up the staff's desk.
func (s *server) buildDesk() error {
	s.desk = console.New(console.Config{
		Office: s.office.Name, BaseURL: s.config.BaseURL, Secure: strings.HasPrefix(s.config.BaseURL, "https://"),
		Forms: s.office.Forms, Teams: s.office.TeamNames(), Channels: s.channelStates(),
		Backlog: s.deskBacklog, Now: s.env.Now, Log: s.log,
	}, s.bot, console.Stores{
		Tickets: s.db.store, Logins: s.db.store, Logouts: s.db.store, Ledger: s.db.store, FAQ: s.library,
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
