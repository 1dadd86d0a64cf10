package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"madoguchi/audit"
	"madoguchi/bot/knowledge"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres"
	"madoguchi/reading"
	"madoguchi/records"
	"madoguchi/samples"
	"madoguchi/staff"
	"madoguchi/webhook"
)

// A keepsake is what people outside keep of an office while its program is replaced: the buttons on
// their screens, the tokens in their browsers, the addresses they were sent, the cards in Slack. A
// dump is stored beside its keepsake, since all of it comes back and must be understood.
type keepsake struct {
	At      time.Time                    // when the dump was made
	Schema  int                          // the schema's version
	Buttons map[string]map[string]string // by member, by label: postback data
	Tokens  map[string]string            // of visitors' sessions
	Tickets map[string]string            // by whose it is: the number
	Code    string                       // to go on with on LINE, not used yet
	Shared  string                       // the path of a file that staff sent
	Desk    string                       // the cookie of a colleague's session at the desk
	Slack   []slackfake.Message          // what stands in the office's channel
}

// buttons are the postback buttons that a member was ever shown; of each label the latest.
func (w *town) buttons(user string) map[string]string {
	w.t.Helper()
	found := map[string]string{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, one := range v {
				walk(one)
			}
		case map[string]any:
			data, _ := v["data"].(string)
			label, _ := v["label"].(string)
			if v["type"] == "postback" && data != "" {
				found[label] = data
			}
			for _, one := range v {
				walk(one)
			}
		}
	}
	for _, d := range w.line.Delivered(user) {
		var object any
		if err := json.Unmarshal(d.Object, &object); err != nil {
			w.t.Fatalf("read a message to %s: %v", user, err)
		}
		walk(object)
	}
	return found
}

// press sends the postback of a button and waits for an answer.
func (w *town) press(user, data string) string {
	w.t.Helper()
	before := len(w.line.Texts(user))
	w.webhook(w.line.Postback(user, data))
	w.until("the answer to the button "+data, func() bool { return len(w.line.Texts(user)) > before })
	return strings.Join(w.line.Texts(user)[before:], "\n")
}

var (
	onceField    = regexp.MustCompile(`name="once" value="([^"]+)"`)
	versionField = regexp.MustCompile(`name="version" value="(\d+)"`)

	deliveryField = regexp.MustCompile(`act/resend">.*?name="delivery" value="(\d+)"`)
)

// deskAct does at the desk what a button on a ticket's page does, and gives the page that follows.
func (w *town) deskAct(number, act string, values url.Values) string {
	w.t.Helper()
	return w.deskForm(number, "act/"+act, values)
}

// deskSend sends a reply from the desk, as its preview does.
func (w *town) deskSend(number string, values url.Values) string {
	w.t.Helper()
	return w.deskForm(number, "send", values)
}

// deskForm posts a form of a ticket's page, with the marks that the page has now.
func (w *town) deskForm(number, path string, values url.Values) string {
	w.t.Helper()
	page := w.desk("/desk/t/" + number)
	once, version := onceField.FindStringSubmatch(page), versionField.FindStringSubmatch(page)
	if once == nil || version == nil {
		w.t.Fatalf("the page of %s has no form:\n%s", number, page)
	}
	if values == nil {
		values = url.Values{}
	}
	values.Set("once", once[1])
	values.Set("version", version[1])
	return w.deskPost("/desk/t/"+number+"/"+path, values)
}

// lifeOffice is the office whose life is played: the sample one, which holds a reply back for less
// time, since that is most of what the life waits for.
func lifeOffice(t *testing.T) (file string) {
	t.Helper()
	return officeCopy(t, "recall: 5s", "recall: 2s", "until: 2027-03-26", "until: 2099-03-26")
}

// officeCopy is a copy of the sample office file, with its documents beside it, in which each old
// text is replaced with the new one behind it.
func officeCopy(t *testing.T, oldnew ...string) (file string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"hanro.txt", "tsunagu.txt", sampleOffice} {
		data, err := samples.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == sampleOffice {
			data = []byte(edited(t, string(data), oldnew...))
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, sampleOffice)
}

// edited replaces texts that must be there.
func edited(t *testing.T, text string, oldnew ...string) string {
	t.Helper()
	for i := 0; i+1 < len(oldnew); i += 2 {
		if !strings.Contains(text, oldnew[i]) {
			t.Fatalf("%q does not stand in the office file", oldnew[i])
		}
		text = strings.ReplaceAll(text, oldnew[i], oldnew[i+1])
	}
	return text
}

// A life is an office in use, as it is dumped.
type life struct {
	*town
	kept keepsake
}

// live plays some days of an office in a minute, over the real program: all that can be under way
// when a new release comes is left under way. Who adds a table, or something that waits in one,
// adds it here; [TestDump] fails on a table that is empty.
func (l *life) live(database string) {
	l.t.Helper()
	l.slack.LimitPosts(0)
	l.line.SetQuota(200, 0)
	l.questions()
	l.tickets()
	l.forms()
	l.web()
	l.office()
	l.rules()
	l.troubles()
	if _, _, err := commandOn(l.t.(*testing.T), database, "subject erase -line "+linefake.User("erased")); err != nil {
		l.t.Fatal(err)
	}
	if _, _, err := commandOn(l.t.(*testing.T), database, "backup -no-drill "+filepath.Join(l.t.(*testing.T).TempDir(), "night.dump")); err != nil {
		l.t.Fatal(err)
	}
	l.leave(database)
}

func (l *life) questions() {
	asker := linefake.User("asker")
	l.webhook(l.line.Follow(asker))
	l.until("the greeting", func() bool { return len(l.line.Texts(asker)) > 0 })
	l.tell(asker, "経理で使うので領収書を紙で送ってもらえますか", 1)
	l.keep("asker")
	l.tell(linefake.User("unsure"), unsureQuestion, 1)
	l.tell(linefake.User("erased"), "この人のことは忘れてください。会費はいくらですか", 1)
}

// keep keeps the buttons on a member's screen.
func (l *life) keep(name string) { l.kept.Buttons[name] = l.buttons(linefake.User(name)) }

// open opens an inquiry and keeps its number.
func (l *life) open(name, about string) (number string, card slackfake.Message) {
	l.t.Helper()
	user := linefake.User(name)
	l.matter(user, about)
	m := ticketNumber.FindString(strings.Join(l.line.Texts(user), "\n"))
	if m == "" {
		l.t.Fatalf("%s was told no number:\n%s", name, strings.Join(l.line.Texts(user), "\n"))
	}
	l.kept.Tickets[name] = m
	return m, l.card(m)
}

var ticketNumber = regexp.MustCompile(`[QHS]-\d{4}`)

func (l *life) tickets() {
	number, card := l.open("resolved", "会員証を再発行してください")
	l.reply(card, "お送りしました。")
	l.newest(card, "送信済み")
	l.deskAct(number, "resolve", nil)

	_, card = l.open("waiting", "会員証がまだ届いていません")
	l.reply(card, "正しいお名前を教えてください。")
	l.newest(card, "送信済み")
	l.keep("waiting")

	number, _ = l.open("on hold", "請求書の宛名について")
	l.deskAct(number, "snooze", url.Values{"hold": {"3"}})
	number, _ = l.open("cancelled", "まちがえて送りました")
	l.deskAct(number, "cancel", nil)

	_, card = l.open("files", "書類を送ります")
	l.webhook(l.line.File(linefake.User("files"), "請求書.pdf", []byte("%PDF-1.7 内容")))
	l.newest(card, "「請求書.pdf」")
	estimate := slackfake.File{ID: "F0ESTIMATE", Name: "見積書.pdf", Type: "application/pdf", Content: []byte("%PDF-1.7 お見積もり")}
	l.slack.SetFile(estimate)
	l.slack.Press(slackfake.Sasaki, card, "返信")
	l.slack.Submit(slackfake.Sasaki, map[string]string{"input": "お見積もりです。", "files": estimate.ID})
	l.slack.Submit(slackfake.Sasaki, nil)
	l.newest(card, "送信済み")
	address := sharedAddress.FindString(strings.Join(l.line.Texts(linefake.User("files")), "\n"))
	l.kept.Shared = "/shared/" + address[strings.LastIndex(address, "/")+1:]

	_, card = l.open("live", "電話をください")
	l.slack.Press(slackfake.Sasaki, l.card(l.kept.Tickets["live"]), "引き受ける")
	l.until("the claim", func() bool { return strings.Contains(l.card(l.kept.Tickets["live"]).Text(), "有人対応") })
	l.slack.Press(slackfake.Sasaki, l.card(l.kept.Tickets["live"]), "有人対応")
	l.slack.Submit(slackfake.Sasaki, map[string]string{"input": "on"})
	l.newest(card, "有人対応を始めました")
}

// forms leaves each kind of form half filled, and one that only waits for its last press.
func (l *life) forms() {
	for name, said := range map[string][]string{
		"half inquiry":      {"人", "株式会社ミナト", "木村"},
		"half consultation": {"事前相談", "国内での準備", "食品", "株式会社ミナト 木村"},
		"summary":           {"人", "株式会社ミナト", "木村", "会費の請求書の件", "つなぐ"},
	} {
		for _, text := range said {
			l.tell(linefake.User(name), text, 1)
		}
		l.keep(name)
	}
	change := linefake.User("half change")
	l.press(change, "v1:start:change:hanro")
	for _, text := range []string{"山田食品株式会社", "info@yamada.example"} {
		l.tell(change, text, 1)
	}
	l.keep("half change")
}

func (l *life) web() {
	v := l.visit()
	v.matter("会員証を再発行してください", ticketNumberAfter(len(l.kept.Tickets)))
	l.kept.Tickets["visitor"] = ticketNumberAfter(len(l.kept.Tickets))
	l.kept.Tokens["visitor"] = v.token
	l.kept.Tokens["linked"] = v.token
	v.say("LINEで続けたい")
	lines := v.lines("a code", func(ls []webLine) bool { return handoffCode.MatchString(text(ls)) })
	linked := linefake.User("linked")
	l.tell(linked, handoffCode.FindStringSubmatch(text(lines))[1], 1)
	l.tell(linked, "連携する", 1)

	half := l.visit()
	for _, say := range []string{"人", "株式会社ミナト", "木村"} {
		half.say(say)
	}
	half.lines("the next question", func(ls []webLine) bool { return strings.Contains(text(ls), "ご用件") })
	half.say("LINEで続けたい")
	lines = half.lines("a code", func(ls []webLine) bool { return handoffCode.MatchString(text(ls)) })
	l.kept.Code, l.kept.Tokens["half"] = handoffCode.FindStringSubmatch(text(lines))[1], half.token
	l.identify(l.visit())
}

// lifeSecret is what the members' site signs by.
const lifeSecret = "a secret of the members' site, 43 bytes long"

// identify is a visitor whom the members' site knows.
func (l *life) identify(v *visitor) {
	l.t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(lifeSecret)}, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	now := time.Now()
	token, err := jwt.Signed(signer).Claims(map[string]any{"sub": "member-0042", "iat": now.Unix(), "exp": now.Add(time.Minute).Unix()}).Serialize()
	if err != nil {
		l.t.Fatal(err)
	}
	l.post("/chat/identify", v.token, map[string]string{"token": token}, nil)
}

// ticketNumberAfter is the number of the inquiry that comes after n others.
func ticketNumberAfter(n int) string { return fmt.Sprintf("Q-%04d", n+1) }

var handoffCode = regexp.MustCompile(`コードは ([0-9A-Z]{4}-[0-9A-Z]{4}) です`)

// documents is a document that somebody has brought and not published yet.
func (l *life) documents() {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range map[string]string{"programme": "tsunagu", "text": "Q1 傘は借りられますか？\n\n受付でお貸しします。\n\nQ2 傘の色は選べますか？\n\n選べません。\n"} {
		if err := form.WriteField(name, value); err != nil {
			l.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		l.t.Fatal(err)
	}
	res, err := l.staff().Post(l.base+"/desk/faq/import", form.FormDataContentType(), &body)
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	if page, err := io.ReadAll(res.Body); err != nil || !strings.Contains(string(page), "この内容で公開する") {
		l.t.Fatalf("a document that was brought is not shown: %v\n%s", err, page)
	}
	l.deskPost(res.Request.URL.Path+"/contrast/link", nil)
}

// faqPages is what happens on the public pages: a reader is helped, and a question becomes part of another.
func (l *life) faqPages() {
	res, err := http.PostForm(l.base+"/faq/tsunagu/2/useful", url.Values{"useful": {"yes"}, "version": {"1"}})
	if err != nil {
		l.t.Fatal(err)
	}
	res.Body.Close()
	l.deskPost("/desk/faq/tsunagu/16/decide", url.Values{"decision": {"merge"}, "heir": {"tsunagu/15"}})
	l.until("the merged entry's address to lead on", func() bool {
		res, err := http.Get(l.base + "/faq/tsunagu/16")
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.Request.URL.Path == "/faq/tsunagu/15"
	})
}

// drafts is an entry's draft that somebody outside looks at, and a finding in another that somebody has ticked off.
func (l *life) drafts() {
	l.deskPost("/desk/edit/hanro/4", entryForm("0", "1", "下書きの質問ですか", "下書きの答えです。"))
	l.deskPost("/desk/contrast/hanro/4/link", nil)
	page := l.deskPost("/desk/edit/new", entryForm("0", "0", "駐輪場はありますか", "2020年4月1日から玄関の横にあります。", "programme", "hanro"))
	ref := regexp.MustCompile(`/desk/edit/(hanro/\d+)/publish`).FindStringSubmatch(page)
	if ref == nil {
		l.t.Fatalf("the desk keeps no draft:\n%s", page)
	}
	l.deskPost("/desk/edit/"+ref[1]+"/publish", url.Values{"version": {"1"}, "sure": {"1"}})
	l.until("the date that has passed to be found", func() bool {
		page = l.desk("/desk/faq/checks")
		return findingKey.MatchString(page)
	})
	l.deskPost("/desk/faq/checks", url.Values{"key": {findingKey.FindStringSubmatch(page)[1]}, "why": {"いまも同じため"}})
}

// correction is a notice on its way: it waits for what its member asks next.
func (l *life) correction() {
	l.tell(linefake.User("corrected"), l.firstQuestion(), 1)
	page := l.deskPost("/desk/correct/hanro/1", url.Values{"v": {"1"}, "since": {""}, "until": {""}, "fault": {"rule"}, "line": {"開催日が変わりました。"}})
	found := noticeAddress.FindStringSubmatch(page)
	if found == nil {
		l.t.Fatalf("the desk keeps no notice:\n%s", page)
	}
	l.deskPost("/desk/corrections/"+found[1]+"/act/send", url.Values{"version": {"1"}})
	l.until("the notice to wait", func() bool {
		return strings.Contains(l.desk("/desk/corrections/"+found[1]), "次の返信を待っている</td>")
	})
}

// bulk is one reply to several tickets, called back while it waits.
func (l *life) bulk() {
	number, _ := l.open("bulk", "会員証を送ってください")
	l.deskPost("/desk/replies", url.Values{"all": {number + ":0"}, "t": {number + ":0"}, "text": {"お待たせしました。"}})
	l.until("one reply to several tickets to wait", func() bool { return strings.Contains(l.desk("/desk/replies/1"), "<dt>送信待ち</dt>") })
	l.deskPost("/desk/replies/1/undo", url.Values{})
	l.until("it to be called back", func() bool { return strings.Contains(l.desk("/desk/replies/1"), "<dt>取り消し済み</dt>") })
}

// rules is a closure that is entered at the desk, which moves a promise, and given back to the file.
func (l *life) rules() {
	number, _ := l.open("rules", "会員証の色を変えられますか")
	today := reading.Midnight(time.Now())
	l.setRule("closures", "closures.1.from", today.Format(time.DateOnly), "closures.1.until", today.AddDate(0, 0, 14).Format(time.DateOnly), "closures.1.note", "事務所の移転")
	l.until("the promise to be moved", func() bool {
		return strings.Contains(l.desk("/desk/t/"+number), "お返事の期限を移しました（事務所の移転）：")
	})
	const file = "/desk/office/closures/file"
	look := l.deskPost(file, hiddenOf(l.t, l.desk("/desk/office/closures"), file))
	l.deskPost("/desk/office/closures/save", hiddenOf(l.t, look, "/desk/office/closures/save"))
	l.until("the promise to go back", func() bool {
		return strings.Contains(l.desk("/desk/t/"+number), "お返事の期限を元に戻しました")
	})
}

// office is what staff do outside tickets.
func (l *life) office() {
	l.deskPost("/desk/canned", url.Values{"name": {"お礼"}, "text": {"{宛名}\nお問い合わせありがとうございます。"}})
	l.bulk()
	l.deskPost("/desk/views", url.Values{"query": {"tab=mine"}, "name": {"自分の分"}})
	l.deskPost("/desk/faq/hanro/3/kind", url.Values{"kind": {"answer"}})
	l.faqPages()
	l.documents()
	l.drafts()
	l.correction()
	if page := l.deskPost("/desk/invite", url.Values{"name": {"高橋"}}); !strings.Contains(page, "/desk/login?t=") {
		l.t.Fatalf("the desk invites nobody:\n%s", page)
	}
	base, err := url.Parse(l.base)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, c := range l.staff().Jar.Cookies(base) {
		if c.Name == "desk" {
			l.kept.Desk = c.Value
		}
	}
	l.slack.OpenHome(slackfake.Tanaka)
	l.until("the home tab", func() bool {
		home, _ := l.slack.Home(slackfake.Tanaka)
		return strings.Contains(home.Text(), "不在にする")
	})
	home, _ := l.slack.Home(slackfake.Tanaka)
	l.slack.PressView(slackfake.Tanaka, home, "不在にする")
	l.slack.Submit(slackfake.Tanaka, map[string]string{"input": time.Now().AddDate(0, 0, 20).Format(time.DateOnly)})
	l.until("the absence", func() bool {
		home, _ := l.slack.Home(slackfake.Tanaka)
		return strings.Contains(home.Text(), "戻りました")
	})
	l.switches()
	l.setRule("closures", "closures.1.from", "12-29", "closures.1.until", "01-03", "closures.1.note", "年末年始", "closures.2.from", "2030-01-04")
	l.deskPost("/desk/incidents", url.Values{"title": {"封筒の入れ違い"}, "known_day": {time.Now().AddDate(0, 0, -1).Format(time.DateOnly)}})
}

// switches close the office for the days in which promises end, until one has moved, and open it again.
func (l *life) switches() {
	day := func(n int) string { return time.Now().AddDate(0, 0, n).Format(time.DateOnly) }
	l.deskPost("/desk/switches/closed", url.Values{"go": {"1"}, "day": {day(1)}, "until": {day(14)}, "text": {"停電のため"}})
	page := ""
	l.until("a promise to move", func() bool {
		page = l.desk("/desk/switches")
		return strings.Contains(page, "お返事の期限を")
	})
	l.deskPost(regexp.MustCompile(`/desk/switches/\d+/off`).FindString(page), url.Values{})
}

// troubles leaves a reply that waits for a member who has blocked us, one that LINE refused, and one
// that waits for the next month.
func (l *life) troubles() {
	_, card := l.open("blocked", "ブロックするかもしれません")
	l.webhook(l.line.Unfollow(linefake.User("blocked")))
	l.newest(card, "メールや電話でご連絡ください")
	l.reply(card, "お待たせしました。")
	l.newest(card, "保留中（ブロックなどで会員に届かない状態です）")

	_, card = l.open("refused", "返信が届かないかもしれません")
	l.line.SetMode(linefake.Refused)
	l.reply(card, "届かなかった返信です。")
	l.newest(card, "未達（相手側が受け付けませんでした）")
	l.line.SetMode(linefake.OK)

	l.open("pending", "返信を待っています")
	_, card = l.open("over quota", "月末の用件です")
	l.line.SetQuota(200, 200)
	l.reply(card, "来月まで待つ返信です。")
	l.newest(card, "保留中（通数上限）")
	l.until("the notice", func() bool { return strings.Contains(l.channelText(), "上限（200通）に達しました") })
}

// leaveApplication leaves another system, with a request of its under way.
func leaveApplication(ctx context.Context, store *postgres.Store) error {
	a, err := store.NewApplication(ctx, staff.Application{Name: "kintone", Scopes: staff.Scopes(), Hint: "life"}, []byte("hash"), audit.Record{Kind: audit.Program})
	if err == nil {
		_, _, err = store.BeginOnce(ctx, a.ID, "key", []byte("request"), time.Now(), "api:left")
	}
	if err != nil {
		return err
	}
	h, err := store.NewWebhook(ctx, webhook.Hook{Name: "kintone", URL: "https://hook.example/", Events: webhook.Events(), Secret: webhook.NewSecret()}, audit.Record{Kind: audit.Program})
	if err == nil {
		err = store.TestWebhook(ctx, h.ID, audit.Record{Kind: audit.Program})
	}
	return err
}

// leave kills the program while a reply is still to go out, and has one more event come in that
// nobody decides.
func (l *life) leave(database string) {
	l.line.SetQuota(0, 0)
	card := l.card(l.kept.Tickets["pending"])
	l.reply(card, "送られる前に止まった返信です。")
	l.newest(card, "送信待ち")
	l.kill()
	store, err := postgres.Open(l.t.Context(), database, postgres.Options{})
	if err != nil {
		l.t.Fatal(err)
	}
	defer store.Close()
	people, err := store.Accounts(l.t.Context())
	if err == nil && len(people) > 0 {
		err = store.LinkSubject(l.t.Context(), "https://accounts.example", "subject", people[0].ID)
	}
	if err == nil {
		_, _, err = store.SaveDraft(l.t.Context(), knowledge.New("hanro", "", "駐車場はありますか", faq.Block{Type: faq.Paragraph, Text: "三台分あります。"}), audit.Record{Kind: audit.Staff, Via: audit.ViaDesk, Actor: people[0].Person()})
	}
	if err == nil {
		_, err = store.CountFigures(l.t.Context(), 0)
	}
	if err == nil {
		err = keepRecords(l.t.Context(), store, audit.Record{At: time.Now(), Kind: audit.Staff, Actor: people[0].Person(), Via: audit.ViaDesk})
	}
	if err == nil {
		err = store.SaveReportComment(l.t.Context(), 2026, "", "相談が増えました。", audit.Record{Kind: audit.Staff, Actor: people[0].Person(), Via: audit.ViaDesk})
	}
	if err == nil {
		err = leaveApplication(l.t.Context(), store)
	}
	if err != nil {
		l.t.Fatal(err)
	}
	late := linefake.User("undecided")
	if _, err := store.Accept(l.t.Context(), []chat.Event{{
		ID: "undecided-1", Kind: chat.Text, From: chat.Address{Channel: chat.LINE, ID: late}, At: time.Now(),
		Text: "プラス会員でできることを教えてください。", MessageID: "undecided-m1",
	}}); err != nil {
		l.t.Fatal(err)
	}
	l.kept.Slack = l.slack.Find(slackfake.Office, func(slackfake.Message) bool { return true })
	l.kept.At = time.Now()
}

// keepRecords holds a programme that nothing is kept of, and disposes of all that is closed.
func keepRecords(ctx context.Context, store *postgres.Store, by audit.Record) error {
	if _, err := store.Hold(ctx, records.Hold{What: records.OnProgramme, Object: "none", Why: "audit"}, by); err != nil {
		return err
	}
	now := func(string, string) (time.Time, string, bool) { return by.At, "days", true }
	groups, err := store.Disposable(ctx, now)
	if err != nil {
		return err
	}
	var approved []records.Approval
	for _, g := range groups {
		if g.Count > 0 {
			approved = append(approved, records.Approval{Kind: g.Kind, Programme: g.Programme, Count: g.Count})
		}
	}
	if len(approved) == 0 {
		return errors.New("nothing is closed")
	}
	if err := store.ApproveDisposal(ctx, now, approved[:1], by); err != nil {
		return err
	}
	_, err = store.Dispose(ctx)
	return err
}
