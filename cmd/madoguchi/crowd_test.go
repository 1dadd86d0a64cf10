package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
)

// crowdAsks are questions, and words of the answer to each, whatever was asked before; but who asks the same
// twice in a row is told that this is all there is.
var crowdAsks = [5][2]string{
	{"領収書は紙でもらえますか", "紙の領収書はお出ししていません"},
	{"会費の支払い方法には何がありますか", "口座振替と銀行振込のどちらか"},
	{"プラス会員でできることを教えてください。", "プラス会員は、つなぐのすべての機能"},
	{"つなぐの退会方法を教えてください", "ログインしたあと、次のページから"},
	{"年度の途中で入会した場合の会費はいくらですか", "会費は年額だけで"},
}

const (
	crowdSeries = 25 // questions of one member on LINE
	crowdAhead  = 4  // of which so many may be unanswered
)

var chaosPause = flag.Duration("chaos.pause", 400*time.Millisecond, "how long who writes on LINE pauses at most between two questions")

// A crowd writes, again and again until it is heard, and remembers what it has said.
type crowd struct {
	f      *fleet
	client *http.Client
	copies atomic.Int64 // deliveries of an event that had been acknowledged, or was sent again for want of it

	stop  chan struct{}
	wg    sync.WaitGroup
	pause atomic.Int64 // in nanoseconds: how long a member on LINE pauses at most between two questions
	calm  sync.Mutex   // held while something is killed, and while somebody goes through a modal

	mu      sync.Mutex
	members map[string]*crowdMember // on LINE, by user
	visits  []*crowdVisit
	tickets []*crowdTicket
	first   *ackWait
}

type crowdMember struct {
	asked []int // indexes of questions
	acked []time.Time
}

type crowdVisit struct {
	v     *visitor
	asked []int
}

type crowdTicket struct {
	user, about, reply string
	events             int
}

// ackWait is who waits for the first acknowledgement of a request begun after a moment.
type ackWait struct {
	since time.Time
	got   chan time.Duration
}

func newCrowd(f *fleet) *crowd {
	c := &crowd{
		f: f, client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
		members: map[string]*crowdMember{}, stop: make(chan struct{}),
	}
	c.pause.Store(int64(*chaosPause))
	return c
}

// open lets some write on LINE, some in the web chat, and some open tickets, until close.
func (c *crowd) open(members, visitors, tickets int) {
	for i := range members {
		c.wg.Go(func() { c.asks(i) })
	}
	for range visitors {
		c.wg.Go(c.chats)
	}
	for i := range tickets {
		c.wg.Go(func() { c.matters(i) })
	}
}

func (c *crowd) close() {
	close(c.stop)
	c.wg.Wait()
}

func (c *crowd) over() bool {
	select {
	case <-c.stop:
		return true
	default:
		return false
	}
}

// asks is one after another who asks a series of questions on LINE, without waiting for each answer.
func (c *crowd) asks(lane int) {
	for n := 0; !c.over(); n++ {
		user, q := linefake.User(fmt.Sprint("crowd ", lane, " ", n)), rand.IntN(len(crowdAsks))
		for i := 0; i < crowdSeries && !c.over(); i++ {
			for len(c.f.line.Delivered(user)) < i-crowdAhead && !c.over() {
				time.Sleep(5 * time.Millisecond)
			}
			q = another(q)
			hook := c.ask(user, q)
			if most := c.pause.Load(); most > 0 {
				time.Sleep(time.Duration(rand.Int64N(most)))
			}
			if rand.IntN(8) == 0 {
				c.wg.Go(func() { // LINE sends some again although we have answered
					time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
					c.copies.Add(1)
					c.deliver(c.f.line.Redeliver(hook))
				})
			}
		}
	}
}

// another is the index of any other question.
func another(q int) int { return (q + 1 + rand.IntN(len(crowdAsks)-1)) % len(crowdAsks) }

// ask asks one question and returns once it is acknowledged.
func (c *crowd) ask(user string, q int) *linefake.Webhook {
	hook := c.f.line.Text(user, crowdAsks[q][0])
	c.note(user, q)
	c.deliver(hook)
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.members[user]
	m.acked = append(m.acked, time.Now())
	return hook
}

func (c *crowd) note(user string, q int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.members[user] == nil {
		c.members[user] = &crowdMember{}
	}
	c.members[user].asked = append(c.members[user].asked, q)
}

// solo is the webhook of a member who asks one question, not delivered yet.
func (c *crowd) solo(name string) *linefake.Webhook {
	user, q := linefake.User(name), rand.IntN(len(crowdAsks))
	c.note(user, q)
	return c.f.line.Text(user, crowdAsks[q][0])
}

// deliver posts a webhook until it is acknowledged.
func (c *crowd) deliver(hook *linefake.Webhook) {
	for try := 0; ; try++ {
		began := time.Now()
		status, err := hook.Post(context.Background(), c.client, c.f.base+"/webhook/line")
		if err == nil && status == http.StatusOK {
			c.acknowledged(began)
			return
		}
		if try > 0 {
			c.copies.Add(1)
			hook = c.f.line.Redeliver(hook)
		}
		time.Sleep(20 * time.Millisecond) // whoever sends is not what the machine is to be busy with
	}
}

func (c *crowd) acknowledged(began time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first != nil && began.After(c.first.since) {
		c.first.got <- time.Since(c.first.since)
		c.first = nil
	}
}

// expect begins to wait for the next event that is acknowledged and was sent after now.
func (c *crowd) expect() *ackWait {
	w := &ackWait{time.Now(), make(chan time.Duration, 1)}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.first = w
	return w
}

// came is how long after the beginning one was.
func (c *crowd) came(w *ackWait) time.Duration {
	select {
	case d := <-w.got:
		return d
	case <-time.After(limit):
		c.f.t.Errorf("%s after a kill nothing is acknowledged:\n%s", limit, tail(c.f.members[0].log(), 3000))
		return limit
	}
}

// pour has many members write one question each, as fast as it goes, for a while, and says how many there were.
func (c *crowd) pour(name string, d time.Duration) int {
	var n atomic.Int64
	var wg sync.WaitGroup
	end := time.Now().Add(d)
	for range 16 {
		wg.Go(func() {
			for time.Now().Before(end) {
				c.ask(linefake.User(fmt.Sprint(name, n.Add(1))), rand.IntN(len(crowdAsks)))
			}
		})
	}
	wg.Wait()
	return int(n.Load())
}

// chats is one visitor of the web chat after another, who ask ten questions each.
func (c *crowd) chats() {
	for !c.over() {
		token := ""
		for token == "" {
			var session struct{ Token string }
			if c.post("/chat/session", "", map[string]any{}, &session) {
				token = session.Token
			} else if c.over() {
				return
			}
		}
		v := &crowdVisit{v: &visitor{town: c.f.town, token: token}}
		c.mu.Lock()
		c.visits = append(c.visits, v)
		c.mu.Unlock()
		q := rand.IntN(len(crowdAsks))
		for i := 0; i < 10 && !c.over(); i++ {
			q = another(q)
			body := map[string]any{"client_id": fmt.Sprintf("00000000-0000-4000-8000-%012d", i), "text": crowdAsks[q][0]}
			for !c.post("/chat/messages", token, body, nil) {
				c.copies.Add(1)
			}
			c.mu.Lock()
			v.asked = append(v.asked, q)
			c.mu.Unlock()
			time.Sleep(time.Duration(500+rand.IntN(1000)) * time.Millisecond) // a person types
		}
	}
}

func (c *crowd) post(path, token string, body, into any) bool {
	data, _ := json.Marshal(body)
	req, _ := http.NewRequest("POST", c.f.base+path, bytes.NewReader(data))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", c.f.base)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		time.Sleep(5 * time.Millisecond)
		return false
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		time.Sleep(20 * time.Millisecond)
		return false
	}
	return into == nil || json.NewDecoder(resp.Body).Decode(into) == nil
}

// matters is one member after another who opens a ticket, and whom staff answer from Slack.
func (c *crowd) matters(lane int) {
	for n := 0; !c.over(); n++ {
		tk := &crowdTicket{user: linefake.User(fmt.Sprint("matter ", lane, " ", n)), about: fmt.Sprintf("会員証の再発行について %d-%d", lane, n)}
		for _, text := range []string{"人", "株式会社ミナト", "木村", tk.about, "つなぐ", "送る"} {
			before := len(c.f.line.Delivered(tk.user))
			c.deliver(c.f.line.Text(tk.user, text))
			tk.events++
			for len(c.f.line.Delivered(tk.user)) == before {
				time.Sleep(10 * time.Millisecond)
			}
		}
		c.mu.Lock()
		c.tickets = append(c.tickets, tk)
		c.mu.Unlock()
		c.answer(tk)
	}
}

// answer writes a reply in Slack, and begins anew where a program that was killed has lost the modal.
func (c *crowd) answer(tk *crowdTicket) {
	number := ticketNumber.FindString(strings.Join(c.f.line.Texts(tk.user), "\n"))
	text := "返信です。" + tk.about
	for end := time.Now().Add(time.Minute); number != "" && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		card := c.f.slack.Card(slackfake.Office, number)
		if card.TS == "" {
			continue
		}
		c.calm.Lock() // a person whose press is lost sees so, and knows not whether it was heard: that is not what is counted
		sent, taken := c.submit(card, text)
		c.calm.Unlock()
		if taken {
			c.mu.Lock()
			tk.reply = text
			c.mu.Unlock()
		}
		if sent {
			return
		}
	}
}

// submit goes through the modals, and says whether the last one was sent, and taken.
func (c *crowd) submit(card slackfake.Message, text string) (sent, taken bool) {
	if _, ok := slackfake.Button(card.Blocks, "返信"); !ok || c.f.slack.Press(slackfake.Sasaki, card, "返信").Status != http.StatusOK {
		return false, false
	}
	for step, values := range []map[string]string{{"text": text}, nil} {
		var top slackfake.View
		for end := time.Now().Add(10 * time.Second); top.Submit == ""; time.Sleep(5 * time.Millisecond) {
			if top, _ = c.f.slack.Top(slackfake.Sasaki); time.Now().After(end) {
				return false, false
			}
		}
		if a := c.f.slack.SubmitView(slackfake.Sasaki, top, values); a.Status != http.StatusOK {
			return step == 1, false // it may have been taken
		}
	}
	return true, true
}

// compare says how many answers are missing and too many, and how many members read theirs in another order
// than they asked; with report it names them.
func (c *crowd) compare(report bool) (lost, doubled, wrong int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	of := func(who string, asked, got []int) {
		if slices.Equal(asked, got) {
			return
		}
		missing, extra := 0, 0
		for q := range crowdAsks {
			want, have := count(asked, q), count(got, q)
			missing, extra = missing+max(want-have, 0), extra+max(have-want, 0)
		}
		lost, doubled = lost+missing, doubled+extra+count(got, -1)
		if missing+extra+count(got, -1) == 0 {
			wrong++
		}
		if !report {
			return
		}
		c.f.t.Errorf("%s asked %v and reads the answers to %v", who, asked, got)
	}
	for user, m := range c.members {
		var got []int
		for _, text := range c.f.line.Texts(user) {
			got = append(got, answers(text))
		}
		of(user, m.asked, got)
	}
	for i, v := range c.visits {
		lines := v.v.lines("a visitor's transcript", func(l []webLine) bool { return len(l) >= 1+2*len(v.asked) })
		var said, got []int
		lines = lines[1:] // the greeting
		for n, l := range lines {
			if n > 0 && l.Seq <= lines[n-1].Seq {
				wrong++
			}
			if l.Author == "member" {
				said = append(said, slices.IndexFunc(crowdAsks[:], func(a [2]string) bool { return a[0] == l.Text }))
			} else {
				got = append(got, answers(l.Text))
			}
		}
		of(fmt.Sprint("visitor ", i, ", by the transcript,"), v.asked, said)
		of(fmt.Sprint("visitor ", i), v.asked, got)
	}
	return lost, doubled, wrong
}

// answers is which question a text answers, -1 for none.
func answers(text string) int {
	return slices.IndexFunc(crowdAsks[:], func(a [2]string) bool { return strings.Contains(text, a[1]) })
}

func count(list []int, q int) (n int) {
	for _, v := range list {
		if v == q {
			n++
		}
	}
	return n
}

// compareTickets says how many tickets lack their card or have several, how many replies did not come, and how many
// receipts and replies came once too often.
func (c *crowd) compareTickets() (tickets, replies, doubled int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := map[string]bool{}
	for _, tk := range c.tickets {
		texts := strings.Join(c.f.line.Texts(tk.user), "\n")
		number := ticketNumber.FindString(texts)
		cards := 0
		for _, m := range c.f.slack.Roots(slackfake.Office) {
			if strings.Contains(m.Text(), number) {
				cards++
			}
		}
		receipts := strings.Count(texts, "受け付けました")
		doubled += max(receipts-1, 0)
		if number == "" || seen[number] || cards != 1 || receipts == 0 {
			c.f.t.Errorf("the ticket %q of %s has %d cards:\n%s", number, tk.about, cards, texts)
			tickets++
		}
		seen[number] = true
		if tk.reply == "" {
			continue
		}
		came := strings.Count(texts, tk.reply)
		doubled += max(came-1, 0)
		if came == 0 {
			c.f.t.Errorf("the reply to %s did not come", number)
			replies++
		}
	}
	if roots := len(c.f.slack.Roots(slackfake.Office)); roots != len(c.tickets) {
		tickets += max(roots-len(c.tickets), len(c.tickets)-roots)
	}
	return tickets, replies, doubled
}

// asked is how many events there were, onLINE and inWeb of which channel.
func (c *crowd) asked() int { return c.onLINE() + c.inWeb() }

func (c *crowd) onLINE() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.members {
		n += len(m.asked)
	}
	for _, tk := range c.tickets {
		n += tk.events
	}
	return n
}

func (c *crowd) inWeb() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range c.visits {
		n += len(v.asked)
	}
	return n
}

// waits are the times from each acknowledgement to its answer.
func (c *crowd) waits() (waits []time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for user, m := range c.members {
		got := c.f.line.Delivered(user)
		for i := range min(len(got), len(m.acked)) {
			waits = append(waits, max(got[i].At.Sub(m.acked[i]), 0))
		}
	}
	return waits
}
