package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/staff"
)

// An Editor changes the FAQ's entries for colleagues who work in Slack, by the same road as the desk. What it
// answers with is said to who acts; what it refuses is a Refusal.
type Editor interface {
	// Entry is an entry as it would be changed: its draft, or the entry as it is.
	Entry(ctx context.Context, ref string) (Entry, error)
	// Keep saves a draft. Where somebody else was quicker nothing is overwritten.
	Keep(ctx context.Context, e Entry, who chat.Person) (Entry, error)
	// Publish publishes a draft, and Ask asks for it to be approved, by whom (an ID, "" = anybody) and by when (a
	// day, "" = whenever). Not sure, what would take away what another entry answered, or may, is a TakesAway.
	Publish(ctx context.Context, ref string, version int, sure bool, who chat.Person) (string, error)
	Ask(ctx context.Context, ref string, version int, reviewer, deadline string, who chat.Person) (string, error)
	// Judge approves a draft and publishes it, or sends it back with the reason.
	Judge(ctx context.Context, ref string, version int, approve bool, reason string, who chat.Person) (string, error)
	// AddWording lets an entry be found by a wording. Not sure, it is a TakesAway as Publish is.
	AddWording(ctx context.Context, ref, wording string, sure bool, who chat.Person) (string, error)
	Withdraw(ctx context.Context, ref, why string, who chat.Person) (string, error)
	Reinstate(ctx context.Context, ref string, who chat.Person) (string, error)
	// Pending are the entries that wait: drafts, and what was withdrawn.
	Pending(ctx context.Context) ([]Pending, error)
}

// A Refusal is why something was not done, in words for who wanted it.
type Refusal string

// Error implements error.
func (r Refusal) Error() string { return string(r) }

// A TakesAway is what a publication that was not said to be sure would take from other entries, or that this is not known
// yet, in words.
type TakesAway string

// Error implements error.
func (t TakesAway) Error() string { return string(t) }

// An Entry is an entry of the FAQ, or a draft of it, as far as it is changed in Slack.
type Entry struct {
	Ref, Question, Section, Answer string
	Aliases                        []string
	Version, Base                  int    // of the draft and of what it was made of
	Locked                         string // why its answer is changed at the desk alone; "" = it is changed here
	State                          string // how far its draft is, in words; "" = it has none
	Waits                          bool   // its programme has changes approved
	Approved                       bool   // and this one was
	Asked                          bool   // somebody is to approve it
	Change                         string // what the draft changes, in words
	Effect                         string // what publishing it would do, in a line or two
	Reviewers                      [][2]string
}

// A Pending is an entry with what waits for somebody.
type Pending struct {
	Ref, Question, State string
	Version              int  // of its draft
	Withdrawn            bool // it is not answered with
}

// faqPrefix begins the action ids of what is done with entries.
const faqPrefix = "faq:"

// The acts on entries, as their buttons and modals name them.
const (
	faqEdit     = "edit"
	faqNext     = "next" // what becomes of a draft that was saved
	faqAlias    = "alias"
	faqWithdraw = "withdraw"
	faqRestore  = "restore"
	faqReview   = "review"
)

// faqRights say which right each act needs.
var faqRights = map[string]staff.Right{
	faqEdit: staff.Edit, faqNext: staff.Edit, faqAlias: staff.Approve, faqWithdraw: staff.Approve, faqRestore: staff.Approve, faqReview: staff.Approve,
}

// A faqMemo is what a modal about an entry carries, in its private_metadata.
type faqMemo struct {
	Act     string `json:"faq"`
	Ref     string `json:"ref"`
	Version int    `json:"version"`
	Base    int    `json:"base"`
	Sure    bool   `json:"sure,omitempty"` // who submits it has read what it takes away
	Text    string `json:"text,omitempty"` // a wording to begin with
}

func (m faqMemo) String() string {
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings and numbers alone always marshal
	}
	return string(b)
}

func faqMemoOf(v view) (m faqMemo, is bool) {
	if !strings.HasPrefix(v.CallbackID, faqPrefix) || json.Unmarshal([]byte(v.Metadata), &m) != nil {
		return m, false
	}
	return m, m.Ref != ""
}

// longestRef bounds what comes back in a button as an entry's reference.
const longestRef = 100

// faqButtons are what can be done with an entry that was found.
func faqButtons(ref, query string) slack.Block {
	button := func(act, label string) *slack.ButtonBlockElement {
		return slack.NewButtonBlockElement(faqPrefix+act, faqValue(ref, 0, query), plain(label))
	}
	return slack.NewActionBlock("", button(faqEdit, say("slack.faq.edit")), button(faqAlias, say("slack.faq.alias")), button(faqWithdraw, say("slack.faq.withdraw")))
}

// faqValue is what a button about an entry holds: the entry, the version of its draft, and a wording.
func faqValue(ref string, version int, wording string) string {
	return fmt.Sprintf("%s|%d|%s", ref, version, chars.Cut(wording, longestAsked))
}

func parseFAQValue(value string) (m faqMemo, valid bool) {
	parts := strings.SplitN(value, "|", 3)
	if len(parts) < 2 || parts[0] == "" || len(parts[0]) > longestRef || !strings.Contains(parts[0], "/") {
		return m, false
	}
	m.Ref = parts[0]
	if _, err := fmt.Sscan(parts[1], &m.Version); err != nil || m.Version < 0 {
		return m, false
	}
	if len(parts) == 3 {
		m.Text = chars.Clean(parts[2])
	}
	return m, true
}

// pressFAQ takes a button about an entry. All but one open a modal after the acknowledgement.
func (s *Service) pressFAQ(ctx context.Context, in interaction, act, value string) {
	m, valid := parseFAQValue(value)
	if _, known := faqRights[act]; !known || !valid || s.cfg.Editor == nil {
		return
	}
	m.Act = act
	if act == faqRestore {
		s.later(ctx, "serve an entry again", func(ctx context.Context) error { return s.restoreEntry(ctx, in, m) })
		return
	}
	s.later(ctx, "open a modal", func(ctx context.Context) error { return s.openFAQ(ctx, in, m) })
}

// allowedFAQ says who a person is, and why they may not do an act on entries, or "".
func (s *Service) allowedFAQ(in interaction, v verdict, act string) string {
	if refusal := s.refusal(in, v); refusal != "" {
		return refusal
	}
	if !v.has(faqRights[act]) {
		return say("staff.refused.right")
	}
	return ""
}

func (s *Service) restoreEntry(ctx context.Context, in interaction, m faqMemo) error {
	v, err := s.check(ctx, in.User.ID)
	text := ""
	if err == nil {
		if text = s.allowedFAQ(in, v, m.Act); text == "" {
			text, err = s.cfg.Editor.Reinstate(ctx, m.Ref, v.person)
		}
	}
	if err != nil {
		text = faqFailure(err)
	}
	s.tell(ctx, in.aside(), text)
	return refusedIsNone(err)
}

// faqFailure is an error in words for who acted.
func faqFailure(err error) string {
	if r := Refusal(""); errors.As(err, &r) {
		return string(r)
	}
	return failure(err)
}

// refusedIsNone leaves out what is no fault of ours.
func refusedIsNone(err error) error {
	if r := Refusal(""); errors.As(err, &r) {
		return nil
	}
	return err
}

// openFAQ opens a modal within the three seconds that a trigger lives: first an empty one, then the real one.
func (s *Service) openFAQ(ctx context.Context, in interaction, m faqMemo) error {
	v, err := s.check(ctx, in.User.ID)
	if err != nil {
		s.tell(ctx, in.aside(), failure(err))
		return err
	}
	if refusal := s.allowedFAQ(in, v, m.Act); refusal != "" {
		s.tell(ctx, in.aside(), refusal)
		return nil
	}
	opened, err := s.api.OpenViewContext(ctx, in.TriggerID, modal(faqTitle(m.Act), viewLook, "", paragraph(say("slack.loading"))))
	if tooLate(err) {
		s.tell(ctx, in.aside(), say("slack.press_again"))
		return nil
	}
	if err != nil {
		s.tell(ctx, in.aside(), failure(err))
		return fmt.Errorf("open a modal: %w", err)
	}
	full, err := s.faqModal(ctx, m)
	if err != nil {
		full = modal(faqTitle(m.Act), viewLook, "", paragraph(faqFailure(err)))
	}
	_, updateErr := s.api.UpdateViewContext(ctx, full, "", opened.Hash, opened.View.ID)
	if word := code(updateErr); word == "hash_conflict" || word == "not_found" {
		updateErr = nil // closed, or already something newer
	}
	return errors.Join(refusedIsNone(err), updateErr)
}

// commandFAQ lists what waits for somebody in the FAQ.
func (s *Service) commandFAQ(ctx context.Context, v verdict) answer {
	if s.cfg.Editor == nil || !v.has(staff.Edit) {
		return ephemeral(say("staff.refused.right"), nil)
	}
	pending, err := s.cfg.Editor.Pending(ctx)
	if err != nil {
		s.log.Error("slack: list what waits in the FAQ", "err", err)
		return ephemeral(failure(err), nil)
	}
	var blocks []slack.Block
	for _, p := range pending {
		act, label := faqReview, say("slack.faq.look")
		if p.Withdrawn {
			act, label = faqRestore, say("slack.faq.restore")
		}
		list := []slack.BlockElement{slack.NewButtonBlockElement(faqPrefix+act, faqValue(p.Ref, p.Version, ""), plain(label))}
		if !p.Withdrawn {
			list = append(list, slack.NewButtonBlockElement(faqPrefix+faqEdit, faqValue(p.Ref, p.Version, ""), plain(say("slack.faq.edit"))))
		}
		blocks = append(blocks, slack.NewDividerBlock(), boldText(chars.Cut(p.Question, 500)), small(p.Ref+"・"+p.State), slack.NewActionBlock("", list...))
	}
	if len(blocks) == 0 {
		return ephemeral(say("slack.faq.nothing"), nil)
	}
	return ephemeral(say("slack.faq.pending"), limitBlocks(blocks, maxBlocks-1))
}
