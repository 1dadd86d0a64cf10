package importer

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/lazyregexp"
)

// say is a sentence of the catalogue for who imports a document.
func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

func warn(code string, key catalogue.Key, values ...any) faq.Warning {
	return faq.Warning{Code: code, Text: say(key, values...)}
}

// review proposes what follows from the text (terms, kinds) and notes what a person should look
// at. It changes no word of the document; marks that say how words look are taken out of them.
func (d *document) review(c *faq.Collection, opt Options) {
	proposeTerms(c)
	suspects, said := d.findSuspects(c), map[string]int{}
	for i := range c.Entries {
		e := &c.Entries[i]
		add := func(w ...faq.Warning) { e.Warnings = append(e.Warnings, w...) }
		add(unmark(e)...)
		proposeKind(e, c.Organisation)
		add(suspects.in(e, said)...)
		add(timeBound(e, opt.Today)...)
		add(missing(e)...)
		add(d.relative[i]...)
		add(d.formWarnings(e)...)
		add(grammarSlips(e)...)
		add(deadLinks(say("import.answer"), e.AnswerText())...)
	}
	sharedFacts(c.Entries)
	twins(c.Entries)
	c.Warnings = append(c.Warnings, d.notes...)
	c.Warnings = append(c.Warnings, deadLinks(say("import.intro"), c.Intro)...)
	c.Warnings = append(c.Warnings, sums(c.Entries)...)
	c.Warnings = append(c.Warnings, suspects.document()...)
	c.Warnings = append(c.Warnings, expired(c, opt.Today)...)
	c.Warnings = append(c.Warnings, d.shape(c)...)
}

// sums tell of the whole document what stands at several entries, so that a person sees it at once.
func sums(entries []faq.Entry) []faq.Warning {
	var ws []faq.Warning
	count := func(code string) (n int, first string) {
		for i := range entries {
			for _, w := range entries[i].Warnings {
				if w.Code != code {
					continue
				}
				if n++; n == 1 {
					first = entries[i].Question
				}
			}
		}
		return n, first
	}
	if n, first := count("struck_through"); n > 0 {
		ws = append(ws, warn("struck_through", "import.warning.struck_all", "n", n, "question", first))
	}
	if n, _ := count("relative_link"); n > 0 {
		ws = append(ws, warn("relative_link", "import.warning.relative_all", "n", n))
	}
	if n, first := count("duplicate_question"); n > 0 {
		ws = append(ws, warn("duplicate_question", "import.warning.duplicate_all", "n", n, "question", first))
	}
	return ws
}

// timeBound notes what will be, or already is, out of date.
func timeBound(e *faq.Entry, today faq.Date) []faq.Warning {
	var past, coming string
	for _, cl := range claims(e.AnswerText()) {
		if cl.until < today {
			past = cl.text
		} else {
			coming = cl.text
		}
	}
	switch {
	case past != "":
		return []faq.Warning{warn("time_bound", "import.warning.past", "words", past)}
	case coming != "":
		return []faq.Warning{warn("time_bound", "import.warning.coming", "words", coming)}
	}
	return nil
}

var (
	reTarget   = lazyregexp.New(`(?:メールアドレス|アドレス|差出人|返信先|宛先|送付先|電話番号|ファクス番号|FAX番号)(?:宛|あて|へ|まで|に)[^。]{0,40}(?:お送り|送付|送信|ご返信|ご連絡|ご提出|お電話|お知らせ|お伝え)(?:を|の上|して)?[^。]{0,6}(?:ください|下さい|お願い)|(?:メール|電話|お電話|FAX|ファクス|ファックス|郵送)(?:で|にて|により)[^。]{0,20}(?:お送り|送付|ご連絡|ご提出|お問い?合わ?せ|お申し?込み)(?:を|して)?(?:ください|下さい|お願い)`)
	reReadThis = lazyregexp.New(`「([^「」]{2,30})」(?:の(?:ページ|項目?|欄|資料))?(?:を|も|に?て)?(?:必ず|あわせて|併せて|よく)?(?:ご?参照|ご覧|お読み|ご確認|ご一読)(?:ください|下さい|いただ|の(?:上|うえ))`)
	reBelow    = lazyregexp.New(`(?:下記|以下|次|こちら|右記|上記)の?\s*(?:の)?\s*(?:URL|リンク|ページ|サイト|アドレス|ホームページ)`)
	rePaper    = lazyregexp.New(`([\p{Han}\p{Katakana}ーA-Za-z]{0,10}(?:ガイド|ガイドブック|マニュアル|募集要項|要項|要領|規約|手引き?|しおり|パンフレット|説明書|ホームページ|ウェブサイト|特設サイト))(?:を|も)(?:必ず|あわせて|よく)?(?:ご?参照|ご覧|お読み|ご確認)(?:ください|下さい|いただ)`)
	reAnyLink  = lazyregexp.New(`https?://|www\.|\.(?:jp|com|example)\b`)
)

// missing notes references that lead nowhere in this document.
func missing(e *faq.Entry) []faq.Warning {
	text := e.AnswerText()
	f := chars.ListWidth(text)
	var ws []faq.Warning
	if m := reTarget.FindString(f); m != "" && !reMail.MatchString(f) && !rePhone.MatchString(f) {
		ws = append(ws, warn("missing_target", "import.warning.no_target", "words", m))
	}
	if reAnyLink.MatchString(f) || slices.ContainsFunc(e.Answer, func(b faq.Block) bool { return b.Type == faq.Link }) {
		return ws
	}
	for _, re := range []*lazyregexp.Regexp{reReadThis, rePaper, reBelow} {
		if m := re.FindStringSubmatch(f); m != nil {
			ws = append(ws, warn("reference_without_link", "import.warning.no_link", "words", m[len(m)-1]))
			break
		}
	}
	return ws
}

// formWarnings notes questions that do not read as one, and answers that do.
func (d *document) formWarnings(e *faq.Entry) []faq.Warning {
	var ws []faq.Warning
	switch {
	case d.cells: // its column says that it is a question
	case isStatement(e.Question):
		ws = append(ws, warn("question_statement_form", "import.warning.statement", "question", e.Question))
	case !hasFinalForm(e.Question):
		ws = append(ws, warn("question_no_final_form", "import.warning.no_final_form", "question", e.Question))
	}
	if len(e.Answer) == 0 {
		return append(ws, warn("no_answer", "import.warning.no_answer"))
	}
	if d.labelled {
		return append(ws, d.hiddenQuestion(e)...)
	}
	if t := e.Answer[0].Text; len(e.Answer) == 1 && reLikeAsk.MatchString(chars.ListWidth(t)) && strings.Count(t, "。") <= 1 && utf8.RuneCountInString(t) <= 50 {
		ws = append(ws, warn("answer_looks_like_question", "import.warning.answer_asks", "answer", t))
	}
	return ws
}

var reLikeAsk = lazyregexp.New(`(?:ご相談|ご連絡|お問い?合わ?せ|お知らせ|お聞かせ|教えて|ご教示|お申し?付け)(?:ください|下さい)。?$`)

// hiddenQuestion notes a paragraph inside an answer that asks: perhaps a question without number.
func (d *document) hiddenQuestion(e *faq.Entry) []faq.Warning {
	for i, b := range e.Answer {
		if b.Type == faq.Paragraph && i > 0 && i+1 < len(e.Answer) && askScore(b.Text) >= 4 {
			return []faq.Warning{warn("answer_looks_like_question", "import.warning.hidden_question", "words", b.Text)}
		}
	}
	return nil
}

// slips are faults of writing that show without understanding the sentence.
var slips = []struct {
	re   *lazyregexp.Regexp
	hint catalogue.Key
}{
	{lazyregexp.New(`[\p{Han}\p{Katakana}ー]+の\p{Han}{2}する(?:必要|こと(?:は|が)(?:でき|可能|不要))`), "import.slip.suru"},
	{lazyregexp.New(`をを|にに(?:は|も|て|ご|お)|がが|をが|がを`), "import.slip.particle"},
	{lazyregexp.New(`。。|、、|、。|。、`), "import.slip.mark"},
	{lazyregexp.New(`くだください|いただただ|ますます。|ですです|ませんせん|しました。した`), "import.slip.ending"},
}

func grammarSlips(e *faq.Entry) []faq.Warning {
	var ws []faq.Warning
	for _, text := range []string{e.Question, e.AnswerText()} {
		for _, s := range slips {
			if m := s.re.FindString(text); m != "" {
				ws = append(ws, warn("grammar", "import.warning.slip", "words", m, "hint", say(s.hint)))
			}
		}
	}
	return ws
}

// deadLinks notes markdown links that lead nowhere.
func deadLinks(where, text string) []faq.Warning {
	var ws []faq.Warning
	for _, m := range reMdLink.FindAllStringSubmatch(text, -1) {
		if target := strings.TrimSpace(m[2]); target == "" || target == "#" || strings.HasPrefix(target, "javascript:") {
			ws = append(ws, warn("dead_link", "import.warning.dead_link", "where", where, "text", m[1], "target", m[2]))
		}
	}
	return ws
}

// expired notes that every end the document names has passed.
func expired(c *faq.Collection, today faq.Date) []faq.Warning {
	last := c.Validity.Until
	for i := range c.Entries {
		for _, cl := range claims(c.Entries[i].AnswerText()) {
			last = max(last, cl.until)
		}
	}
	if last == "" || last >= today {
		return nil
	}
	return []faq.Warning{warn("possibly_expired", "import.warning.all_past", "last", last)}
}

// shape notes what was taken apart or left over on the way.
func (d *document) shape(c *faq.Collection) []faq.Warning {
	var ws []faq.Warning
	if n := len(d.joins); n > 0 {
		ex := d.joins[0]
		ws = append(ws, warn("hard_wrapped", "import.warning.joined", "n", n, "before", ex.before, "after", ex.after))
	}
	if d.encoding != "UTF-8" {
		ws = append(ws, warn("encoding_guessed", "import.warning.encoding", "encoding", d.encoding))
	}
	if len(d.broken) > 0 {
		ws = append(ws, warn("broken_character", "import.warning.unreadable", "line", d.broken[0]))
	}
	if len(d.removed) > 0 {
		ws = append(ws, warn("page_marks_removed", "import.warning.removed", "n", len(d.removed), "example", d.removed[0].fold))
	}
	for _, l := range d.outside {
		if !reEnd.MatchString(l.fold) && !isStamp(l) {
			ws = append(ws, warn("text_outside_entries", "import.warning.left_out", "words", headTitle(l)))
			break
		}
	}
	for _, l := range d.head {
		if askScore(l.text) >= 4 {
			ws = append(ws, warn("text_outside_entries", "import.warning.asks_at_head", "words", strings.TrimSpace(l.text)))
			break
		}
	}
	ws = append(ws, d.numbering()...)
	return append(ws, d.contentsGaps(c)...)
}

// numbering notes labels that come twice or are left out.
func (d *document) numbering() []faq.Warning {
	var ws []faq.Warning
	seen := map[string]bool{}
	for _, p := range d.pieces {
		key := p.section + "/" + p.label
		if p.label != "" && seen[key] {
			ws = append(ws, warn("label_repeated", "import.warning.label_twice", "label", p.label))
		}
		seen[key] = true
	}
	prev := 0
	for _, p := range d.pieces {
		n := 0
		if _, err := fmt.Sscanf(p.number, "%d", &n); err != nil || strings.ContainsAny(p.number, "-._・") {
			return ws
		}
		if prev > 0 && n > prev+1 {
			ws = append(ws, warn("label_gap", "import.warning.label_gap", "before", prev, "after", n))
		}
		prev = n
	}
	return ws
}

// contentsGaps notes questions that only the table of contents has.
func (d *document) contentsGaps(c *faq.Collection) []faq.Warning {
	var ws []faq.Warning
	for _, it := range d.contents {
		if it.label == "" {
			continue
		}
		if !slices.ContainsFunc(c.Entries, func(e faq.Entry) bool { return e.Label == it.label }) {
			ws = append(ws, warn("toc_entry_missing", "import.warning.not_in_body", "label", it.label, "text", it.text))
		}
	}
	return ws
}
