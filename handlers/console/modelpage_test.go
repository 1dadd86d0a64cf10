package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/learn"
	"madoguchi/llm"
	"madoguchi/staff"
)

// ModelCalls are those of the office of these tests that a filter chooses, as the store does.
func (o *office) ModelCalls(_ context.Context, f llm.CallFilter) (out []llm.Call, err error) {
	for _, c := range o.calls {
		if (f.Before == 0 || c.ID < f.Before) && (f.From.IsZero() || !c.Asked.Before(f.From)) && (f.Till.IsZero() || c.Asked.Before(f.Till)) &&
			(f.Purpose == "" || c.Purpose == f.Purpose) && len(out) < f.Limit {
			out = append(out, c)
		}
	}
	return out, o.lost
}

func (o *office) ModelDays(context.Context, time.Time) ([]llm.CallDay, error) {
	return o.callDays, o.lost
}

// TestModelPage shows what left for the language model by day and purpose, what came of it, and what a model has drafted.
func TestModelPage(t *testing.T) {
	state := Model{Server: "192.168.1.20:11434", Name: "qwen2.5:7b", Ready: func() bool { return true }}
	d := newDesk(t, func(c *Config) { c.Model = &state })
	d.employ("佐々木", staff.Admin)
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/model"), "qwen2.5:7b", "192.168.1.20:11434", "使っています", "そのネットワークの中", "この31日は、何も送っていません", "選ぶのを待っている案はありません")
	state.Ready, state.Outside, state.Plain = func() bool { return false }, true, true
	wantIn(t, b.page("/desk/model"), "お休み中", "ネットワークの外", "暗号化されていません")

	day := time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC)
	d.callDays = []llm.CallDay{{Day: day, Purpose: llm.Choose, Asked: 7, Answered: 5, Used: 3, Failed: 2, Spared: 11, Took: 640, In: 1470, Out: 84}}
	answered := func(id int64, p llm.Purpose, text string, a llm.Answer, used llm.Use) llm.Call {
		a.Tokens = llm.Tokens{In: 210, Out: 12}
		return llm.Call{ID: id, Asked: d.now, Purpose: p, Server: "s", Model: "m", Text: text, Given: []string{"port/1", "port/9"}, Outcome: llm.Answered, Answer: a, Used: used, Took: 321}
	}
	d.calls = []llm.Call{
		answered(9, llm.Choose, "払った証拠がほしい<b>", llm.Answer{Choice: "port/2"}, llm.Chosen),
		answered(8, llm.Choose, "駐車場は？会費は？", llm.Answer{Choice: llm.None, Parts: []string{"駐車場は？", "会費は？"}}, llm.Split),
		answered(7, llm.Wordings, "領収書は発行してもらえますか", llm.Answer{Wordings: []string{"レシートください"}}, llm.Proposed),
		{ID: 6, Asked: d.now.AddDate(0, 0, -1), Purpose: llm.Choose, Outcome: llm.Late, Took: 1500},
	}
	d.calls[2].Given = nil
	fill := answered(5, llm.Fill, "八月にベトナムへ", llm.Answer{Values: map[string]string{"company": "ベトナム"}}, llm.Nothing)
	fill.Given = []string{"company"}
	d.calls = append(d.calls, fill)
	page := b.page("/desk/model")
	wantIn(t, page, "払った証拠がほしい&lt;b&gt;", `<a href="/desk/faq/port/2">領収書は発行してもらえますか</a>`, "port/9", "答えに選んだ", "どれでもない", "会費は？", "レシートください", "案として出した",
		"間に合わなかった", "取り消されたため", "会社名：ベトナム", "使わなかった", "0.32秒", "送 210・返 12",
		"2026/08/03", "day=2026-08-03&amp;purpose=choose", ">1470<", "0.64秒", ">11<")
	today := "/desk/model?day=" + d.now.Format(time.DateOnly) + "&purpose=choose"
	if page := b.page(today); !strings.Contains(page, "払った証拠") || strings.Contains(page, "レシート") || strings.Contains(page, "取り消されたため") {
		t.Errorf("the choices of a day:\n%s", page)
	}
	wantIn(t, b.page("/desk/model?day=nonsense&purpose=x&before=y"), "払った証拠")

	for i := range callsShown {
		d.calls = append(d.calls, llm.Call{ID: int64(-i), Asked: d.now, Purpose: llm.Choose, Text: fmt.Sprintf("質問%d", i), Outcome: llm.Busy})
	}
	if page := b.page("/desk/model?purpose=choose"); !strings.Contains(page, "before=-46") || strings.Contains(page, "質問49") {
		t.Error("the first page has no end")
	}
	wantIn(t, b.page("/desk/model?purpose=choose&before=-46"), "質問49", "送らなかった")
}

// TestModelIsOff: the page says how to have one, and still shows what was sent before.
func TestModelIsOff(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	d.calls = []llm.Call{{ID: 1, Asked: d.now, Purpose: llm.Fill, Text: "去年のこと", Outcome: llm.Failed}}
	wantIn(t, d.signIn("佐々木").page("/desk/model"), "使っていません", "MADOGUCHI_LLM_URL", "MADOGUCHI_LLM_MODEL", "doctor", "去年のこと", "つながらなかった")
}

// TestModelDrafts: what a model has drafted is taken or refused where it is shown, and what members have chosen is not
// among it.
func TestModelDrafts(t *testing.T) {
	chosen := askedInVain
	t.Cleanup(func() { askedInVain = chosen })
	askedInVain = append(append([]learn.Group{}, chosen...),
		learn.Group{ID: 4, Programme: "port", Wording: "レシートください", First: today, Last: today, State: learn.Open, Proposed: "port/2", Drafted: "port/2"})
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	b := d.signIn("佐々木")
	page := b.page("/desk/model")
	wantIn(t, page, "レシートください", "/desk/faq/unanswered/4/alias", "/desk/faq/unanswered/4/decline")
	if strings.Contains(page, "宛名は変えられますか") {
		t.Error("what members have chosen is said to be the model's")
	}
	form := url.Values{"ref": {"port/2"}, "back": {"model"}}
	for _, act := range []string{"alias", "decline"} {
		form.Set("sure", "1")
		r := b.post("/desk/faq/unanswered/4/"+act, form)
		if to := r.header.Get("Location"); r.status != http.StatusSeeOther || !strings.HasPrefix(to, "/desk/model") && !strings.HasPrefix(to, "/desk/faq/unanswered/4") {
			t.Errorf("%s: status %d to %s", act, r.status, to)
		}
	}
}
