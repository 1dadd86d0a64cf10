package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
)

// A progress is what one attempt at a delivery leaves for the next, in SendError.Progress.
type progress struct {
	Done   int    `json:"done"`             // messages finished
	Part   int    `json:"part,omitempty"`   // posts made of the next one
	Thread string `json:"thread,omitempty"` // of a card this delivery posted
	Unsure bool   `json:"unsure,omitempty"` // the last post may have been made
	Anew   bool   `json:"anew,omitempty"`   // the ticket's thread was gone and begins anew
}

func (p progress) String() string {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // numbers and strings alone always marshal
	}
	return string(b)
}

// A job is one attempt at a delivery.
type job struct {
	*Service
	d       chat.Delivery
	at      progress
	thread  string            // the card's ts, once there is a card
	found   map[string]string // posts of this delivery that an earlier attempt made: slot to ts
	receipt chat.Receipt
}

// Send performs a delivery in Slack. d.To.ID is a Slack channel or user; d.Thread is the ts of the
// ticket's card there, and where that is empty a message with a Card becomes the card. With a
// Thread, a Card edits the card in place and everything else goes into its thread. What was meant
// for a channel that is closed to us goes to the office's own, and the ticket with it.
func (s *Service) Send(ctx context.Context, d chat.Delivery) (chat.Receipt, error) {
	d = s.bare(d)
	receipt, err := s.sendTo(ctx, d, false)
	if err == nil || classify(err) != shut || d.To.ID == s.cfg.Channel || !strings.ContainsRune("CG", rune(d.To.ID[0])) {
		return receipt, err
	}
	s.log.Error("slack: a channel is closed to the app; its ticket moves to the office's", "channel", d.To.ID, "ticket", d.Ticket, "err", detail(err))
	d.To.ID = s.cfg.Channel
	receipt, err = s.sendTo(ctx, d, true)
	if receipt.Thread != "" {
		receipt.Moved = d.To.String()
	}
	return receipt, err
}

// sendTo is one attempt in the channel that the delivery names; moved says that its ticket was in another.
func (s *Service) sendTo(ctx context.Context, d chat.Delivery, moved bool) (chat.Receipt, error) {
	j := &job{Service: s, d: d, thread: d.Thread}
	if err := sendable(d); err != nil {
		return chat.Receipt{}, &chat.SendError{Fault: chat.Rejected, Err: err}
	}
	known := d.Progress != "" && json.Unmarshal([]byte(d.Progress), &j.at) == nil
	j.thread = cmp.Or(j.at.Thread, j.thread)
	j.receipt.Thread = j.at.Thread
	if moved {
		if err := j.leave(ctx); err != nil {
			return j.receipt, s.sendError(fmt.Errorf("look for the thread of delivery %s: %w", d.Key, err), j.at)
		}
	}
	if j.at.Unsure || d.Attempt > 1 && !known {
		if err := j.look(ctx); err != nil {
			return j.receipt, s.sendError(fmt.Errorf("look for delivery %s: %w", d.Key, err), j.at.stillUnsure())
		}
		j.at.Unsure = false
	}
	for i := j.at.Done; i < len(d.Messages); i++ {
		var err error
		if moved && j.thread == "" && d.Ticket != "" && threaded(d.Messages[i]) {
			err = j.reroot(ctx)
		}
		if err == nil {
			err = j.message(ctx, i)
		}
		if d.Ticket != "" && rootGone(err) {
			if err = j.reroot(ctx); err == nil {
				err = j.message(ctx, i)
			}
		}
		if err != nil {
			return j.receipt, s.sendError(fmt.Errorf("message %d of delivery %s: %w", i+1, d.Key, err), j.at)
		}
		j.at.Done, j.at.Part = i+1, 0
	}
	return j.receipt, nil
}

// leave forgets a thread that is not in the channel to which its ticket moves. It asks, for what Slack
// makes of a post to another channel's thread is not written down.
func (j *job) leave(ctx context.Context) error {
	if j.thread == "" {
		return nil
	}
	there := false
	err := j.readThread(ctx, "", func(page []slack.Message) bool {
		there = len(page) > 0
		return true
	})
	if err == nil && !there {
		j.thread, j.d.Thread = "", ""
	}
	return err
}

// threaded reports whether a message is one for a ticket's thread, to be begun where there is none.
func threaded(m chat.Message) bool { return m.Card == nil && m.Private == "" && m.Unsent == "" }

// rootGone reports whether a post was refused for want of its thread. Slack documents the first word
// for reading a thread and not for posting; the others are those it has for messages that are not
// there or take no replies. Should it post outside any thread instead, the words stand in the channel,
// and the thread begins anew when the card next changes and is not found.
func rootGone(err error) bool {
	switch code(err) {
	case "thread_not_found", "message_not_found", "invalid_thread_ts", "cannot_reply_to_message":
		return true
	}
	return false
}

// destination is the form of the ids of Slack's channels, direct messages and people.
var destination = regexp.MustCompile(`^[CGDUW][A-Z0-9]{1,20}$`)

// sendable says what is wrong with a delivery that could reach nobody.
func sendable(d chat.Delivery) error {
	switch {
	case d.To.Channel != chat.Slack || !destination.MatchString(d.To.ID):
		return fmt.Errorf("deliver to %q: no id of slack's", d.To)
	case len(d.Messages) == 0:
		return errors.New("deliver nothing: no messages")
	}
	return nil
}

// stillUnsure keeps a failed look-up from passing for a look-up that found nothing.
func (p progress) stillUnsure() progress {
	p.Unsure = true
	return p
}

// message sends the delivery's i-th message in the way its kind asks for.
func (j *job) message(ctx context.Context, i int) error {
	m := j.d.Messages[i]
	switch {
	case m.Private != "":
		return j.private(ctx, m)
	case m.Unsent != "":
		return j.tombstone(ctx, m.Unsent)
	case m.Status != nil:
		return j.status(ctx, i, m)
	case len(m.Files) > 0 && m.Author == chat.System:
		return j.share(ctx, i, m)
	case m.Card != nil && j.thread != "" && j.found[slot(i, 0)] == "":
		return j.updateCard(ctx, i, m)
	}
	for part, p := range posts(m) {
		if part < j.at.Part {
			continue
		}
		ts, err := j.postOnce(ctx, i, part, p, j.payload(i, part, m))
		if err != nil {
			return err
		}
		if m.Card != nil {
			j.rooted(ts, m.Card.Version)
		}
		j.at.Part = part + 1
	}
	return nil
}

// reroot begins a ticket's thread anew where its card is gone, deleted or left in a closed channel.
// The line it begins with becomes the card when the ticket next changes.
func (j *job) reroot(ctx context.Context) error {
	j.log.Warn("slack: a ticket's thread is gone; begun anew", "ticket", j.d.Ticket)
	j.thread, j.at.Anew = "", true
	text := say("slack.goes_on", "number", j.d.Ticket)
	p := post{text: text, blocks: []slack.Block{paragraph(text)}}
	ts, err := j.postOnce(ctx, newRoot, 0, p, j.payload(newRoot, 0, chat.Message{}))
	if err == nil {
		j.rooted(ts, 0)
	}
	return err
}

// newRoot is the place in its delivery of a post that begins a thread anew: before all messages.
const newRoot = -1

// rooted notes that the post ts is the ticket's card now.
func (j *job) rooted(ts string, version int) {
	j.thread, j.at.Thread, j.receipt.Thread = ts, ts, ts
	j.lines.setCard(j.d.To.ID+"/"+ts, version)
}

// slot names one post of a delivery.
func slot(message, part int) string { return fmt.Sprintf("%d.%d", message, part) }

// payload is the metadata by which a post is found again.
func (j *job) payload(i, part int, m chat.Message) map[string]any {
	p := map[string]any{"delivery": j.d.Key, "n": i, "part": part}
	if j.d.Ticket != "" {
		p["ticket"] = j.d.Ticket
	}
	if m.MessageID != "" {
		p["member_message"] = m.MessageID
	}
	if m.Status != nil {
		p["status_of"] = m.Status.Delivery
	}
	return p
}

// postOnce posts p, unless an earlier attempt already did.
func (j *job) postOnce(ctx context.Context, i, part int, p post, payload map[string]any) (string, error) {
	if ts := j.found[slot(i, part)]; ts != "" {
		j.receipt.IDs, j.receipt.Via = append(j.receipt.IDs, ts), "post"
		return ts, nil
	}
	ts, err := j.post(ctx, p, payload)
	if outcome(err) == tooRich {
		j.log.Error("slack: blocks refused; sent as plain text", "delivery", j.d.Key, "err", err)
		ts, err = j.post(ctx, post{text: p.text}, payload)
	}
	if err != nil {
		return "", err
	}
	j.receipt.IDs, j.receipt.Via = append(j.receipt.IDs, ts), "post"
	return ts, nil
}

// outcome is classify where there may be no error at all.
func outcome(err error) class {
	if err == nil {
		return passing
	}
	return classify(err)
}

// post makes one post with everything that keeps its text from being read as anything but text.
func (j *job) post(ctx context.Context, p post, payload map[string]any) (ts string, err error) {
	options := append(content(p), slack.MsgOptionDisableMarkdown(), // an edit has no such option: its text is escaped
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: metadataType, EventPayload: payload}))
	if j.thread != "" {
		options = append(options, slack.MsgOptionTS(j.thread))
	}
	err = j.call(ctx, "chat.postMessage", j.d.To.ID, func() error {
		_, ts, err = j.api.PostMessageContext(ctx, j.d.To.ID, options...)
		if err == nil && ts == "" { // whatever this was, it was no word of a post
			err = errNoTS
		}
		return err
	})
	return ts, err
}

var errNoTS = errors.New("slack's answer names no message")

// content is a post's text and blocks.
func content(p post) []slack.MsgOption {
	options := []slack.MsgOption{slack.MsgOptionText(fallback(p.text), false)}
	if len(p.blocks) > 0 {
		return append(options, slack.MsgOptionBlocks(limitBlocks(p.blocks, maxBlocks)...))
	}
	return append(options, slack.MsgOptionBlocks())
}

// fallback is text as the top-level text of a post, escaped and within its limit.
func fallback(text string) string {
	if text = chars.Clean(text); strings.TrimSpace(text) == "" {
		text = "…"
	}
	for limit := maxText; ; {
		escaped := Escape(chars.Cut(text, limit))
		over := chars.Units(escaped) - maxText
		if over <= 0 {
			return escaped
		}
		limit -= max(over/4, 1)
	}
}

// private shows a message to one person alone. Slack keeps no such message, so one whose answer was
// lost may appear twice; a person who has left the channel is not shown it.
func (j *job) private(ctx context.Context, m chat.Message) error {
	user, isSlack := strings.CutPrefix(m.Private, chat.Slack+":")
	if !isSlack {
		return nil
	}
	err := j.call(ctx, "chat.postEphemeral", j.d.To.ID, func() error {
		return j.whisper(ctx, j.d.To.ID, j.thread, user, chars.Cut(m.Text, maxRich))
	})
	switch code(err) {
	case "user_not_in_channel", "user_not_found":
		j.log.Info("slack: a word for one person had nobody to go to", "delivery", j.d.Key)
		return nil
	}
	return err
}

// call keeps to the pace of a method and notes what Slack says of it.
func (s *Service) call(ctx context.Context, method, channel string, do func() error) error {
	if err := s.pace.wait(ctx, method, channel); err != nil {
		return err
	}
	err := do()
	switch outcome(err) {
	case limited:
		s.pace.limited(method, retryAfter(err))
	case passing:
		if err == nil {
			s.health.set(nil)
		}
	}
	return err
}
