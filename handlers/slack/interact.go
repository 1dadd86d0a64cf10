package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"madoguchi/chars"
	"madoguchi/chat"
)

// An interaction is what Slack sends when somebody presses a button or submits a modal, as far as
// we read it.
type interaction struct {
	Type        string `json:"type"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	Team        struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		ChannelID string `json:"channel_id"`
		MessageTS string `json:"message_ts"`
		ThreadTS  string `json:"thread_ts"`
		ViewID    string `json:"view_id"`
	} `json:"container"`
	CallbackID string    `json:"callback_id"` // of a shortcut
	Message    message   `json:"message"`
	Actions    []pressed `json:"actions"`
	View       view      `json:"view"`

	id string // the same for a copy of the same request
}

// A pressed is one action of an interaction.
type pressed struct {
	ActionID string `json:"action_id"`
	Value    string `json:"value"`
	ActionTS string `json:"action_ts"`
	Text     struct {
		Text string `json:"text"`
	} `json:"text"`
	Option struct {
		Value string `json:"value"`
	} `json:"selected_option"`
}

// A view is a modal as Slack gives it back.
type view struct {
	ID         string `json:"id"`
	Root       string `json:"root_view_id"`
	Previous   string `json:"previous_view_id"`
	CallbackID string `json:"callback_id"`
	Metadata   string `json:"private_metadata"`
	Hash       string `json:"hash"`
	State      struct {
		Values map[string]map[string]input `json:"values"`
	} `json:"state"`
	Blocks json.RawMessage `json:"blocks"`
}

// An input is what was entered in one element of a modal.
type input struct {
	Value    string `json:"value"`
	User     string `json:"selected_user"`
	Date     string `json:"selected_date"`
	DateTime int64  `json:"selected_date_time"`
	Time     string `json:"selected_time"`
	Option   *struct {
		Value string `json:"value"`
	} `json:"selected_option"`
	Options []struct {
		Value string `json:"value"`
	} `json:"selected_options"`
	Files []fileRef `json:"files"`
}

// said is what was entered, whatever the element.
func (in input) said() string {
	switch {
	case in.Option != nil:
		return in.Option.Value
	case in.User != "":
		return in.User
	case in.Date != "":
		return in.Date
	case in.Time != "":
		return in.Time
	case in.DateTime != 0:
		return strconv.FormatInt(in.DateTime, 10)
	}
	return in.Value
}

// input is the value entered under a block, whatever its element is called.
func (v view) input(block string) string {
	for _, in := range v.State.Values[block] {
		return in.said()
	}
	return ""
}

// chosen are the options ticked under a block.
func (v view) chosen(block string) []string {
	var all []string
	for _, in := range v.State.Values[block] {
		for _, o := range in.Options {
			all = append(all, o.Value)
		}
	}
	return all
}

// files are those that were put into a block's input for files.
func (v view) files(block string) []fileRef {
	var all []fileRef
	for _, in := range v.State.Values[block] {
		all = append(all, in.Files...)
	}
	return all
}

// place is where an interaction happened: the Slack channel and the card whose thread it was in.
func (in interaction) place() (channel, thread string) {
	channel = in.Container.ChannelID
	if channel == "" {
		channel = in.Channel.ID
	}
	for _, ts := range []string{in.Container.ThreadTS, in.Message.ThreadTS, in.Container.MessageTS, in.Message.TS} {
		if ts != "" {
			return channel, ts
		}
	}
	return channel, ""
}

// interaction takes one payload. Kinds we do not use are answered and forgotten.
func (s *Service) interaction(ctx context.Context, payload []byte) answer {
	var head struct {
		Type string `json:"type"`
	}
	if err := decode(payload, &head); err != nil {
		s.log.Warn("slack: interaction unreadable", "err", err)
		return malformed
	}
	switch head.Type {
	case "block_actions", "view_submission", "message_action":
	case "block_suggestion", "dialog_suggestion": // of a menu that is none of ours
		return answer{status: 200, body: map[string]any{"options": []any{}}}
	default:
		return ok
	}
	var in interaction
	if err := decode(payload, &in); err != nil {
		s.log.Warn("slack: interaction of a shape we do not know", "type", head.Type, "err", err)
		return ok
	}
	sum := sha256.Sum256(payload)
	in.id = "act:" + hex.EncodeToString(sum[:16])
	switch in.Type {
	case "view_submission":
		return s.submitted(ctx, in)
	case "message_action":
		return s.sendMessage(ctx, in)
	}
	for _, p := range in.Actions {
		s.press(ctx, in, p)
	}
	return ok
}

// A target is what a button's value names: a ticket, the version of it that the person saw, and
// where needed one delivery.
type target struct {
	ticket   string
	version  int
	delivery string
}

func (t target) value() string {
	v := t.ticket + "|" + strconv.Itoa(t.version)
	if t.delivery != "" {
		v += "|" + t.delivery
	}
	return v
}

func parseTarget(value string) (target, bool) {
	parts := strings.Split(value, "|")
	if len(parts) < 2 || parts[0] == "" || len(parts[0]) > 20 {
		return target{}, false
	}
	version, err := strconv.Atoi(parts[1])
	if err != nil || version < 0 {
		return target{}, false
	}
	t := target{ticket: parts[0], version: version}
	if len(parts) > 2 {
		t.delivery = parts[2]
	}
	return t, true
}

// Prefixes of action ids. What follows is the act, or the ordinal of a choice.
const (
	actPrefix    = "act:"
	choicePrefix = "choose:"
	menuPrefix   = "more:"
)

// press sorts one pressed button. A button that asks for more opens a modal after the
// acknowledgement; the others are decided before it where we know the person, else after.
func (s *Service) press(ctx context.Context, in interaction, p pressed) {
	if strings.HasPrefix(p.ActionID, choicePrefix) {
		s.choose(ctx, in, p)
		return
	}
	if p.ActionID == awayAction || p.ActionID == backAction {
		s.pressAway(ctx, in, p.ActionID)
		return
	}
	if act, is := strings.CutPrefix(p.ActionID, faqPrefix); is {
		s.pressFAQ(ctx, in, act, p.Value)
		return
	}
	if strings.HasPrefix(p.ActionID, switchOn) || strings.HasPrefix(p.ActionID, switchOff) {
		s.pressSwitch(ctx, in, p)
		return
	}
	name, isAct := strings.CutPrefix(p.ActionID, actPrefix)
	chosen := strings.HasPrefix(p.ActionID, menuPrefix)
	if chosen {
		name, p.Value, isAct = strings.Cut(p.Option.Value, "|")
	}
	t, valid := parseTarget(p.Value)
	if !isAct || !valid {
		return
	}
	act := chat.Act(name)
	if opens(act) || chosen && act == chat.Cancel {
		m := memo{Act: act, Ticket: t.ticket, Version: t.version, Delivery: t.delivery}
		m.Channel, m.Thread = in.place()
		s.later(ctx, "open a modal", func(ctx context.Context) error { return s.openModal(ctx, in, m) })
		return
	}
	if !direct(act) {
		return // never trust a name only because it came back to us
	}
	s.asStaff(ctx, in, func(ctx context.Context, who chat.Person) error {
		return s.decide(ctx, in, s.staffAct(in, act, t, who))
	})
}

// direct lists the acts that need nothing but a press.
func direct(act chat.Act) bool {
	switch act {
	case chat.Claim, chat.Done, chat.Resolve, chat.Reopen, chat.Cancel, chat.Spam, chat.Resend, chat.Recall:
		return true
	}
	return false
}

// staffAct is the event that a person did act on t.
func (s *Service) staffAct(in interaction, act chat.Act, t target, who chat.Person) chat.Event {
	channel, thread := in.place()
	if channel == "" {
		channel = s.cfg.Channel
	}
	return chat.Event{
		ID: in.id, Kind: chat.StaffAct, From: s.address(channel), At: s.now(), Act: act,
		Ticket: t.ticket, Thread: thread, Version: t.version, Person: who, Value: t.delivery,
	}
}

// asStaff does work as the person of an interaction: at once where they are known to be staff,
// after the acknowledgement where Slack has to be asked first. Others are told why not.
func (s *Service) asStaff(ctx context.Context, in interaction, work func(context.Context, chat.Person) error) {
	run := func(ctx context.Context, v verdict) error {
		if refusal := s.refusal(in, v); refusal != "" {
			s.log.Warn("slack: an act was refused", "user", in.User.ID, "reason", refusal)
			s.tell(ctx, in.aside(), refusal)
			return nil
		}
		return work(ctx, v.person)
	}
	if v, found := s.known(ctx, in.User.ID, fresh); found {
		if err := run(ctx, v); err != nil {
			s.log.Error("slack: act", "err", err)
			s.tell(ctx, in.aside(), failure(err))
		}
		return
	}
	s.later(ctx, "check a person and act", func(ctx context.Context) error {
		v, err := s.check(ctx, in.User.ID)
		if err == nil {
			err = run(ctx, v)
		}
		if err != nil {
			s.tell(ctx, in.aside(), failure(err))
		}
		return err
	})
}

// refusal says why the person of an interaction may not act, or "". The workspace is compared with
// what the signed request itself says, too: a user id alone could be another workspace's.
func (s *Service) refusal(in interaction, v verdict) string {
	own := s.staff.own()
	if own != "" && (in.Team.ID != "" && in.Team.ID != own || in.User.TeamID != "" && in.User.TeamID != own) {
		return say("slack.other_team")
	}
	return v.refusal
}

// decide gives an act to the sink and tells the person alone what came of it, if it was refused.
// What succeeded everybody sees in the card and its thread.
func (s *Service) decide(ctx context.Context, in interaction, e chat.Event) error {
	outcome, err := s.sink.Act(ctx, e)
	if err != nil {
		return err
	}
	if !outcome.OK {
		s.tell(ctx, in.aside(), outcome.Text)
	}
	return nil
}

// choose takes a pressed choice of a message in a ticket's thread, such as an FAQ answer that the
// message shows: the choice's data is sent as a reply's Value, for the sink to know what it stands for.
func (s *Service) choose(ctx context.Context, in interaction, p pressed) {
	channel, thread := in.place()
	if sum, is := strings.CutPrefix(p.Value, chat.HandOn); is {
		s.later(ctx, "open a reply", func(ctx context.Context) error { return s.handOn(ctx, in, sum) })
		return
	}
	if value, is := strings.CutPrefix(p.Value, chat.ReviewFAQ); is {
		s.pressFAQ(ctx, in, faqReview, value)
		return
	}
	s.asStaff(ctx, in, func(ctx context.Context, who chat.Person) error {
		number, known, err := s.desk.TicketByThread(ctx, s.address(channel).String(), thread)
		if err != nil || !known {
			return err
		}
		e := s.staffAct(in, chat.Reply, target{ticket: number}, who)
		e.Value = chars.Clean(p.Value)
		return s.decide(ctx, in, e)
	})
}
