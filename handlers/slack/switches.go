package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/switches"
)

// The home tab has the switches of package switches: what is on, each with a button that ends it, and below them what
// can be turned on. A closure is shown with what it moves before it is turned on.

// Switches are what is turned on for a while when a day goes wrong.
type Switches interface {
	Switches(ctx context.Context, now time.Time) (switches.Set, error) // on, or will be
	// Turn turns one on, once a request; TurnBack off. One that is off is chat.ErrNotFound.
	Turn(ctx context.Context, sw switches.Switch, who chat.Person, request string) error
	TurnBack(ctx context.Context, id int64, who chat.Person) error
	Impact(ctx context.Context, sw switches.Switch) (switches.Impact, error) // of a closure
	Programmes() []Programme
}

// A Programme is one that a switch can be about.
type Programme struct{ ID, Name string }

// Prefixes of action ids, and callback ids.
const (
	switchOn   = "switch:on:"
	switchOff  = "switch:off:"
	viewSwitch = "switch"
	viewClose  = "switch:close"
)

// mostTicks is how many options Slack's checkboxes take.
const mostTicks = 10

// switchBlocks are the home tab's, for who may turn switches.
func (s *Service) switchBlocks(ctx context.Context, v verdict) ([]slack.Block, error) {
	if s.cfg.Switches == nil || !v.has(staff.Everyone) {
		return nil, nil
	}
	now := s.now()
	on, err := s.cfg.Switches.Switches(ctx, now)
	if err != nil {
		return nil, fmt.Errorf("list switches: %w", err)
	}
	var blocks []slack.Block
	for i := range on {
		sw := &on[i]
		id := strconv.FormatInt(sw.ID, 10)
		blocks = append(blocks,
			richLines([]line{{sw.Kind.Label(), strings.TrimSpace(sw.Span(now) + "　" + chars.Cut(sw.Text, 200))}}),
			slack.NewActionBlock("", button(switchOff+id, say("console.switches.undo"), id)))
	}
	var turn []slack.BlockElement
	for _, kind := range switches.Kinds() {
		turn = append(turn, button(switchOn+string(kind), kind.Label(), string(kind)))
	}
	return append(blocks, slack.NewActionBlock("", turn...)), nil
}

// pressSwitch opens the modal of a switch, or ends one.
func (s *Service) pressSwitch(ctx context.Context, in interaction, p pressed) {
	if s.cfg.Switches == nil {
		return
	}
	s.later(ctx, "turn a switch", func(ctx context.Context) error {
		v, err := s.check(ctx, in.User.ID)
		if err != nil {
			s.tell(ctx, in.aside(), failure(err))
			return err
		}
		if refusal := s.switchRefusal(in, v); refusal != "" {
			s.tell(ctx, in.aside(), refusal)
			return nil
		}
		if kind, on := strings.CutPrefix(p.ActionID, switchOn); on {
			if !slices.Contains(switches.Kinds(), switches.Kind(kind)) {
				return nil
			}
			_, err = s.api.OpenViewContext(ctx, in.TriggerID, s.switchModal(switches.Kind(kind)))
			if tooLate(err) {
				s.tell(ctx, in.aside(), say("slack.press_again"))
				return nil
			}
			return err
		}
		id, err := strconv.ParseInt(p.Value, 10, 64)
		if err != nil {
			return nil // no button of ours
		}
		if err := s.cfg.Switches.TurnBack(ctx, id, v.person); err != nil && !errors.Is(err, chat.ErrNotFound) { // off already is as wished
			s.tell(ctx, in.aside(), failure(err))
			return err
		}
		return s.drawHome(ctx, in.User.ID, "")
	})
}

func (s *Service) switchRefusal(in interaction, v verdict) string {
	if refusal := s.refusal(in, v); refusal != "" {
		return refusal
	}
	if !v.has(staff.Everyone) {
		return say("staff.refused.right")
	}
	return ""
}

// switchModal asks what a switch needs.
func (s *Service) switchModal(kind switches.Kind) slack.ModalViewRequest {
	until := optional("until", say("slack.switch_until"), slack.NewDatePickerBlockElement("value"))
	var blocks []slack.Block
	switch kind {
	case switches.Closed:
		blocks = []slack.Block{
			optional("day", say("console.switches.closed.day"), slack.NewDatePickerBlockElement("value")),
			optional("clock", say("console.switches.closed.clock"), slack.NewTimePickerBlockElement("value")),
			optional("until", say("slack.switch_last"), slack.NewDatePickerBlockElement("value")),
			optional("text", say("slack.switch_why"), slack.NewPlainTextInputBlockElement(nil, "value")),
			optional("push", say("slack.switch_push"), slack.NewCheckboxGroupsBlockElement("value",
				slack.NewOptionBlockObject("on", plain(say("slack.switch_push_on")), nil))),
		}
	case switches.Notice:
		text := slack.NewPlainTextInputBlockElement(nil, "value")
		text.Multiline = true
		blocks = []slack.Block{slack.NewInputBlock("text", plain(say("slack.switch_text")), nil, text), until}
		blocks = append(blocks, s.programmeBlocks()...)
		var options []*slack.OptionBlockObject
		for _, c := range switches.Channels() {
			options = append(options, slack.NewOptionBlockObject(c, plain(switches.ChannelName(c)), nil))
		}
		blocks = append(blocks, optional("channel", say("slack.switch_channels"), slack.NewCheckboxGroupsBlockElement("value", options...)))
	case switches.Silent:
		blocks = append([]slack.Block{small(say("console.switches.silent.about"))}, s.programmeBlocks()...)
		blocks = append(blocks, until)
	case switches.Busy:
		days := slack.NewPlainTextInputBlockElement(nil, "value")
		days.InitialValue = "1"
		blocks = []slack.Block{small(say("console.switches.busy.about")), slack.NewInputBlock("days", plain(say("console.switches.busy.days")), nil, days), until}
	}
	m := modal(kind.Label(), viewSwitch, say("slack.submit"), blocks...)
	m.PrivateMetadata = string(kind)
	return m
}

// optional is an input that may stay empty.
func optional(block, label string, element slack.BlockElement) slack.Block {
	in := slack.NewInputBlock(block, plain(chars.Cut(label, 2000)), nil, element)
	in.Optional = true
	return in
}

func (s *Service) programmeBlocks() []slack.Block {
	var options []*slack.OptionBlockObject
	for _, p := range s.cfg.Switches.Programmes() {
		options = append(options, slack.NewOptionBlockObject(p.ID, plain(chars.Cut(p.Name, 75)), nil))
	}
	if len(options) == 0 {
		return nil
	}
	return []slack.Block{optional("programme", say("slack.switch_programmes"), slack.NewCheckboxGroupsBlockElement("value", options[:min(len(options), mostTicks)]...))}
}

// switchAnswered turns a switch on whose modal was filled in; a closure is shown with what it moves before.
func (s *Service) switchAnswered(ctx context.Context, in interaction) answer {
	if s.cfg.Switches == nil {
		return ok
	}
	v, found := s.soon(ctx, in.User.ID, fresh)
	refusal := say("slack.try_again")
	if found {
		refusal = s.switchRefusal(in, v)
	}
	if refusal != "" {
		return s.refuseView(in.View, memo{}, refusal)
	}
	var sw switches.Switch
	var err error
	sure := in.View.CallbackID == viewClose
	if sure {
		err = json.Unmarshal([]byte(in.View.Metadata), &sw)
	} else {
		sw, err = readSwitch(in.View, s.now())
	}
	if err == nil && sw.Kind == switches.Closed && !sure {
		return s.sureToClose(ctx, sw)
	}
	if err == nil {
		err = s.cfg.Switches.Turn(ctx, sw, v.person, in.View.ID)
	}
	var fault *switches.Fault
	switch {
	case errors.As(err, &fault) && !sure:
		return refuseInput(inputOf(sw.Kind, fault.Field), switches.Refusal(fault))
	case err != nil:
		s.log.Error("slack: turn a switch", "err", err)
		return s.refuseView(in.View, memo{}, say("console.switches.failed"))
	}
	s.later(ctx, "draw the home tab", func(ctx context.Context) error { return s.drawHome(ctx, in.User.ID, "") })
	return answer{status: 200, body: slack.NewClearViewSubmissionResponse()}
}

// inputOf is the block below which a fault is told: the field's own, or the first of the modal.
func inputOf(kind switches.Kind, field string) string {
	switch {
	case field == "until":
		return "until"
	case kind == switches.Busy:
		return "days"
	case kind == switches.Silent:
		return "until"
	}
	return "text"
}

// readSwitch reads what a modal says.
func readSwitch(v view, now time.Time) (switches.Switch, error) {
	sw := switches.Switch{
		Kind: switches.Kind(v.Metadata), Text: strings.TrimSpace(chars.Clean(v.input("text"))), Programmes: v.chosen("programme"),
		Channels: v.chosen("channel"), Push: slices.Contains(v.chosen("push"), "on"),
	}
	sw.Days, _ = strconv.Atoi(strings.TrimSpace(v.input("days"))) // 0 is none, which is refused
	var err error
	if sw.From, sw.Until, err = switches.Times(sw.Kind, now, v.input("day"), v.input("clock"), v.input("until")); err != nil {
		return sw, err
	}
	return sw, sw.Check(now)
}

// sureToClose asks once more before the office is closed, with whose promises that moves.
func (s *Service) sureToClose(ctx context.Context, sw switches.Switch) answer {
	impact, err := s.cfg.Switches.Impact(ctx, sw)
	kept, err2 := json.Marshal(sw)
	if err != nil || err2 != nil {
		s.log.Error("slack: see what a closure moves", "err", errors.Join(err, err2))
		return refuseInput("until", say("slack.try_again"))
	}
	blocks := []slack.Block{richText(say("console.switches.closed.span", "span", sw.Span(s.now())))}
	switch {
	case len(impact.Hits) == 0:
		blocks = append(blocks, small(say("console.switches.closed.no_hits")))
	case impact.More:
		blocks = append(blocks, small(say("console.switches.closed.hits_more", "n", len(impact.Hits))))
	default:
		blocks = append(blocks, small(say("console.switches.closed.hits", "n", len(impact.Hits))))
	}
	var lines []line
	for _, h := range impact.Hits[:min(len(impact.Hits), listedAlone)] {
		lines = append(lines, line{h.Number, moved(h.Was) + " → " + moved(h.Due)})
	}
	if len(lines) > 0 {
		blocks = append(blocks, richLines(lines))
	}
	blocks = append(blocks, small(impact.Cost(sw.Push, func(channel string) bool { return channel == chat.LINE })))
	m := modal(sw.Kind.Label(), viewClose, say("console.switches.closed.go"), blocks...)
	m.PrivateMetadata = string(kept)
	return answer{status: 200, body: slack.NewUpdateViewSubmissionResponse(&m)}
}

func moved(t time.Time) string { return day(t) + " " + t.In(reading.JST).Format("15:04") }
