package postgres_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq/correction"
	"madoguchi/llm"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/records"
	"madoguchi/ticket"
)

// A life is a contact who has left words of theirs wherever words are kept.
type life struct {
	who    chat.Address
	canary string
	number string // of their open ticket
	closed string // and of the closed one
}

func (l life) mail() chat.Address {
	return chat.Address{Channel: chat.Email, ID: l.canary + "@example.jp"}
}

// message names the n-th message as a platform would: without a word of its sender.
func (l life) message(n int) string { return fmt.Sprintf("%x-%d", hash(l.who.String())[:6], n) }

func (l life) event(n int, kind chat.Kind, text string) chat.Event {
	return chat.Event{
		ID: "e" + l.message(n), Kind: kind, From: l.who, At: base.Add(time.Duration(n) * time.Second), Name: l.canary,
		Text: text, Data: "v1:form:company:" + l.canary, MessageID: l.message(n), ReplyToken: fmt.Sprint("token", l.canary, n), ReplyUntil: time.Now().Add(time.Minute),
	}
}

// live lets a contact write, fill a form, get an answer by mail, a reply and a note, send a file,
// fail to be reached, and begin another form.
func live(t *testing.T, s *postgres.Store, who chat.Address, canary string) life {
	t.Helper()
	l := life{who: who, canary: canary}
	l.closed = l.opens(t, s, 1, ticket.Resolved)
	l.number = l.opens(t, s, 2, ticket.Received)
	post(t, s)
	sasaki := chat.Person{ID: "slack:U1", Name: "佐々木"}
	for n, act := range []chat.Act{chat.Reply, chat.NoteDown} {
		accept(t, s, chat.Event{
			ID: fmt.Sprint(l.number, act), Kind: chat.StaffAct, From: channel, At: base.Add(time.Duration(10+n) * time.Second), Act: act, Thread: "th" + l.number,
			Person: sasaki, Text: "職員から" + canary,
		})
		runTurn(t, s, who, func(tn *turn.Turn) {
			tk := *tn.Ticket
			tn.Log = []ticket.Entry{{Ticket: tk.Number, Who: sasaki, What: ticket.What(act), Text: "職員から" + canary}}
			tn.Changed = []*ticket.Ticket{&tk}
			reply := say(who, "お返事"+canary)
			reply.Ticket, reply.Messages[0].Author = tk.Number, chat.Staff
			byMail := reply
			byMail.To = l.mail()
			tn.Out = []turn.Outgoing{reply, byMail, {To: l.mail(), Messages: []chat.Message{{Text: "番号 " + canary}}}, note(tk.Number, "メモ"+canary)}
		})
	}
	fail(t, s, canary)
	media := l.event(20, chat.Media, "")
	media.Files = []chat.File{{ID: "file" + who.ID, Name: canary + ".pdf", Type: "file"}}
	accept(t, s, media)
	mailed := chat.Event{ID: "mail:" + l.message(22), Kind: chat.Mailed, From: l.mail(), At: base.Add(22 * time.Second), Text: "メールで" + canary, Ticket: l.number,
		MessageID: l.message(22), Mail: &chat.Mail{Subject: canary, Folded: canary, Company: canary, Chain: []string{canary + "@example.jp"}}}
	accept(t, s, mailed)
	if err := s.KeepMailFile(t.Context(), "mail:"+l.message(22)+":0", l.mail(), []byte(canary)); err != nil {
		t.Fatal(err)
	}
	runTurn(t, s, who, func(tn *turn.Turn) {
		if tn.Event.Kind == chat.Mailed {
			tn.NoteLetter(tn.Find(l.number))
		}
	})
	linked := chat.Address{Channel: chat.LINE, ID: "linked-" + l.number}
	accept(t, s, wrote(linked, 21, "コード"))
	runTurn(t, s, linked, func(tn *turn.Turn) {
		tn.Conversation.State.LinkOffer = &turn.LinkOffer{To: who, Until: tn.Now}
	})
	runTurn(t, s, who, func(tn *turn.Turn) {
		tn.Conversation.Name, tn.Conversation.State.Form = canary, aForm(canary)
		tn.Conversation.State.Pending = canary
		tn.HandedOff = &turn.Handoff{Hash: hash(who.ID), From: who, Until: tn.Now, Form: aForm(canary)}
		tn.Link = linked
		tn.Answered = []turn.Answered{{Query: canary + "とは", Verdict: "answer", Ref: "hanro/9" + l.number, Version: 1}}
		tn.Learn(turn.Unanswered{Wording: canary + "とは", How: turn.EndedHandoff})
		consult(t, s, tn, canary)
		tn.Out = []turn.Outgoing{say(who, "待つ"+canary), card(l.number, "カード"+canary)}
	})
	accept(t, s, l.event(30, chat.Text, "まだ決まらない"+canary))
	l.corrected(t, s)
	if who.Channel == chat.Web {
		if err := s.OpenSession(t.Context(), hash(canary), who.ID, base.AddDate(1, 0, 0)); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// consult has a model asked about the event of a turn.
func consult(t *testing.T, s *postgres.Store, tn *turn.Turn, words string) {
	t.Helper()
	q := llm.Question{Purpose: llm.Choose, Text: words + "について", Candidates: []llm.Candidate{{ID: "hanro/1", Question: "会費"}}}
	id, mine, err := s.BeginConsultation(t.Context(), turn.Consulting{Seq: tn.Seq, Conversation: tn.Conversation.ID, Question: q, Server: "127.0.0.1", Model: "m", At: tn.Now})
	if err == nil && mine {
		err = s.EndConsultation(t.Context(), id, llm.Answered, llm.Answer{Choice: "hanro/1", Parts: []string{words, "について"}}, time.Second)
	}
	if err != nil || !mine {
		t.Fatalf("write down what a model was asked: mine %v, error %v", mine, err)
	}
}

// wasHeld keeps a contact and a ticket of theirs from being deleted for a while, for reasons in their words.
func (l life) wasHeld(t *testing.T, s *postgres.Store) {
	t.Helper()
	for what, object := range map[string]string{records.OnPerson: l.who.String(), records.OnTicket: l.closed} {
		if held, err := s.Hold(t.Context(), records.Hold{What: what, Object: object, Why: "complaint", Note: "苦情" + l.canary}, administrator); err != nil || !held {
			t.Fatalf("hold %s: %t, %v", object, held, err)
		}
	}
	all, err := s.Holds(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range all {
		if strings.Contains(h.Note, l.canary) {
			if err := s.LiftHold(t.Context(), h.ID, administrator); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// corrected lets them hear that what they were told was wrong.
func (l life) corrected(t *testing.T, s *postgres.Store) {
	t.Helper()
	n, _, err := s.NewCorrection(t.Context(), correction.Notice{
		Query: correction.Query{Ref: "hanro/9" + l.number, Versions: []int{1}}, Question: "会費はいくらですか", Fault: correction.Rule, Line: "会費は変わりました。",
	}, "")
	if err == nil {
		_, err = s.ChangeCorrection(t.Context(), n.ID, n.Version, func(n *correction.Notice) error {
			err := sendNotice(n)
			n.Sent = time.Now() // its term begins with the life, not with the other tests' day
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (l life) opens(t *testing.T, s *postgres.Store, n int, status ticket.Status) string {
	t.Helper()
	accept(t, s, l.event(n, chat.Text, "相談"+l.canary))
	var number string
	runTurn(t, s, l.who, func(tn *turn.Turn) {
		var err error
		if number, err = tn.Number(t.Context(), ticket.Inquiry); err != nil {
			t.Fatal(err)
		}
		tk := &ticket.Ticket{
			Number: number, Kind: ticket.Inquiry, Status: status, Title: l.canary + "｜相談", Channel: channel.String(), Opened: base,
			Fields: ticket.Values{"question": {"相談" + l.canary}, "company": {"株式会社" + l.canary}, "email": {l.mail().ID}},
			Trace:  ticket.Trace{Query: l.canary},
		}
		if status == ticket.Resolved {
			tk.Closed = tn.Now
		}
		tn.Opened = []*ticket.Ticket{tk}
		tn.Log = []ticket.Entry{{Ticket: number, Who: chat.Person{ID: "member", Name: l.canary}, What: "opened", Text: l.canary}}
		tn.Out = []turn.Outgoing{card(number, "カード"+l.canary)}
	})
	return number
}

// post sends all that waits; cards begin threads.
func post(t *testing.T, s *postgres.Store) {
	t.Helper()
	for claimed := claim(t, s, 100); len(claimed) > 0; claimed = claim(t, s, 100) {
		var done []turn.Settlement
		for _, d := range claimed {
			done = append(done, turn.Settlement{Delivery: d, State: chat.Sent, Receipt: chat.Receipt{Thread: "th" + d.Ticket}})
		}
		if err := s.Settle(t.Context(), done); err != nil {
			t.Fatal(err)
		}
	}
}

// fail fails all that waits, with words of the member in the reasons.
func fail(t *testing.T, s *postgres.Store, canary string) {
	t.Helper()
	var done []turn.Settlement
	for i, d := range claim(t, s, 100) {
		state := []chat.DeliveryState{chat.Dead, chat.Held}[i%2]
		done = append(done, turn.Settlement{Delivery: d, State: state, Fault: chat.Unreachable, Receipt: chat.Receipt{Token: chat.TokenUnused}, Error: "no mailbox " + canary,
			Reason: canary, Progress: canary})
	}
	if err := s.Settle(t.Context(), done); err != nil {
		t.Fatal(err)
	}
}

// found lists the columns of the database that hold a string, wherever it stands.
func found(t *testing.T, url, canary string) []string {
	t.Helper()
	conn := connect(t, url)
	rows, err := conn.Query(t.Context(), `
		SELECT table_name, column_name, data_type
		FROM   information_schema.columns
		WHERE  table_schema = 'public' AND data_type IN ('text', 'jsonb', 'json', 'bytea', 'ARRAY', 'character varying')`)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Table, Column, Type string }])
	if err != nil || len(columns) < 80 {
		t.Fatalf("%d columns, %v", len(columns), err)
	}
	var out []string
	for _, c := range columns {
		condition := fmt.Sprintf("strpos(%q::text, $1) > 0", c.Column)
		if c.Type == "bytea" {
			condition = fmt.Sprintf("position(convert_to($1, 'UTF8') IN %q) > 0", c.Column)
		}
		var n int
		if err := conn.QueryRow(t.Context(), fmt.Sprintf("SELECT count(*) FROM %q WHERE %s", c.Table, condition), canary).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			out = append(out, c.Table+"."+c.Column)
		}
	}
	return out
}

func export(t *testing.T, s *postgres.Store, who chat.Address) string {
	t.Helper()
	r, err := s.Export(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	r.At = time.Time{}
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestErasedCanaryIsNowhere puts a member's words wherever they can get, and looks for them in every
// column of the database afterwards. Somebody else's stay as they were.
func TestErasedCanaryIsNowhere(t *testing.T) {
	t.Parallel()
	for _, who := range []chat.Address{{Channel: chat.LINE, ID: "Uerased1"}, {Channel: chat.Web, ID: "werased1"}} {
		url := postgrestest.URL(t)
		s := openURL(t, url, postgres.Options{})
		l := live(t, s, who, "canary6f1d")
		bystander := live(t, s, chat.Address{Channel: who.Channel, ID: "other2"}, "nightingale77")
		l.wasHeld(t, s)
		bystander.wasHeld(t, s)
		if n := len(found(t, url, l.canary)); n < 20 {
			t.Fatalf("the canary is in only %d columns: %v", n, found(t, url, l.canary))
		}
		flying := claim(t, s, 100)
		if len(flying) == 0 {
			t.Fatal("nothing is being sent")
		}
		before, theirs, kept := found(t, url, l.canary), export(t, s, bystander.who), found(t, url, bystander.canary)
		rehearsed, err := s.RehearseErase(t.Context(), who, "佐々木")
		if err != nil || rehearsed.ID != 0 {
			t.Fatalf("rehearsal: %+v, %v", rehearsed, err)
		}
		same(t, "after a rehearsal", found(t, url, l.canary), before)

		receipt, err := s.Erase(t.Context(), who, "佐々木")
		if err != nil || receipt.ID == 0 || receipt.By != "佐々木" {
			t.Fatalf("erase: %+v, %v", receipt, err)
		}
		same(t, "counts", receipt.Counts, rehearsed.Counts)
		same(t, "the canary", found(t, url, l.canary), []string(nil))
		same(t, "the address", found(t, url, who.ID), []string(nil))
		same(t, "the other member's data", export(t, s, bystander.who), theirs)
		same(t, "where the other member's words are", found(t, url, bystander.canary), kept)
		for what, n := range receipt.Counts {
			if n == 0 && what != "web_sessions" {
				t.Errorf("nothing was erased from %s", what)
			}
		}
		if _, err := s.Erase(t.Context(), who, "佐々木"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("a second time: %v", err)
		}
		for _, d := range flying { // an attempt that ends after the erasure leaves nothing behind
			words := ""
			if strings.Contains(d.Messages[0].Text, l.canary) {
				words = l.canary
			}
			err := s.Settle(t.Context(), []turn.Settlement{{Delivery: d, State: chat.Pending, Error: words, Progress: words}})
			if err != nil {
				t.Fatal(err)
			}
		}
		afterErasure(t, s, url, l, receipt)
	}
}

// afterErasure looks at what has to be left: the ticket's number and dates, and word to the staff.
func afterErasure(t *testing.T, s *postgres.Store, url string, l life, receipt postgres.Receipt) {
	t.Helper()
	for number, status := range map[string]ticket.Status{l.number: ticket.Cancelled, l.closed: ticket.Resolved} {
		tk, err := s.Ticket(t.Context(), number)
		if err != nil || tk.Status != status || tk.Contact.String() != receipt.Pseudonym || !tk.Opened.Equal(base) || tk.Closed.IsZero() {
			t.Errorf("ticket %s: %+v, %v", number, tk, err)
		}
		log, err := s.Log(t.Context(), number)
		if err != nil || len(log) < 2 || log[0].What != "opened" || log[len(log)-1].What != "erased" || log[len(log)-1].Who.Name != "佐々木" {
			t.Errorf("log of %s: %+v, %v", number, log, err)
		}
	}
	blanked := map[string]bool{}
	for claimed := claim(t, s, 100); len(claimed) > 0; claimed = claim(t, s, 100) {
		for _, d := range claimed {
			for _, m := range d.Messages {
				if m.Unsent != "" {
					blanked[m.Unsent] = true
				}
			}
			if d.To.String() == receipt.Pseudonym || d.To == l.mail() {
				t.Errorf("something still goes out to the erased contact: %+v", d)
			}
		}
		settle(t, s, chat.Sent, claimed...)
	}
	for _, id := range []string{l.message(1), l.message(2)} {
		if !blanked[id] {
			t.Errorf("the copy of %s in the staff's thread is not blanked", id)
		}
	}
	same(t, "the canary in the end", found(t, url, l.canary), []string(nil))
	// Who comes back is somebody new.
	accept(t, s, wrote(l.who, 99, "こんにちは"))
	runTurn(t, s, l.who, func(tn *turn.Turn) {
		if tn.Event.Text != "こんにちは" || len(tn.Tickets) > 0 || tn.Conversation.Name != "" {
			t.Errorf("known again: %+v", tn.Conversation)
		}
	})
}

// TestARedeliveryAfterErasureBringsNothingBack: the platform may send again what was erased.
func TestARedeliveryAfterErasureBringsNothingBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	e := wrote(member, 1, "忘れてほしい")
	accept(t, s, e)
	runTurn(t, s, member, func(*turn.Turn) {})
	if _, err := s.Erase(t.Context(), member, "x"); err != nil {
		t.Fatal(err)
	}
	same(t, "lanes", accept(t, s, e), []string(nil))
}

func TestContactsAreFoundByWhatTheyGave(t *testing.T) {
	t.Parallel()
	s := open(t)
	give := func(who chat.Address, company, mail string, form bool) {
		accept(t, s, wrote(who, 1, "…"))
		runTurn(t, s, who, func(tn *turn.Turn) {
			if form {
				tn.Conversation.State.Form = aForm(company)
				return
			}
			number, err := tn.Number(t.Context(), ticket.Inquiry)
			if err != nil {
				t.Fatal(err)
			}
			tn.Opened = []*ticket.Ticket{{Number: number, Kind: ticket.Inquiry, Status: ticket.Received, Fields: ticket.Values{"company": {company}, "email": {mail}, "question": {"株式会社ミナトについて"}}}}
		})
	}
	line, web := chat.Address{Channel: chat.LINE, ID: "U1"}, chat.Address{Channel: chat.Web, ID: "1_"}
	give(line, "株式会社ミナト", "Kimura@Minato.example.jp", false)
	give(web, "株式会社ﾐﾅﾄ", "a@minato.example.jp", true)
	give(chat.Address{Channel: chat.LINE, Account: "@b", ID: "U2"}, "株式会社ミナト東京", "xkimura@minato.example.jp", false)
	give(chat.Address{Channel: chat.LINE, ID: "xU1"}, "ほか", "%", false)
	for _, test := range []struct {
		subject postgres.Subject
		want    string
	}{
		{postgres.Subject{Company: "株式会社ミナト"}, "line::U1 web::1_"},
		{postgres.Subject{Company: "ミナト"}, ""},
		{postgres.Subject{Email: "ｋｉｍｕｒａ@minato.example.jp"}, "line::U1"},
		{postgres.Subject{Email: "%"}, "line::xU1"},
		{postgres.Subject{Email: "_"}, ""},
		{postgres.Subject{Channel: "line", ID: "U1"}, "line::U1"},
		{postgres.Subject{Channel: "line", ID: "@b:U2"}, "line:@b:U2"},
		{postgres.Subject{Channel: "line", ID: "U2"}, "line:@b:U2"},
		{postgres.Subject{Channel: "web", ID: "_"}, ""},
		{postgres.Subject{Channel: "web", ID: "U1"}, ""},
	} {
		contacts, err := s.Contacts(t.Context(), test.subject)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range contacts {
			got = append(got, c.Address.String())
		}
		same(t, fmt.Sprintf("%+v", test.subject), strings.Join(got, " "), test.want)
	}
}

func TestExportIsWhole(t *testing.T) {
	t.Parallel()
	s := open(t)
	who := chat.Address{Channel: chat.Web, ID: "w1"}
	live(t, s, who, "canary6f1d")
	raw := export(t, s, who)
	var sections map[string]json.RawMessage
	if err := json.Unmarshal([]byte(raw), &sections); err != nil {
		t.Fatal(err)
	}
	for name, body := range sections {
		want := "canary6f1d"
		if name == "links" { // the other contact is somebody for themselves
			want = "linked-"
		}
		if name == "corrections" { // the office's own words
			want = "会費は変わりました。"
		}
		if name != "contact" && name != "at" && name != "web_sessions" && !bytes.Contains(body, []byte(want)) {
			t.Errorf("%s is not in the export: %s", name, body)
		}
	}
	if strings.Contains(raw, "tokencanary") {
		t.Error("a reply token is in the export")
	}
	if _, err := s.Export(t.Context(), chat.Address{Channel: chat.Web, ID: "nobody"}); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("of nobody: %v", err)
	}
}
