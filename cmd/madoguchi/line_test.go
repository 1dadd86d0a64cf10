package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// TestL33Quota holds L33, R1 and R3: replies within seconds cost one push; once the month is used
// up, replies are held, staff see it, and the member's next word carries all of them by reply.
func TestL33Quota(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	member := linefake.User("quota")
	w.line.SetQuota(200, 0)
	w.matter(member, "会員証を再発行してください")
	card := w.card("Q-0001")

	before := len(w.line.Delivered(member))
	w.reply(card, "一通目です。")
	w.reply(card, "二通目です。")
	w.until("both replies", func() bool { return len(w.line.Delivered(member)) >= before+2 })
	pair := w.line.Delivered(member)[before:]
	if pair[0].Via != "push" || pair[0].Request != pair[1].Request || w.line.Used() != 1 {
		t.Errorf("two replies within seconds went as %s %s and %s %s and cost %d units; want one push of one unit",
			pair[0].Via, pair[0].Request, pair[1].Via, pair[1].Request, w.line.Used())
	}
	w.until("the state of both", func() bool { return strings.Count(w.thread(card), "送信済み") == 2 })

	w.line.SetQuota(200, 200)
	before = len(w.line.Delivered(member))
	w.reply(card, "三通目です。")
	w.until("the hold", func() bool { return strings.Contains(w.thread(card), "保留中（通数上限）") })
	w.reply(card, "四通目です。")
	w.until("the notice", func() bool { return strings.Contains(w.channelText(), "上限（200通）に達しました") })
	if page := w.desk("/desk/status"); !strings.Contains(page, "あと0通送れます") {
		t.Errorf("the desk does not show the quota:\n%s", page)
	}
	w.slack.OpenHome(slackfake.Sasaki)
	w.until("the quota on Slack's home", func() bool {
		home, _ := w.slack.Home(slackfake.Sasaki)
		return strings.Contains(slackfake.Render(home.Blocks), "LINEの今月の通数：200／200通")
	})
	time.Sleep(6 * time.Second) // the fourth is past recall and waits behind the third
	if now := w.line.Delivered(member); len(now) != before {
		t.Fatalf("%d messages came although the month is used up", len(now)-before)
	}
	w.webhook(w.line.Text(member, "その後いかがでしょうか"))
	w.until("what was held", func() bool { return len(w.line.Delivered(member)) >= before+2 })
	freed := w.line.Delivered(member)[before:]
	for i, want := range []string{"三通目です。", "四通目です。"} {
		if d := freed[i]; d.Via != "reply" || !strings.Contains(d.Text, want) {
			t.Errorf("freed by %s: %q; want %q by reply", d.Via, d.Text, want)
		}
	}
	w.until("the state of all", func() bool { return strings.Count(w.thread(card), "送信済み") == 4 })
	if n := strings.Count(w.channelText(), "上限（200通）に達しました"); n != 1 {
		t.Errorf("staff were told %d times that the month is used up", n)
	}
	if metrics := w.metrics(); !strings.Contains(metrics, `madoguchi_line_total{what="push"} 1`) {
		t.Error("the metrics do not count one push")
	}
	w.sound()
}

// TestL16Files holds L15, L16 and L17: what a member sends into a ticket is fetched from LINE, opens
// at the desk, and is gone when it is taken back; nothing else is ever fetched.
func TestL16Files(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	member := linefake.User("files")
	w.matter(member, "書類を送ります")
	card := w.card("Q-0001")

	pdf := w.line.File(member, "請求書.pdf", []byte("%PDF-1.7 内容"))
	w.line.DelayContent(pdf.Events[0].MessageID(), 1)
	w.webhook(pdf)
	w.until("the file", func() bool {
		return strings.Contains(w.thread(card), "「請求書.pdf」（1KB）を受け取りました")
	})
	gone := w.line.Image(member, []byte("PNG"))
	w.line.DropContent(gone.Events[0].MessageID(), http.StatusGone)
	w.webhook(gone)
	w.until("the loss", func() bool { return strings.Contains(w.thread(card), "画像は送信元に残っておらず") })

	calls := len(w.line.Calls("/content"))
	w.webhook(w.line.Webhook(w.line.MessageEvent(member, map[string]any{"type": "image", "contentProvider": map[string]any{
		"type": "external", "originalContentUrl": w.line.URL() + "/content/secret", "previewImageUrl": w.line.URL() + "/content/secret",
	}})))
	w.until("the picture elsewhere", func() bool { return strings.Count(w.thread(card), "画像") >= 2 })
	time.Sleep(1500 * time.Millisecond) // longer than between two looks for files
	if now := w.line.Calls("/content"); len(now) != calls {
		t.Errorf("an address from outside was fetched: %+v", now[calls:])
	}

	page := w.desk("/desk/t/Q-0001")
	once := regexp.MustCompile(`name="once" value="([^"]+)"`).FindStringSubmatch(page)
	file := url.Values{"file": {pdf.Events[0].MessageID()}}
	if once != nil {
		file.Set("once", once[1])
	}
	if got := w.deskPost("/desk/t/Q-0001/file", file); got != "%PDF-1.7 内容" {
		t.Errorf("the desk opens %q", got)
	}

	w.webhook(w.line.Unsend(member, pdf.Events[0].MessageID()))
	w.until("the tombstone", func() bool { return !strings.Contains(w.thread(card), "📎 請求書.pdf") })
	if got := w.deskPost("/desk/t/Q-0001/file", file); strings.Contains(got, "%PDF") {
		t.Error("the desk still opens a file that was taken back")
	}
	w.sound()
}

// TestL17Unsend holds L17: words that were relayed to Slack are blanked there, too.
func TestL17Unsend(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	member := linefake.User("unsend")
	w.matter(member, "会員証を再発行してください")
	card := w.card("Q-0001")
	w.reply(card, "どのカードでしょうか。")
	w.until("the reply", func() bool { return strings.Contains(last(w.line.Texts(member)), "どのカード") })
	hook := w.line.Text(member, "ひみつの合言葉はツバメです")
	w.webhook(hook)
	w.until("the relay", func() bool { return strings.Contains(w.thread(card), "ツバメ") })
	w.webhook(w.line.Unsend(member, hook.Events[0].MessageID()))
	w.until("the copy to be blanked", func() bool { return !strings.Contains(w.thread(card), "ツバメ") })
	if page := w.desk("/desk/t/Q-0001"); strings.Contains(page, "ツバメ") {
		t.Error("the desk still shows what was taken back")
	}
	w.webhook(w.line.Unsend(member, "999999")) // of a message nobody knows
	w.sound()
}

// TestL17UnsendOpening holds L17 for the words that a ticket was opened with: they go from the card, from the
// thread's first line and from the desk.
func TestL17UnsendOpening(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	member := linefake.User("opening")
	hook := w.line.Text(member, "会場の鍵を三本なくしました。弁償の額と、次の貸し出しまでに合鍵をどこで作ればよいかをうかがいたいです")
	w.webhook(hook)
	w.until("an answer", func() bool { return len(w.line.Delivered(member)) >= 1 })
	for _, text := range []string{"人", "株式会社みなと 木村", "つなぐ", "送る"} {
		before := len(w.line.Delivered(member))
		w.webhook(w.line.Text(member, text))
		w.until("an answer to "+text, func() bool { return len(w.line.Delivered(member)) > before })
	}
	card := w.card("Q-0001")
	w.until("the words", func() bool {
		return strings.Contains(w.thread(card), "鍵を三本") && strings.Contains(w.channelText(), "鍵を三本")
	})
	at := time.Now()
	w.webhook(w.line.Unsend(member, hook.Events[0].MessageID()))
	w.until("the copies to be blanked", func() bool {
		return !strings.Contains(w.thread(card), "鍵を三本") && !strings.Contains(w.channelText(), "鍵を三本")
	})
	if took := time.Since(at); took > time.Minute { // less than a second where the machine does nothing else
		t.Errorf("it took %s until the words were gone from Slack", took)
	}
	if page := w.desk("/desk/t/Q-0001"); strings.Contains(page, "鍵を三本") {
		t.Error("the desk still shows what was taken back")
	}
	w.sound()
}

// TestL21Groups holds L21: in a group only what mentions the account is answered, and nothing is
// shown of a member's own ticket. L11: in standby nothing is sent. L10: an old question that comes
// again is answered no more, one that a ticket depends on is.
func TestL21Groups(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	member, group := linefake.User("speaker"), linefake.Group("meeting")
	mention := func(text string, self bool, kind string) linefake.Event {
		return w.line.In(w.line.MessageEvent(member, map[string]any{"type": "text", "text": "@窓口 " + text, "mention": map[string]any{
			"mentionees": []any{map[string]any{"index": 0, "length": 3, "type": kind, "isSelf": self}},
		}}), group)
	}
	w.matter(member, "会員証を再発行してください") // in the talk with the account alone
	w.webhook(w.line.Webhook(w.line.In(w.line.TextEvent(member, "領収書は紙でもらえますか"), group)))
	w.webhook(w.line.Webhook(mention("領収書は紙でもらえますか", false, "all")))
	w.webhook(w.line.Webhook(mention("経理で使うので領収書を紙で送ってもらえますか", true, "user")))
	w.until("the answer to the group", func() bool { return len(w.line.Texts(group)) >= 1 })
	w.webhook(w.line.Webhook(mention("受付状況", true, "user")))
	w.until("the second answer to the group", func() bool { return len(w.line.Texts(group)) >= 2 })
	said := w.line.Texts(group)
	if !strings.Contains(said[0], "紙の領収書はお出ししていません") || strings.Contains(said[1], "Q-0001") || len(said) != 2 {
		t.Errorf("the group reads:\n%s", strings.Join(said, "\n---\n"))
	}
	if shown := w.line.Loading(); slices.Contains(shown, group) {
		t.Error("the loading animation was asked for a group")
	}

	other := linefake.User("other")
	standby := w.line.TextEvent(other, "経理で使うので領収書を紙で送ってもらえますか")
	standby["mode"] = "standby"
	delete(standby, "replyToken")
	w.webhook(w.line.Webhook(standby))
	again := func(user, text string) *linefake.Webhook {
		e := w.line.TextEvent(user, text)
		e["timestamp"] = time.Now().Add(-25 * time.Minute).UnixMilli()
		e["deliveryContext"] = map[string]any{"isRedelivery": true}
		return w.line.Webhook(e)
	}
	w.webhook(again(other, "プラス会員でできることを教えてください。"))
	before := len(w.line.Texts(member))
	w.webhook(again(member, "プラス会員でできることを教えてください。"))
	w.until("the answer beside a ticket", func() bool { return len(w.line.Texts(member)) > before })
	w.until("the log of what waits", func() bool { return strings.Contains(w.log(), "its answer waits") })
	if said := w.line.Texts(other); len(said) != 0 {
		t.Errorf("in standby, or half an hour late, this was sent: %q", said)
	}
	w.sound()
}

// TestL12Accounts holds L12: webhooks are told apart by their destination, each signed with its own
// account's secret; the same person on two accounts is two contacts.
func TestL12Accounts(t *testing.T) {
	t.Parallel()
	const secret = "ffffffffffffffffffffffffffffffff"
	second, unknown := linefake.User("second account"), linefake.User("unknown account")
	first := linefake.DefaultDestination
	w := openTown(t, postgrestest.URL(t),
		"LINE_CHANNEL_SECRET="+first+"="+linefake.DefaultSecret+";"+second+"="+secret,
		"LINE_CHANNEL_TOKEN="+first+"="+linefake.DefaultToken+";"+second+"="+linefake.DefaultToken)
	member := linefake.User("both")
	to := func(destination, secret, text string) *linefake.Webhook {
		body, err := json.Marshal(map[string]any{"destination": destination, "events": []linefake.Event{w.line.TextEvent(member, text)}})
		if err != nil {
			t.Fatal(err)
		}
		return &linefake.Webhook{Body: body, Signature: line.Sign(secret, body)}
	}
	w.matter(member, "会員証を再発行してください")
	before := len(w.line.Texts(member))
	w.webhook(to(second, secret, "受付状況"))
	w.until("the second account's answer", func() bool { return len(w.line.Texts(member)) == before+1 })
	if said := last(w.line.Texts(member)); strings.Contains(said, "Q-0001") {
		t.Errorf("the second account shows what was told to the first:\n%s", said)
	}
	w.webhook(to(unknown, secret, "だれですか")) // signed, but for nobody we know: answered and left
	forged := to(second, linefake.DefaultSecret, "なりすまし")
	if status, err := forged.Post(t.Context(), http.DefaultClient, w.base+"/webhook/line"); err != nil || status != http.StatusOK {
		t.Errorf("a webhook of the first account for the second is answered %d, %v", status, err)
	}
	w.tell(member, "受付状況", 1)
	if said := w.line.Texts(member); len(said) != before+2 || !strings.Contains(last(said), "Q-0001") {
		t.Errorf("after webhooks for others the member reads:\n%s", strings.Join(said[before:], "\n---\n"))
	}
	w.sound()
}

// sound fails the test where LINE or Slack would have refused a call.
func (w *town) sound() {
	w.t.Helper()
	if faults := w.line.Faults(); len(faults) > 0 {
		w.t.Errorf("LINE would have refused: %v", faults)
	}
}

// channelText is all that stands in the office's channel.
func (w *town) channelText() string {
	var b strings.Builder
	for _, m := range w.slack.Roots(slackfake.Office) {
		b.WriteString(m.Text() + "\n")
	}
	return b.String()
}

func (w *town) get(client *http.Client, path string) string {
	w.t.Helper()
	res, err := client.Get(w.base + path)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.read(res)
}

func (w *town) read(res *http.Response) string {
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(body)
}

// staff is a browser signed in at the desk; the town's one login link makes one of them.
func (w *town) staff() *http.Client {
	w.t.Helper()
	if w.browser != nil {
		return w.browser
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.browser = &http.Client{Jar: jar, Timeout: patience}
	link, err := url.Parse(w.login)
	if err != nil {
		w.t.Fatal(err)
	}
	w.deskPost("/desk/login", url.Values{"t": {link.Query().Get("t")}, "name": {"佐々木"}})
	return w.browser
}

// desk is a page of the staff's desk.
func (w *town) desk(path string) string { w.t.Helper(); return w.get(w.staff(), path) }

// deskPost posts a form of the desk.
func (w *town) deskPost(path string, values url.Values) string {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), "POST", w.base+path, strings.NewReader(values.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", w.base)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := w.staff().Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.read(res)
}

// TestL31Budget holds L31: that a ticket was closed is pushed to nobody. It goes with the answer to what the
// member says next, free of charge.
func TestL31Budget(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	member := linefake.User("budget")
	w.matter(member, "会員証を再発行してください")
	card := w.card("Q-0001")
	w.reply(card, "お送りしました。")
	w.until("the reply", func() bool { return strings.Contains(last(w.line.Texts(member)), "お送りしました") })
	pushes := len(w.line.Calls("push"))
	w.deskAct("Q-0001", "resolve", url.Values{})
	w.until("the closing", func() bool { return strings.Contains(w.channelText(), "解決") })
	time.Sleep(time.Second)
	if n := len(w.line.Calls("push")); n != pushes {
		t.Errorf("the closing was pushed: %d calls, were %d", n, pushes)
	}
	before := len(w.line.Delivered(member))
	w.webhook(w.line.Text(member, "会議室は借りられますか"))
	w.until("the answer", func() bool { return len(w.line.Delivered(member)) >= before+2 })
	if d := w.line.Delivered(member)[before]; d.Via != "reply" || !strings.Contains(d.Text, "Q-0001") {
		t.Errorf("the closing went by %s: %q", d.Via, d.Text)
	}
	w.sound()
}
