package bot_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/reading"
)

// TestAnyOrder plays members, staff, redelivery and the clock in any order and holds every turn to
// what must never happen.
func TestAnyOrder(t *testing.T) {
	off, ix := sampleOffice(t), sampleIndex(t)
	for range 4 { // rapid's hundred runs take about a second
		rapid.Check(t, func(rt *rapid.T) { anyOrder(rt, off, ix) })
	}
}

func anyOrder(rt *rapid.T, off *office.Office, ix faq.Index) {
	w := newWatch(rt)
	library := &faq.Library{}
	library.Replace(ix)
	w.bot = bot.New(bot.Config{
		Inbox: w, Outbox: w.Memory, Library: library, Office: off, Now: w.clock,
		Staff: chat.Address{Channel: chat.Slack, ID: "C0000000001"}, Channels: channels(rapid.Bool().Draw(rt, "mail"), false),
	})
	seed := rapid.SliceOfN(rapid.Uint64(), 4, 4).Draw(rt, "seeds")
	w.dice = rand.New(rand.NewPCG(seed[0]^seed[1]<<17, seed[2]^seed[3]<<17))
	for range rapid.IntRange(20, 60).Draw(rt, "steps") {
		w.step()
	}
}

// A watch is an inbox that looks at every turn after it was decided.
type watch struct {
	*memory.Memory
	t       tester
	dice    *rand.Rand
	history []string
	bot     *bot.Bot
	now     time.Time
	n       int
	sent    []chat.Event
	buttons []chat.Choice
	tickets []string
	decided map[string]bool
	state   map[string]turn.State // after its last turn, by contact
}

// A tester is a test, a run of rapid or of the fuzzer.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func newWatch(t tester) *watch {
	w := &watch{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST), decided: map[string]bool{}, state: map[string]turn.State{}}
	w.Memory = memory.New(w.clock)
	return w
}

func (w *watch) clock() time.Time { return w.now }

// Turn implements turn.Inbox.
func (w *watch) Turn(ctx context.Context, lane string, decide func(context.Context, *turn.Turn) error) (bool, error) {
	return w.Memory.Turn(ctx, lane, func(ctx context.Context, tn *turn.Turn) error {
		before := tn.Conversation.State
		before.Offer = append([]chat.Choice{}, before.Offer...)
		paused := before.Form != nil && before.Form.Paused
		if err := decide(ctx, tn); err != nil {
			return err
		}
		w.inspect(tn, before, paused)
		return nil
	})
}

// The personal data that members give in forms. It is on no card and in nothing the bot itself says to staff.
var personal = []string{"info@yamada.example", "03-1111-2222", "丸の内1-1-1", "梅田2-2-2", "03-1111-3333"}

// secret marks every internal note.
const secret = "内緒の話"

func (w *watch) inspect(tn *turn.Turn, before turn.State, paused bool) {
	e := tn.Event
	if w.decided[e.From.Channel+e.ID] {
		w.fail("event %s is decided twice", e.ID)
	}
	w.decided[e.From.Channel+e.ID] = true
	w.state[tn.Conversation.Address.ID] = tn.Conversation.State
	for _, tk := range tn.Opened {
		w.tickets = append(w.tickets, tk.Number)
	}
	for _, tk := range tn.Changed {
		if e.Kind != chat.StaffAct && tk.Conversation != tn.Conversation.ID {
			w.fail("%s changes %s, which is another member's", e.From, tk.Number)
		}
	}
	copies, said := 0, 0
	for _, o := range tn.Out {
		w.inspectOut(o)
		for _, m := range o.Messages {
			if o.Staff && m.Author == chat.Member && m.MessageID == e.MessageID && e.MessageID != "" {
				copies++
			}
			if !o.Staff {
				said++
				w.buttons = append(w.buttons, m.Choices...)
			}
		}
	}
	if e.Kind == chat.Text {
		w.inspectHeard(tn, before, paused, copies, said)
	}
}

// inspectHeard checks that a member's words come to somebody: to the person who has the
// conversation, once, or to the bot, which then says something.
func (w *watch) inspectHeard(tn *turn.Turn, before turn.State, paused bool, copies, said int) {
	person := before.Person != "" && (before.Form == nil || paused) && stillOpen(tn, before.Person)
	closing := strings.Contains(fmt.Sprint(before.Offer), "v1:resolve:")
	switch {
	case copies > 1:
		w.fail("%q reaches the staff %d times", tn.Event.Text, copies)
	case person && copies == 0 && !closing:
		w.fail("%q does not reach the person who has the conversation", tn.Event.Text)
	case !person && said == 0:
		w.fail("%q is met with silence", tn.Event.Text)
	}
}

// stillOpen says whether the ticket was open before the turn, as far as the turn can tell.
func stillOpen(tn *turn.Turn, number string) bool {
	for i := range tn.Tickets {
		tk := &tn.Tickets[i]
		if tk.Number == number {
			for _, entry := range tn.Log {
				if entry.Ticket == number && entry.What == "moved" {
					return entry.From != "resolved" && entry.From != "cancelled"
				}
			}
			return tk.Status.Open()
		}
	}
	return false
}

func (w *watch) inspectOut(o turn.Outgoing) {
	if len(o.Messages) == 0 || len(o.Messages) > 5 {
		w.fail("a delivery of %d messages", len(o.Messages))
	}
	for _, m := range o.Messages {
		if strings.TrimSpace(m.Text) == "" && m.Unsent == "" {
			w.fail("a message without words: %+v", m)
		}
		if !o.Staff && strings.Contains(m.Text, secret) {
			w.fail("an internal note goes to the member: %q", m.Text)
		}
		for _, c := range m.Choices {
			if c.Label == "" || c.Data == "" && c.URL == "" || len(c.Data) > 300 || !utf8.ValidString(c.Data) {
				w.fail("a button that cannot be sent: %+v", c)
			}
		}
		if o.Staff && m.Author != chat.Member && m.Author != chat.Staff {
			shown := m.Text
			if m.Card != nil {
				shown += fmt.Sprintf("%+v", *m.Card)
			}
			for _, p := range personal {
				if strings.Contains(shown, p) {
					w.fail("%s stands in a staff channel: %s", p, shown)
				}
			}
		}
	}
}

var vocabulary = []string{
	"こんにちは", "はい", "いいえ", "お願いします", "結構です", "ありがとうございます", "解決しました", "解決しない", "戻る", "とばす", "直す", "2番を直したい", "会社名を直す",
	"送る", "状況", "もう一度", "人", "担当者と話したい", "納得いきません", "👍", "🙏", "？？", "…", "1", "3", "番号", "追記したい", "取り消したい", "Q-0001の件ですが急いでいます", "Q-0002",
	"お問い合わせ", "登録内容の変更", "事前相談", "ハルカモール", "つなぐ", "つなぐのほうです", "ハルカモールのほう", "会社情報を直したい", "登録内容を変更したい",
	"会費の支払い方法には何がありますか？", "商談の席に、通訳を連れて行かなければなりませんか？", "税込だと？", "プラス会員でできることを教えてください", "落ちた理由を教えて",
	"駐車場は何台分ありますか", "ベトナムで化粧品を売りたい", "県や市の助成金も受け取れますか", "会費と通訳について教えてください。あと領収書はもらえますか？",
	"株式会社ミナト 木村", "木村", "info@yamada.example", "03-1111-2222 → 03-1111-3333", "電話番号と住所", "東京都千代田区丸の内1-1-1", "大阪府大阪市北区梅田2-2-2",
	"11月30日", "すぐ", "不明", "なし", "台湾", "食品 お茶", "有料", "規制・認証", "今月中", "オンライン 11/25午後", "常温", "2kg", "バイヤー", "国や海外企業のこと", "サンプルの輸送",
	"カードは4111 1111 1111 1111です", "連絡先は info@yamada.example、03-1111-2222、東京都千代田区丸の内1-1-1 です", "会費の請求書について教えてほしいです",
	"海外企業のことで事前に相談を申し込みたい", "問い合わせしたいです", "登録内容の変更の手続きをしたいです", "会費のことで担当の方とお話ししたいのですが", "HSコードがないと製品ページは公開できませんか",
}

var madeUp = []string{
	"", "v1", "v1:", "v1:send:", "v1:edit:99", "v1:edit:-1", "v1:quit:", "v1:quit:person", "v1:form:company:x", "v1:keep:company:", "v1:answer:hanro/1", "v1:answer:", "v1:programme:-",
	"v1:programme:nowhere", "v1:start:change:tsunagu", "v1:start:::", "v1:reopen:Q-0001", "v1:cancel:Q-0001", "v1:add:Q-0001", "v1:resolve:Q-0001", "v1:closed-ok:-", "v1:status:",
	"v1:stuck:tsunagu/6", "v1:opinion:hanro/8", "v1:instead:tsunagu", "v1:person:hanro/1", "v1:unsolved:none", "v2:send:", "でたらめ",
}

var members = []chat.Address{member, {Channel: chat.LINE, ID: "Uffffffffffffffffffffffffffffffff"}, {Channel: chat.Web, ID: "9c2f0a5be1d34c7f"}}

// index draws one of n evenly. Rapid's own draws prefer small numbers, which here would be the same
// few steps in every run; so it draws the seeds, and how many steps there are.
func (w *watch) index(n int) int { return w.dice.IntN(n) }

func pick[T any](w *watch, from []T) T { return from[w.index(len(from))] }

func (w *watch) fail(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf(format+"\nafter:\n%s", append(args, strings.Join(w.history, "\n"))...)
}

// anything is a text of any runes.
func (w *watch) anything() string {
	rs := make([]rune, w.index(60))
	for i := range rs {
		rs[i] = pick(w, []rune{rune(w.index(0x250)), rune(0x3000 + w.index(0x100)), rune(0x4e00 + w.index(0x5000)), rune(0x1f300 + w.index(0x300)), ' ', ':', '\u200b'})
	}
	return string(rs)
}

// step does one thing that may happen.
func (w *watch) step() {
	from := members[max(0, w.index(9)-6)]
	switch w.index(28) {
	case 0:
		w.now = w.now.Add(pick(w, []time.Duration{time.Minute, 20 * time.Minute, 3 * time.Hour, 26 * time.Hour, 400 * time.Hour, 3000 * time.Hour}))
	case 1:
		if len(w.sent) > 0 {
			w.bring(pick(w, w.sent))
		}
	case 2:
		w.hear(from, chat.Event{Kind: chat.Choose, Data: pick(w, madeUp), Text: "ボタン"})
	case 3, 4, 5:
		if len(w.buttons) > 0 {
			c := pick(w, w.buttons)
			w.hear(from, chat.Event{Kind: chat.Choose, Data: c.Data, Text: c.Label})
		}
	case 6:
		w.hear(from, pick(w, []chat.Event{
			{Kind: chat.Follow}, {Kind: chat.Unfollow}, {Kind: chat.Open}, {Kind: chat.Media},
			{Kind: chat.Media, Files: []chat.File{{ID: "f1", Type: "image", Name: "a.jpg"}}}, {Kind: chat.Unsend, MessageID: fmt.Sprint("m", w.n-1)},
		}))
	case 7:
		w.quit(from)
	case 8:
		w.human(from)
	case 9, 10, 11:
		w.act()
	case 12:
		w.say(from, w.anything())
	case 13, 14:
		w.openOne(from)
	case 15, 16:
		if len(w.tickets) > 0 {
			w.actBy(chat.Event{Act: chat.Reply, Ticket: pick(w, w.tickets), Text: "確認します。", Person: sasaki})
		}
	case 17:
		if len(w.tickets) > 0 {
			w.talkDirectly(pick(w, w.tickets))
		}
	default:
		w.say(from, pick(w, vocabulary))
	}
}

func (w *watch) say(from chat.Address, text string) {
	w.hear(from, chat.Event{Kind: chat.Text, Text: strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), ""), MessageID: fmt.Sprint("m", w.n)})
}

func (w *watch) hear(from chat.Address, e chat.Event) {
	w.n++
	e.ID, e.From, e.At = fmt.Sprint("e", w.n), from, w.now
	w.sent = append(w.sent, e)
	w.history = append(w.history, fmt.Sprintf("%s %s %q %q", from.ID[:2], e.Kind, e.Text, e.Data))
	w.bring(e)
}

func (w *watch) bring(e chat.Event) {
	if err := w.bot.Accept(context.Background(), e); err != nil {
		w.t.Fatal(err)
	}
	for {
		more, err := w.bot.Step(context.Background(), e.From.String())
		if err != nil {
			w.fail("%s %q %q: %v", e.Kind, e.Text, e.Data, err)
		}
		if !more {
			return
		}
	}
}

// quit checks that no form is without a way out. A ticket being added to is left first.
func (w *watch) quit(from chat.Address) {
	if w.state[from.ID].Form == nil {
		return
	}
	w.say(from, "やめる")
	if s := w.state[from.ID]; s.Form != nil {
		w.say(from, "やめる")
	}
	if s := w.state[from.ID]; s.Form != nil {
		w.fail("「やめる」 does not end the form %s", s.Form.Filling.FormID)
	}
}

// human checks that the word for a person always leads on to one.
func (w *watch) human(from chat.Address) {
	before := w.state[from.ID]
	w.say(from, "人と話したい")
	if s := w.state[from.ID]; s.Person == "" && (s.Form == nil || s.Form.Filling.FormID != "inquiry") {
		w.fail("「人と話したい」 leads nowhere: before %+v, after %+v", before, s)
	}
}

// openOne goes the straight way to a ticket, so that enough happens on tickets.
func (w *watch) openOne(from chat.Address) {
	for _, text := range []string{"やめる", "お問い合わせ", "株式会社ミナト 木村", "連絡は info@yamada.example か 03-1111-2222 へ", "とばす", "とばす", "送る"} {
		w.say(from, text)
	}
}

var sasaki = chat.Person{ID: "slack:U1", Name: "佐々木"}

// talkDirectly has the assignee talk with the member in the thread, with an aside that is not for them.
func (w *watch) talkDirectly(number string) {
	for _, e := range []chat.Event{{Act: chat.Claim}, {Act: chat.Live, Value: "on"}, {Act: chat.NoteDown, Text: "いまご案内します"}, {Act: chat.NoteDown, Text: "// " + secret}} {
		e.Ticket, e.Person = number, sasaki
		w.actBy(e)
	}
}

var acts = []chat.Act{chat.Claim, chat.Assign, chat.Reply, chat.Reply, chat.Reply, chat.NoteDown, chat.NoteDown, chat.Done, chat.Resolve, chat.Reopen,
	chat.Snooze, chat.Route, chat.Cancel, chat.Spam, chat.Merge, chat.Live, chat.Retract, chat.Look, chat.Resend, chat.Recall, "nonsense"}

func (w *watch) act() {
	e := chat.Event{
		Act: pick(w, acts), Ticket: "Q-9999",
		Person:  pick(w, []chat.Person{sasaki, {ID: "slack:U2", Name: "高橋"}}),
		Version: pick(w, []int{0, 0, 0, 1, 7}),
		Value:   pick(w, []string{"", "", "on", "off", "Q-0001", "Q-0002", "コーディネーター", "slack:U2 高橋", "2099-01-01T10:00:00+09:00", "昨日"}),
		Text:    pick(w, []string{"", "確認します。", "お待たせしました。"}),
	}
	if len(w.tickets) > 0 {
		e.Ticket = pick(w, w.tickets)
	}
	if e.Act == chat.NoteDown {
		e.Text = "// " + secret
	}
	w.actBy(e)
}

func (w *watch) actBy(e chat.Event) {
	w.n++
	e.ID, e.Kind, e.At, e.From = fmt.Sprint("s", w.n), chat.StaffAct, w.now, chat.Address{Channel: chat.Slack, ID: "C0000000001"}
	e.MessageID = e.ID
	w.history = append(w.history, fmt.Sprintf("%s on %s by %s: %s %s", e.Act, e.Ticket, e.Person.Name, e.Value, e.Text))
	for range 2 { // the platform may deliver it twice
		outcome, err := w.bot.Act(context.Background(), e)
		if err != nil {
			w.fail("%s: %v", e.Act, err)
		}
		if !outcome.OK && outcome.Text == "" {
			w.fail("%s is refused without a word", e.Act)
		}
	}
}
