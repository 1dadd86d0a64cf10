package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"madoguchi/postgres/postgrestest"
)

// What scripts build on: the flags, the fields of each -json output, the exit codes, "-" for standard
// input and -at for the clock. This file is a promise. What it names may be added to and is never
// taken away or renamed; a test here that fails is a script of somebody's that breaks.

const bothSamples = "-faq hanro=../../samples/hanro.txt -faq tsunagu=../../samples/tsunagu.txt"

// objects reads JSON values that follow one another.
func objects(t *testing.T, out string) []any {
	t.Helper()
	var all []any
	dec := json.NewDecoder(strings.NewReader(out))
	for dec.More() {
		var v any
		if err := dec.Decode(&v); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		all = append(all, v)
	}
	return all
}

// paths are the keys of a JSON value, "hits[].ref", with the type of what stands there.
func paths(v any, at string, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			paths(inner, strings.TrimPrefix(at+"."+k, "."), into)
		}
	case []any:
		into[at] = "list"
		for _, inner := range v {
			paths(inner, at+"[]", into)
		}
	case string:
		into[at] = "string"
	case float64:
		into[at] = "number"
	case bool:
		into[at] = "bool"
	}
}

// TestContractJSON: each -json output has the fields that scripts read, of the types they expect.
func TestContractJSON(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	queries := filepath.Join(dir, "queries.jsonl")
	labelled, err := os.ReadFile("../../samples/queries.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(queries, []byte(strings.Join(strings.SplitAfter(string(labelled), "\n")[:40], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	database := postgrestest.URL(t)
	for _, tt := range []struct{ name, line, stdin, fields string }{
		{"search", "search -json " + bothSamples + " 領収書は出ますか", "",
			"query:string hits:list hits[].ref:string hits[].question:string hits[].score:number took_us:number"},
		{"search from standard input", "search -n 5 " + bothSamples + " -", "領収書は出ますか\n通訳は要りますか\n",
			"query:string hits:list hits[].ref:string hits[].question:string hits[].score:number took_us:number"},
		{"ask", "ask -json " + bothSamples + " 領収書を紙で送ってもらえますか", "",
			"query:string decision:string form:string hits:list hits[].ref:string hits[].question:string hits[].score:number hits[].p:number p:number took_us:number reason:string"},
		{"ask, programmes to choose from", "ask -json -at 2026-11-20T12:00:00+09:00 " + bothSamples + " -", "会社の情報を直したい\n",
			"decision:string choices:list choices[]:string"},
		{"ask, several questions", "ask -json " + bothSamples + " -", "領収書を紙で送ってもらえますか？あと通訳は要りますか？\n",
			"decision:string parts:list parts[].decision:string parts[].hits[].ref:string"},
		{"ask for a person", "ask -json " + bothSamples + " 担当者と話したいです", "", "human:bool form:string"},
		{"chat", "chat -json -at 2026-11-20T12:00:00+09:00 " + bothSamples, "領収書を紙で送ってもらえますか\n人\n株式会社ミナト 木村\n会員証を再発行してください\nとばす\n送る\n",
			"text:string choices:list choices[]:string source.ref:string source.document:string source.label:string source.page:number " +
				"ticket.number:string ticket.kind:string ticket.programme:string ticket.status:string ticket.title:string ticket.fields.question[]:string ticket.team:string ticket.route:string ticket.due:string ticket.tags:list"},
		{"import -dry-run", "import -dry-run -json -title 案内 -programme p ../../samples/hanro.txt", "",
			"collection.id:string collection.title:string collection.names:list collection.organisation:string collection.document:string collection.intro:string " +
				"entries:list entries[].order:number entries[].label:string entries[].section:string entries[].question:string entries[].aliases:list " +
				"entries[].answer[].type:string entries[].answer[].text:string entries[].answer[].url:string entries[].answer[].header:list entries[].answer[].rows:list " +
				"entries[].source.line:number entries[].source.page:number entries[].warnings[].code:string entries[].warnings[].text:string warnings:list"},
		{"import", "import -publish -json -programme p ../../samples/hanro.txt", "",
			"collection.id:string entries:list entries[].question:string warnings:list changes:list changes[].kind:string changes[].ref:string changes[].question:string " +
				"changes[].old:string changes[].moved:bool changes[].version:number published:bool"},
		{"eval", "eval -json " + bothSamples + " " + queries, "",
			"queries:number r1.value:number r1.low:number r1.high:number r1.n:number r3.value:number r5.value:number mrr.value:number ndcg10.value:number " +
				"coverage.value:number precision.value:number out_answered.value:number actions.value:number ece:number latency.p50_us:number latency.p99_us:number"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, failure, code := call(t, tt.stdin, map[string]string{"DATABASE_URL": database}, strings.Fields(tt.line)...)
			if code != 0 {
				t.Fatalf("exit code %d: %s", code, failure)
			}
			got := map[string]string{}
			for _, v := range objects(t, out) {
				paths(v, "", got)
			}
			for _, field := range strings.Fields(tt.fields) {
				name, kind, _ := strings.Cut(field, ":")
				if got[name] != kind {
					t.Errorf("%s is %q, want a %s", name, got[name], kind)
				}
			}
		})
	}
}

// TestContractHits: five hits where the search finds as many, by default and on request.
func TestContractHits(t *testing.T) {
	t.Parallel()
	const questions = "領収書は出ますか\n通訳は要りますか\n住所を変更したい\n商品の送料は誰が払いますか\n会費はいくらですか\n"
	for line, want := range map[string]int{"ask -json": 5, "search -json": 10, "search -json -n 5": 5, "search -n 7": 7} {
		out, failure, code := call(t, questions, nil, strings.Fields(line+" "+bothSamples+" -")...)
		if code != 0 {
			t.Fatalf("%s: exit code %d: %s", line, code, failure)
		}
		all := objects(t, out)
		if len(all) != 5 {
			t.Fatalf("%s: %d lines for 5 queries", line, len(all))
		}
		for _, v := range all {
			if o := v.(map[string]any); len(o["hits"].([]any)) != want {
				t.Errorf("%s: %v has %d hits, want %d", line, o["query"], len(o["hits"].([]any)), want)
			}
		}
	}
}

// TestContractExitCodes: 0, 1 for a failure, 2 for a command line that cannot be understood. Flags have
// one dash and may stand anywhere.
func TestContractExitCodes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	faqCSV := documentIn(t, dir, "faq.csv", "質問,回答\n傘は借りられますか,借りられます。\n靴はどうしますか,脱いでください。")
	picture := documentIn(t, dir, "faq.png", "\x89PNG\r\n\x1a\n\x00\x00")
	yaml := documentIn(t, dir, "faq.yml", "faq:\n  - question: 傘は借りられますか？\n    answer: 借りられます。")
	for line, want := range map[string]int{
		"version": 0, "help": 0, "search -h": 0,
		"search 領収書 -n 3 -faq hanro=../../samples/hanro.txt":      0,
		"ask -faq p=" + faqCSV + " 傘は借りられますか":                     0,
		"search -faq p=" + faqCSV + " 傘":                          0,
		"import -programme p -dry-run " + faqCSV:                  0,
		"import -programme p -dry-run " + yaml:                    0,
		"ask -faq p=" + yaml + " 傘は借りられますか":                       0,
		"ask -faq p=" + picture + " 傘は借りられますか":                    1,
		"search -faq p=" + picture + " 傘":                         1,
		"chat -faq p=" + picture:                                  1,
		"eval -faq p=" + picture + " ../../samples/queries.jsonl": 1,
		"import -programme p -dry-run " + picture:                 1,
		"import -programme p -dry-run " + dir + "/none.txt":       1,
		"":               2,
		"frob":           2,
		"ask":            2,
		"ask -frob 質問":   2,
		"search -n 0 質問": 2,
		"import faq.txt": 2,
		"import -programme ひばり/9 " + faqCSV:               2,
		"import -programme p -dry-run -publish " + faqCSV: 2,
		"ask -faq ひばり=" + faqCSV + " 傘":                   2,
		"import -programme":                               2,
		"ask -at tomorrow -faq p=" + faqCSV + " 傘":        2,
		"ask -faq " + faqCSV + " 傘":                       2,
		"eval":                                            2,
		"chat 質問":                                         2,
	} {
		if _, failure, code := call(t, "", map[string]string{"MADOGUCHI_DATA": dir + "/data"}, strings.Fields(line)...); code != want {
			t.Errorf("madoguchi %s: exit code %d, want %d (%s)", line, code, want, failure)
		}
	}
}

// TestContractClock: -at is the moment for everything that is said, such as when an answer comes.
func TestContractClock(t *testing.T) {
	t.Parallel()
	var due []string
	for _, at := range []string{"2026-11-20T12:00:00+09:00", "2026-11-24T12:00:00+09:00"} {
		out, failure, code := call(t, "人\n株式会社ミナト 木村\n会員証を再発行してください\nとばす\n送る\n", nil, strings.Fields("chat -json -at "+at+" "+bothSamples)...)
		if code != 0 {
			t.Fatalf("exit code %d: %s", code, failure)
		}
		for _, v := range objects(t, out) {
			if tk, ok := v.(map[string]any)["ticket"].(map[string]any); ok {
				due = append(due, fmt.Sprint(tk["due"]))
			}
		}
	}
	if want := []string{"2026-11-24T17:30:00+09:00", "2026-11-25T17:30:00+09:00"}; !slices.Equal(due, want) {
		t.Errorf("answers are promised for %v, want %v", due, want)
	}
}

// TestContractProgrammes: with -faq the programmes offered are those of the given documents, in every
// form and menu.
func TestContractProgrammes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rain := documentIn(t, dir, "rain.txt", "雨具貸出サービス「カサカサ」 よくある質問", "Q1 傘は借りられますか？", "借りられます。", "Q2 いつ返しますか？", "三日以内です。")
	shoes := documentIn(t, dir, "shoes.csv", "質問,回答\n靴はどうしますか,脱いでください。\n靴下は要りますか,要ります。")
	const said = "メニュー\n人\n株式会社ミナト 木村\n傘の貸し出しの条件を教えてください\nやめる\n登録内容を変更したい\n株式会社ミナト\n木村\nやめる\n輸出について相談したいです\nその他\nやめる\n"
	out, failure, code := call(t, said, nil, strings.Fields("chat -json -faq rain="+rain+" -faq shoes="+shoes)...)
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, failure)
	}
	for _, foreign := range []string{"ハルカモール", "つなぐ", "hanro", "tsunagu"} {
		if strings.Contains(out, foreign) {
			t.Errorf("%s of the office file is offered:\n%s", foreign, out)
		}
	}
	for _, own := range []string{`"カサカサ"`, `"shoes"`} {
		if !strings.Contains(out, own) {
			t.Errorf("%s is not offered:\n%s", own, out)
		}
	}
}
