package line_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
	"madoguchi/chat/chattest"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

var update = flag.Bool("update", false, "write the golden files anew")

var noon = time.Date(2026, 10, 1, 3, 0, 0, 0, time.UTC)

// The bodies in testdata/events are named after the clause of the channel contract whose treatment
// they show; each clause's test gives its own to the webhook, and compares what was stored, and what
// was counted as left out, with the golden file beside it.

func TestL7OneBadEvent(t *testing.T)        { treatments(t, "L7") }
func TestL8SameEventTwice(t *testing.T)     { treatments(t, "L8") }
func TestL11StandbyBodies(t *testing.T)     { treatments(t, "L11") }
func TestL13Unknown(t *testing.T)           { treatments(t, "L13") }
func TestL14Text(t *testing.T)              { treatments(t, "L14") }
func TestL15Media(t *testing.T)             { treatments(t, "L15") }
func TestL16ExternalContent(t *testing.T)   { treatments(t, "L16") }
func TestL17Unsend(t *testing.T)            { treatments(t, "L17") }
func TestL18Edited(t *testing.T)            { treatments(t, "L18") }
func TestL19FollowAndUnfollow(t *testing.T) { treatments(t, "L19") }
func TestL20JoinAndLeave(t *testing.T)      { treatments(t, "L20") }
func TestL21Groups(t *testing.T)            { treatments(t, "L21") }
func TestL22Postback(t *testing.T)          { treatments(t, "L22") }
func TestL23AccountLink(t *testing.T)       { treatments(t, "L23") }
func TestL24Ignored(t *testing.T)           { treatments(t, "L24") }

func treatments(t *testing.T, clause string) {
	files, err := filepath.Glob("testdata/events/" + clause + "-*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bodies for %s: %v", clause, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			events, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(file, ".json")+".golden", treat(t, `{"destination":"x","events":`+string(events)+`}`))
		})
	}
}

// treat sends a body, whole or piece by piece, and tells in lines what came of it.
func treat(t *testing.T, body string) string {
	t.Helper()
	fake, sink := newFake(t), &memory{}
	counts := map[string]int{}
	s := newService(t, fake, sink, func(c *line.Config) {
		c.Now = func() time.Time { return noon }
		c.Count = func(name string) { counts[name]++ }
	})
	if status := postHook(s, fake.Signed([]byte(body))); status != 200 {
		t.Fatalf("status %d", status)
	}
	var b strings.Builder
	for _, e := range sink.all() {
		fmt.Fprintln(&b, tell(e))
	}
	fmt.Fprintf(&b, "ignored %d, unreadable %d\n", counts[line.CountIgnored], counts[line.CountBadEvent])
	if calls := fake.Calls(""); len(calls) > 0 {
		t.Errorf("LINE was called on the way in: %v", calls)
	}
	return b.String()
}

func tell(e chat.Event) string {
	parts := []string{string(e.Kind), e.From.String()}
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, fmt.Sprintf("%s=%+q", name, value))
		}
	}
	text := e.Text
	if len(text) > 300 {
		text = fmt.Sprintf("%s… (%d bytes)", text[:30], len(text))
	}
	if text != "" {
		parts = append(parts, fmt.Sprintf("text=%q", text))
	}
	add("data", e.Data)
	add("message", e.MessageID)
	for _, f := range e.Files {
		parts = append(parts, fmt.Sprintf("file={%s %q %s %d}", f.ID, f.Name, f.Type, f.Bytes))
	}
	add("token", e.ReplyToken)
	add("quote", e.Quote)
	if e.Edited {
		parts = append(parts, "edited")
	}
	if e.At.Equal(noon) {
		parts = append(parts, "at=now")
	}
	return strings.Join(parts, " ")
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// TestL13DocumentedBodies gives LINE's own examples to the webhook.
func TestL13DocumentedBodies(t *testing.T) {
	want := map[string]string{
		"01-empty-none":                        "ignored 0",
		"02-message-text+follow+unfollow-user": "text, follow, unfollow, ignored 0",
		"03-message-text-group":                "ignored 1", // a mention of everybody and of somebody else
		"04-message-image-user":                "media 画像 1 file, ignored 0",
		"05-message-image-user":                "media 画像 1 file, ignored 0",
		"06-message-video-user":                "media 動画 0 file, ignored 0", // it lies elsewhere
		"07-message-audio-user":                "media 音声 1 file, ignored 0",
		"08-message-file-user":                 "media ファイル 1 file, ignored 0",
		"09-message-location-user":             "media 位置情報 0 file, ignored 0",
		"10-message-sticker-user":              "media スタンプ 0 file, ignored 0",
		"11-message-sticker-group":             "ignored 1",
		"12-messageEdited-text-group":          "ignored 1",
		"13-unsend-group":                      "unsend 325708, ignored 0",
		"14-follow-user":                       "follow, ignored 0",
		"15-follow-user":                       "follow, ignored 0",
		"16-unfollow-user":                     "unfollow, ignored 0",
		"17-join-group":                        "follow, ignored 0",
		"18-leave-group":                       "unfollow, ignored 0",
		"19-memberJoined-group":                "follow, ignored 0",
		"20-memberLeft-group":                  "other memberLeft, ignored 1",
		"21-postback-user":                     "choose storeId=12345 2017-12-25T01:00, ignored 0",
		"22-postback-user":                     "other postback, ignored 1",
		"23-videoPlayComplete-user":            "other videoPlayComplete, ignored 1",
		"24-beacon-user":                       "other beacon, ignored 1",
		"25-accountLink-user":                  "link xxxxxxxxxxxxxxx, ignored 0",
		"26-membership-user":                   "other membership, ignored 1",
		"27-message-text-group":                "ignored 1",
	}
	for name, want := range want {
		t.Run(name, func(t *testing.T) {
			fake, sink := newFake(t), &memory{}
			ignored := 0
			s := newService(t, fake, sink, func(c *line.Config) {
				c.Count = func(name string) {
					if name == line.CountIgnored {
						ignored++
					}
				}
			})
			if status := postHook(s, fake.Signed(chattest.Beside(t, "data/payloads/line/"+name+".json")[name+".json"])); status != 200 {
				t.Fatalf("status %d", status)
			}
			var got []string
			for _, e := range sink.all() {
				got = append(got, brief(e))
			}
			if diff := cmp.Diff(want, strings.Join(append(got, fmt.Sprint("ignored ", ignored)), ", ")); diff != "" {
				t.Errorf("treatment (-want +got):\n%s", diff)
			}
		})
	}
}

func brief(e chat.Event) string {
	switch e.Kind {
	case chat.Media:
		label, _, _ := strings.Cut(e.Text, "：")
		return fmt.Sprintf("media %s %d file", label, len(e.Files))
	case chat.Unsend:
		return "unsend " + e.MessageID
	case chat.Choose:
		return strings.TrimSpace("choose " + e.Data + " " + e.Text)
	case chat.Link, chat.Other:
		return string(e.Kind) + " " + e.Data
	}
	return string(e.Kind)
}

func TestL20LeaveGroupsAtOnce(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	s := newService(t, fake, sink, func(c *line.Config) { c.LeaveGroups = true })
	go s.Run(t.Context())
	e := fake.In(fake.Event("join", linefake.User("a"), nil), linefake.Group("g"))
	status := postHook(s, fake.Webhook(e))
	if all := sink.all(); status != 200 || len(all) != 1 || all[0].Kind != chat.Other {
		t.Fatalf("status %d, stored %v; want a note that it came", status, all)
	}
	eventually(t, func() bool { return len(fake.Left()) == 1 && fake.Left()[0] == linefake.Group("g") })
}

// eventually waits for what a goroutine of the service is about to do.
func eventually(t testing.TB, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal("it did not come about")
}

// hostileJSON is JSON good and bad: what parsers disagree about, and what none takes.
var hostileJSON = []string{
	``, ` `, `null`, `true`, `0`, `-0`, `1e9999`, `-1e-9999`, `0123`, `1.`, `.5`, `+1`, `NaN`, `Infinity`, `0x1F`, `"`, `"\u0000"`, `"\ud83d"`, `"\udc00\ud83d"`, `"\x41"`,
	"\"a\tb\"", "\"\x00\"", "\"\xff\"", "\xef\xbb\xbf{}", "\xff\xfe{\x00}\x00", `'a'`, `{a:1}`, `{"a":1,}`, `{"a":1 "b":2}`, `{"a":1,"a":2}`, `{"":""}`, `{"a"}`, `{"a":}`, `{,}`, `{`, `}`,
	`[`, `]`, `[]`, `[,]`, `[1,]`, `[1 2]`, `[[]`, `[]]`, `[{}]`, `[null]`, `[1,"a",true,[],{}]`, `{}{}`, `{} x`, `// x`, `/* */ {}`, `{"a":/* */1}`, `{"events":{}}`, `{"type":"message"}`,
	`{"type":null,"source":null,"message":null}`, `{"type":1,"source":[],"message":"x"}`, `{"__proto__":{}}`, `{"constructor":1}`,
	strings.Repeat("[", 20_000), strings.Repeat(`{"a":`, 20_000), strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000), `"` + strings.Repeat("あ", 50_000) + `"`,
}

// TestL5HostileJSON gives signed bodies of every kind of JSON, good and bad, as body, as list of
// events and as a message's text: none may end in a panic or an answer of the server's own fault.
func TestL5HostileJSON(t *testing.T) { takesAnyJSON(t, hostileJSON) }

// TestL5JSONSuite does the same with the JSON parsing test suite, where it is at hand.
func TestL5JSONSuite(t *testing.T) {
	var bodies []string
	for _, b := range chattest.Beside(t, "data/badinput/json/suite/*") {
		bodies = append(bodies, string(b))
	}
	takesAnyJSON(t, bodies)
}

func takesAnyJSON(t *testing.T, bodies []string) {
	t.Helper()
	fake := newFake(t)
	s := newService(t, fake, &memory{}, nil)
	for _, raw := range bodies {
		quoted, _ := json.Marshal(raw)
		for _, body := range []string{
			raw, `{"events":` + raw + `}`, `{"events":[` + raw + `]}`,
			`{"events":[{"type":"message","source":{"type":"user","userId":"U"},"message":{"type":"text","text":` + string(quoted) + `}}]}`,
		} {
			if status := postHook(s, fake.Signed([]byte(body))); status != 200 && status != 400 {
				t.Errorf("%.80q: status %d", raw, status)
			}
		}
	}
}

func FuzzWebhook(f *testing.F) {
	fake := linefake.MustNew()
	f.Cleanup(fake.Close)
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		events, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(`{"destination":"x","events":` + string(events) + `}`))
	}
	f.Add([]byte(`{"events":[{"type":"message","message":null}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		sink := &memory{}
		s := newService(t, fake, sink, nil)
		if status := postHook(s, fake.Signed(body)); status != 200 && status != 400 {
			t.Fatalf("status %d", status)
		}
		for _, e := range sink.all() {
			safe(t, e)
		}
	})
}

// safe requires an event to be fit for storing: an ID, a sender, and no text that Postgres refuses.
func safe(t *testing.T, e chat.Event) {
	t.Helper()
	if e.ID == "" || e.From.ID == "" || e.Kind == "" || e.At.IsZero() {
		t.Errorf("incomplete event %+v", e)
	}
	if _, err := json.Marshal(e); err != nil {
		t.Errorf("event cannot be written down: %v", err)
	}
	texts := []string{e.ID, e.From.ID, e.Text, e.Data, e.MessageID, e.ReplyToken}
	for _, f := range e.Files {
		texts = append(texts, f.ID, f.Name)
	}
	for _, s := range texts {
		if strings.ContainsRune(s, 0) || strings.ToValidUTF8(s, "") != s {
			t.Errorf("text %q cannot be stored", s)
		}
	}
}
