package bot_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/importer"
	"madoguchi/faq/search"
	"madoguchi/office"
	"madoguchi/reading"
	"madoguchi/samples"
	"madoguchi/switches"
)

var update = flag.Bool("update", false, "rewrite the conversations in testdata with what the bot says now")

// A script is a conversation as a text file. Its input lines are
//
//	@at 2026-11-20T12:00:00+09:00   the clock stands there
//	@later 26h                      and moves on
//	@mail on                        there is a channel for mail
//	@web                            the member is on the web page, not on LINE
//	@faq spec                       the documents and the office file of testdata/spec instead of the samples
//	@publish selas｜問い｜別の聞き方｜答え   the FAQ has this entry from now on
//	@closed 2026-11-20 13:00 台風のため  the office is closed on that day, from then on; promises move, as the agenda moves them
//	@notice 明日はメンテナンスです       the office announces something
//	@silent hanro                   questions about the programme go to people
//	@busy 3                         what is promised from now on takes as many working days more
//	@closes 10                      a ticket whose member says nothing for so many working days is resolved by the clock, from then on
//	@grades                         a member whose ticket is resolved is asked how content they are, from then on
//	@undo closed                    that is over
//	@model 領収書                    there is a language model, which chooses the entry whose question has that in it
//	@model parts 会費は｜領収書は      which says that these are the questions of the message, and that no entry answers it as a whole
//	@model values country=ハノイ     which fills a form's fields with that
//	@model none, @model fails       which says that none answers; which is broken
//	@member 2                       another member speaks
//	@fill company みなと 木村          what the member says whenever a form asks for that; it stands as "» …"
//	> 領収書がほしい                  the member writes
//	>> 送る                          the member presses the button so labelled, of any message so far
//	>~ 送る                          presses it where the last message has it, else writes the words
//	>file image 1.jpg               the member sends a file
//	>follow, >unfollow, >sticker     what else may come in
//	>+ 領収書                        comes in, and is not decided before the next message is there
//	>again                           the platform delivers the last event once more
//	>>old 送る                       presses the oldest button so labelled
//	>ticket 会費について             opens an inquiry with that question, without writing down how
//	! claim 佐々木                   a member of staff acts on the newest ticket
//	! reply 佐々木 お待たせしました
//	!Q-0001 claim 佐々木             on that ticket
//	!@1 claim 佐々木                 on the newest as it was in version 1
//
// and all other lines are what comes of them, written by -update and reviewed as a diff:
//
//	< text        the bot or the office to the member
//	  ［button］
//	# text        into the ticket's thread, for staff alone
//	= text        what the member of staff who acted is told
//	✉ address: text   a mail
//	% text → answer   what left the house for the model, and what it said
//
// A line that begins with "?" is a check of what came of the lines above it, in words that no rewording
// of the bot touches: see checks.
//
// The code on a receipt stands as {check}. A code that was mailed stands as {code}; the member may write it so, {ｃｏｄｅ} in wide digits, or
// another one as {wrong}.
func TestConversations(t *testing.T) {
	needGeneral(t)
	files, err := filepath.Glob("testdata/[0-9]*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations in testdata: %v", err)
	}
	known := readKnown(t, "conversations/")
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := newScene(t)
			got := s.play(string(want))
			name := "conversations/" + strings.TrimSuffix(filepath.Base(file), ".txt")
			known.judge(t, name, s.checked)
			known.manners(t, name, s)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("the conversation has changed (-want +got); if that is right, run with -update:\n%s", diff)
			}
		})
	}
}

// A scene is one member, one office and a clock.
type scene struct {
	t       *testing.T
	now     time.Time
	store   *memory.Memory
	bot     *bot.Bot
	n       int
	buttons map[string]chat.Choice // by label, of all messages so far
	member  chat.Address
	code    string                 // the last one mailed
	oldest  map[string]chat.Choice // the first button of each label
	last    chat.Event
	muted   bool
	out     strings.Builder

	library *faq.Library
	office  *office.Office
	moments []moment          // all turns so far
	since   int               // the first of them that the last line of input brought about
	checked []check           // what the script's checks came to
	fill    map[string]string // what is said to a form's questions, by field
	choices []chat.Choice     // the buttons of the last message to the member
	calls   int               // of a model that were written down
	on      switches.Set
	sent    []chat.Address // where anything went, in order
}

var member = chat.Address{Channel: chat.LINE, ID: "U0123456789abcdef0123456789abcdef"}

func newScene(t *testing.T) *scene {
	s := &scene{t: t, member: member, buttons: map[string]chat.Choice{}, oldest: map[string]chat.Choice{}, now: time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)}
	clock := func() time.Time { return s.now }
	s.store = memory.New(clock)
	s.library, s.office, s.fill = &faq.Library{}, sampleOffice(t), map[string]string{}
	s.library.Replace(sampleIndex(t))
	s.bot = bot.New(bot.Config{
		Inbox: watched{s.store, s}, Outbox: s.store, Library: s.library, Office: s.office, Now: clock,
		Staff: chat.Address{Channel: chat.Slack, ID: "C0000000001"}, Channels: channels(false, false), Page: "https://desk.example.jp",
	})
	return s
}

// channels are those of an office with LINE, the web chat and Slack, with what the real ones can do.
func channels(mail, linkPage bool) map[string]chat.Capabilities {
	all := map[string]chat.Capabilities{
		chat.LINE:  {Members: true, FreeReply: true, Unordered: true, LinkPage: linkPage},
		chat.Web:   {Members: true, Closes: true},
		chat.Slack: {Thread: true, Rooms: true},
	}
	if mail {
		all[chat.Email] = chat.Capabilities{Letters: true}
	}
	return all
}

// set gives the office other channels.
func (s *scene) set(all map[string]chat.Capabilities) {
	s.bot.Channels = all
	s.bot.LearnChannels(nil)
}

var sampleIndexOnce = sync.OnceValues(func() (faq.Index, error) {
	var cs []faq.Collection
	for _, id := range []string{"hanro", "tsunagu"} { // the order in which a member sees them
		name := id + ".txt"
		f, err := samples.Files.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		c, err := importer.Read(context.Background(), name, f, importer.Options{Programme: id, Today: "2026-11-20"})
		if err != nil {
			return nil, err
		}
		cs = append(cs, c)
	}
	return search.NewIndex(context.Background(), cs, search.Options{Limit: time.Minute})
})

func sampleIndex(t testing.TB) faq.Index {
	ix, err := sampleIndexOnce()
	if err != nil {
		t.Fatalf("index the samples: %v", err)
	}
	return ix
}

func sampleOffice(t testing.TB) *office.Office {
	data, err := samples.Files.ReadFile("office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	off, err := office.Parse(data)
	if err != nil {
		t.Fatalf("parse the sample office: %v", err)
	}
	return off
}

func (s *scene) play(script string) string {
	for line := range strings.Lines(script) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "//") || line == "" && s.out.Len() == 0:
			fmt.Fprintln(&s.out, line)
		case strings.HasPrefix(line, "@") || strings.HasPrefix(line, ">") || strings.HasPrefix(line, "!"):
			fmt.Fprintln(&s.out, line)
			s.since = len(s.moments)
			s.input(line)
			s.fillForm()
		case strings.HasPrefix(line, "?"):
			fmt.Fprintln(&s.out, line)
			s.check(strings.TrimSpace(line[1:]))
		}
	}
	return s.out.String()
}

func (s *scene) input(line string) {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "@at":
		at, err := time.Parse(time.RFC3339, rest)
		if err != nil {
			s.t.Fatalf("%s: %v", line, err)
		}
		s.now = at
	case "@later":
		d, err := time.ParseDuration(rest)
		if err != nil {
			s.t.Fatalf("%s: %v", line, err)
		}
		s.now = s.now.Add(d)
		s.deliver() // what was put off
		s.lapse()
	case "@mail":
		s.set(channels(rest == "on", false))
	case "@faq":
		s.read(rest)
	case "@closed", "@notice", "@silent", "@busy", "@undo":
		s.turnSwitch(verb[1:], rest)
	case "@closes":
		s.waitFor(rest)
	case "@grades":
		s.askGrades()
	case "@model":
		s.setModel(rest)
	case "@fill":
		field, words, _ := strings.Cut(rest, " ")
		s.fill[field] = words
	case "@publish":
		s.publish(rest)
	case "@member":
		s.another(rest)
	case "@web":
		s.member = chat.Address{Channel: chat.Web, ID: "9c2f0a5be1d34c7f"}
	case ">":
		s.hear(chat.Event{Kind: chat.Text, Text: s.withCode(rest), MessageID: fmt.Sprint("m", s.n+1)})
	case ">~":
		s.take(rest)
	case ">>":
		c, ok := s.buttons[rest]
		if !ok {
			c = chat.Choice{Label: rest, Data: rest} // a button that never was: what a stranger may send
		}
		s.hear(chat.Event{Kind: chat.Choose, Text: c.Label, Data: c.Data})
	case ">>old":
		s.hear(chat.Event{Kind: chat.Choose, Text: rest, Data: s.oldest[rest].Data})
	case ">+":
		s.accept(chat.Event{Kind: chat.Text, Text: rest, MessageID: fmt.Sprint("m", s.n+1)})
	case ">again":
		if err := s.bot.Accept(context.Background(), s.last); err != nil {
			s.t.Fatal(err)
		}
		s.turn(s.member.String())
	case ">ticket":
		s.openTicket(rest)
	case ">file":
		kind, name, _ := strings.Cut(rest, " ")
		s.hear(chat.Event{Kind: chat.Media, Files: []chat.File{{ID: fmt.Sprint("f", s.n+1), Type: kind, Name: name}}})
	case ">sticker":
		s.hear(chat.Event{Kind: chat.Media})
	case ">follow":
		s.hear(chat.Event{Kind: chat.Follow})
	case ">unfollow":
		s.hear(chat.Event{Kind: chat.Unfollow})
	case ">unsend":
		s.hear(chat.Event{Kind: chat.Unsend, MessageID: rest})
	default:
		on, ok := strings.CutPrefix(verb, "!")
		if !ok {
			s.t.Fatalf("cannot read the line %q", line)
		}
		s.actOn(on, rest)
	}
}

// openTicket goes through the inquiry form without writing it down.
func (s *scene) openTicket(question string) {
	s.muted = true
	answers := []string{"担当者と話したい", question, "送る"} // who they are is known from the ticket before
	if s.store.Newest() == "" {
		answers = []string{"担当者と話したい", "株式会社ミナト 木村", question, "つなぐ", "送る"}
	}
	for _, text := range answers {
		s.input("> " + text)
	}
	s.muted = false
}

func (s *scene) hear(e chat.Event) {
	s.accept(e)
	s.turn(s.member.String())
}

func (s *scene) accept(e chat.Event) {
	s.n++
	e.ID, e.From, e.At = fmt.Sprint("e", s.n), s.member, s.now
	s.last = e
	if err := s.bot.Accept(context.Background(), e); err != nil {
		s.t.Fatal(err)
	}
}

// turn decides all that waits and writes down what goes out.
func (s *scene) turn(lane string) {
	for {
		more, err := s.bot.Step(context.Background(), lane)
		if err != nil {
			s.t.Fatalf("turn: %v", err)
		}
		if !more {
			break
		}
	}
	s.writeCalls()
	s.deliver()
}

// deliver writes down everything in the outbox, lane by lane in order.
func (s *scene) deliver() {
	for {
		claimed, err := s.store.Claim(context.Background(), 100, nil)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(claimed) == 0 {
			return
		}
		var done []turn.Settlement
		for _, d := range claimed {
			s.sent = append(s.sent, d.To)
			for _, m := range d.Messages {
				s.write(d, m)
			}
			done = append(done, turn.Settlement{Delivery: d, State: chat.Sent})
		}
		if err := s.store.Settle(context.Background(), done); err != nil {
			s.t.Fatal(err)
		}
	}
}

// mailedCode is a code as it stands in a mail.
var mailedCode = regexp.MustCompile(`\d{6}`)

// withCode puts the code that was mailed, or another one, into the member's words.
func (s *scene) withCode(text string) string {
	if s.code == "" {
		return text
	}
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, s.code)
	wrong := string('0'+(s.code[0]-'0'+1)%10) + s.code[1:]
	return strings.NewReplacer("{code}", s.code, "{ｃｏｄｅ}", wide[:9]+"　"+wide[9:], "{wrong}", wrong).Replace(text)
}

func (s *scene) write(d chat.Delivery, m chat.Message) {
	if d.To == s.member {
		s.choices = m.Choices
	}
	for _, c := range m.Choices {
		s.buttons[c.Label] = c
		if _, ok := s.oldest[c.Label]; !ok {
			s.oldest[c.Label] = c
		}
	}
	if s.muted {
		return
	}
	mark := "< "
	if d.To.Channel == chat.Email {
		mark = "✉ " + d.To.ID + ": "
		if code := mailedCode.FindString(m.Text); code != "" {
			s.code, m.Text = code, strings.ReplaceAll(m.Text, code, "{code}")
		}
	}
	if d.To.Channel == chat.Slack {
		mark = "# "
	}
	text := m.Text
	if m.Receipt != nil && m.Receipt.Code != "" {
		text = strings.ReplaceAll(text, m.Receipt.Code, "{check}")
	}
	if mark == "< " && m.Author == chat.Staff {
		text = "（" + m.Name + "）" + text
	}
	if mark == "# " && m.Author == chat.Member {
		text = m.Name + "：" + text
	}
	for line := range strings.Lines(text) {
		fmt.Fprintln(&s.out, strings.TrimRight(mark+strings.TrimRight(line, "\n"), " "))
	}
	if m.Card != nil {
		for _, f := range m.Card.Fields {
			fmt.Fprintf(&s.out, "#   %s：%s\n", f.Label, f.Value)
		}
		if strings.Contains(m.Card.Team, "（") { // meant for one of the team
			fmt.Fprintf(&s.out, "#   → %s\n", m.Card.Team)
		}
		for _, extra := range []string{m.Card.Trace, m.Card.Notice} {
			if extra != "" {
				fmt.Fprintf(&s.out, "#   %s\n", extra)
			}
		}
		fmt.Fprintf(&s.out, "#   %v\n", m.Card.Acts)
	}
	var labels []string
	for _, c := range m.Choices {
		labels = append(labels, "［"+c.Label+"］")
	}
	if len(labels) > 0 {
		fmt.Fprintln(&s.out, "  "+strings.Join(labels, ""))
	}
}

// actOn performs a staff act: "claim 佐々木", "reply 佐々木 text", "snooze 佐々木 =VALUE". It is on the
// newest ticket where on names none, and on its present version where on names none.
func (s *scene) actOn(on, line string) {
	s.n++
	number, version, _ := strings.Cut(on, "@")
	if number == "" {
		number = s.store.Newest()
	}
	parts := strings.SplitN(line, " ", 3)
	if len(parts) < 2 {
		s.t.Fatalf("staff act %q: want ACT NAME [TEXT]", line)
	}
	e := chat.Event{
		ID: fmt.Sprint("e", s.n), Kind: chat.StaffAct, Act: chat.Act(parts[0]), At: s.now, Ticket: number,
		From: chat.Address{Channel: chat.Slack, ID: "C0000000001"}, Person: chat.Person{ID: "slack:" + parts[1], Name: parts[1]},
	}
	if version != "" {
		n, err := strconv.Atoi(version)
		if err != nil {
			s.t.Fatalf("staff act %q: version %q: %v", line, version, err)
		}
		e.Version = n
	}
	if e.Act == chat.NoteDown {
		e.MessageID = e.ID // written in the thread
	}
	if len(parts) == 3 {
		e.Text = parts[2]
		if v, ok := strings.CutPrefix(parts[2], "="); ok {
			e.Text, e.Value = "", v
		}
	}
	outcome, err := s.bot.Act(context.Background(), e)
	if err != nil {
		s.t.Fatal(err)
	}
	mark := "= "
	if !outcome.OK {
		mark = "= ✗ "
	}
	if outcome.Text != "" {
		fmt.Fprintln(&s.out, mark+outcome.Text)
	}
	s.deliver()
}
