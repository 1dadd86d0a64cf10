package reading

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// An Act is something that somebody wants of the conversation itself, rather than an answer.
type Act string

// The acts.
const (
	NoControl   Act = ""
	Back        Act = "back"         // 戻る
	Quit        Act = "quit"         // やめる
	Edit        Act = "edit"         // 直す: N or Word says what
	Skip        Act = "skip"         // とばす
	Send        Act = "send"         // 送る
	Status      Act = "status"       // 状況: list my tickets
	Human       Act = "human"        // 人と話したい
	Resolved    Act = "resolved"     // 解決した
	NotResolved Act = "not_resolved" // 解決しない
	Thanks      Act = "thanks"       // ありがとう
	Again       Act = "again"        // もう一度: repeat the question
)

// A Wish is what Control found.
type Wish struct {
	Act  Act
	N    int    // of Edit: the line's number, 0 where none was named
	Word string // of Edit: what was named: 会社名
}

// controlLimit is how long a text may be, folded, to be a control at all; controlText is the same as
// it is written.
const (
	controlLimit = 24
	controlText  = 60
)

// controls are the lists of each act's wordings, in the order in which they are tried.
var controls = []struct {
	act   Act
	words func() *lazyregexp.Regexp
}{
	{NotResolved, phrases("not-resolved", whole, chars.FoldKana)},
	{Resolved, phrases("resolved", whole, chars.FoldKana)},
	{Thanks, phrases("thanks", whole, chars.FoldKana)},
	{Back, phrases("back", whole, chars.FoldKana)},
	{Quit, phrases("quit", whole, chars.FoldKana)},
	{Skip, phrases("skip", whole, chars.FoldKana)},
	{Send, phrases("send", whole, chars.FoldKana)},
	{Again, phrases("again", whole, chars.FoldKana)},
	{Status, phrases("status", whole, chars.FoldKana)},
	{Human, phrases("human", whole, chars.FoldKana)},
}

var soft = phrases("soft", atEnd, chars.FoldKana)

// Control reads a control word in any wording. It is conservative: a message that says more than the
// control itself is none.
func Control(text string) Wish {
	if chars.Length(text) > controlText {
		return Wish{}
	}
	s := chars.FoldKana(text)
	if s == "" || chars.Length(s) > controlLimit {
		return Wish{}
	}
	if w := readEdit(s); w.Act != NoControl {
		return w
	}
	if asksForNamed(s) {
		return Wish{Act: Human}
	}
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s, "すみません"), "すいません"), "じゃあ")
	for _, form := range slices.Compact([]string{s, strings.TrimSuffix(s, "です"), soft().ReplaceAllString(s, "")}) {
		for _, c := range controls {
			if form != "" && c.words().MatchString(form) {
				return Wish{Act: c.act}
			}
		}
	}
	return Wish{}
}

// namedStaff is how somebody is asked for by name: 「受付の田中さんいますか」, folded.
var namedStaff = pattern(`^(?:.{0,10}の)?(\p{Han}{1,4}|\p{Hiragana}{2,5})(?:さん|様|さま|氏)(?:は|って)?(?:い(?:ます|る|てますか)|いらっしゃ|おられ|おります|をお願い|お願い|を出して|を呼んで|に(?:代わ|替わ|かわ|繋|つな|取り次)|と(?:話|お話|はな))`)

func asksForNamed(folded string) bool {
	m := namedStaff().FindStringSubmatch(folded)
	return m != nil && startsWithSurname(m[1])
}

// AsksForNamed reports whether a text asks for one of the office's people by name.
func AsksForNamed(text string) bool { return asksForNamed(chars.FoldKana(text)) }

var (
	lineNumbers = swaps("line-numbers")
	plainEdits  = wordSet("edits")
	editNumber  = mending(`^(?:no|#|第)?(\d{1,2})(?:番目?|ばん|つ目|個目|行目|項目目?|問目?)?(?:の(?:項目|質問|回答|答え|ところ|内容))?%s$`)
	editPlain   = mending(`^(?:この|その|入力|内容|回答|答え|中身|ちょっと|やっぱり|一部|少し|これ|ここ|どこか)*%s$`)
	editWord    = mending(`^(.{1,12}?)(?:の(?:項目|ところ|欄|部分))?(?:を|は|が|だけ)%s$`)
	editBare    = pattern(`^(.{2,10}?)(?:直す|なおす|修正|訂正)$`)
	change      = pattern(`変更|変え|変わ`)            // 住所を変更したい is what the forms are for, not a slip
	noEdit      = pattern(`^(?:違|ちが|間違|まちが|変更)`) // bare 違います is no wish to mend, but a no
)

// mending is an expression with the list of what says that something is to be mended in it.
func mending(expr string) func() *lazyregexp.Regexp {
	return sync.OnceValue(func() *lazyregexp.Regexp {
		return lazyregexp.New(strings.Replace(expr, "%s", grammar("mend", chars.FoldKana), 1))
	})
}

// readEdit reads a wish to mend an answer: 直す, 3番を直したい, 会社名を直す.
func readEdit(s string) Wish {
	s = lineNumbers().replace(s)
	if m := editNumber().FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1]) // digits by the expression
		return Wish{Act: Edit, N: n}
	}
	bare := editPlain().MatchString(s)
	if plainEdits()[s] || bare && !noEdit().MatchString(s) {
		return Wish{Act: Edit}
	}
	if m := editWord().FindStringSubmatch(s); m != nil && !bare && !change().MatchString(s) {
		return Wish{Act: Edit, Word: m[1]}
	}
	if m := editBare().FindStringSubmatch(s); m != nil {
		return Wish{Act: Edit, Word: strings.TrimSuffix(m[1], "の")}
	}
	return Wish{}
}
