package slack

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/chat"
)

// metadataType names our metadata on a message.
const metadataType = "madoguchi_delivery"

// clockSkew is how far Slack's clock may lie from ours when we look for what we posted.
const clockSkew = 10 * time.Minute

// look finds what earlier attempts at this delivery posted, by the key in the posts' metadata.
func (j *job) look(ctx context.Context) error {
	j.found = map[string]string{}
	created := j.d.Created
	if created.IsZero() {
		created = j.now().Add(-24 * time.Hour)
	}
	since := strconv.FormatInt(created.Add(-clockSkew).Unix(), 10) + ".000000"
	collect := func(ts string, payload map[string]any) bool {
		if payload["delivery"] == j.d.Key {
			j.found[slot(number(payload["n"]), number(payload["part"]))] = ts
		}
		return false
	}
	if j.d.Thread == "" || j.at.Anew || slices.ContainsFunc(j.d.Messages, func(m chat.Message) bool { return m.Card != nil }) {
		if err := j.scanHistory(ctx, since, collect); err != nil {
			return err
		}
	}
	if ts := j.found[slot(newRoot, 0)]; ts != "" {
		j.rooted(ts, 0)
	}
	if j.thread == "" {
		for i, m := range j.d.Messages {
			if ts := j.found[slot(i, 0)]; m.Card != nil && ts != "" {
				j.rooted(ts, m.Card.Version)
			}
		}
	}
	if j.thread == "" {
		return nil
	}
	return j.scanThread(ctx, since, collect)
}

// number reads a number of a payload, which JSON made a float64.
func number(v any) int {
	f, _ := v.(float64)
	return int(f)
}

// lookPages bounds a look-up. A page holds 200 messages.
const lookPages = 10

// errTooLong says that a look-up came to its bound. It will again, so it is final.
var errTooLong = errors.New("too many messages to search")

// scanThread shows the thread's messages with their metadata to see, until see returns true.
func (j *job) scanThread(ctx context.Context, since string, see func(string, map[string]any) bool) error {
	return j.readThread(ctx, since, func(page []slack.Message) bool { return shown(page, see) })
}

// readThread shows the thread's pages to read, until read returns true.
func (j *job) readThread(ctx context.Context, since string, read func([]slack.Message) bool) error {
	cursor := ""
	for range lookPages {
		var page []slack.Message
		var more bool
		err := j.call(ctx, "conversations.replies", "", func() (err error) {
			page, more, cursor, err = j.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
				ChannelID: j.d.To.ID, Timestamp: j.thread, Oldest: since, Cursor: cursor, Limit: 200, IncludeAllMetadata: true})
			return err
		})
		if code(err) == "thread_not_found" || code(err) == "message_not_found" {
			return nil
		}
		if err != nil {
			return err
		}
		if read(page) || !more || cursor == "" {
			return nil
		}
	}
	return errTooLong
}

// scanHistory does the same for the channel itself, newest first.
func (j *job) scanHistory(ctx context.Context, since string, see func(string, map[string]any) bool) error {
	cursor := ""
	for range lookPages {
		var page *slack.GetConversationHistoryResponse
		err := j.call(ctx, "conversations.history", "", func() (err error) {
			page, err = j.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
				ChannelID: j.d.To.ID, Oldest: since, Cursor: cursor, Limit: 200, IncludeAllMetadata: true})
			return err
		})
		if err != nil {
			return err
		}
		cursor = page.ResponseMetaData.NextCursor
		if shown(page.Messages, see) || !page.HasMore || cursor == "" {
			return nil
		}
	}
	return errTooLong
}

func shown(page []slack.Message, see func(string, map[string]any) bool) bool {
	for _, m := range page {
		if m.Metadata.EventType == metadataType && see(m.Timestamp, m.Metadata.EventPayload) {
			return true
		}
	}
	return false
}

// update edits the message ts.
func (j *job) update(ctx context.Context, ts string, p post) error {
	err := j.updateOnce(ctx, ts, p)
	if outcome(err) == tooRich {
		j.log.Error("slack: blocks refused; sent as plain text", "delivery", j.d.Key, "err", err)
		err = j.updateOnce(ctx, ts, post{text: p.text})
	}
	if err == nil {
		j.receipt.IDs, j.receipt.Via = append(j.receipt.IDs, ts), "update"
	}
	return err
}

func (j *job) updateOnce(ctx context.Context, ts string, p post) error {
	return j.call(ctx, "chat.update", "", func() error {
		options := content(p)
		if p.payload != nil {
			options = append(options, slack.MsgOptionMetadata(slack.SlackMetadata{EventType: metadataType, EventPayload: p.payload}))
		}
		_, _, _, err := j.api.UpdateMessageContext(ctx, j.d.To.ID, ts, options...)
		return err
	})
}

// updateCard edits the ticket's card in place. An older state than the one that stands there is not
// shown any more; a card that somebody deleted is posted anew, and its thread begins again there.
func (j *job) updateCard(ctx context.Context, i int, m chat.Message) error {
	key := j.d.To.ID + "/" + j.thread
	if j.lines.card(key) > m.Card.Version {
		j.receipt.Via = "update"
		return nil
	}
	p := posts(m)[0]
	err := j.update(ctx, j.thread, p)
	if outcome(err) == gone {
		j.log.Warn("slack: a card is gone; posted anew", "ticket", j.d.Ticket)
		j.thread = ""
		ts, err := j.postOnce(ctx, i, 0, p, j.payload(i, 0, m))
		if err == nil {
			j.rooted(ts, m.Card.Version)
		}
		return err
	}
	if err == nil {
		j.lines.setCard(key, m.Card.Version)
	}
	return err
}

// status shows how a reply fares: one line for each reply, edited as its state changes.
func (j *job) status(ctx context.Context, i int, m chat.Message) error {
	p := statusPost(m, target{ticket: j.d.Ticket})
	ts := j.lines.status(m.Status.Delivery)
	if ts == "" && j.thread != "" && (m.Status.State != chat.Pending || m.Status.Reason != "") {
		err := j.scanThread(ctx, "", func(at string, payload map[string]any) bool {
			if int64(number(payload["status_of"])) == m.Status.Delivery {
				ts = at
			}
			return ts != ""
		})
		if err != nil && !errors.Is(err, errTooLong) { // a second line is better than none
			return err
		}
	}
	if ts == "" {
		ts = j.found[slot(i, 0)]
	}
	if ts != "" {
		if err := j.update(ctx, ts, p); outcome(err) != gone {
			return err
		}
	}
	ts, err := j.postOnce(ctx, i, 0, p, j.payload(i, 0, m))
	if err == nil {
		j.lines.setStatus(m.Status.Delivery, ts)
	}
	return err
}

// tombstone blanks the copies of a message that the member took back.
func (j *job) tombstone(ctx context.Context, id string) error {
	if j.thread == "" {
		return nil
	}
	var copies []copied
	err := j.scanThread(ctx, "", func(ts string, payload map[string]any) bool {
		if c := copyOf(ts, payload, id); c.of {
			copies = append(copies, c)
		}
		return false
	})
	if err != nil {
		return err
	}
	for _, c := range copies { // files first: without its line one would not be found again
		for _, file := range c.files {
			if err := j.deleteFile(ctx, file); err != nil {
				return err
			}
		}
	}
	for _, c := range copies {
		text := say("slack.unsent")
		if len(c.others) > 0 {
			text = say("slack.unsent_one", "n", len(c.others))
		}
		p := post{text: text, blocks: []slack.Block{small(text)}, payload: c.payload}
		if err := j.update(ctx, c.ts, p); err != nil && outcome(err) != gone {
			return err
		}
	}
	return nil
}

// A copied is a line of a thread that copies a member's message, or tells of its files.
type copied struct {
	ts      string
	of      bool
	files   []string       // Slack's ids of those that came with the message
	others  []any          // what the line tells of files that came with other messages
	payload map[string]any // the line's metadata without the message, where it tells of others
}

// copyOf reads from a line's metadata what it has of a member's message.
func copyOf(ts string, payload map[string]any, message string) copied {
	c := copied{ts: ts, of: payload["member_message"] == message}
	if file, _ := payload["file"].(string); file != "" && c.of {
		c.files = append(c.files, file) // as lines had it that told of one file each
	}
	list, _ := payload["files"].([]any)
	for _, piece := range list {
		p, _ := piece.(map[string]any)
		if p["member_message"] != message {
			c.others = append(c.others, piece)
			continue
		}
		c.of = true
		if file, _ := p["file"].(string); file != "" {
			c.files = append(c.files, file)
		}
	}
	if len(c.others) > 0 {
		c.payload = maps.Clone(payload)
		c.payload["files"] = c.others
		first, _ := c.others[0].(map[string]any)
		c.payload["member_message"] = first["member_message"]
	}
	return c
}

// A lineCache remembers where things stand in Slack, to save look-ups. What it forgets is found
// again by metadata.
type lineCache struct {
	mu       sync.Mutex
	statuses map[int64]string // the status line of a reply
	cards    map[string]int   // the version a card shows
}

const maxLines = 5000

func newLineCache() *lineCache {
	return &lineCache{statuses: map[int64]string{}, cards: map[string]int{}}
}

func (c *lineCache) status(delivery int64) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.statuses[delivery]
}

func (c *lineCache) setStatus(delivery int64, ts string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.statuses) >= maxLines {
		clear(c.statuses)
	}
	c.statuses[delivery] = ts
}

func (c *lineCache) card(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cards[key]
}

func (c *lineCache) setCard(key string, version int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.cards) >= maxLines {
		clear(c.cards)
	}
	c.cards[key] = version
}
