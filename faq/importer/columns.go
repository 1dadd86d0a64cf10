package importer

import (
	"regexp"
	"slices"
	"strings"

	"madoguchi/chars"
)

// What the columns of a FAQ's table are called, the more telling names first: where 「質問」 and 「問」 both
// stand in a header, the second is the question's number.
var (
	questionNames = strings.Fields(`
質問 ご質問 質問内容 ご質問内容 質問文 質問事項 お問い合わせ内容 お問合せ内容 お問合わせ内容 問い合わせ内容 問合せ内容
お問い合わせ お問合せ 問い合わせ 問合せ よくある質問 よくあるご質問 設問 問 question questions q`)
	answerNames = strings.Fields(`
回答 ご回答 回答内容 ご回答内容 回答文 回答例 ご案内 ご案内内容 案内 案内文 答え 答 answer answers a`)
	sectionNames = strings.Fields(`
分類 大分類 中分類 小分類 カテゴリ カテゴリー 大カテゴリ 中カテゴリ 小カテゴリ category categories 区分 種別 ジャンル section セクション`)
	labelNames = strings.Fields(`
no no. 番号 項番 通番 連番 項目番号 質問番号 管理番号 整理番号 問 # id`)
	publicNames = strings.Fields(`
公開 公開状態 公開区分 公開設定 公開可否 公開/非公開 公開・非公開 掲載 掲載可否 hp掲載 ステータス 状態 status`)
	hiddenWords = strings.Fields(`
非公開 未公開 公開しない 公開停止 公開不可 限定公開 内部 内部用 社内 社内用 下書き 不可 否 しない 停止 掲載しない 非掲載 未掲載 廃止 × ✕ x no false 0 draft private unpublished archived off`)
	// The columns that QnA Maker and its successors export beside question and answer.
	exportNames = strings.Fields(`
source metadata suggestedquestions iscontextonly prompts qnaid sourcedisplayname`)
)

// A layout says which column of a table is what; -1 is none.
type layout struct {
	question, answer, label, public int
	sections                        []int
	metadata, id                    int   // of QnA Maker's export
	ignored                         []int // columns of other names
}

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
		return layout{}, false
	}
	l.label, l.public = find(labelNames), find(publicNames)
	l.metadata, l.id = find([]string{"metadata"}), find([]string{"qnaid"})
	for i, key := range keys {
		switch {
		case slices.Contains(sectionNames, key):
			l.sections = append(l.sections, i)
		case key != "" && !slices.Contains(exportNames, key):
			l.ignored = append(l.ignored, i)
		}
	}
	return l, true
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

// isHidden says whether a row is marked as not for the public.
func (l *layout) isHidden(row []string) bool {
	return slices.Contains(hiddenWords, strings.ToLower(chars.ListWidth(cell(row, l.public))))
}
