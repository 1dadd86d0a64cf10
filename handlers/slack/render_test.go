package slack_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/ticket"
)

// awkward are texts that break what was made for a short line of letters.
var awkward = []string{
	"", " ", "　", "\n", "\n\n\n", "\t", "👍", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "<!channel>", "<@U0SASAKI>", "<https://evil.example|社内>", "*_~`>", "&amp;&lt;", "a\nb", "ほ\r\nげ",
	"\x00", "\u202E逆", "\u2028", "｜|\"'{}\\", `{"type":"divider"}`, strings.Repeat("長", 76), strings.Repeat("長", 151), strings.Repeat("x", 256),
	strings.Repeat("👍", 1501), strings.Repeat("<", 3001), strings.Repeat("文。", 5000), strings.Repeat("\n", 4000), strings.Repeat("が", 3000),
}

// text draws an awkward text, or several, or any.
func text() *rapid.Generator[string] {
	one := rapid.SampledFrom(awkward)
	return rapid.OneOf(one, rapid.String(), rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(one, 2, 4).Draw(t, "parts"), rapid.SampledFrom([]string{"", " ", "\n"}).Draw(t, "between"))
	}))
}

var everyAct = []chat.Act{chat.Claim, chat.Assign, chat.Reply, chat.NoteDown, chat.Done, chat.Resolve, chat.Reopen, chat.Snooze, chat.Route,
	chat.Cancel, chat.Spam, chat.Merge, chat.Live, chat.Resend, chat.Recall, chat.Look}

func drawCard(t *rapid.T) *chat.Card {
	c := &chat.Card{Ticket: "Q-1204", Version: rapid.IntRange(1, 1<<30).Draw(t, "version"), Kind: text().Draw(t, "kind"), Title: text().Draw(t, "title"),
		Status: text().Draw(t, "status"), Assignee: text().Draw(t, "assignee"), Programme: text().Draw(t, "programme"), Team: text().Draw(t, "team"),
		Channel: text().Draw(t, "channel"), Trace: text().Draw(t, "trace"), Notice: text().Draw(t, "notice"), Urgent: rapid.Bool().Draw(t, "urgent"),
		Acts: rapid.SliceOfNDistinct(rapid.SampledFrom(everyAct), 0, len(everyAct), rapid.ID).Draw(t, "acts")}
	if rapid.Bool().Draw(t, "dated") {
		c.Due, c.Opened = time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "due"), 0), time.Now()
	}
	for range rapid.IntRange(0, 60).Draw(t, "fields") {
		c.Fields = append(c.Fields, chat.CardField{Label: text().Draw(t, "label"), Value: text().Draw(t, "value")})
	}
	return c
}

func drawMessage(t *rapid.T) chat.Message {
	m := chat.Message{Text: text().Draw(t, "text"), Name: text().Draw(t, "name"),
		Author: rapid.SampledFrom([]chat.Author{chat.Bot, chat.Staff, chat.Member, chat.System, ""}).Draw(t, "author")}
	switch rapid.IntRange(0, 4).Draw(t, "kind of message") {
	case 0:
		m.Card = drawCard(t)
	case 1:
		m.Status = &chat.Status{Delivery: rapid.Int64Range(0, 1<<40).Draw(t, "delivery"), Reason: text().Draw(t, "reason"),
			State: rapid.SampledFrom([]chat.DeliveryState{chat.Pending, chat.Sending, chat.Sent, chat.Held, chat.Dead, chat.Discarded, "unheard of"}).Draw(t, "state")}
	case 2:
		for range rapid.IntRange(0, 30).Draw(t, "choices") {
			m.Choices = append(m.Choices, chat.Choice{Label: text().Draw(t, "label"), Data: text().Draw(t, "data"),
				URL: rapid.SampledFrom([]string{"", "https://example.jp/x", "javascript:alert(1)", "not a url", strings.Repeat("u", 4000)}).Draw(t, "url")})
		}
	case 3:
		m.Files = []chat.File{{ID: "F1", Name: text().Draw(t, "file"), Type: "image"}}
		if m.Author == chat.System { // that would be a file to upload
			m.Author = chat.Member
		}
	}
	return m
}

// TestS32S36AnyMessage: whatever is to be said, what is sent keeps to Slack's rules; the fake fails the
// test where it does not.
func TestS32S36AnyMessage(t *testing.T) {
	r := open(t)
	card := r.post(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		d := inThread(card, fmt.Sprint("any", n), rapid.SliceOfN(rapid.Custom(drawMessage), 1, 3).Draw(rt, "messages")...)
		if _, err := r.app.Send(t.Context(), d); err != nil {
			rt.Fatalf("send: %v", err)
		}
		if v := r.Violations(); len(v) > 0 {
			rt.Fatalf("violates %s", v[len(v)-1])
		}
	})
}

// drawTicket makes Q-1204 and its log as bad as the database allows.
func drawTicket(t *rapid.T) (ticket.Ticket, []ticket.Entry) {
	tk := ticket.Ticket{Number: "Q-1204", Version: 7, Kind: ticket.Inquiry, Status: rapid.SampledFrom([]ticket.Status{ticket.Received, ticket.Working}).Draw(t, "status"),
		Title: text().Draw(t, "title"), Team: text().Draw(t, "team"), RouteReason: text().Draw(t, "reason"), Fields: ticket.Values{},
		Contact: chat.Address{Channel: rapid.SampledFrom([]string{chat.LINE, chat.Web, "unheard of"}).Draw(t, "channel"), ID: "U1"},
		Trace:   ticket.Trace{Query: text().Draw(t, "query")}, Assignee: chat.Person{Name: text().Draw(t, "assignee")}}
	for _, id := range append([]string{"company", "person", "question"}, rapid.SliceOfN(text(), 0, 200).Draw(t, "ids")...) {
		tk.Fields[id] = []string{text().Draw(t, "value")}
	}
	var log []ticket.Entry
	for range rapid.IntRange(0, 40).Draw(t, "entries") {
		log = append(log, ticket.Entry{At: time.Now(), Who: chat.Person{ID: rapid.SampledFrom([]string{"", "member", "slack:U1"}).Draw(t, "who"), Name: text().Draw(t, "name")},
			What: rapid.SampledFrom([]ticket.What{"member_wrote", "replied", "noted", "unheard of", ""}).Draw(t, "what"),
			From: text().Draw(t, "from"), To: text().Draw(t, "to"), Text: text().Draw(t, "text")})
	}
	return tk, log
}

// TestS32AnyView: the same of every modal, whatever the ticket holds.
func TestS32AnyView(t *testing.T) {
	var teams []string
	for i := range 150 {
		teams = append(teams, fmt.Sprint(i, awkward[i%len(awkward)]))
	}
	teams = append(teams, awkward...)
	r := open(t, func(c *slack.Config) { c.Teams = func() []string { return teams } })
	c := aCard(7)
	c.Acts = everyAct
	r.send(t, toOffice("card", chat.Message{Card: c}))
	card := r.Card(slackfake.Office, "Q-1204")
	c.Acts = everyAct[5:]
	r.send(t, toOffice("more", chat.Message{Card: c}))
	more := r.Card(slackfake.Office, "Q-1204")
	rapid.Check(t, func(rt *rapid.T) {
		tk, log := drawTicket(rt)
		r.office.set(func(o *office) { o.tickets["Q-1204"], o.log["Q-1204"] = tk, log })
		name := rapid.SampledFrom([]string{"返信", "詳細", "保留", "転送", "担当変更", "統合", "有人対応", "取消"}).Draw(rt, "button")
		before := len(r.Calls("views.update"))
		on := card
		if _, here := slackfake.Button(card.Blocks, name); !here {
			on = more
		}
		r.Press(slackfake.Sasaki, on, name)
		eventually(t, "the modal is filled", func() bool { return len(r.Calls("views.update")) > before })
		if name == "返信" {
			r.Submit(slackfake.Sasaki, map[string]string{"input": text().Draw(rt, "reply")})
		}
		if v := r.Violations(); len(v) > 0 {
			rt.Fatalf("violates %s", v[len(v)-1])
		}
	})
}

// TestS32AnyHome: the same of the home tab, of commands and of direct messages.
func TestS32AnyHome(t *testing.T) {
	away := &absences{all: map[string]ticket.Absence{}}
	for i := range 150 {
		away.all[fmt.Sprint(i)] = ticket.Absence{Person: chat.Person{ID: fmt.Sprint(i), Name: awkward[i%len(awkward)]}, Until: time.Now().Add(time.Hour)}
	}
	r := open(t, func(c *slack.Config) {
		c.Absences, c.Notes = away, func(context.Context) []string { return append(awkward, awkward...) }
	})
	rapid.Check(t, func(rt *rapid.T) {
		tickets := map[string]ticket.Ticket{}
		for i := range rapid.SampledFrom([]int{0, 1, 10, 11, 200}).Draw(rt, "tickets") {
			number := fmt.Sprintf("Q-%04d", i)
			tk := ticket.Ticket{Number: number, Version: i, Status: ticket.Working, Title: awkward[i%len(awkward)], Due: time.Now().Add(-time.Hour)}
			tk.Assignee = []chat.Person{{}, {ID: "slack:" + slackfake.Sasaki, Name: rapid.SampledFrom(awkward).Draw(rt, "name")}}[i%2]
			tickets[number] = tk
		}
		findings := rapid.SliceOfN(rapid.Custom(drawMessage), 0, 5).Draw(rt, "findings")
		r.office.set(func(o *office) { o.tickets, o.findings = tickets, findings })
		before := len(r.Calls("views.publish"))
		r.OpenHome(slackfake.Sasaki)
		eventually(t, "the home tab is drawn", func() bool { return len(r.Calls("views.publish")) > before })
		r.Command(slackfake.Sasaki, text().Draw(rt, "command"))
		r.Command(slackfake.Sasaki, "q0000")
		if v := r.Violations(); len(v) > 0 {
			rt.Fatalf("violates %s", v[len(v)-1])
		}
	})
}
