// Package data reads questions and answers that a program keeps: JSON and YAML.
//
// There is no one shape for such a file. A list of records with a question and an answer; records under
// the name of their category; categories with lists of records in them, deeper and deeper; the articles
// of a help centre, whose sections stand apart and whose answers are HTML; a record for each language.
// So the reader looks for records that have a question and an answer by their fields' names (which are
// the same few everywhere), and takes the names on the way to them for sections. Drafts are left out, and
// where records say their language, all but the Japanese ones.
package data

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"madoguchi/faq/importer/tree"
)

// ReadJSON reads JSON, one value or one a line.
func ReadJSON(data []byte) (tree.Doc, error) {
	v, err := fromJSON(data)
	if err != nil {
		var fault *tree.Fault
		if errors.As(err, &fault) {
			return tree.Doc{}, err
		}
		// People leave a comma after the last record. YAML allows it.
		if v, err = fromYAML(data); err != nil {
			return tree.Doc{}, asFault(err)
		}
	}
	return read(v), nil
}

// ReadYAML reads YAML.
func ReadYAML(data []byte) (tree.Doc, error) {
	v, err := fromYAML(data)
	if err != nil {
		return tree.Doc{}, asFault(err)
	}
	return read(v), nil
}

func asFault(err error) error {
	var fault *tree.Fault
	if errors.As(err, &fault) {
		return err
	}
	return &tree.Fault{Code: tree.Broken, Cause: err.Error()}
}

// A record is one question with its answer.
type record struct {
	question, answer, label string
	aliases                 []string
	section                 string
	language                string
	position                float64
	placed                  bool // it has a position
	line                    int
}

// A reader looks for records.
type reader struct {
	doc      tree.Doc
	records  []record
	sections map[string]string // by id, of a help centre
	drafts   int
	first    string // the first draft
	foreign  int
}

func read(v any) tree.Doc {
	r := &reader{sections: map[string]string{}}
	if top, ok := v.(object); ok {
		r.doc.Title = text(top.get(titleNames...))
		r.doc.Summary = text(top.get("summary", "description", "intro", "概要", "説明"))
		r.learnSections(top)
		if isRecord(top) {
			r.doc.Title, r.doc.Summary = "", ""
		}
	}
	r.visit(v, nil, true)
	r.chooseLanguage()
	r.sort()
	r.emit()
	return r.doc
}

// visit looks for records in a value that stands under the names in path.
func (r *reader) visit(v any, path []string, top bool) {
	switch v := v.(type) {
	case list:
		for _, x := range v {
			r.visit(x, path, false)
		}
	case object:
		switch chosen, n := japanese(v); {
		case chosen != nil:
			r.foreign += n
			r.visit(chosen, path, top)
		case isRecord(v):
			r.take(v, path)
		case isPairs(v):
			for _, f := range v {
				r.records = append(r.records, record{question: f.key, answer: text(f.value), section: strings.Join(path, " / "), line: f.line})
			}
		default:
			r.descend(v, path, top)
		}
	}
}

// descend goes into the fields of an object that is no record. Its own name, or the field's where that
// tells something, is a section.
func (r *reader) descend(o object, path []string, top bool) {
	if name := text(o.get("name", "title", "label", "category", "section", "heading", "カテゴリ", "カテゴリー", "分類", "名前", "タイトル", "見出し")); name != "" && !top {
		path = append(path[:len(path):len(path)], name)
	}
	for _, f := range o {
		switch f.value.(type) {
		case list, object:
		default:
			continue
		}
		under := path
		if !slices.Contains(plainKeys, strings.ToLower(f.key)) {
			under = append(path[:len(path):len(path)], f.key)
		}
		r.visit(f.value, under, false)
	}
}

// The names of fields, lower case.
var (
	questionNames = []string{"question", "q", "questions_text", "質問", "ご質問", "質問文", "質問内容", "問い合わせ内容", "お問い合わせ内容", "問", "設問"}
	answerNames   = []string{"answer", "a", "answers", "acceptedanswer", "回答", "ご回答", "回答文", "回答内容", "ご案内", "答え", "答"}
	titleNames    = []string{"title", "name", "タイトル", "表題", "件名"}
	bodyNames     = []string{"body", "content", "html", "text", "本文", "内容", "body_html"}
	sectionNames  = []string{"category", "section", "カテゴリ", "カテゴリー", "分類", "大分類", "中分類", "小分類", "group", "topic", "区分", "category_name", "section_name", "categories", "subcategory"}
	labelNames    = []string{"no", "no.", "number", "番号", "label", "項番", "質問番号"}
	aliasNames    = []string{"aliases", "alias", "alternatives", "alternative_questions", "similar_questions", "similarquestions", "synonyms", "variations", "類似質問", "別の聞き方", "言い換え"}
	positionNames = []string{"position", "order", "sort", "sort_order", "weight", "並び順", "表示順"}
	localeNames   = []string{"locale", "lang", "language", "言語"}
	// Names that say nothing about what is under them.
	plainKeys = []string{"faq", "faqs", "faqlist", "faq_list", "items", "item", "questions", "entries", "data", "records", "record", "articles", "results", "result", "list", "sections", "section",
		"categories", "category", "children", "content", "contents", "pages", "rows", "docs", "documents", "qa", "qas", "qna", "qnalist", "qnadocuments", "qnadtos", "mainentity", "@graph", "groups", "group", "topics", "nodes", "body",
		"response", "payload", "root", "質問", "質問一覧", "一覧", "よくある質問", "よくあるご質問", "faq一覧", "カテゴリ", "カテゴリー", "分類", "項目", "subcategories", "subsections"}
)

// isRecord says whether an object has a question and an answer. A title and a text are both only where
// nothing in the object holds more records.
func isRecord(o object) bool {
	if text(o.get(questionNames...)) != "" {
		return o.get(append(append([]string{}, answerNames...), bodyNames...)...) != nil || text(o.get(aliasNames...)) != "" || len(o) <= 3 && !holdsRecords(o)
	}
	if text(o.get(titleNames...)) == "" || holdsRecords(o) {
		return false
	}
	return text(o.get(answerNames...)) != "" || text(o.get(bodyNames...)) != "" && (o.get(articleNames...) != nil || o.get(sectionNames...) != nil || asks(text(o.get(titleNames...))))
}

// articleNames are fields of a help centre's articles, which tell them from any text with a title.
var articleNames = []string{"section_id", "category_id", "sectionId", "categoryId", "locale", "draft", "label_names", "html_url"}

// asks says whether words end as a question does.
func asks(s string) bool {
	for _, end := range []string{"？", "?", "か", "か。", "ください", "ください。", "は"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// holdsRecords says whether a field of o is a list of objects.
func holdsRecords(o object) bool {
	for _, f := range o {
		if l, ok := f.value.(list); ok {
			for _, x := range l {
				if _, ok := x.(object); ok {
					return true
				}
			}
		}
	}
	return false
}

// isPairs says whether an object's fields are questions themselves, each with its answer as text.
func isPairs(o object) bool {
	asking := 0
	for _, f := range o {
		if s, ok := f.value.(string); !ok || s == "" {
			return false
		}
		if asks(f.key) {
			asking++
		}
	}
	return asking > 0 && asking*2 >= len(o)
}

// take takes a record.
func (r *reader) take(o object, path []string) {
	rec := record{question: text(o.get(append(append([]string{}, questionNames...), titleNames...)...)), label: text(o.get(labelNames...)), language: strings.ToLower(text(o.get(localeNames...)))}
	rec.answer = text(o.get(append(append([]string{}, answerNames...), bodyNames...)...))
	rec.line = o[0].line
	for _, f := range o {
		if slices.Contains(questionNames, strings.ToLower(f.key)) {
			rec.line = f.line
		}
	}
	if isDraft(o) {
		if r.drafts++; r.first == "" {
			r.first = rec.question
		}
		return
	}
	names := slices.Clone(path)
	if s := r.sections[text(o.get("section_id", "category_id", "sectionId", "categoryId"))]; s != "" {
		names = append(names, s)
	}
	for _, f := range o {
		if slices.Contains(sectionNames, strings.ToLower(f.key)) {
			if s := strings.ReplaceAll(text(f.value), "\n", " / "); s != "" && !slices.Contains(names, s) {
				names = append(names, s)
			}
		}
	}
	rec.section = strings.Join(names, " / ")
	for _, a := range strings.Split(text(o.get(aliasNames...)), "\n") {
		if a = strings.TrimSpace(a); a != "" {
			rec.aliases = append(rec.aliases, a)
		}
	}
	rec.position, rec.placed = number(o.get(positionNames...))
	r.records = append(r.records, rec)
}

// isDraft says whether a record says that it is not for the public.
func isDraft(o object) bool {
	yes := func(names ...string) bool {
		return slices.Contains([]string{"true", "1", "yes"}, strings.ToLower(text(o.get(names...))))
	}
	no := func(names ...string) bool {
		return slices.Contains([]string{"false", "0", "no", "非公開", "未公開", "下書き", "×", "否"}, strings.ToLower(text(o.get(names...))))
	}
	status := strings.ToLower(text(o.get("status", "state", "visibility", "公開状態", "ステータス", "状態", "公開区分", "公開ステータス")))
	return yes("draft", "is_draft", "isDraft", "archived", "deleted", "hidden", "private", "下書き") ||
		no("published", "public", "is_public", "isPublic", "visible", "active", "enabled", "公開", "is_published", "isPublished") ||
		slices.Contains([]string{"draft", "unpublished", "archived", "private", "hidden", "internal", "inactive", "pending", "非公開", "未公開", "下書き", "公開停止", "内部", "社内"}, status)
}

// learnSections learns the names of a help centre's sections, which its articles name by id.
func (r *reader) learnSections(top object) {
	categories := map[string]string{}
	for _, from := range []struct {
		key  string
		into map[string]string
	}{{"categories", categories}, {"sections", r.sections}} {
		l, _ := top.get(from.key).(list)
		for _, x := range l {
			o, ok := x.(object)
			if id := text(o.get("id")); ok && id != "" {
				name := text(o.get("name", "title"))
				if c := categories[text(o.get("category_id"))]; c != "" && from.key == "sections" {
					name = c + " / " + name
				}
				from.into[id] = name
			}
		}
	}
	if len(r.sections) == 0 {
		r.sections = categories
	}
}

// japanese chooses the Japanese part of an object whose fields are languages, and counts the others.
func japanese(o object) (any, int) {
	if len(o) == 0 {
		return nil, 0
	}
	var chosen any
	for _, f := range o {
		code := strings.ToLower(f.key)
		if len(code) != 2 && (len(code) != 5 || code[2] != '-' && code[2] != '_') || !slices.Contains(languages, code[:2]) {
			return nil, 0
		}
		if strings.HasPrefix(code, "ja") {
			chosen = f.value
		}
	}
	return chosen, len(o) - 1
}

var languages = []string{"ja", "en", "zh", "ko", "vi", "pt", "es", "fr", "de", "th", "id", "ne", "tl", "my", "ru", "it"}

// text is a value as text: the Japanese of several languages, the value of a field that says its type.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case bool:
		return strconv.FormatBool(v)
	case list:
		var parts []string
		for _, x := range v {
			if s := text(x); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, "\n")
	case object:
		if chosen, _ := japanese(v); chosen != nil {
			return text(chosen)
		}
		return text(v.get("value", "rendered", "text", "html", "body", "content", "answer", "name"))
	}
	return ""
}

func number(v any) (float64, bool) {
	n, err := strconv.ParseFloat(text(v), 64)
	return n, err == nil
}

// chooseLanguage leaves out records of other languages where there are Japanese ones.
func (r *reader) chooseLanguage() {
	if !slices.ContainsFunc(r.records, func(rec record) bool { return strings.HasPrefix(rec.language, "ja") }) {
		return
	}
	all := len(r.records)
	r.records = slices.DeleteFunc(r.records, func(rec record) bool { return rec.language != "" && !strings.HasPrefix(rec.language, "ja") })
	r.foreign += all - len(r.records)
}

// sort puts the records of each section in the order that they say themselves.
func (r *reader) sort() {
	for _, rec := range r.records {
		if !rec.placed {
			return
		}
	}
	at := map[string]int{}
	for i, rec := range r.records {
		if _, seen := at[rec.section]; !seen {
			at[rec.section] = i
		}
	}
	slices.SortStableFunc(r.records, func(a, b record) int {
		return cmp.Or(cmp.Compare(at[a.section], at[b.section]), cmp.Compare(a.position, b.position))
	})
}

// emit makes blocks of the records.
func (r *reader) emit() {
	section := ""
	add := func(b tree.Block) { r.doc.Blocks = append(r.doc.Blocks, b) }
	for _, rec := range r.records {
		at := tree.Place{Line: rec.line}
		if rec.section != section {
			section = rec.section
			add(tree.Block{Kind: tree.Heading, Level: 1, Role: tree.Section, Spans: tree.Words(section), At: at})
		}
		add(tree.Block{Kind: tree.Paragraph, Role: tree.Question, Label: rec.label, Spans: tree.Words(rec.question), At: at})
		for _, a := range rec.aliases {
			add(tree.Block{Kind: tree.Paragraph, Role: tree.Alias, Spans: tree.Words(a), At: at})
		}
		if rec.answer != "" {
			add(tree.Block{Kind: tree.Paragraph, Role: tree.Answer, Spans: tree.Words(rec.answer), At: at})
		}
	}
	if r.drafts > 0 {
		r.doc.Notes = append(r.doc.Notes, tree.Note{Code: tree.Draft, N: r.drafts, Words: r.first})
	}
	if r.foreign > 0 {
		r.doc.Notes = append(r.doc.Notes, tree.Note{Code: tree.Language, N: r.foreign})
	}
}
