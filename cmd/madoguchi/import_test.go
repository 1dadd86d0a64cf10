package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/postgres/postgrestest"
)

// documentIn writes a text document into a folder.
func documentIn(t *testing.T, dir, name string, lines ...string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestImportKeepsDocumentsApart goes with two documents of a programme, which both begin with Q1, through
// the command line: none takes the other's place, and what is unclear names the flags that help.
func TestImportKeepsDocumentsApart(t *testing.T) {
	t.Parallel()
	url, dir := postgrestest.URL(t), t.TempDir()
	first := documentIn(t, dir, "first.txt", "Q1 会費はいくらですか？", "月に三千円です。", "Q2 領収書は出ますか？", "出ます。", "Q3 名義は変えられますか？", "変えられます。")
	second := documentIn(t, dir, "second.txt", "Q1 会場に駐車場はありますか？", "三台分あります。", "Q2 通訳を頼めますか？", "頼めません。", "Q3 領収書は出ますか？", "会場でお渡しします。")
	do := func(wantCode int, line string) (out, failure string) {
		t.Helper()
		out, _, err := commandOn(t, url, line)
		if exitCode(err) != wantCode {
			t.Fatalf("%s: exit code %d (%v), want %d", line, exitCode(err), err, wantCode)
		}
		if err != nil {
			failure = oneLine(err)
		}
		return out, failure
	}
	do(0, "import -publish -programme port "+first)
	out, failure := do(1, "import -publish -programme port -json "+second)
	if out != "" {
		t.Errorf("a refused import printed %s", out)
	}
	for _, want := range []string{"second.txt", "first.txt", "-document", "-new-document", "取り込みませんでした"} {
		if !strings.Contains(failure, want) {
			t.Errorf("the refusal lacks %q: %s", want, failure)
		}
	}
	do(1, "import -publish -programme port -document none.txt "+second)
	do(2, "import -publish -programme port -document first.txt "+first+" "+second)
	if out, _ = do(0, "import -publish -programme port -new-document "+second); !strings.Contains(out, "追加　　 port/4 会場に駐車場はありますか？") {
		t.Errorf("the second document: %s", out)
	}
	for _, line := range []string{"import -publish -programme port " + first, "import -publish -programme port " + second, "import -publish -programme port -new-document " + second, "import -publish -programme port " + first + " " + second} {
		if out, _ = do(0, line); !strings.Contains(out, "変わるところはありません") {
			t.Errorf("%s changed something: %s", line, out)
		}
	}
	reworded := documentIn(t, dir, "reworded.txt", "Q1 領収書は出ますか？", "出ます。", "Q2 年会費はいくらですか？", "月に三千円です。")
	out, _ = do(0, "import -publish -json -programme port -document first.txt "+reworded)
	var outcome struct {
		Collection struct{ ID string }
		Entries    []struct{ Question string }
		Changes    []struct{ Kind, Ref, Question, Old string }
		Published  bool
	}
	if err := json.Unmarshal([]byte(out), &outcome); err != nil {
		t.Fatal(err)
	}
	if c := outcome.Changes; outcome.Collection.ID != "port" || len(outcome.Entries) != 2 || !outcome.Published || len(c) != 2 || c[0].Ref != "port/1" || c[1].Ref != "port/3" || c[1].Kind != "missing" || c[0].Old != "会費はいくらですか？" {
		t.Errorf("the reworded document: %s", out)
	}
}

// TestImportFilesTogether: documents that are named together are the programme's first ones, and stay
// one where a program of before had joined them.
func TestImportFilesTogether(t *testing.T) {
	t.Parallel()
	url, dir := postgrestest.URL(t), t.TempDir()
	first := documentIn(t, dir, "first.txt", "Q1 会費はいくらですか？", "月に三千円です。", "Q2 領収書は出ますか？", "出ます。")
	second := documentIn(t, dir, "second.txt", "Q1 会場に駐車場はありますか？", "三台分あります。", "Q2 通訳を頼めますか？", "頼めません。")
	joined := documentIn(t, dir, "first.txt、second.txt", "Q1 会費はいくらですか？", "月に三千円です。", "Q2 領収書は出ますか？", "出ます。",
		"Q3 会場に駐車場はありますか？", "三台分あります。", "Q4 通訳を頼めますか？", "頼めません。")
	for _, line := range []string{"import -publish -programme port " + first + " " + second, "import -publish -programme old " + joined} {
		if out, _, err := commandOn(t, url, line); err != nil || strings.Count(out, "追加　　") != 4 {
			t.Errorf("%s: %s, %v", line, out, err)
		}
	}
	for _, programme := range []string{"port", "old"} {
		out, _, err := commandOn(t, url, "import -publish -programme "+programme+" "+first+" "+second)
		if err != nil || !strings.Contains(out, "変わるところはありません") {
			t.Errorf("%s again: %s, %v", programme, out, err)
		}
	}
}
