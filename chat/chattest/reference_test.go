package chattest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"madoguchi/chat"
)

// A platform is about the least that deserves the name: it keeps posts, each under a key, and
// takes a key once.
type platform struct {
	mu    sync.Mutex
	keys  map[string]bool
	posts map[string][]Seen
}

// A post is what the platform is sent.
type post struct {
	Key, To string
	Seen
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in post
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.keys[in.Key] {
		p.keys[in.Key] = true
		p.posts[in.To] = append(p.posts[in.To], in.Seen)
	}
}

func (p *platform) seen(to chat.Address) []Seen {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.posts[to.ID])
}

// faults of a reference channel, each one way to get the contract wrong.
type faults map[string]bool

// A reference is a channel to the platform. With no faults it is right.
type reference struct {
	url    string
	broken faults
	mu     sync.Mutex
}

func (c *reference) Capabilities() chat.Capabilities { return chat.Capabilities{} }

func (c *reference) Name() string {
	if c.broken["name"] {
		return "somewhere"
	}
	return "reference"
}

const (
	pieceUnits = 3000
	mostUnits  = 60_000
)

func (c *reference) Send(ctx context.Context, d chat.Delivery) (chat.Receipt, error) {
	if err := c.refusable(d); err != nil {
		return chat.Receipt{}, &chat.SendError{Fault: chat.Rejected, Err: err}
	}
	if c.broken["one at a time"] {
		if !c.mu.TryLock() {
			return chat.Receipt{}, fmt.Errorf("busy")
		}
		defer c.mu.Unlock()
		time.Sleep(5 * time.Millisecond)
	}
	n := 0
	for _, s := range c.render(d.Messages) {
		n++
		p := post{Key: d.Key + "/" + strconv.Itoa(n), To: d.To.ID, Seen: s}
		c.spoil(&p, d)
		if err := c.post(ctx, p); err != nil {
			return chat.Receipt{}, err
		}
	}
	return chat.Receipt{Via: "post"}, nil
}

// spoil applies the faults of addressing and keys.
func (c *reference) spoil(p *post, d chat.Delivery) {
	switch {
	case c.broken["new key each attempt"]:
		p.Key += "/" + strconv.Itoa(d.Attempt)
	case c.broken["key by words"]:
		p.Key = p.To + p.Text
	case c.broken["first address"]:
		p.To = "taro"
	}
	if c.broken["marked copies"] {
		p.Again = d.Attempt > 1
		p.Key += "/" + strconv.Itoa(d.Attempt)
	}
}

// refusable says why a delivery cannot go out, or nil.
func (c *reference) refusable(d chat.Delivery) error {
	if c.broken["no checks"] {
		return nil
	}
	units := 0
	for _, m := range d.Messages {
		units += units16(m.Text)
	}
	switch {
	case strings.Trim(d.To.ID, "abcdefghijklmnopqrstuvwxyz") != "" || d.To.ID == "":
		return fmt.Errorf("send to %q: not an address", d.To.ID)
	case len(d.Messages) == 0:
		return fmt.Errorf("send to %s: no messages", d.To.ID)
	case units > mostUnits:
		return fmt.Errorf("send %d units: more than %d", units, mostUnits)
	}
	return nil
}

// render makes the posts of messages.
func (c *reference) render(ms []chat.Message) []Seen {
	var out []Seen
	for _, m := range ms {
		text := m.Text
		if m.Answer != nil && c.broken["answer without tail"] {
			text = strings.ReplaceAll(text, m.Answer.Tail, "")
		}
		if m.Answer != nil && c.broken["answer out of order"] {
			lines := strings.Split(text, "\n")
			slices.Reverse(lines)
			text = strings.Join(lines, "\n")
		}
		pieces := c.split(c.reread(text))
		for i, piece := range pieces {
			s := Seen{Text: piece}
			if i == len(pieces)-1 {
				s.Choices = c.choices(m.Choices)
			}
			out = append(out, s)
		}
	}
	if c.broken["backwards"] {
		slices.Reverse(out)
	}
	if c.broken["four are enough"] && len(out) > 4 {
		out = out[:4]
	}
	return out
}

// reread applies the faults by which more is read into a text than was written.
func (c *reference) reread(text string) string {
	switch {
	case c.broken["html"]:
		return strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(text)
	case c.broken["entities"]:
		return strings.NewReplacer("&amp;", "&", "&lt;", "<").Replace(text)
	case c.broken["mentions"]:
		return strings.ReplaceAll(text, "<!here>", "@here")
	case c.broken["trimmed lines"]:
		return strings.ReplaceAll(text, "\n\n", "\n")
	}
	return text
}

func (c *reference) choices(cs []chat.Choice) []chat.Choice {
	cs = slices.Clone(cs)
	if c.broken["ten buttons"] && len(cs) > 10 {
		cs = cs[:10]
	}
	for i := range cs {
		switch {
		case c.broken["short labels"]:
			cs[i].Label = string([]rune(cs[i].Label)[:min(20, len([]rune(cs[i].Label)))])
		case c.broken["label for data"]:
			cs[i].Data = cs[i].Label
		case c.broken["no pages"]:
			cs[i].URL = ""
		}
	}
	return cs
}

// split cuts text into pieces of at most pieceUnits, at a line's end where there is one.
func (c *reference) split(text string) []string {
	if c.broken["cut off"] {
		return []string{string([]rune(text)[:min(pieceUnits, len([]rune(text)))])}
	}
	var pieces []string
	for units16(text) > pieceUnits {
		rs := []rune(text)
		n := pieceUnits / 2
		for ; !c.broken["cut anywhere"] && rs[n-1] != '\n' && !unicode.Is(unicode.Han, rs[n]) && n > 1; n-- {
		}
		for ; c.broken["cut anywhere"] && rs[n] != '\u200d'; n-- {
		}
		pieces, text = append(pieces, string(rs[:n])), string(rs[n:])
	}
	return append(pieces, text)
}

func (c *reference) post(ctx context.Context, p post) error {
	if c.broken["own clock"] {
		ctx = context.Background()
	}
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode post: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		if c.broken["gives up"] {
			return &chat.SendError{Fault: chat.Rejected, Err: err}
		}
		return fmt.Errorf("post: %w", err)
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
	return c.verdict(resp)
}

// verdict is what the platform's answer means.
func (c *reference) verdict(resp *http.Response) error {
	err := fmt.Errorf("post: platform answered %s", resp.Status)
	switch {
	case resp.StatusCode == http.StatusOK:
		return nil
	case c.broken["shrugs"]:
		return nil
	case resp.StatusCode == http.StatusTooManyRequests:
		after, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		if c.broken["limited for how long"] {
			after = 0
		}
		return &chat.SendError{Fault: chat.Limited, After: time.Duration(after) * time.Second, Err: err}
	case resp.StatusCode < 500 && !c.broken["tries forever"]:
		return &chat.SendError{Fault: chat.Rejected, Err: err}
	case c.broken["gives up"]:
		return &chat.SendError{Fault: chat.Rejected, Err: err}
	}
	return &chat.SendError{Fault: chat.Temporary, Err: err}
}

// bench builds a reference channel with the given faults.
func bench(broken faults) func(testing.TB) Bench {
	return func(t testing.TB) Bench {
		p := &platform{keys: map[string]bool{}, posts: map[string][]Seen{}}
		var s Switch
		srv := httptest.NewServer(s.Wrap(p))
		t.Cleanup(func() { s.Set(None, 0); srv.Close() })
		ch := &reference{url: srv.URL, broken: maps.Clone(broken)}
		return Bench{
			Channel: ch, Seen: p.seen, Break: s.Set, Calls: s.Calls,
			To: chat.Address{Channel: "reference", ID: "taro"}, Other: chat.Address{Channel: "reference", ID: "hanako"},
			Malformed: []chat.Address{{Channel: "reference", ID: "ta ro"}, {Channel: "reference", ID: "../x"}},
		}
	}
}

func TestReference(t *testing.T) {
	Run(t, Harness{New: bench(nil), Longest: mostUnits})
}

func TestReferenceThatMarksItsCopies(t *testing.T) {
	repeats := "the platform of this test is told another key at every attempt"
	h := Harness{New: bench(faults{"marked copies": true}), Longest: mostUnits, Repeats: repeats}
	for _, c := range checks {
		// What failed before it was accepted needs no mark, and one call's worth may be seen twice.
		if c.need == Down {
			continue
		}
		t.Run(c.name, func(t *testing.T) { c.try(t, h) })
	}
}
