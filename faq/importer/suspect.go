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

// A mistyped name is a rare word at a small edit distance from a frequent one (ハルカメール among
// many ハルカモール). Two words of the language can lie as near (サポート, サポーター), so more is
// asked for: the frequent word must stand four times (three, where it is long) and be at least three
// times as frequent (twice, where it is long), the rare one must not be an everyday word, and at
// distance 2 both must have been used in the same surroundings.
const (
	minFrequent  = 4
	minLong      = 3 // for words of 5 letters and more, one slip apart
	frequencyGap = 3
	longGap      = 2
	longWord     = 6
	maxWord      = 40 // longer runs are no words
)

// reEveryday are katakana words of office Japanese that lie close to others and are right as they
// stand: オフライン is no slip for オンライン.
var reEveryday = lazyregexp.New(`^(?:オフライン|オンライン|ログイン|ログアウト|ログオン|サポート|サポーター|プログラム|プログラマー|サービス|サーバー|メール|メーカー|メンバー|ナンバー|フォーム|フォント|フォロー|リスト|コスト|テスト|ポスト|ゲスト|ポイント|プリント|イベント|アカウント|スタート|シート|サイト|ルート|レート|ノート|カード|コード|モード|ボード|データ|デザイン|ドメイン|アドレス|アドバイス|アクセス|プロセス|エントリー|カテゴリー|ギャラリー|バイヤー|セラー|ユーザー|オーナー|パートナー|セミナー|メニュー|レビュー|プレビュー|インタビュー|ページ|パッケージ|メッセージ|イメージ|チャージ|チャット|チケット|マーケット|ターゲット|インポート|エクスポート|レポート|パスポート|アップロード|ダウンロード|キーワード|パスワード|プラン|プレミアム|スタンダード|クリック|クリップ|トップ|ショップ|ステップ|バックアップ|フォローアップ|スタートアップ|コンサルタント|コンサルティング|マーケティング|マッチング|ミーティング|カタログ|カタカナ|アルファベット|アンケート|キャンセル|チャンネル|パネル|サンプル|シンプル|ファイル|プロフィール|モバイル|スタイル|タイトル|アプリ|アプローチ|アイテム|システム|チーム|ホーム|ルーム|フレーム|クレーム)$`)

// A suspect is a rare word and what it was probably meant to be.
type suspect struct {
	found, meant string
	rare, often  int
}

type suspects []suspect

// Bounds of what a person is asked to look at: in a long document many words lie near others, and few of
// them are slips. So many suspects are named, each at so many entries; the rest is one line.
const (
	mostSuspects = 8
	mostPlaces   = 3
)

var reWord = lazyregexp.New(`[ァ-ヴー]{3,}|[A-Za-z][A-Za-z0-9]{2,}`)

// A lexicon counts a document's katakana and Latin words.
type lexicon struct {
	count   map[string]int
	context map[string]map[string]bool // two letters after the word, or before it
}

func (d *document) findSuspects(c *faq.Collection) suspects {
	lex := newLexicon(d.texts(c))
	var frequent, rare []string
	for w, n := range lex.count {
		if n >= minLong {
			frequent = append(frequent, w)
		}
		if n <= maxRare(lex) {
			rare = append(rare, w)
		}
	}
	slices.SortFunc(frequent, func(a, b string) int { return cmp.Or(lex.count[b]-lex.count[a], strings.Compare(a, b)) })
	slices.Sort(rare)
	var all suspects
	for _, r := range rare {
		if reEveryday.MatchString(r) {
			continue
		}
		for _, f := range frequent {
			if lex.count[f] >= gapFor(f)*lex.count[r] && lex.confusable(r, f) {
				all = append(all, suspect{r, f, lex.count[r], lex.count[f]})
				break
			}
		}
	}
	slices.SortStableFunc(all, func(a, b suspect) int { return cmp.Or(a.rare-b.rare, b.often-a.often) })
	return all
}

// maxRare is how often a word may stand and still be rare beside the most frequent one.
func maxRare(lex *lexicon) int {
	most := 0
	for _, n := range lex.count {
		most = max(most, n)
	}
	return most / longGap
}

func gapFor(frequent string) int {
	if utf8.RuneCountInString(frequent) >= longWord {
		return longGap
	}
	return frequencyGap
}

// texts are all places where the document uses words, its table of contents and headings included.
func (d *document) texts(c *faq.Collection) []string {
	texts := []string{c.Title, c.Organisation, c.Intro}
	for _, it := range d.contents {
		texts = append(texts, it.text)
	}
	section := ""
	for i := range c.Entries {
		e := &c.Entries[i]
		if e.Section != section {
			section = e.Section
			texts = append(texts, section)
		}
		texts = append(texts, e.Question, e.AnswerText())
	}
	return texts
}

func newLexicon(texts []string) *lexicon {
	alone := map[string]bool{}
	for i, t := range texts {
		texts[i] = chars.ListWidth(reAddress.ReplaceAllString(t, " "))
		for _, w := range reWord.FindAllString(texts[i], -1) {
			alone[w] = true
		}
	}
	lex := &lexicon{count: map[string]int{}, context: map[string]map[string]bool{}}
	for _, t := range texts {
		for _, loc := range reWord.FindAllStringIndex(t, -1) {
			for _, w := range compound(t[loc[0]:loc[1]], alone) {
				lex.count[w]++
				lex.note(w, t, loc)
			}
		}
	}
	return lex
}

// reAddress are URLs and mail addresses, whose spelling is nobody's prose.
var reAddress = lazyregexp.New(`https?://[^\s<>]+|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+`)

// compound splits a run of katakana into two words where both also stand alone:
// ジェットプログラム, beside ジェット and プログラム.
func compound(w string, alone map[string]bool) []string {
	r := []rune(w)
	if r[0] < 0x80 || len(r) > maxWord {
		return []string{w}
	}
	for i := len(r) - 3; i >= 3; i-- {
		if a, b := string(r[:i]), string(r[i:]); alone[a] && alone[b] {
			return []string{a, b}
		}
	}
	return []string{w}
}

func (lex *lexicon) note(w, text string, loc []int) {
	if lex.context[w] == nil {
		lex.context[w] = map[string]bool{}
	}
	if after := lead(text[loc[1]:], 2); utf8.RuneCountInString(after) == 2 {
		lex.context[w][">"+after] = true
	}
	if before := tail(text[:loc[0]], 2); utf8.RuneCountInString(before) == 2 {
		lex.context[w]["<"+before] = true
	}
}

// confusable says whether r may be a slip for f.
func (lex *lexicon) confusable(r, f string) bool {
	if d := len(r) - len(f); d > 6 || d < -6 { // more than two letters apart
		return false
	}
	rr, rf := []rune(r), []rune(f)
	if len(rr) > maxWord || len(rf) > maxWord {
		return false
	}
	if r == f || (rr[0] < 0x80) != (rf[0] < 0x80) || len(rf) < 4 || len(rr) < 3 || strings.EqualFold(r, f) || derived(r, f) {
		return false
	}
	if strings.HasPrefix(r, f) || strings.HasPrefix(f, r) || strings.HasSuffix(r, f) || strings.HasSuffix(f, r) {
		return false // one inside the other is a longer or shorter word, not a slip
	}
	latin := rr[0] < 0x80
	often := lex.count[f] >= minFrequent
	switch editDistance(rr, rf) {
	case 1:
		return len(rf) >= 5 || !latin && often
	case 2:
		return often && (!latin || len(rf) >= 7) && rr[0] == rf[0] && lex.sameContext(r, f)
	}
	return false
}

func (lex *lexicon) sameContext(r, f string) bool {
	for c := range lex.context[r] {
		if lex.context[f][c] && !strings.ContainsAny(c, "、。「」（）() \n\t") {
			return true
		}
	}
	return false
}

// derived says whether two katakana words are a verb and its doer (サポート, サポーター) or differ
// in a final long vowel only, which is a matter of style.
func derived(a, b string) bool {
	doer := func(s string) bool {
		r := []rune(s)
		n := len(r)
		return n >= 3 && r[n-1] == 'ー' && strings.ContainsRune("アカガサザタダナハバパマヤャラワ", r[n-2])
	}
	ra, rb := []rune(a), []rune(b)
	same := 0
	for same < len(ra) && same < len(rb) && ra[same] == rb[same] {
		same++
	}
	return strings.TrimSuffix(a, "ー") == strings.TrimSuffix(b, "ー") || doer(a) != doer(b) && same >= 2 && same >= min(len(ra), len(rb))-2
}

// editDistance is the number of letters to insert, drop, replace or swap with their neighbour
// (optimal string alignment), cut off above 2.
func editDistance(a, b []rune) int {
	if d := len(a) - len(b); d > 2 || d < -2 {
		return 3
	}
	two, one := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := btoi(a[i-1] != b[j-1])
			row[j] = min(one[j]+1, row[j-1]+1, one[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], two[j-2]+1)
			}
		}
		two, one = one, row
	}
	return one[len(b)]
}

// in notes the suspects of one entry, once for the question and once for the answer.
func (s suspects) in(e *faq.Entry, said map[string]int) []faq.Warning {
	var ws []faq.Warning
	for _, place := range []struct{ name, text string }{{say("import.question"), e.Question}, {say("import.answer"), e.AnswerText()}} {
		text := chars.ListWidth(place.text)
		for _, sus := range s[:min(len(s), mostSuspects)] {
			i := strings.Index(text, sus.found)
			if i < 0 || said[sus.found] >= mostPlaces {
				continue
			}
			said[sus.found]++
			here := sus.found + lead(strings.SplitN(text[i+len(sus.found):], "\n", 2)[0], 6)
			ws = append(ws, warn("suspect_word", "import.warning.suspect",
				"where", place.name, "found", sus.found, "here", here, "meant", sus.meant, "often", sus.often))
		}
	}
	return ws
}

func (s suspects) document() []faq.Warning {
	var ws []faq.Warning
	for _, sus := range s[:min(len(s), mostSuspects)] {
		ws = append(ws, warn("suspect_word_document", "import.warning.suspect_everywhere", "found", sus.found, "rare", sus.rare, "meant", sus.meant, "often", sus.often))
	}
	if more := len(s) - mostSuspects; more > 0 {
		ws = append(ws, warn("suspect_word_document", "import.warning.suspects_more", "n", more, "words", s[mostSuspects].found))
	}
	return ws
}
