package linefake_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/handlers/line/linefake"
)

const key = "123e4567-e89b-12d3-a456-426614174000"

// A caller speaks to a fake by hand, without any client of LINE's.
type caller struct {
	*linefake.Server
	t     *testing.T
	hangs bool // until the call has arrived, and gives up then
}

func newCaller(t *testing.T) *caller {
	c := &caller{Server: linefake.MustNew(), t: t}
	t.Cleanup(c.Close)
	return c
}

// call posts v and returns the status (0 for no answer), the message in it and the header.
func (c *caller) call(path string, v any, header ...string) (int, string, http.Header) {
	c.t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	if c.hangs {
		go func(before int) {
			for c.CallCount() == before && ctx.Err() == nil {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}(c.CallCount())
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL()+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.Token)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", nil
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(res.Body)
	var said struct{ Message string }
	_ = json.Unmarshal(answer, &said)
	return res.StatusCode, said.Message, res.Header
}

func text(s string) map[string]any { return map[string]any{"type": "text", "text": s} }

func (c *caller) push(user, s string, header ...string) (int, string, http.Header) {
	return c.call("/v2/bot/message/push", map[string]any{"to": user, "messages": []any{text(s)}}, header...)
}

func (c *caller) reply(token, s string, header ...string) (int, string, http.Header) {
	return c.call("/v2/bot/message/reply", map[string]any{"replyToken": token, "messages": []any{text(s)}}, header...)
}

func TestL30ReplyTokens(t *testing.T) {
	c := newCaller(t)
	now := time.Now()
	c.Now = func() time.Time { return now }
	user := linefake.User("a")
	hook := c.Text(user, "質問")
	token := hook.Events[0].ReplyToken()
	for i, want := range []int{200, 400, 400} {
		if status, said, _ := c.reply(token, "答え"); status != want || want == 400 && said != "Invalid reply token" {
			t.Errorf("use %d: %d %s", i+1, status, said)
		}
	}
	late := c.TextEvent(user, "質問").ReplyToken()
	now = now.Add(61 * time.Second)
	if status, _, _ := c.reply(late, "答え"); status != 400 {
		t.Errorf("after a minute: %d", status)
	}
	again := c.Text(user, "質問")
	now = now.Add(5 * time.Minute)
	c.Redeliver(again)
	if status, _, _ := c.reply(again.Events[0].ReplyToken(), "答え"); status != 200 {
		t.Errorf("after redelivery: %d", status)
	}
	tooLate := c.Text(user, "質問")
	now = now.Add(21 * time.Minute)
	c.Redeliver(tooLate)
	if status, _, _ := c.reply(tooLate.Events[0].ReplyToken(), "答え"); status != 400 {
		t.Errorf("redelivered after twenty minutes: %d", status)
	}
	if status, _, _ := c.reply(c.TextEvent(user, "質問").ReplyToken(), "答え", "X-Line-Retry-Key", key); status != 400 || len(c.Faults()) != 1 {
		t.Errorf("with a retry key: %d, faults %v", status, c.Faults())
	}
	if diff := cmp.Diff([]string{"答え", "答え"}, c.Texts(user)); diff != "" {
		t.Errorf("delivered (-want +got):\n%s", diff)
	}
}

func TestL32RetryKeys(t *testing.T) {
	c := newCaller(t)
	now := time.Now()
	c.Now = func() time.Time { return now }
	user := linefake.User("a")
	_, _, first := c.push(user, "一", "X-Line-Retry-Key", key)
	status, said, header := c.push(user, "一", "X-Line-Retry-Key", key)
	if status != 409 || said != "The retry key is already accepted" {
		t.Errorf("again: %d %s", status, said)
	}
	if a := header.Get("X-Line-Accepted-Request-Id"); a == "" || a != first.Get("X-Line-Request-Id") {
		t.Errorf("accepted request %q", a)
	}
	if status, _, _ := c.push(user, "二", "X-Line-Retry-Key", key); status != 409 || len(c.Faults()) != 1 {
		t.Errorf("other body: %d, faults %v", status, c.Faults())
	}
	if status, _, _ := c.push(user, "一", "X-Line-Retry-Key", "no uuid"); status != 400 {
		t.Errorf("no UUID: %d", status)
	}
	now = now.Add(25 * time.Hour)
	if status, _, _ := c.push(user, "一", "X-Line-Retry-Key", key); status != 200 {
		t.Errorf("after a day: %d", status)
	}
	if n := len(c.Texts(user)); n != 2 || c.Used() != 2 {
		t.Errorf("%d delivered, %d used", n, c.Used())
	}
}

func TestL33QuotaAndBlocked(t *testing.T) {
	c := newCaller(t)
	c.SetQuota(2, 0)
	c.Block(linefake.User("b"), true)
	for i, want := range []int{200, 200, 429} {
		status, said, _ := c.push(linefake.User([]string{"a", "b", "a"}[i]), "x", "X-Line-Retry-Key", fmt.Sprintf("123e4567-e89b-12d3-a456-42661417400%d", i))
		if status != want || want == 429 && said != "You have reached your monthly limit." {
			t.Errorf("push %d: %d %s", i+1, status, said)
		}
	}
	if c.Count() != 1 {
		t.Errorf("%d delivered", c.Count())
	}
}

func TestModes(t *testing.T) {
	for _, tc := range []struct {
		mode              linefake.Mode
		status, delivered int
	}{
		{linefake.OK, 200, 1}, {linefake.Error500, 500, 0}, {linefake.AcceptThen500, 500, 1}, {linefake.AcceptThenDrop, 0, 1}, {linefake.Drop, 0, 0},
		{linefake.Hang, 0, 0}, {linefake.AcceptThenHang, 0, 1}, {linefake.RateLimited, 429, 0}, {linefake.Unauthorized, 401, 0}, {linefake.Refused, 400, 0},
	} {
		t.Run(string(tc.mode), func(t *testing.T) {
			c := newCaller(t)
			c.FailNext(1, tc.mode)
			c.hangs = tc.mode == linefake.Hang || tc.mode == linefake.AcceptThenHang
			if status, _, _ := c.push(linefake.User("a"), "x", "X-Line-Retry-Key", key); status != tc.status || c.Count() != tc.delivered {
				t.Errorf("status %d, %d delivered; want %d, %d", status, c.Count(), tc.status, tc.delivered)
			}
			c.hangs = false
			if status, _, _ := c.push(linefake.User("b"), "x", "X-Line-Retry-Key", strings.Replace(key, "123", "456", 1)); status != 200 {
				t.Errorf("afterwards: %d", status)
			}
		})
	}
	t.Run("down and up", func(t *testing.T) {
		c := newCaller(t)
		c.Down()
		if status, _, _ := c.push(linefake.User("a"), "x"); status != 0 {
			t.Errorf("down: %d", status)
		}
		if err := c.Up(); err != nil {
			t.Fatal(err)
		}
		if status, _, _ := c.push(linefake.User("a"), "x", "X-Line-Retry-Key", key); status != 200 {
			t.Errorf("up: %d", status)
		}
	})
	t.Run("after two that go well", func(t *testing.T) {
		c := newCaller(t)
		c.SetModeAfter(2, linefake.Error500)
		var got []int
		for i := range 4 {
			status, _, _ := c.push(linefake.User("a"), "x", "X-Line-Retry-Key", fmt.Sprintf("123e4567-e89b-12d3-a456-42661417400%d", i))
			got = append(got, status)
		}
		if diff := cmp.Diff([]int{200, 200, 500, 500}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestL36CheckMessages breaks one documented limit at a time and requires the fake to notice.
func TestL36CheckMessages(t *testing.T) {
	long := func(n int) string { return strings.Repeat("あ", n) }
	postback := func(label, data string) map[string]any {
		return map[string]any{"type": "postback", "label": label, "data": data}
	}
	quick := func(n int, label, data string) map[string]any {
		m, items := text("x"), []any{}
		for range n {
			items = append(items, map[string]any{"type": "action", "action": postback(label, data)})
		}
		m["quickReply"] = map[string]any{"items": items}
		return m
	}
	flex := func(alt string, parts ...any) map[string]any {
		return map[string]any{"type": "flex", "altText": alt, "contents": map[string]any{"type": "bubble", "body": map[string]any{"type": "box", "layout": "vertical", "contents": append([]any{}, parts...)}}}
	}
	button := func(label string) map[string]any {
		return map[string]any{"type": "button", "action": postback(label, "x")}
	}
	link := func(uri string) map[string]any {
		return flex("x", map[string]any{"type": "text", "text": "x", "action": map[string]any{"type": "uri", "uri": uri}})
	}
	confirm := func(text string, n int) map[string]any {
		var actions []any
		for range n {
			actions = append(actions, postback("はい", "x"))
		}
		return map[string]any{"type": "template", "altText": "x", "template": map[string]any{"type": "confirm", "text": text, "actions": actions}}
	}
	baseline := func(part map[string]any) map[string]any {
		return map[string]any{"type": "box", "layout": "baseline", "contents": []any{part}}
	}
	carousel := func(sizes ...string) map[string]any {
		var bubbles []any
		for _, size := range sizes {
			bubbles = append(bubbles, map[string]any{"type": "bubble", "size": size, "body": map[string]any{"type": "box", "layout": "vertical", "contents": []any{}}})
		}
		return map[string]any{"type": "flex", "altText": "x", "contents": map[string]any{"type": "carousel", "contents": bubbles}}
	}
	picker := func(initial string) map[string]any {
		m := quick(1, "x", "x")
		m["quickReply"].(map[string]any)["items"].([]any)[0].(map[string]any)["action"] = map[string]any{
			"type": "datetimepicker", "label": "日付", "data": "x", "mode": "date", "initial": initial,
		}
		return m
	}
	for _, tc := range []struct {
		name    string
		message map[string]any
		bad     bool
	}{
		{"text of 5,000", text(long(5000)), false}, {"text of 5,001", text(long(5001)), true}, {"apples of 5,002", text(strings.Repeat("🍎", 2501)), true},
		{"empty text", text(""), true}, {"blank text", text(" \n"), true}, {"no text", map[string]any{"type": "text"}, true},
		{"unknown type", map[string]any{"type": "poem"}, true}, {"unknown property", map[string]any{"type": "text", "text": "x", "colour": "red"}, true},
		{"13 quick replies", quick(13, "はい", "x"), false}, {"14 quick replies", quick(14, "はい", "x"), true}, {"no quick replies", quick(0, "", ""), true},
		{"label of 20 families", quick(1, strings.Repeat("👨‍👩‍👧", 20), "x"), false}, {"label of 21", quick(1, long(21), "x"), true}, {"label of none", quick(1, "", "x"), true},
		{"data of 300", quick(1, "x", long(300)), false}, {"data of 301", quick(1, "x", long(301)), true}, {"data of none", quick(1, "x", ""), true},
		{"alternative of 1,500", flex(long(1500), map[string]any{"type": "text", "text": "x"}), false}, {"alternative of 1,501", flex(long(1501)), true}, {"no alternative", flex(""), true},
		{"empty flex text", flex("x", map[string]any{"type": "text", "text": ""}), true}, {"flex colour", flex("x", map[string]any{"type": "text", "text": "x", "color": "red"}), true},
		{"button label of 40", flex("x", button(long(40))), false}, {"button label of 41", flex("x", button(long(41))), true},
		{"bubble of 31 KB", flex("x", map[string]any{"type": "text", "text": long(10_500)}), true},
		{"https link", link("https://example.go.jp/a%20b"), false}, {"raw link", link("https://example.go.jp/あ"), true}, {"mail link", link("mailto:a@example.go.jp"), true}, {"link of 1,001", link("https://e.jp/" + strings.Repeat("a", 988)), true},
		{"confirm with two", confirm(long(240), 2), false}, {"confirm with one", confirm("x", 1), true}, {"confirm of 241", confirm(long(241), 2), true},
		{"a control character", text("x\x07"), true}, {"tabs and lines", text("x\t\ny"), false},
		{"button in a baseline", flex("x", baseline(button("x"))), true}, {"text in a baseline", flex("x", baseline(map[string]any{"type": "text", "text": "x"})), false},
		{"bubbles of one size", carousel("kilo", "kilo"), false}, {"bubbles of two sizes", carousel("kilo", "mega"), true},
		{"13 bubbles", carousel(strings.Split(strings.Repeat("kilo ", 13), " ")[:13]...), true},
		{"a picker", picker("2026-10-01"), false}, {"a picker's wrong day", picker("10月1日"), true},
		{"a border", flex("x", map[string]any{"type": "box", "layout": "vertical", "contents": []any{}, "borderWidth": "thick"}), true},
		{"sender's name", map[string]any{"type": "text", "text": "x", "sender": map[string]any{"name": long(20)}}, false},
		{"sender's long name", map[string]any{"type": "text", "text": "x", "sender": map[string]any{"name": long(21)}}, true},
		{"sender named LINE", map[string]any{"type": "text", "text": "x", "sender": map[string]any{"name": "Line窓口"}}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			raw, err := json.Marshal(tc.message)
			if err != nil {
				t.Fatal(err)
			}
			faults := linefake.CheckMessages([]json.RawMessage{raw})
			if (len(faults) > 0) != tc.bad {
				t.Errorf("faults %q", faults)
			}
			c := newCaller(t)
			want := 200
			if tc.bad {
				want = 400
			}
			status, _, _ := c.call("/v2/bot/message/push", map[string]any{"to": linefake.User("a"), "messages": []any{tc.message}}, "X-Line-Retry-Key", key)
			if status != want || tc.bad == (len(c.Faults()) == 0) {
				t.Errorf("status %d, faults %v", status, c.Faults())
			}
		})
	}
	t.Run("requests", func(t *testing.T) {
		six := []any{}
		for range 6 {
			six = append(six, text("x"))
		}
		for name, v := range map[string]any{
			"six messages": map[string]any{"to": linefake.User("a"), "messages": six},
			"no messages":  map[string]any{"to": linefake.User("a"), "messages": []any{}},
			"null units":   map[string]any{"to": linefake.User("a"), "messages": six[:1], "customAggregationUnits": nil},
			"bad user":     map[string]any{"to": "taro", "messages": six[:1]},
			"nobody":       map[string]any{"messages": six[:1]},
		} {
			c := newCaller(t)
			if status, _, _ := c.call("/v2/bot/message/push", v, "X-Line-Retry-Key", key); status != 400 || len(c.Faults()) == 0 {
				t.Errorf("%s: status %d, faults %v", name, status, c.Faults())
			}
		}
	})
	t.Run("quick replies before the last", func(t *testing.T) {
		a, _ := json.Marshal(quick(1, "x", "x"))
		b, _ := json.Marshal(text("x"))
		if len(linefake.CheckMessages([]json.RawMessage{a, b})) != 1 {
			t.Error("not noticed")
		}
	})
}

// TestL36WellFormed: half a character, written as an escape, is JSON and no text.
func TestL36WellFormed(t *testing.T) {
	for body, want := range map[string]int{
		`"\ud83c\udf4e"`: 200, `"\ud83c"`: 400, `"\udf4e"`: 400, `"\ud83cx"`: 400, `"\\ud83c"`: 200, "\"\xff\"": 400, `"あ"`: 200,
	} {
		c := newCaller(t)
		raw := json.RawMessage(`{"to":"` + linefake.User("a") + `","messages":[{"type":"text","text":` + body + `}]}`)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.URL()+"/v2/bot/message/push", bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + c.Token}, "X-Line-Retry-Key": {key}}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if res.Body.Close(); res.StatusCode != want {
			t.Errorf("%s: status %d, want %d", body, res.StatusCode, want)
		}
	}
}

// TestL39Quotes: a message can be quoted in its own talk, until it is taken back.
func TestL39Quotes(t *testing.T) {
	c := newCaller(t)
	user, group := linefake.User("a"), linefake.Group("g")
	asked, spoken := c.TextEvent(user, "質問"), c.In(c.TextEvent(user, "質問"), group)
	say := func(to, quote string, n int) int {
		m := text("答え")
		m["quoteToken"] = quote
		status, _, _ := c.call("/v2/bot/message/push", map[string]any{"to": to, "messages": []any{m}}, "X-Line-Retry-Key", fmt.Sprintf("%s%02d", key[:34], n))
		return status
	}
	got := []int{say(user, asked.QuoteToken(), 1), say(group, spoken.QuoteToken(), 2), say(user, spoken.QuoteToken(), 3)}
	c.Unsend(user, asked.MessageID())
	got = append(got, say(user, asked.QuoteToken(), 4))
	if diff := cmp.Diff([]int{200, 200, 400, 400}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if sent := c.Delivered(user); len(sent) != 1 || sent[0].Quotes != asked.MessageID() {
		t.Errorf("delivered %+v", sent)
	}
	if faults := c.Faults(); len(faults) != 1 {
		t.Errorf("faults %v, want one for the quote of another talk", faults)
	}
}

func TestUnknownCalls(t *testing.T) {
	c := newCaller(t)
	if status, _, _ := c.call("/v2/bot/message/multicast", text("x")); status != 404 || len(c.Faults()) != 1 {
		t.Errorf("status %d, faults %v", status, c.Faults())
	}
	if status, _, _ := c.call("/v2/bot/message/push", text("x"), "Authorization", "Bearer wrong"); status != 401 {
		t.Errorf("status %d", status)
	}
}
