package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/export"
	"madoguchi/faq/importer"
	"madoguchi/postgres"
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
	if got, want := published(t, url), []string{"faq.published port document=2 changes=3", "faq.published port document=1 changes=3"}; !slices.Equal(got[len(got)-2:], want) {
		t.Errorf("the audit has %q, want %q", got, want)
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

// typed runs a command line, and gives all that it printed.
func typed(t *testing.T, vars map[string]string, line string) (out, errs string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	err := run(t.Context(), strings.Fields(line), environment{
		Getenv: func(name string) string { return vars[name] }, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Now: time.Now,
	})
	return stdout.String(), stderr.String(), exitCode(err)
}

// TestLookPublishesNothing: without -publish, import shows what would change under the references as they will be
// stored, and changes nothing. Where there is no database it compares with nothing, and makes none.
func TestLookPublishesNothing(t *testing.T) {
	t.Parallel()
	url, dir := postgrestest.URL(t), t.TempDir()
	first := documentIn(t, dir, "first.txt", "Q1 会費はいくらですか？", "月に三千円です。", "Q2 領収書は出ますか？", "出ます。")
	second := documentIn(t, dir, "second.txt", "Q1 会費はいくらですか？", "月に四千円です。", "Q2 領収書は出ますか？", "出ます。", "Q3 会場に駐車場はありますか？", "三台分あります。")
	data := filepath.Join(dir, "data")
	out, failure, code := typed(t, map[string]string{"MADOGUCHI_DATA": data}, "import -programme hanro -dry-run "+first)
	if _, err := os.Stat(data); code != 0 || !os.IsNotExist(err) || !strings.Contains(failure, "何もない状態と比べています") || !strings.Contains(out, "追加2 変更0") {
		t.Errorf("without a database: code %d, %v\n%s%s", code, err, out, failure)
	}
	if _, _, err := commandOn(t, url, "import -programme hanro -publish "+first); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"import -programme hanro -dry-run " + second, "import -programme hanro " + second} {
		for range 2 { // the second time as the first
			out, _, err := commandOn(t, url, line)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"文書「first.txt」の新しい版", "追加1 変更1 言い換え？0 文書から消えた0", "追加　　 hanro/3 会場に駐車場はありますか？", "いまの回答：月に[三千円]です。", "新しい回答：月に[四千円]です。"} {
				if !strings.Contains(out, want) {
					t.Errorf("%s lacks %q:\n%s", line, want, out)
				}
			}
		}
	}
}

// TestUnknownProgramme: one that the office's own file does not name is told in a look, and not published.
func TestUnknownProgramme(t *testing.T) {
	t.Parallel()
	url, file := postgrestest.URL(t), documentIn(t, t.TempDir(), "first.txt", "Q1 会費はいくらですか？", "月に三千円です。", "Q2 領収書は出ますか？", "出ます。")
	vars := map[string]string{"DATABASE_URL": url, "MADOGUCHI_OFFICE": lifeOffice(t)}
	out, _, code := call(t, "", vars, "import", "-programme", "kasa", "-dry-run", file)
	if code != 0 || !strings.Contains(out, "[unknown_programme]") || !strings.Contains(out, "hanro, tsunagu") {
		t.Errorf("a look: code %d\n%s", code, out)
	}
	if _, failure, code := call(t, "", vars, "import", "-programme", "kasa", "-publish", file); code != 1 || !strings.Contains(failure, "公開しませんでした") {
		t.Errorf("published: code %d\n%s", code, failure)
	}
	if _, failure, code := typed(t, vars, "ask -faq kasa="+file+" 会費はいくらですか"); code != 0 || !strings.Contains(failure, "hanro, tsunagu") {
		t.Errorf("with -faq: code %d\n%s", code, failure)
	}
}

// TestExportComesBack: an export is read at the terminal as at the desk. Nothing has changed in it, a change is the one
// that was made, a database without the programme is filled from it, and that of another programme is refused.
func TestExportComesBack(t *testing.T) {
	t.Parallel()
	url, dir := postgrestest.URL(t), t.TempDir()
	if _, _, err := commandOn(t, url, "import -publish -programme hanro ../../samples/hanro.txt"); err != nil {
		t.Fatal(err)
	}
	for _, f := range []export.Format{export.CSV, export.Markdown, export.JSON} {
		data, err := export.Write(f, storedFAQ(t, url))
		if err != nil {
			t.Fatal(err)
		}
		same := filepath.Join(dir, "same."+string(f))
		changed := filepath.Join(dir, "changed."+string(f))
		for path, content := range map[string][]byte{same: data, changed: bytes.Replace(data, []byte("紙の領収書は"), []byte("紙の領収書は、"+f+"、"), 1)} {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if out, _, err := commandOn(t, url, "import -dry-run -programme hanro "+same); err != nil || !strings.Contains(out, "変わるところはありません") {
			t.Errorf("%s: %v\n%s", f, err, out)
		}
		if out, _, err := commandOn(t, url, "import -publish -programme hanro "+changed); err != nil || strings.Count(out, "変更　　 hanro/") != 1 || !strings.Contains(out, "変更　　 hanro/8") {
			t.Errorf("%s, changed: %v\n%s", f, err, out)
		}
		if _, _, err := commandOn(t, url, "import -dry-run -programme port "+same); err == nil || !strings.Contains(err.Error(), "別の事業（hanro）") {
			t.Errorf("%s, of another programme: %v", f, err)
		}
		empty := postgrestest.URL(t)
		if out, _, err := commandOn(t, empty, "import -publish -programme hanro "+same); err != nil || strings.Contains(out, "【連絡先") {
			t.Errorf("%s, into an empty database: %v\n%s", f, err, out)
		} else if a, b := storedFAQ(t, url), storedFAQ(t, empty); len(a.Entries) != len(b.Entries) || a.Entries[0].AnswerText() != b.Entries[0].AnswerText() {
			t.Errorf("%s, into an empty database: %d entries, want %d", f, len(b.Entries), len(a.Entries))
		}
	}
}

// TestExportIsADocument: an export stands wherever a document may: beside a command, and in an office file.
func TestExportIsADocument(t *testing.T) {
	t.Parallel()
	url, dir := postgrestest.URL(t), t.TempDir()
	if _, _, err := commandOn(t, url, "import -publish -programme hanro ../../samples/hanro.txt"); err != nil {
		t.Fatal(err)
	}
	want := storedFAQ(t, url)
	for _, f := range []export.Format{export.CSV, export.Markdown, export.JSON} {
		data, err := export.Write(f, want)
		if err != nil {
			t.Fatal(err)
		}
		name := "export." + string(f)
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		src, err := readDocument(t.Context(), environment{Getenv: func(string) string { return "" }, Now: time.Now}, filepath.Join(dir, name), importer.Options{Programme: "hanro"})
		if err != nil {
			t.Fatal(err)
		}
		title := want.Title
		if f == export.CSV { // which has no place for one
			title = ""
		}
		if got := src.collection; got.Title != title || got.Document != name || len(got.Entries) != len(want.Entries) {
			t.Errorf("%s: %s, %s, %d entries, want %s and %d", f, got.Title, got.Document, len(got.Entries), title, len(want.Entries))
			continue
		}
		for i, e := range src.collection.Entries {
			if w := want.Entries[i]; e.Order != i+1 || e.Question != w.Question || e.AnswerText() != w.AnswerText() || e.Section != w.Section {
				t.Errorf("%s: entry %d is\n%s\n%s\nwant\n%s\n%s", f, i+1, e.Question, e.AnswerText(), w.Question, w.AnswerText())
			}
		}
		if _, err := readDocument(t.Context(), environment{Getenv: func(string) string { return "" }, Now: time.Now}, filepath.Join(dir, name), importer.Options{Programme: "port"}); err == nil || !strings.Contains(err.Error(), "別の事業（hanro）") {
			t.Errorf("%s, of another programme: %v", f, err)
		}
	}
}

// storedFAQ is the one programme that a database serves.
func storedFAQ(t *testing.T, url string) faq.Collection {
	t.Helper()
	store, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	cs, _, err := store.LoadCollections(t.Context())
	if err != nil || len(cs) != 1 {
		t.Fatalf("%d programmes are served: %v", len(cs), err)
	}
	return cs[0]
}
