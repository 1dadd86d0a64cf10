package importer

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
)

// What the columns of a FAQ's table are called, the more telling names first: where 「質問」 and 「問」 both
// stand in a header, the second is the question's number.
var (
	questionNames = strings.Fields(`
質問 ご質問 質問内容 ご質問内容 質問文 質問事項 お問い合わせ内容 お問合せ内容 お問合わせ内容 問い合わせ内容 問合せ内容
お問い合わせ お問合せ 問い合わせ 問合せ お尋ね お尋ねの内容 ご相談内容 相談内容 よくある質問 よくあるご質問 想定質問 標準質問 代表質問
質問タイトル 質問項目 設問 問 question questions questiontext q`)
	answerNames = strings.Fields(`
回答 ご回答 回答内容 ご回答内容 回答文 回答例 想定回答 標準回答 回答案 ご案内 ご案内内容 案内 案内内容 案内文 お答え 答え 答 返答 回答本文
answer answers answertext a`)
	// The names by which systems export an article, where no column is called a question.
	titleNames   = strings.Fields(`タイトル 件名 見出し 題名 title subject 記事タイトル`)
	bodyNames    = strings.Fields(`本文 内容 記事本文 body content text html 記事内容`)
	sectionNames = strings.Fields(`
分類 大分類 中分類 小分類 分類1 分類2 分類3 カテゴリ1 カテゴリ2 カテゴリ名 カテゴリー名 テーマ 分野 大項目 中項目 小項目 項目 大区分 中区分 小区分 種類 業務 トピック topic group カテゴリ カテゴリー 大カテゴリ 中カテゴリ 小カテゴリ category categories 区分 種別 ジャンル section セクション`)
	labelNames = strings.Fields(`
no no. q番号 q.no qno faq番号 faqno レコード番号 番号 項番 通番 連番 項目番号 質問番号 管理番号 整理番号 問 # id`)
	publicNames = strings.Fields(`
公開 公開ステータス 公開フラグ 公開範囲 掲載状態 掲載フラグ 公開の可否 web公開 web掲載 サイト掲載 ホームページ掲載 published draft 公開状態 公開区分 公開設定 公開可否 公開/非公開 公開・非公開 掲載 掲載可否 hp掲載 ステータス 状態 status`)
	hiddenWords = strings.Fields(`
非公開 未公開 公開しない 公開停止 公開不可 限定公開 未 ー - 非 内部 内部用 社内 社内用 下書き 不可 否 しない 停止 掲載しない 非掲載 未掲載 廃止 × ✕ x no false 0 draft private unpublished archived off`)
	// The columns that QnA Maker and its successors export beside question and answer.
	exportNames = strings.Fields(`
source metadata suggestedquestions iscontextonly prompts qnaid sourcedisplayname`)
)

// A layout says which column of a table is what; -1 is none.
type layout struct {
	question, answer, label, public int
	from, until                     int // when the entry's own term begins and ends
	sections, aliases, links        []int
	metadata, id                    int   // of QnA Maker's export
	ignored                         []int // columns of other names
	draft                           bool  // the public column says what is a draft
	marksPublic                     bool  // the public column marks only what is public
}

var (
	aliasNames = strings.Fields(`
類似質問 別の聞き方 言い換え 言換え 別表現 類義 関連質問文 質問の言い換え 類似質問文 alias aliases alternatives alternative similarquestions 同義質問 表記ゆれ`)
	linkNames = strings.Fields(`
url リンク リンク先 参考url 参考リンク 関連url 関連リンク 参照url 参照先 参照先url 案内url 詳細url link`)
	untilNames = strings.Fields(`
有効期限 有効期間終了 有効期限日 掲載期限 掲載終了日 公開期限 公開終了日 適用終了日 終了日 期限 validuntil expires expiry`)
	fromNames = strings.Fields(`
有効開始日 有効期間開始 掲載開始日 公開開始日 適用開始日 開始日 validfrom`)
)

var (
	reColumnAside = regexp.MustCompile(`[(（\[【][^)）\]】]*[)）\]】]`)
	columnSigns   = strings.NewReplacer(" ", "", "\n", "", "*", "", "※", "", "■", "", "●", "", "◆", "", ":", "", "必須", "")
)

// columnKey is a column's name without what stands around it: 「■ 質問（必須）」 is 質問.
func columnKey(name string) string {
	key := strings.ToLower(columnSigns.Replace(reColumnAside.ReplaceAllString(chars.ListWidth(name), "")))
	if key == "" { // 【質問】: all of it stands in brackets
		key = strings.Trim(strings.ToLower(columnSigns.Replace(chars.ListWidth(name))), "[]【】()")
	}
	return key
}

// layoutOf reads a row as a header. It is one if it names a column of questions and one of answers.
func layoutOf(cells []string) (layout, bool) {
	keys := make([]string, len(cells))
	for i, c := range cells {
		keys[i] = columnKey(c)
	}
	find := func(names []string) int {
		for _, name := range names {
			if i := slices.Index(keys, name); i >= 0 {
				keys[i] = "" // each column has one meaning
				return i
			}
		}
		return -1
	}
	l := layout{question: find(questionNames), answer: find(answerNames)}
	if l.question < 0 || l.answer < 0 {
		l.question, l.answer = nearNames(keys, l.question, l.answer)
	}
	if l.question < 0 && l.answer < 0 {
		l.question, l.answer = find(titleNames), find(bodyNames)
	}
	if l.question < 0 || l.answer < 0 {
		return layout{}, false
	}
	l.label, l.public = find(labelNames), find(publicNames)
	l.draft = l.public >= 0 && columnKey(cells[l.public]) == "draft"
	l.metadata, l.id = find([]string{"metadata"}), find([]string{"qnaid"})
	l.until, l.from = find(untilNames), find(fromNames)
	for i, key := range keys {
		switch name := strings.TrimRight(key, "0123456789"); {
		case slices.Contains(sectionNames, key):
			l.sections = append(l.sections, i)
		case slices.Contains(aliasNames, name):
			l.aliases = append(l.aliases, i)
		case slices.Contains(linkNames, name):
			l.links = append(l.links, i)
		case key != "" && !slices.Contains(exportNames, key):
			l.ignored = append(l.ignored, i)
		}
	}
	return l, true
}

var (
	reNearQuestion = regexp.MustCompile(`質問|問い?合わ?せ|お尋ね|^q[.:]?$|^q[.:]`)
	reNearAnswer   = regexp.MustCompile(`回答|答え|^ご?案内|^a[.:]?$|^a[.:]`)
)

// longestName is the most letters of a column's name: what is longer is a question itself.
const longestName = 14

// nearNames finds the one column whose name has 質問 in it, and the one with 回答, where no name is known
// as it stands: 「ご質問・ご相談」, 「回答（案）」. The names are taken out of keys.
func nearNames(keys []string, question, answer int) (q, a int) {
	near := func(re *regexp.Regexp, not int) int {
		at := -1
		for i, key := range keys {
			if i == not || utf8.RuneCountInString(key) > longestName || !re.MatchString(key) || slices.Contains(labelNames, key) || strings.ContainsAny(key, "。、{}：") || askScore(key) >= 4 {
				continue
			}
			if at >= 0 {
				return -1
			}
			at = i
		}
		return at
	}
	if question < 0 {
		question = near(reNearQuestion, answer)
	}
	if answer < 0 {
		answer = near(reNearAnswer, question)
	}
	if question >= 0 && answer >= 0 {
		keys[question], keys[answer] = "", ""
	}
	return question, answer
}

// isExport says whether the table is QnA Maker's: its cells spell line breaks as \n, and the rows of one
// id are one entry.
func (l *layout) isExport() bool { return l.metadata >= 0 || l.id >= 0 }

// cell is the row's cell in a column, or "".
func cell(row []string, column int) string {
	if column < 0 || column >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[column])
}

var reHiddenWord = regexp.MustCompile(`非公開|未公開|公開しない|公開停止|公開終了|公開前|下書|内部|社内|職員|停止|廃止|終了|削除|準備中|作成中|修正中|検討中|確認中|保留|非掲載|未掲載`)

// isHidden says whether a row is marked as not for the public.
func (l *layout) isHidden(row []string) bool {
	if l.public < 0 {
		return false
	}
	word := strings.ToLower(chars.ListWidth(cell(row, l.public)))
	if l.draft {
		return slices.Contains([]string{"true", "1", "yes", "はい", "○", "draft"}, word)
	}
	if word == "" {
		return l.marksPublic
	}
	return slices.Contains(hiddenWords, word) || reHiddenWord.MatchString(word)
}

var publicMarks = []string{"○", "◯", "〇", "●", "◎", "✓", "✔", "☑", "レ", "1", "true", "yes", "y", "済", "公開", "公開済", "公開済み", "掲載", "可", "on"}

// learn looks at all rows: a column that marks some of them and leaves the rest empty says that the rest
// is not public.
func (l *layout) learn(rows [][]string) {
	marked, empty := 0, 0
	for _, r := range rows {
		if cell(r, l.question) == "" {
			continue
		}
		switch word := strings.ToLower(chars.ListWidth(cell(r, l.public))); {
		case word == "":
			empty++
		case slices.Contains(publicMarks, word):
			marked++
		default:
			return
		}
	}
	l.marksPublic = marked > 0 && empty > 0
}
