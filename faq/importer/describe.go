package importer

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/lazyregexp"
)

var (
	reOrganisation = lazyregexp.New(`(?:事業|センター|協会|事務局|会社|\(株\)|㈱|機構|財団|法人|会議所|連合会|組合|振興会|委員会|連盟|公社|銀行|金庫|推進室|推進課|協議会|ネットワーク|庁|省|[都道府県市区町村]|役所|役場|研究所|大学|課|部|室|局|社|団)$|^(?:(?:一般|公益)?(?:社団|財団)法人|独立行政法人|株式会社|有限会社|合同会社|NPO法人|特定非営利)`)
	reBody         = lazyregexp.New(`(?:センター|協会|事務局|会社|機構|財団|法人|会議所|連合会|組合|振興会|委員会|連盟|公社|協議会|研究所|[部課室局])$|^(?:(?:一般|公益)?(?:社団|財団)法人|独立行政法人|株式会社|NPO法人|特定非営利)`)
	rePublisher    = lazyregexp.New(`^(?:発行(?:元|者)?|作成(?:者)?|主催(?:者)?|運営(?:元|者)?|事務局)\s*[:：]\s*(.+)$`)
	reOffice       = lazyregexp.New(`([\p{Han}\p{Hiragana}\p{Katakana}ーA-Za-z0-9.&]+ ?)事務局`)
	reCompany      = lazyregexp.New(`([ァ-ヴー・]{3,}|[A-Za-z][A-Za-z0-9.]{2,})株式会社|株式会社([ァ-ヴー・]{3,})`)
	reLatinName    = lazyregexp.New(`[A-Za-z][A-Za-z0-9]*(?:[.&+-][A-Za-z0-9]+)*`)
	reKatakanaName = lazyregexp.New(`[ァ-ヴー]{3,}`)
	reMdAnchor     = lazyregexp.New(`^[-*+・\d.]*\s*\[[^\[\]]*\]\(#[^()\s]+\)$`)
	reAside        = lazyregexp.New(`【[^】]*】|[(（][^()（）]*[)）]|［[^］]*］`)
	reForWhom      = lazyregexp.New(`\S*(?:みなさま|皆様|皆さま|方|企業|事業者|出店者|会員|利用者)(?:向け|へ)|(?:令和|平成)\s*[0-9０-９元]+\s*年度|20[0-9]{2}\s*年度`)
	reFaqWords     = lazyregexp.New(`(?i)(?:に(?:関する|ついての))?(?:(?:よく(?:ある|お寄せいただく)|お寄せいただく|想定|出店者向け|利用者のみなさまへ)\s*)?(?:ご?質問(?:と(?:その)?回答|集|一覧)?|お問い?合わ?せ|問答集|質疑応答(?:集)?(?:[(（][^)）]*[)）])?|faq|q\s*[&＆]\s*a(?:集)?|ヘルプ)`)
	reQuoted       = lazyregexp.New(`[「『“"]([^「」『』“”"]{2,20})[」』”"]`)
	// Words that say what kind of thing a programme is, and so tell no programme from another.
	reGeneric = lazyregexp.New(`(?i)^(?:プログラム|サービス|サポート|システム|セミナー|オンライン|マッチング|ビジネス|ガイド|ガイドブック|マニュアル|サイト|ページ|プロジェクト|プラン|キャンペーン|センター|コンサルティング|アドバイザー|デジタル|グローバル|ポータル|マーケティング|ウェブ|インターネット|メンバー|ユーザー|ヘルプ|モール|スタート|スタートアップ|イベント|アカウント|バイヤー|メール|ショップ|ネット|クーポン|メニュー|faq|q|a|qa|q&a|web|ec|url|pdf|ver|version|html|sns|it|dx|pr|b2b|b2c|btob|btoc|japan|online|and|the|for|of|in|no|vol|co|ltd|inc|help)$`)
)

// describe gives the collection what the document says about itself.
func (d *document) describe(c *faq.Collection, opt Options) {
	titles, intro := d.readHead(c)
	c.Title = strings.Join(titles, " ")
	if c.Title == "" {
		c.Title = strings.Join(strings.Fields(d.named), " ")
	}
	c.Intro = d.introText(intro)
	if c.Intro == "" {
		c.Intro = d.summary
	}
	office := d.officeName(c.Entries)
	if c.Organisation == "" && office != "" {
		c.Organisation = office
	}
	if opt.Title != "" {
		c.Title = opt.Title
	}
	c.Names = d.names(c, office)
	for _, l := range d.head {
		c.Dated = max(c.Dated, ownDate(l.fold, isStamp(l)))
	}
	if c.Title != "" {
		return
	}
	c.Title = say("import.title")
	if len(c.Names) > 0 {
		c.Title = say("import.title_of", "name", c.Names[0])
	}
	c.Warnings = append(c.Warnings, warn(faq.NoTitle, "import.warning.no_title", "title", c.Title))
}

// readHead tells apart the lines before the first entry: who publishes it, the title, and the
// sentences that introduce it.
func (d *document) readHead(c *faq.Collection) (titles []string, intro []line) {
	var heads []line
	known := slices.ContainsFunc(d.head, func(l line) bool { return l.title })
	said := false // a sentence has come: what follows is no title
	for _, l := range d.head {
		if l.title {
			titles = append(titles, strings.TrimSpace(l.text))
			continue
		}
		if m := rePublisher.FindStringSubmatch(l.fold); m != nil {
			c.Organisation = m[1]
			continue
		}
		if reMdAnchor.MatchString(l.fold) || d.tree && isMenu(l) {
			continue // a table of contents of links
		}
		if isTitleLine(l) && !said && !(known && l.table != nil) {
			heads = append(heads, l)
			continue
		}
		said = said || !isStamp(l) && !strings.HasSuffix(l.fold, "各位")
		if !isStamp(l) || said {
			intro = append(intro, l)
		}
	}
	if c.Organisation == "" {
		heads = takeOrganisation(c, heads)
	}
	if known { // what is short beside a title that says so is no part of it
		return titles, intro
	}
	for _, h := range heads {
		t := strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(h.text), "# "))
		if !slices.ContainsFunc(titles, func(s string) bool { return strings.Contains(s, t) }) {
			titles = append(titles, t)
		}
	}
	return titles, intro
}

// isMenu says whether a line is nothing but links.
func isMenu(l line) bool {
	for _, s := range l.spans {
		if s.URL == "" && strings.TrimSpace(s.Text) != "" {
			return false
		}
	}
	return len(l.spans) > 0
}

// takeOrganisation takes the publisher's line from among the title's lines. Only the first may end in
// a word like 事業, which a programme's name ends in as well.
func takeOrganisation(c *faq.Collection, heads []line) []line {
	for i, h := range heads {
		found := reBody.MatchString(h.fold) || i == 0 && reOrganisation.MatchString(h.fold)
		if len(heads) > 1 && found && !reTitleWord.MatchString(h.fold) {
			c.Organisation = strings.TrimSpace(heads[i].text)
			return slices.Delete(slices.Clone(heads), i, i+1)
		}
	}
	return heads
}

func isTitleLine(l line) bool {
	return (!isStamp(l) || reTitleWord.MatchString(l.fold)) && !strings.HasSuffix(l.fold, "各位") && !isStructured(l) && !reTail.MatchString(l.fold) && !rePoliteEnd.MatchString(l.fold) && !isContact(l) &&
		!strings.HasSuffix(l.fold, "、") && !strings.ContainsRune(l.text, '\t') && utf8.RuneCountInString(l.fold) <= 60
}

// introText joins the introduction's lines, a paragraph each.
func (d *document) introText(lines []line) string {
	var parts []string
	for i := 0; i < len(lines); {
		n := d.run(lines[i:])
		parts = append(parts, d.join(lines[i:i+n], ""))
		i += n
	}
	return strings.Join(parts, "\n")
}

// officeName is the secretariat the answers send people to: 「SELAS 事務局」. Hiragana before the
// name may be a particle, so among the forms found the one all others end in is the name.
func (d *document) officeName(entries []faq.Entry) string {
	count := map[string]int{}
	for i := range entries {
		for _, m := range reOffice.FindAllStringSubmatch(entries[i].AnswerText(), -1) {
			count[m[1]]++
		}
	}
	type candidate struct {
		name string
		n    int
	}
	var all []candidate
	for name := range count {
		c := candidate{name: name}
		for other, n := range count {
			if strings.HasSuffix(other, name) {
				c.n += n
			}
		}
		if trimmed := strings.TrimSpace(name); c.n >= 2 && utf8.RuneCountInString(trimmed) >= 2 {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(b.n-a.n, len(a.name)-len(b.name), strings.Compare(a.name, b.name))
	})
	if len(all) == 0 {
		return ""
	}
	return all[0].name + "事務局"
}

// names are the words by which members call the programme: those that stand in its title or are
// its secretariat's or operator's name, leaving out what any programme might be called.
func (d *document) names(c *faq.Collection, office string) []string {
	var names []string
	add := func(s string) {
		s = strings.Trim(strings.TrimSpace(s), ".・ー-")
		if utf8.RuneCountInString(s) >= 2 && !reGeneric.MatchString(s) && !slices.Contains(names, s) && s != c.Organisation {
			names = append(names, s)
		}
	}
	for _, m := range reQuoted.FindAllStringSubmatch(c.Title, -1) {
		add(m[1])
	}
	for _, m := range reLatinName.FindAllString(chars.ListWidth(c.Title), -1) {
		if len(m) >= 3 {
			add(m)
		}
	}
	for _, m := range reKatakanaName.FindAllString(chars.ListWidth(c.Title), -1) {
		if utf8.RuneCountInString(m) >= 4 && usedIn(c.Entries, m) >= 2 {
			add(m)
		}
	}
	if office != "" {
		add(strings.TrimSuffix(office, "事務局"))
	}
	for _, name := range d.operators(c.Entries) {
		add(name)
	}
	if plain := plainTitle(c.Title); utf8.RuneCountInString(plain) <= 25 && len(d.head) > 0 {
		add(plain)
	}
	return names
}

// plainTitle is the title without what makes it a FAQ's: 「【…】」 and 「よくあるご質問」.
func plainTitle(title string) string {
	title = reForWhom.ReplaceAllString(reAside.ReplaceAllString(title, ""), "")
	return strings.Trim(strings.TrimSpace(reFaqWords.ReplaceAllString(title, "")), " 　-–—:：・/／「」のに関する")
}

// usedIn counts the entries that use a word.
func usedIn(entries []faq.Entry, word string) int {
	n := 0
	for i := range entries {
		if strings.Contains(chars.ListWidth(entries[i].Question+" "+entries[i].AnswerText()), word) {
			n++
		}
	}
	return n
}

// operators are companies named at least twice in the answers: the one that runs the site.
func (d *document) operators(entries []faq.Entry) []string {
	count := map[string]int{}
	var order []string
	for i := range entries {
		for _, m := range reCompany.FindAllStringSubmatch(entries[i].AnswerText(), -1) {
			name := m[1] + m[2]
			if count[name]++; count[name] == 2 {
				order = append(order, name)
			}
		}
	}
	return order
}
