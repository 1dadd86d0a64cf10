package slack

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// An envelope is what the Events API sends, as far as we read it. The inner event is decoded only
// when its type is one we know, so that a new type of Slack's cannot break anything.
type envelope struct {
	Type      string          `json:"type"`
	Challenge string          `json:"challenge"`
	TeamID    string          `json:"team_id"`
	AppID     string          `json:"api_app_id"`
	EventID   string          `json:"event_id"`
	EventTime int64           `json:"event_time"`
	External  bool            `json:"is_ext_shared_channel"`
	Event     json.RawMessage `json:"event"`
}

// id is what a redelivery of the event repeats: Slack's event_id, or, should it be missing, the
// message's own place in its channel.
func (e envelope) id(m message) string {
	if e.EventID != "" {
		return e.EventID
	}
	return "msg:" + m.Channel + ":" + m.TS + ":" + m.Subtype
}

// A message is a message event, and the message within a message_changed or message_deleted event.
type message struct {
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype"`
	Hidden      bool            `json:"hidden"`
	User        string          `json:"user"`
	UserTeam    string          `json:"user_team"`
	BotID       string          `json:"bot_id"`
	AppID       string          `json:"app_id"`
	Text        string          `json:"text"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts"`
	Channel     string          `json:"channel"`
	ChannelType string          `json:"channel_type"`
	DeletedTS   string          `json:"deleted_ts"`
	Tab         string          `json:"tab"`
	Files       []fileRef       `json:"files"`
	Blocks      json.RawMessage `json:"blocks"`
	Message     *message        `json:"message"`
	Previous    *message        `json:"previous_message"`
	View        *struct {
		Hash string `json:"hash"`
	} `json:"view"`
}

type fileRef struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Mimetype string `json:"mimetype"`
	Size     int64  `json:"size"`
}

// event takes one body of the Events API. What is ours to keep is stored before it answers; what
// is unknown is answered like the rest, so that Slack does not send it for a day.
func (s *Service) event(ctx context.Context, body []byte) answer {
	var env envelope
	if err := decode(body, &env); err != nil {
		s.log.Warn("slack: event unreadable", "err", err)
		return malformed
	}
	switch env.Type {
	case "url_verification":
		return answer{status: 200, plain: env.Challenge}
	case "app_rate_limited":
		s.log.Error("slack: too many events; some are not being sent to us")
		return ok
	case "event_callback":
		return s.callback(ctx, env)
	}
	return ok
}

// callback sorts an event by its type.
func (s *Service) callback(ctx context.Context, env envelope) answer {
	var head struct {
		Type string `json:"type"`
	}
	_ = decode(env.Event, &head) // what it cannot read has no type we know
	switch head.Type {
	case "app_uninstalled", "tokens_revoked":
		s.revoked(head.Type)
		return ok
	case "message", "app_home_opened", "member_left_channel", "member_joined_channel", "user_change":
	default:
		return ok
	}
	if head.Type == "user_change" {
		var change struct {
			User struct {
				ID string `json:"id"`
			} `json:"user"`
		}
		_ = decode(env.Event, &change)
		s.staff.forget(change.User.ID)
		return ok
	}
	var m message
	if err := decode(env.Event, &m); err != nil {
		s.log.Warn("slack: inner event unreadable", "type", head.Type, "err", err)
		return ok
	}
	switch head.Type {
	case "app_home_opened":
		return s.homeOpened(ctx, env, m)
	case "member_left_channel", "member_joined_channel":
		if m.Channel == s.cfg.Channel {
			s.staff.forgetAll()
		}
		return ok
	}
	return s.message(ctx, env, m)
}

// message takes in what somebody wrote: a note in a ticket's thread, its change, or a direct
// message to the app.
func (s *Service) message(ctx context.Context, env envelope, m message) answer {
	switch {
	case m.Subtype == "message_changed" || m.Subtype == "message_deleted":
		return s.retraction(ctx, env, m)
	case !written(env, m) || m.User == s.staff.self():
		return ok
	case m.ChannelType == "im":
		return s.directMessage(ctx, env, m)
	case m.ThreadTS == "" || m.ThreadTS == m.TS:
		return ok // a card's thread is the only place where talk belongs to a ticket
	}
	return s.note(ctx, env, m)
}

// written is the loop guard: only what a person wrote, and only in the forms we know. Bots, our own
// included, and Slack's own remarks (joins, topics, pins) end here.
func written(env envelope, m message) bool {
	if m.User == "" || m.BotID != "" || m.Hidden || m.AppID != "" && m.AppID == env.AppID {
		return false
	}
	switch m.Subtype {
	case "", "file_share", "thread_broadcast":
		return true
	}
	return false
}

// note keeps what a colleague wrote in a ticket's thread. It stays inside the office; whether a
// live relay is on, in which it does not, is decided from what is stored.
func (s *Service) note(ctx context.Context, env envelope, m message) answer {
	number, known, err := s.desk.TicketByThread(ctx, s.address(m.Channel).String(), m.ThreadTS)
	if err != nil {
		s.log.Error("slack: look up a thread's ticket", "err", err)
		return again
	}
	if !known {
		return ok
	}
	who, may := s.mayWrite(ctx, env, m)
	if !may {
		return ok
	}
	return s.accept(ctx, chat.Event{
		ID: env.id(m), Kind: chat.StaffAct, From: s.address(m.Channel), At: moment(m.TS, env.EventTime, s.now),
		Act: chat.NoteDown, Ticket: number, Thread: m.ThreadTS, MessageID: m.TS,
		Text: s.plainOf(ctx, m), Files: files(m.Files), Person: who,
	})
}

// retraction tells that a colleague changed or deleted what had already gone from a ticket's thread
// to the member: they have to know that the member still sees it. Other edits concern nobody.
func (s *Service) retraction(ctx context.Context, env envelope, m message) answer {
	was := m.Previous
	if was == nil || !written(env, *was) || m.Message != nil && (m.Message.BotID != "" || m.Message.Text == was.Text) {
		return ok // our own edits come back as events too
	}
	number, known, err := s.desk.TicketByThread(ctx, s.address(m.Channel).String(), was.ThreadTS)
	if err != nil {
		return again
	}
	if !known || was.ThreadTS == "" {
		return ok
	}
	relayed, err := s.relayed(ctx, number, *was)
	if err != nil {
		return again
	}
	was.Channel = m.Channel
	who, may := s.mayWrite(ctx, env, *was)
	if !relayed || !may {
		return ok
	}
	e := chat.Event{
		ID: env.id(m), Kind: chat.StaffAct, From: s.address(m.Channel), At: moment(m.TS, env.EventTime, s.now),
		Act: chat.Retract, Ticket: number, Thread: was.ThreadTS, MessageID: was.TS, Value: "deleted", Person: who,
	}
	if m.Message != nil {
		e.Value, e.Text = "changed", s.plainOf(ctx, *m.Message)
	}
	return s.accept(ctx, e)
}

// relayed reports whether what a colleague wrote in a thread went to the member.
func (s *Service) relayed(ctx context.Context, number string, m message) (bool, error) {
	log, err := s.desk.Log(ctx, number)
	if err != nil {
		return false, err
	}
	text, author := strings.TrimSpace(s.plainOf(ctx, m)), s.personOf(ctx, m.User)
	return slices.ContainsFunc(log, func(e ticket.Entry) bool {
		return e.What == ticket.LogReplied && (e.Who.ID == chat.Slack+":"+m.User || e.Who.ID == author.ID) && strings.TrimSpace(e.Text) == text
	}), nil
}

// accept stores events; if that fails Slack is asked to send them again.
func (s *Service) accept(ctx context.Context, events ...chat.Event) answer {
	if err := s.sink.Accept(ctx, events...); err != nil {
		s.log.Error("slack: store event", "id", events[0].ID, "err", err)
		return again
	}
	return ok
}

// address is a Slack channel as the rest of the program names it.
func (s *Service) address(channel string) chat.Address {
	return chat.Address{Channel: chat.Slack, ID: channel}
}

func files(refs []fileRef) []chat.File {
	var out []chat.File
	for _, f := range refs {
		kind, _, _ := strings.Cut(f.Mimetype, "/")
		if kind != "image" && kind != "video" && kind != "audio" {
			kind = "file"
		}
		out = append(out, chat.File{ID: f.ID, Name: chars.Clean(f.Name), Type: kind, Bytes: f.Size})
	}
	return out
}

// moment is the time a message's ts names ("1595926230.009600"), else the envelope's, else now.
func moment(ts string, envelope int64, now func() time.Time) time.Time {
	sec, frac, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(sec, 10, 64)
	if err != nil || n <= 0 {
		if envelope > 0 {
			return time.Unix(envelope, 0)
		}
		return now()
	}
	micros, _ := strconv.ParseInt(frac, 10, 64)
	return time.Unix(n, micros*1000)
}
