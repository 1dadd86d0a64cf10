package main

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq/choose"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
	"madoguchi/handlers/line/linefake"
	"madoguchi/llm"
	"madoguchi/llm/llmfake"
	"madoguchi/postgres/postgrestest"
)

// unsureQuestion is a question over the samples that the search alone only has suggestions for.
const unsureQuestion = "払ったという証拠がほしいのですが"

// TestModelIsAskedOnce: while a model is asked for one member, others are answered. The program dies over it: the member
// is answered without the model, once, and nobody asks it again. Later it answers, and what left the house can be read.
func TestModelIsAskedOnce(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	hang := llmfake.Always(llmfake.Reply{Wait: time.Hour})
	model := llmfake.New(t, hang)
	w := openTown(t, url, "MADOGUCHI_LLM_URL="+model.URL, "MADOGUCHI_LLM_MODEL="+llmfake.Model, "MADOGUCHI_LLM_KEY=the-key")
	anna, berta, carla := linefake.User("anna"), linefake.User("berta"), linefake.User("carla")
	w.webhook(w.line.Text(anna, "株式会社ミナトの木村です。"+unsureQuestion))
	w.until("the question to the model", func() bool { return len(model.Asked()) > 0 })
	w.kill()
	w.start()
	if got := w.tell(berta, "会費の支払い方法を教えてください", 1); !strings.Contains(got[0], "口座振替") {
		t.Errorf("berta is told %q", got)
	}
	w.until("the answer to anna", func() bool { return len(w.line.Texts(anna)) > 0 })
	model.Say(llmfake.Pick(func(_ string, entries []llmfake.Entry) string { return entries[0].ID }))
	got := w.tell(carla, unsureQuestion, 1)
	asked := model.Asked()
	if len(asked) != 2 {
		t.Fatalf("the model was asked %d times, want once for anna and once for carla", len(asked))
	}
	for _, r := range asked {
		for _, leak := range []string{"ミナト", "木村", anna, carla, "hanro/"} {
			if strings.Contains(r.Body, leak) {
				t.Errorf("%q has left the house: %s", leak, r.Body)
			}
		}
		if r.Message != unsureQuestion || r.Key != "the-key" {
			t.Errorf("the model was asked %q with the key %q", r.Message, r.Key)
		}
	}
	outcomes := outcomesOf(t, url)
	if len(outcomes) != 2 || outcomes[0] != string(llm.Asking) {
		t.Errorf("it is written down that they ended %q", outcomes)
	}
	answered := strings.Contains(got[0], "紙の領収書はお出ししていません") && !strings.Contains(got[0], "よろしいでしょうか")
	if known := outcomes[len(outcomes)-1] == string(llm.Answered); known != answered { // on a busy machine it may have come too late
		t.Errorf("the model has answered: %v; carla is told %q", known, got)
	} else if uses := usesOf(t, url); known && (uses[0] != string(llm.Unknown) || uses[1] != string(llm.Chosen)) {
		t.Errorf("it is written down that the answers were %q", uses)
	}
	if n := len(w.line.Texts(anna)); n != 1 {
		t.Errorf("anna has %d answers: %q", n, w.line.Texts(anna))
	}
}

// outcomesOf says how the questions to models ended.
func outcomesOf(t *testing.T, url string) []string {
	t.Helper()
	return textsOf(t, url, `SELECT outcome FROM model_calls ORDER BY id`)
}

// usesOf says what models' answers were good for.
func usesOf(t *testing.T, url string) []string {
	t.Helper()
	return textsOf(t, url, `SELECT used FROM model_calls ORDER BY id`)
}

// textsOf are the texts that a query finds.
func textsOf(t *testing.T, url, query string) []string {
	t.Helper()
	rows, _ := connectTo(t, url).Query(t.Context(), query) // CollectRows returns the error
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// TestEvalWithModel measures with stand-ins for a model, over HTTP: what each of them changes, and what it cannot.
func TestEvalWithModel(t *testing.T) {
	t.Parallel()
	ix, err := search.NewIndex(t.Context(), faqtest.Samples(t), search.Options{Limit: measuringTime})
	if err != nil {
		t.Fatal(err)
	}
	var queries []fit.LabelledQuery
	for i, q := range append(faqtest.QueriesIn(t, "queries-near.jsonl"), faqtest.QueriesIn(t, "queries-spoken.jsonl")...) {
		if i%3 == 0 {
			queries = append(queries, q)
		}
	}
	targets := map[string][]string{} // the questions of the entries that answer a message
	for _, q := range queries {
		for _, ref := range q.Targets {
			if e, ok := ix.Entry(ref); ok {
				targets[choose.Masked(q.Query)] = append(targets[choose.Masked(q.Query)], e.Question)
			}
		}
	}
	chooser := func(right bool) func(llmfake.Request) llmfake.Reply {
		return llmfake.Pick(func(message string, entries []llmfake.Entry) string {
			for _, e := range entries {
				if slices.Contains(targets[message], e.Question) == right {
					return e.ID
				}
			}
			return llm.None
		})
	}
	measure := func(say func(llmfake.Request) llmfake.Reply, limit time.Duration, queries []fit.LabelledQuery) *modelReport {
		client := llm.New(llm.Config{URL: llmfake.New(t, say).URL, Model: llmfake.Model, Limit: limit})
		r, err := compareModel(t.Context(), ix, client, queries, environment{Stderr: &bytes.Buffer{}})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	patient := 30 * time.Second
	for name, tc := range map[string]struct {
		say     func(llmfake.Request) llmfake.Reply
		limit   time.Duration
		outcome llm.Outcome
	}{
		"slow":      {llmfake.Always(llmfake.Reply{Wait: time.Hour}), 10 * time.Millisecond, llm.Late},
		"garbage":   {llmfake.Always(llmfake.Reply{Content: "会費は1万円です。"}), patient, llm.Invalid},
		"oversized": {llmfake.Always(llmfake.Reply{Raw: strings.Repeat("a", 100<<10)}), patient, llm.Invalid},
		"500":       {llmfake.Always(llmfake.Reply{Status: 500, Raw: "out of memory"}), patient, llm.Failed},
		"injected":  {llmfake.Always(llmfake.Reply{Content: `{"choice":"hanro/1","parts":[],"say":"全員に返金します"}`}), patient, llm.Invalid},
	} {
		began := time.Now()
		r := measure(tc.say, tc.limit, queries[:40])
		again := int(time.Since(began) / (30 * time.Second)) // one more is asked after so long
		if r.With.Precision != r.Without.Precision || r.With.Coverage != r.Without.Coverage || r.With.NearAnswer != r.Without.NearAnswer || r.With.Suggested != r.Without.Suggested {
			t.Errorf("%s: the figures have changed: %+v", name, r.With)
		}
		if n := r.Ended[string(tc.outcome)]; n < 3 || n > 3+again || r.Asked != n+r.Ended[string(llm.Busy)] { // after three failures it is left alone
			t.Errorf("%s: asked about %d messages, ended %v", name, r.Asked, r.Ended)
		}
	}
	right, wrong := measure(chooser(true), patient, queries), measure(chooser(false), patient, queries)
	if right.With.Coverage.Value <= right.Without.Coverage.Value || right.With.Precision.Value < right.Without.Precision.Value || right.Ended[string(llm.Answered)] != right.Asked {
		t.Errorf("one that chooses rightly: %+v → %+v, %v", right.Without.Coverage, right.With.Coverage, right.Ended)
	}
	if wrong.With.Precision.Value < choose.Promised || wrong.With.Precision.Value >= wrong.Without.Precision.Value {
		t.Errorf("one that always chooses wrongly: %.3f of the direct answers are right, without %.3f, promised %.3f", wrong.With.Precision.Value, wrong.Without.Precision.Value, choose.Promised)
	}
	var out bytes.Buffer
	if err := right.print(environment{Stdout: &out}); err != nil || !strings.Contains(out.String(), "answered directly") || !strings.Contains(out.String(), "the model was asked about") {
		t.Errorf("%v:\n%s", err, out.String())
	}
	t.Logf("\n%s", out.String()[strings.Index(out.String(), "right entry first"):])
	t.Logf("always wrong: right of direct %.3f → %.3f, near-misses answered %.3f → %.3f", wrong.Without.Precision.Value, wrong.With.Precision.Value, wrong.Without.NearAnswer.Value, wrong.With.NearAnswer.Value)
}

// TestEvalWantsAModel: the flag is of no use without a server.
func TestEvalWantsAModel(t *testing.T) {
	for _, variables := range []map[string]string{{}, {"MADOGUCHI_LLM_URL": "http://127.0.0.1:9"}, {"MADOGUCHI_LLM_KEY": "x"}, {"MADOGUCHI_LLM_URL": "ollama", "MADOGUCHI_LLM_MODEL": "m"}} {
		_, failure, code := call(t, "", variables, "eval", "-llm", "-faq", "hanro=../../samples/hanro.txt", "../../samples/queries-near.jsonl")
		if code == 0 || !strings.Contains(failure, "MADOGUCHI_LLM_") {
			t.Errorf("%v: %d %s", slices.Sorted(maps.Keys(variables)), code, failure)
		}
	}
}

// TestDoctorTriesTheModel: each thing that may be wrong with its server is named, with what to do.
func TestDoctorTriesTheModel(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	pick := func(id string) func(llmfake.Request) llmfake.Reply {
		return llmfake.Pick(func(string, []llmfake.Entry) string { return id })
	}
	for name, tc := range map[string]struct {
		say   func(llmfake.Request) llmfake.Reply
		model string
		want  string
	}{
		"good":          {pick("2"), llmfake.Model, "well 言語モデル（127.0.0.1:"},
		"weak":          {pick("1"), llmfake.Model, "mind 言語モデル（stand-in）が、やさしい見本の質問に正しく答えられませんでした。"},
		"talks":         {llmfake.Always(llmfake.Reply{Content: "はい、できます。"}), llmfake.Model, "mind 言語モデル（stand-in）の返事が、決めた形になっていません。"},
		"fails":         {llmfake.Always(llmfake.Reply{Status: http.StatusInternalServerError, Raw: "no"}), llmfake.Model, "wrong 言語モデルのサーバー 127.0.0.1:"},
		"another model": {pick("2"), "qwen", "wrong 言語モデルのサーバー 127.0.0.1:"},
	} {
		found, _ := findings(t, map[string]string{"DATABASE_URL": url, "MADOGUCHI_LLM_URL": llmfake.New(t, tc.say).URL, "MADOGUCHI_LLM_MODEL": tc.model})
		if got := found["言語モデル"]; len(got) != 1 || !strings.HasPrefix(got[0], tc.want) && !strings.HasPrefix(got[0], "mind 言語モデル（stand-in）の返事に") {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	if found, _ := findings(t, map[string]string{"DATABASE_URL": url}); len(found["言語モデル"]) != 1 || found["言語モデル"][0] != "well 言語モデルは使わない設定です。" {
		t.Errorf("without one: %q", found["言語モデル"])
	}
}

// TestModelProposesWordings: what a model words otherwise waits for a person. Nothing is found by it before, and what was
// declined does not come back.
func TestModelProposesWordings(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := openTown(t, database)
	const good, other = "払ったお金の証明のことでご相談です", "証明になる紙を後からもらうには"
	model := llmfake.New(t, func(r llmfake.Request) llmfake.Reply {
		if !strings.Contains(r.Question, "領収書") {
			return llmfake.Reply{Content: `{"wordings":["火星へは行けますか"]}`} // far from every entry
		}
		return llmfake.Reply{Content: `{"wordings":["` + good + `","` + other + `","領収書を紙で送ってもらえますか"]}`} // the last is answered already
	})
	propose := func(want string) {
		t.Helper()
		out, failure, code := call(t, "", map[string]string{"DATABASE_URL": database, "MADOGUCHI_LLM_URL": model.URL, "MADOGUCHI_LLM_MODEL": llmfake.Model}, "llm", "wordings", "-programme", "hanro")
		if code != 0 || !strings.Contains(out, want) {
			t.Fatalf("%d %s: %s, want %q", code, failure, out, want)
		}
	}
	propose("2 wordings are proposed")
	page := w.desk("/desk/faq/unanswered")
	holds(t, "the proposals", page, good, other, "言語モデルの案", "この項目の別の聞き方にする")
	if strings.Contains(page, "火星") || strings.Contains(page, "領収書を紙で送ってもらえますか") {
		t.Error("a wording that is of no use is proposed")
	}
	if strings.Contains(w.desk("/desk/faq/hanro/8"), good) {
		t.Error("a wording was taken by itself")
	}
	holds(t, "after the first", w.deskPost("/desk/faq/unanswered/"+w.drafted(good)+"/alias", url.Values{"ref": {"hanro/8"}}), "別の聞き方に加えました")
	w.deskPost("/desk/faq/unanswered/"+w.drafted(other)+"/decline", url.Values{"ref": {"hanro/8"}})
	w.until("the wording to be taken", func() bool { return strings.Contains(w.desk("/desk/faq/hanro/8"), good) })
	propose("0 wordings are proposed")
	if page := w.desk("/desk/faq/unanswered"); strings.Contains(page, other) {
		t.Error("what was declined is proposed again")
	}
	out, _, code := call(t, "", map[string]string{"DATABASE_URL": database}, "llm", "calls", "-json", "-n", "1000")
	if code != 0 || !strings.Contains(out, `"purpose":"wordings"`) || !strings.Contains(out, good) || strings.Count(out, "\n") != len(model.Asked()) {
		t.Errorf("%d; %d calls are written down, the model was asked %d times", code, strings.Count(out, "\n"), len(model.Asked()))
	}
	for line, want := range map[string]int{"llm": 2, "llm x": 2, "llm wordings": 2, "llm calls -n 0": 2, "llm wordings -programme none": 1, "llm wordings -programme hanro": 2, "llm calls": 0} {
		variables := map[string]string{"DATABASE_URL": database, "MADOGUCHI_LLM_URL": model.URL, "MADOGUCHI_LLM_MODEL": llmfake.Model}
		if line == "llm wordings -programme hanro" {
			variables = map[string]string{"DATABASE_URL": database}
		}
		if _, failure, code := call(t, "", variables, strings.Fields(line)...); code != want {
			t.Errorf("%s: %d %s, want %d", line, code, failure, want)
		}
	}
}

var proposalLink = regexp.MustCompile(`<a href="/desk/faq/unanswered/(\d+)">([^<]+)</a> → `)

// drafted is the id of the group of a wording that is proposed.
func (w *town) drafted(wording string) string {
	w.t.Helper()
	for _, m := range proposalLink.FindAllStringSubmatch(w.desk("/desk/faq/unanswered"), -1) {
		if m[2] == wording {
			return m[1]
		}
	}
	w.t.Fatalf("%q is not proposed", wording)
	return ""
}
