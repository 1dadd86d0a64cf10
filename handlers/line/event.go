package line

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
)

const (
	// tokenLife is for how long after its webhook a reply token is used. LINE says to use it within
	// a minute and to rely on nothing.
	tokenLife = 50 * time.Second
	// tokenLast is how long after an event its token can work at all, when the event was redelivered.
	tokenLast = 20 * time.Minute
	// tokenGrace is how much longer than tokenLife a token really lives: until then "invalid" about
	// a token that may have been used means that it was.
	tokenGrace = 10 * time.Second

	minNonce, maxNonce = 10, 255 // characters of an account link's nonce
)

// An event is one webhook event as LINE sends it, as far as it concerns us. Unknown properties are
// ignored: LINE adds them without notice.
type event struct {
	Type            string    `json:"type"`
	Mode            string    `json:"mode"`
	Timestamp       int64     `json:"timestamp"` // milliseconds
	Source          *source   `json:"source"`
	ID              string    `json:"webhookEventId"`
	ReplyToken      string    `json:"replyToken"`
	Message         *message  `json:"message"`
	Postback        *postback `json:"postback"`
	DeliveryContext struct {
		IsRedelivery bool `json:"isRedelivery"`
	} `json:"deliveryContext"`
	Unsend struct {
		MessageID string `json:"messageId"`
	} `json:"unsend"`
	Link linking `json:"link"`
}

// A linking is how a member's binding of their LINE account to ours went.
type linking struct {
	Result string `json:"result"`
	Nonce  string `json:"nonce"`
}

type source struct {
	Type    string `json:"type"`
	UserID  string `json:"userId"`
	GroupID string `json:"groupId"`
	RoomID  string `json:"roomId"`
}

// group is the group or room an event came from, or "".
func (s *source) group() string {
	switch s.Type {
	case "group":
		return s.GroupID
	case "room":
		return s.RoomID
	}
	return ""
}

type postback struct {
	Data   string `json:"data"`
	Params struct {
		Date     string `json:"date"`
		Time     string `json:"time"`
		Datetime string `json:"datetime"`
		MenuID   string `json:"newRichMenuAliasId"`
	} `json:"params"`
}

// A taken event is one that asks something of us, with the token that marks its message as read.
type taken struct {
	chat.Event
	read string
}

// decode makes chat events of a webhook's events, in the order in which they happened. An event
// that cannot be read is counted, logged and left out; the others are not the worse for it.
func (s *Service) decode(acct *account, raws []json.RawMessage) []taken {
	events := make([]taken, 0, len(raws))
	for _, raw := range raws {
		in, err := parseEvent(raw)
		if err != nil {
			s.cfg.Count(CountBadEvent)
			s.log.Warn("line event cannot be read", "err", err)
			continue
		}
		out, why := s.event(acct, in)
		if why != "" {
			s.cfg.Count(CountIgnored)
			s.ignored(acct, in, why)
			if in.overheard() {
				continue
			}
			out = s.other(acct, in)
		}
		if out.ID == "" {
			out.ID = digest(raw)
		}
		events = append(events, taken{out, in.readToken()})
	}
	slices.SortStableFunc(events, func(a, b taken) int { return a.At.Compare(b.At) })
	return events
}

// parseEvent reads one event. A property of another type than documented is as good as missing: a
// question is not lost because a number beside it has grown too long.
func parseEvent(raw json.RawMessage) (*event, error) {
	var in event
	err := json.Unmarshal(raw, &in)
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) && mistyped.Field != "" {
		err = nil // all other properties have been read
	}
	return &in, err
}

// overheard reports whether an event is talk in a group. What of it is not said to us is none of
// our business, and not kept.
func (in *event) overheard() bool {
	return in.Source != nil && in.Source.group() != "" && (in.Type == "message" || in.Type == "messageEdited")
}

// accountID stands for the account itself, where an event names no sender.
const accountID = "account"

// other is an event that asks nothing of us: kept as having come, without what it says.
func (s *Service) other(acct *account, in *event) chat.Event {
	from, why := sender(in.Source)
	if why != "" {
		from = accountID
	}
	return chat.Event{
		ID: ident(in.ID), Kind: chat.Other, From: chat.Address{Channel: chat.LINE, Account: acct.name, ID: from},
		At: s.at(in.Timestamp), Data: ident(in.Type), Quiet: true, Redelivered: in.DeliveryContext.IsRedelivery,
	}
}

// readToken marks the event's message as read; "" where there is none to be marked.
func (in *event) readToken() string {
	if in.Message == nil || in.Mode == "standby" {
		return ""
	}
	return ident(in.Message.ReadToken)
}

// ignored notes an event that needs nothing. That LINE has closed the account, or opened it again,
// concerns the office above all others.
func (s *Service) ignored(acct *account, in *event, why string) {
	id := ident(in.ID)
	text := ""
	switch in.Type {
	case "botSuspended":
		text = say("line.suspended")
		s.log.Error("LINE has suspended the account: nothing can be sent", "account", acct.name, "event", id)
	case "botResumed":
		text = say("line.resumed")
	}
	if text != "" {
		s.tell(fmt.Sprintf("line-%s:%s:%s", in.Type, acct.name, id), text)
	}
	s.log.Info("line event needs nothing", "type", ident(in.Type), "event", id, "why", why)
}

// digest stands in for an event ID that is missing: equal events have equal ones.
func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// event makes a chat event of one of LINE's, or says why it needs nothing.
func (s *Service) event(acct *account, in *event) (chat.Event, string) {
	from, why := sender(in.Source)
	if why != "" {
		return chat.Event{}, why
	}
	out := chat.Event{
		ID: ident(in.ID), From: chat.Address{Channel: chat.LINE, Account: acct.name, ID: from},
		At: s.at(in.Timestamp), Quiet: in.Mode == "standby", Redelivered: in.DeliveryContext.IsRedelivery,
	}
	if out.Shared = in.Source.group() != ""; !out.Shared {
		out.Name = s.profiles.name(in.Source.UserID)
	}
	if token := ident(in.ReplyToken); token != "" && !out.Quiet {
		s.setToken(&out, token)
	}
	return out, s.fill(&out, acct, in)
}

// sender is the ID of who speaks: a user, or in a group "C…/U…". Members of a group are apart in
// this way, so that none is shown what another began; what is sent goes to the group.
func sender(src *source) (id, why string) {
	if src == nil {
		return "", "it has no source"
	}
	user := ident(src.UserID)
	switch src.Type {
	case "user":
		if user == "" {
			return "", "its source has no user"
		}
		return user, ""
	case "group", "room":
		group := ident(src.group())
		if group == "" {
			return "", "its source has no group"
		}
		if user == "" {
			return group, ""
		}
		return group + "/" + user, ""
	}
	return "", "its source is of an unknown type"
}

// at is a time by LINE's clock; ours where LINE's makes no sense.
func (s *Service) at(ms int64) time.Time {
	const lastYear = 253402300799000 // the end of 9999, past which a time cannot be written as RFC 3339
	if ms <= 0 || ms > lastYear {
		return s.cfg.Now().UTC()
	}
	return time.UnixMilli(ms).UTC()
}

// setToken keeps a reply token for as long as it is worth trying. A redelivered event's works for a
// minute again, though never later than twenty minutes after the event.
func (s *Service) setToken(e *chat.Event, token string) {
	now := s.cfg.Now()
	until := now.Add(tokenLife)
	if last := e.At.Add(tokenLast); e.Redelivered && last.Before(until) {
		until = last
	}
	if until.After(now) {
		e.ReplyToken, e.ReplyUntil = token, until.UTC()
	}
}

// fill sets an event's kind and what belongs to it.
func (s *Service) fill(out *chat.Event, acct *account, in *event) (why string) {
	inGroup := in.Source.group() != ""
	switch in.Type {
	case "message", "messageEdited":
		out.Edited = in.Type == "messageEdited"
		return in.Message.fill(out, inGroup)
	case "postback":
		return in.Postback.fill(out)
	case "follow":
		out.Kind = chat.Follow
	case "unfollow":
		out.Kind = chat.Unfollow
	case "unsend":
		out.Kind, out.MessageID = chat.Unsend, ident(in.Unsend.MessageID)
		if out.MessageID == "" {
			return "it names no message"
		}
	case "join":
		if s.cfg.LeaveGroups {
			s.leave(acct, in.Source)
			return "the office answers in no groups"
		}
		out.Kind = chat.Follow
	case "memberJoined":
		out.Kind = chat.Follow
	case "leave":
		out.Kind = chat.Unfollow
	case "accountLink":
		out.Kind, out.Data = chat.Link, in.Link.nonce()
		if out.Data == "" && in.Link.Result != "failed" || inGroup {
			return "it links nobody"
		}
	default:
		return "its type is none we act on"
	}
	return ""
}

// nonce is that of a link that came about, in the length that LINE allows; else "": of one that failed
// the member is told.
func (l linking) nonce() string {
	if n := ident(l.Nonce); l.Result == "ok" && len(n) >= minNonce && len(n) <= maxNonce {
		return n
	}
	return ""
}

// fill makes a pressed button of a postback. A date or time picked with it is its text.
func (p *postback) fill(out *chat.Event) (why string) {
	if p == nil {
		return "it has no postback"
	}
	if p.Params.MenuID != "" {
		return "a tab of the rich menu was turned"
	}
	if p.Data == draftData {
		return "the keyboard was opened"
	}
	picked := chars.Clean(firstOf(p.Params.Datetime, p.Params.Date, p.Params.Time))
	out.Kind, out.Data, out.Text = chat.Choose, chars.Clean(p.Data), picked
	if p.Data == pickData && picked != "" {
		// Our own picker stands beside a question: what it gives is an answer like a typed one.
		out.Kind, out.Data = chat.Text, ""
	}
	if chars.Units(out.Data) > maxData {
		return "its data is longer than any we send"
	}
	return ""
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
