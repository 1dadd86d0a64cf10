package console

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// taken are what was written down for callers, in order.
func (o *office) taken(t *testing.T) (out []ticket.Taken, from []chat.Address) {
	for _, e := range o.acts() {
		if e.Act != chat.Take {
			continue
		}
		var in ticket.Taken
		if err := json.Unmarshal([]byte(e.Value), &in); err != nil {
			t.Fatal(err)
		}
		out, from = append(out, in), append(from, e.From)
	}
	return out, from
}

// aCall is the page filled in.
func aCall(more ...string) url.Values {
	v := url.Values{"form": {"inquiry"}, "via": {"phone"}, "q.company": {"株式会社ミナト"}, "q.person": {"木村一郎"}, "q.question": {"領収書は発行してもらえますか"}}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

// TestTakeSaves: what was written down goes to the bot once, with all that the page says, and the page says what is
// missing before it does.
func TestTakeSaves(t *testing.T) {
	d := newDesk(t)
	b := d.signIn("佐々木")
	r := b.post("/desk/new", aCall("do", "save", "q.person", "", "q.email", "kimura"))
	if r.status != http.StatusUnprocessableEntity {
		t.Fatalf("with a question open: status %d", r.status)
	}
	wantIn(t, r.body, "入力が足りないか", `name="loose"`, `value="株式会社ミナト"`, `class="fault"`)
	once := strings.Repeat("a", tokenLength)
	full := aCall("do", "save", "via", "counter", "urgent", "on", "mine", "on", "call_back", "03-1111-2222", "call_when", "16時", "note", "お急ぎ", "once", once)
	for range 2 {
		if r := b.post("/desk/new", full); r.status != http.StatusSeeOther {
			t.Fatalf("saved: status %d\n%s", r.status, r.body)
		}
	}
	in, from := d.taken(t)
	if len(in) != 1 || from[0].Channel != chat.Counter || from[0].ID == "" {
		t.Fatalf("taken %+v from %v", in, from)
	}
	if got := in[0]; got.Form != "inquiry" || got.Answers["person"] != "木村一郎" || !got.Urgent || !got.Mine || got.Receipt || got.Told != nil || got.CallBack+got.CallWhen+got.Note != "03-1111-222216時お急ぎ" {
		t.Errorf("taken %+v", got)
	}
	if r := b.post("/desk/new", aCall("do", "save")); r.header.Get("Location") == "/desk" || !strings.HasPrefix(r.header.Get("Location"), "/desk/t/Q-") {
		t.Errorf("and on to %s", r.header.Get("Location"))
	}
	if r := b.post("/desk/new", aCall("do", "answered")); r.status != http.StatusUnprocessableEntity {
		t.Errorf("answered with nothing: status %d", r.status)
	}
	b.post("/desk/new", aCall("do", "answered", "told", "port/2"))
	if in, _ := d.taken(t); in[len(in)-1].Told == nil || *in[len(in)-1].Told != (ticket.Told{Ref: "port/2", Resolve: true}) {
		t.Errorf("answered there and then: %+v", in[len(in)-1])
	}
}

// TestTakeLooksUp: the caller is found by what anything of theirs says, and known from then on by one of their
// tickets; their data is opened with a line in its log. The FAQ says what it would answer, with the words.
func TestTakeLooksUp(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) {
		tk.Title = "株式会社ミナト｜領収書"
		tk.Fields = ticket.Values{"company": {"株式会社ミナト"}, "person": {"木村一郎"}, "email": {"kimura@minato.example"}}
		tk.Contact = chat.Address{Channel: chat.LINE, ID: "U1"}
	})
	b := d.signIn("佐々木")
	found := b.post("/desk/new", aCall("do", "look", "caller", "木村", "note", "話の途中"))
	wantIn(t, found.body, `name="fill" value="Q-1204"`, "株式会社ミナト", "LINE", "話の途中", "領収書の発行は行っておりません。", `name="told" value="port/2"`)
	if callers := found.body[strings.Index(found.body, `id="callers"`):strings.Index(found.body, `id="form-h"`)]; strings.Contains(callers, "木村") {
		t.Errorf("personal data in the list of callers:\n%s", callers)
	}
	wantIn(t, b.post("/desk/new", aCall("do", "look", "caller", "だれでもない")).body, "見つかりませんでした")
	looks := func() int {
		return len(slices.DeleteFunc(d.acts(), func(e chat.Event) bool { return e.Act != chat.Look || e.Ticket != "Q-1204" }))
	}
	if looks() != 0 {
		t.Error("looked at before anybody asked")
	}
	r := b.post("/desk/new", url.Values{"form": {"inquiry"}, "via": {"phone"}, "fill": {"Q-1204"}, "q.company": {"みなと"}})
	wantIn(t, r.body, `value="みなと"`, `value="木村一郎"`, `value="kimura@minato.example"`, `name="like" value="Q-1204"`)
	if looks() != 1 {
		t.Errorf("%d looks in the log", looks())
	}
	b.post("/desk/new", aCall("do", "save", "like", "Q-1204", "receipt", "on"))
	if in, _ := d.taken(t); len(in) != 1 || in[0].Like != "Q-1204" || in[0].Tell != (chat.Address{Channel: chat.LINE, ID: "U1"}) || !in[0].Receipt {
		t.Errorf("taken %+v", in)
	}
	d.employ("トラン", staff.Coordinator, "ベトナム担当")
	other := d.signIn("トラン")
	if r := other.post("/desk/new", aCall("fill", "Q-1204")); r.status != http.StatusNotFound {
		t.Errorf("filled in with a ticket of others: status %d", r.status)
	}
	if body := other.post("/desk/new", aCall("do", "look", "caller", "木村", "like", "Q-1204")).body; strings.Contains(body, `value="Q-1204"`) {
		t.Error("a ticket of others is offered")
	}
}

// A refuser takes no look at anything.
type refuser struct{ chat.Sink }

func (refuser) Act(context.Context, chat.Event) (chat.Outcome, error) {
	return chat.Outcome{Text: "いまはできません。"}, nil
}

// TestTakeRefusedLook: where the look is refused, the form is kept, and no personal data is put into it.
func TestTakeRefusedLook(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	d.svc.sink = refuser{d.office}
	r := b.post("/desk/new", aCall("fill", "Q-1204", "note", "話の途中", "q.company", "", "q.person", ""))
	wantIn(t, r.body, "話の途中", `value="株式会社ミナト"`, `name="like" value="Q-1204"`)
	if strings.Contains(r.body, "木村太郎") || strings.Contains(r.body, "kimura@minato.example") {
		t.Error("personal data is opened without a line in the log")
	}
}

// TestVoiceActs: what was said on the telephone is noted on the ticket's page.
func TestVoiceActs(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) {
		tk.Contact = chat.Address{Channel: chat.Phone, ID: "x"}
		tk.Fields[ticket.CallBackField] = []string{"090-1111-2222"}
		tk.Trace.Hits = []ticket.TracedHit{{Ref: "port/2", Question: "領収書は発行してもらえますか"}}
	})
	b := d.signIn("佐々木")
	body := b.page("/desk/t/Q-1204")
	wantIn(t, body, "折返し先", "お伝えしたFAQの項目", `<option value="port/2">`, "返信は送れません", "海外の担当に情報を渡すことに同意")
	if strings.Contains(body, `id="reply-text"`) || strings.Contains(body, "090-1111-2222") {
		t.Error("a reply is offered, or the number is shown")
	}
	b.post("/desk/t/Q-1204/act/told", url.Values{"ref": {"port/2"}, "text": {"紙では出ない"}, "resolve": {"on"}})
	b.post("/desk/t/Q-1204/act/call", url.Values{"result": {"message"}, "text": {"戻られたら電話を"}, "consent": {"on"}})
	acts := d.acts()
	if n := len(acts); n != 2 || acts[0].Value != `{"ref":"port/2","resolve":true}` || acts[0].Text != "紙では出ない" || acts[1].Value != `{"result":"message","consent":true}` {
		t.Fatalf("acts %+v", acts)
	}
	if strings.Contains(body, "会員への約束") {
		t.Error("a caller is said to have been promised something")
	}
	wantIn(t, body, "事務局で決めた期限：10/11（日）17:00まで")
	r := b.post("/desk/t/Q-1204/act/call", url.Values{"text": {"長い話"}})
	if r.status != http.StatusConflict {
		t.Errorf("without a result: status %d", r.status)
	}
	wantIn(t, r.body, "どれかを選んで", "長い話")
}

// TestReplyToCaller: who has called and left a mail address is written to there, and the page says so. Of what was told
// by word of mouth the log shows the words, not what the program keeps the entry by.
func TestReplyToCaller(t *testing.T) {
	d := newDesk(t, func(c *Config) {
		c.Mail = func(context.Context, string, string, string) error { return nil }
		form := inquiry
		form.Fields = slices.Clone(form.Fields)
		form.Fields[2].Role = ticket.RoleEmail
		c.Forms = []ticket.Form{form}
	})
	d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Contact = chat.Address{Channel: chat.Phone, ID: "x"} })
	who := chat.Person{ID: "staff:1", Name: "佐々木"}
	d.log = append(d.log, ticket.Entry{Ticket: "Q-1204", At: today, Who: who, What: ticket.LogTold, To: "port/2", Text: "領収書は発行してもらえますか"},
		ticket.Entry{Ticket: "Q-1204", At: today, Who: who, What: ticket.LogLive, To: "on"}, ticket.Entry{Ticket: "Q-1204", At: today, What: ticket.LogLive, To: "idle"})
	b := d.signIn("佐々木")
	body := b.page("/desk/t/Q-1204")
	wantIn(t, body, "メールに届きます。", "口頭で回答", "領収書は発行してもらえますか", "開始", "しばらく発言がなかったため終了")
	wantNotIn(t, body, "電話に届きます", "→ port/2", "→ on", "→ idle")
	wantIn(t, b.post("/desk/t/Q-1204/preview", url.Values{"text": {"紙では出ません。"}}).body, "の会員へ、メールで送ります。", "<dd>メール</dd>")
}

// TestBrowserTake: in a browser the caller and the question are looked up while they are typed, and a choice opens
// the fields that follow from it, with nothing lost.
func TestBrowserTake(t *testing.T) {
	d := busyDesk(t)
	w := d.open(t)
	w.enter("佐々木")
	w.visit("/desk/new")
	w.do(chromedp.SetValue("#i-company", "みなと商店"), chromedp.SendKeys("#caller", "有限会社山の家"))
	w.until(`document.querySelector("#callers button[value='H-0002']")`)
	w.do(chromedp.SendKeys("#i-question", "領収書は発行してもらえますか"))
	w.until(`document.querySelector("#suggested input[value='port/2']")`)
	if got := ask[string](w, `document.getElementById('i-company').value`); got != "みなと商店" {
		t.Errorf("what was typed became %q", got)
	}
	w.do(chromedp.SetValue("#form", "change"))
	ask[bool](w, `document.getElementById('form').dispatchEvent(new Event('change', {bubbles: true}))`)
	w.until(`document.getElementById('i-items-phone')`)
	w.do(chromedp.Click("#i-items-phone"))
	w.until(`document.getElementById('i-after.phone')`)
	w.clean()
	w.do(chromedp.SetValue(`[id="i-after.phone"]`, "03-3333-4444"), chromedp.Click(`button[value=save]`))
	w.until(`document.querySelector(".fault")`)
	if got := ask[string](w, `document.getElementById('i-after.phone').value`); got != "03-3333-4444" {
		t.Errorf("what was typed became %q", got)
	}
	w.clean()
}
