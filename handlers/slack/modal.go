package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// Callback ids name our modals.
const (
	viewReply   = "reply"
	viewPreview = "preview"
	viewAsk     = "ask"
	viewLook    = "look"
	viewAway    = "away"
	inputBlock  = "input"
)

// A memo is what a modal carries from one step to the next, in its private_metadata.
type memo struct {
	Act      chat.Act `json:"act"`
	Ticket   string   `json:"ticket"`
	Version  int      `json:"version"`
	Channel  string   `json:"channel,omitempty"`
	Thread   string   `json:"thread,omitempty"`
	Delivery string   `json:"delivery,omitempty"` // of the reply that the act is about
	Try      int      `json:"try,omitempty"`      // how often a reply was refused: it is sent anew afterwards, not again
	Text     string   `json:"text,omitempty"`     // a reply between its preview and its sending
	Sum      string   `json:"sum,omitempty"`      // of a reply too long for Text: its text stands in the preview's blocks; or of an entry that was asked about

	Refs    []string   `json:"refs,omitempty"`     // the entries that a question may be made a wording of, in the order of the choices
	Round   int        `json:"round,omitempty"`    // how often a canned reply was put in: Slack keeps what stands in a block of the same id
	Files   []attached `json:"files,omitempty"`    // to go along with the reply
	NoInput bool       `json:"no_input,omitempty"` // Slack took no input for files: the app is without its scope
}

// maxMetadata is Slack's limit on private_metadata, in characters.
const maxMetadata = 3000

func (m memo) String() string {
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings and numbers alone always marshal
	}
	return string(b)
}

func parseMemo(s string) (memo, error) {
	var m memo
	if err := json.Unmarshal([]byte(s), &m); err != nil {
		return memo{}, fmt.Errorf("read a modal's metadata: %w", err)
	}
	if m.Ticket == "" {
		return memo{}, errors.New("read a modal's metadata: no ticket")
	}
	return m, nil
}

// opens lists the acts whose button opens a modal.
func opens(act chat.Act) bool {
	switch act {
	case chat.Reply, chat.Look, chat.NoteDown, chat.Snooze, chat.Route, chat.Assign, chat.Merge, chat.Live, chat.Teach, chat.Misdirect:
		return true
	}
	return false
}

// openModal opens a modal within the three seconds that a trigger lives: first an empty one, then,
// with whatever the database has to say, the real one.
func (s *Service) openModal(ctx context.Context, in interaction, m memo) error {
	act := m.Act
	v, err := s.check(ctx, in.User.ID)
	if err != nil {
		s.tell(ctx, in.aside(), failure(err))
		return err
	}
	refusal, err := s.barred(ctx, in, m, v)
	if err != nil {
		s.tell(ctx, in.aside(), failure(err))
		return err
	}
	if refusal != "" {
		s.tell(ctx, in.aside(), refusal)
		return nil
	}
	opened, err := s.api.OpenViewContext(ctx, in.TriggerID, modal(title(act), viewLook, "", paragraph(say("slack.loading"))))
	if err != nil {
		if tooLate(err) {
			s.tell(ctx, in.aside(), say("slack.press_again"))
			return nil
		}
		s.tell(ctx, in.aside(), failure(err))
		return fmt.Errorf("open a modal: %w", err)
	}
	return s.fillModal(ctx, in, m, v.person, opened)
}

// tooLate says whether a modal was not opened because its trigger is over: who pressed is to press again.
func tooLate(err error) bool {
	return code(err) == "expired_trigger_id" || code(err) == "exchanged_trigger_id"
}

// barred says why the person of an interaction may not do an act that a modal is opened for, or "". The
// modal shows things of the ticket: who may not see it is told before.
func (s *Service) barred(ctx context.Context, in interaction, m memo, v verdict) (string, error) {
	if refusal := s.refusal(in, v); refusal != "" {
		return refusal, nil
	}
	if !v.has(staff.ActRight(m.Act)) {
		return say("staff.refused.right"), nil
	}
	if m.Ticket == "" || v.has(staff.Everyone) {
		return "", nil
	}
	t, err := s.desk.Ticket(ctx, m.Ticket)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return "", err
	}
	if err != nil || !v.sees(&t) {
		return say("staff.refused.ticket"), nil
	}
	return "", nil
}

// fillModal puts an act's modal in the place of the empty one. An app that was installed before it
// could send files lacks the scope for their input; it still has to be able to reply.
func (s *Service) fillModal(ctx context.Context, in interaction, m memo, who chat.Person, opened *slack.ViewResponse) error {
	full, err := s.modalFor(ctx, in, m, who)
	if err != nil {
		full = modal(title(m.Act), viewLook, "", paragraph(failure(err)))
	}
	_, updateErr := s.api.UpdateViewContext(ctx, full, "", opened.Hash, opened.View.ID)
	switch word := code(updateErr); {
	case word == "hash_conflict" || word == "not_found":
		updateErr = nil // closed, or already something newer: what we have is not wanted any more
	case word != "" && m.Act == chat.Reply && s.shares() != nil && !m.NoInput:
		s.log.Warn("slack: the reply modal takes no files; is the scope files:read missing?", "err", detail(updateErr))
		m.NoInput = true
		return s.fillModal(ctx, in, m, who, opened)
	}
	return errors.Join(err, updateErr)
}

// modalFor is the modal of an act, filled.
func (s *Service) modalFor(ctx context.Context, in interaction, m memo, who chat.Person) (slack.ModalViewRequest, error) {
	if m.Ticket == "" { // of a shortcut: the thread tells
		number, known, err := s.desk.TicketByThread(ctx, s.address(m.Channel).String(), m.Thread)
		if err != nil || !known {
			return modal(title(m.Act), viewLook, "", paragraph(say("slack.no_thread"))), err
		}
		m.Ticket = number
	}
	switch m.Act {
	case chat.Reply:
		var complaint string
		m.Files, complaint = fitting(m.Files)
		return s.replyModal(ctx, m, m.Text, complaint)
	case chat.Look:
		return s.lookModal(ctx, in, m, who)
	case chat.Teach:
		return s.teachModal(ctx, m)
	case chat.Misdirect:
		return s.astrayModal(ctx, m)
	}
	return s.askModal(ctx, m)
}

// submitted takes a submitted modal. The person is checked again: a modal may stay open for an hour.
func (s *Service) submitted(ctx context.Context, in interaction) answer {
	if in.View.CallbackID == viewAway {
		return s.awayAnswered(ctx, in)
	}
	if m, is := faqMemoOf(in.View); is {
		return s.faqAnswered(ctx, in, m)
	}
	if in.View.CallbackID == viewSwitch || in.View.CallbackID == viewClose {
		return s.switchAnswered(ctx, in)
	}
	m, err := parseMemo(in.View.Metadata)
	if err != nil {
		return ok // not one of ours, or of a version that is gone
	}
	v, found := s.soon(ctx, in.User.ID, fresh)
	refusal := say("slack.try_again")
	if found {
		refusal = s.refusal(in, v)
	}
	if refusal != "" {
		return s.refuseView(in.View, m, refusal)
	}
	switch in.View.CallbackID {
	case viewReply:
		return s.previewReply(ctx, in, m, v.person)
	case viewPreview:
		return s.sendReply(ctx, in, m, v.person)
	case viewAsk:
		return s.askAnswered(ctx, in, m, v.person)
	case viewAstray:
		return s.astrayAnswered(ctx, in, m, v)
	case viewTeach, viewLearn, viewSure:
		if !v.has(staff.ActRight(chat.Teach)) {
			return s.refuseView(in.View, m, say("staff.refused.right"))
		}
		return s.taught(ctx, in, m, v.person)
	}
	return ok
}

// refuseView answers a submission that is refused: beside the input where there is one, else in the
// modal's place.
func (s *Service) refuseView(v view, m memo, text string) answer {
	if v.CallbackID == viewReply {
		return refuseInput(m.block(inputBlock), text)
	}
	if v.CallbackID == viewAsk || v.CallbackID == viewAstray || v.CallbackID == viewAway || v.CallbackID == viewTeach || v.CallbackID == viewLearn {
		return refuseInput(inputBlock, text)
	}
	full := modal(title(m.Act), viewLook, "", paragraph(text))
	return answer{status: 200, body: slack.NewUpdateViewSubmissionResponse(&full)}
}

// refuseInput answers a submission with what is wrong with one of its inputs.
func refuseInput(block, text string) answer {
	return answer{status: 200, body: slack.NewErrorsViewSubmissionResponse(map[string]string{block: text})}
}

// modal is a view with the given title; submit is its button's label, or "" for none.
func modal(title, callback, submit string, blocks ...slack.Block) slack.ModalViewRequest {
	m := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback,
		Title: plain(chars.Cut(title, 24)), Close: plain(say("slack.close")),
		Blocks: slack.Blocks{BlockSet: limitBlocks(blocks, 100)},
	}
	if submit != "" {
		m.Submit = plain(chars.Cut(submit, 24))
	}
	return m
}

// askModal asks for the one thing that an act still needs.
func (s *Service) askModal(ctx context.Context, m memo) (slack.ModalViewRequest, error) {
	t, err := s.desk.Ticket(ctx, m.Ticket)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	m.Version = t.Version
	element, hint := s.askElement(m.Act)
	in := slack.NewInputBlock(inputBlock, plain(askLabel(m.Act)), nil, element)
	if hint != "" {
		in.Hint = plain(hint)
	}
	full := modal(title(m.Act), viewAsk, say("slack.submit"), paragraph(t.Number+"　"+s.titleOf(t)), in)
	full.PrivateMetadata = m.String()
	return full, nil
}

// askElement is the input by which an act's argument is given.
func (s *Service) askElement(act chat.Act) (slack.BlockElement, string) {
	switch act {
	case chat.Snooze:
		picker := slack.NewDateTimePickerBlockElement("value")
		picker.InitialDateTime = tomorrow(s.now()).Unix()
		return picker, say("slack.snooze_hint")
	case chat.Assign:
		return slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain(say("slack.choose")), "value"), ""
	case chat.Cancel:
		return options(say("slack.choose"), [2]string{string(chat.Cancel), say("slack.cancel_told")}, [2]string{string(chat.Spam), say("slack.cancel_spam")}), say("slack.cancel_hint")
	case chat.Live:
		return options(say("slack.choose"), [2]string{"on", say("slack.live_on")}, [2]string{"off", say("slack.live_off")}), say("slack.live_hint")
	case chat.Route:
		if teams := namesOf(s.cfg.Teams()); len(teams) > 0 {
			return teamOptions(say("slack.choose"), teams), ""
		}
	case chat.NoteDown:
		return slack.NewPlainTextInputBlockElement(nil, "value").WithMultiline(true), say("slack.note_hint")
	}
	return slack.NewPlainTextInputBlockElement(nil, "value"), ""
}

// tomorrow is nine in the morning of the next day in Japan.
func tomorrow(now time.Time) time.Time {
	y, mo, d := now.In(reading.JST).Date()
	return time.Date(y, mo, d+1, 9, 0, 0, 0, reading.JST)
}

// askAnswered does the act that a small modal asked the argument for.
func (s *Service) askAnswered(ctx context.Context, in interaction, m memo, who chat.Person) answer {
	e, complaint := s.argued(ctx, in, m, who)
	if complaint != "" {
		return s.refuseView(in.View, m, complaint)
	}
	outcome, err := s.sink.Act(ctx, e)
	switch {
	case err != nil:
		s.log.Error("slack: act", "act", m.Act, "err", err)
		return s.refuseView(in.View, m, say("slack.try_again"))
	case !outcome.OK:
		return s.refuseView(in.View, m, outcome.Text)
	}
	return ok
}

// argued is the event of an act with the argument that was entered, or what is wrong with that.
func (s *Service) argued(ctx context.Context, in interaction, m memo, who chat.Person) (e chat.Event, complaint string) {
	said := strings.TrimSpace(chars.Clean(in.View.input(inputBlock)))
	if said == "" {
		return e, say("slack.empty")
	}
	e = s.memoEvent(in, m, who)
	switch m.Act {
	case chat.NoteDown:
		e.Text = s.typed(ctx, said)
	case chat.Snooze:
		e.Value, complaint = s.snoozeUntil(said)
	case chat.Assign:
		e.Value, complaint = s.assignee(ctx, said)
	case chat.Merge:
		number, found := ticketNumber(said)
		if e.Value = number; !found {
			complaint = say("slack.not_number")
		}
	case chat.Cancel:
		if said == string(chat.Spam) {
			e.Act = chat.Spam
		}
	case chat.Route:
		e.Value = said
		if teams := namesOf(s.cfg.Teams()); len(teams) > 0 {
			e.Value = chosenTeam(said, teams)
		}
		if e.Value == "" {
			complaint = say("slack.no_team")
		}
	default:
		e.Value = said
	}
	return e, complaint
}

// snoozeUntil is a moment that was picked, as the act's argument, or what is wrong with it.
func (s *Service) snoozeUntil(said string) (value, complaint string) {
	sec, err := strconv.ParseInt(said, 10, 64)
	until := time.Unix(sec, 0)
	if err != nil || !until.After(s.now()) || until.After(ticket.LatestHold(s.now())) {
		return "", say("slack.past")
	}
	return until.In(reading.JST).Format(time.RFC3339), ""
}

// assignee is a person who was picked, as the act's argument, or why it cannot be them.
func (s *Service) assignee(ctx context.Context, user string) (value, complaint string) {
	v, found := s.soon(ctx, user, fresh)
	switch {
	case !found:
		return "", say("slack.try_again")
	case !v.may() || !v.has(staff.Work):
		return "", say("slack.not_assignable")
	}
	return v.person.ID + " " + v.person.Name, ""
}

// memoEvent is the event of the act that a modal was opened for.
func (s *Service) memoEvent(in interaction, m memo, who chat.Person) chat.Event {
	e := s.staffAct(in, m.Act, target{ticket: m.Ticket, version: m.Version}, who)
	e.Thread = m.Thread
	if m.Channel != "" {
		e.From = s.address(m.Channel)
	}
	return e
}
