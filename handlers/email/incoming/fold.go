package incoming

import (
	"regexp"
	"slices"
	"strings"
)

// An answer carries the mail that it answers, and most mails end in a signature. Both are folded away: they are kept,
// and what the member says now is read first. Where in doubt text stays where it is. What is folded by each rule is
// shown by testdata.

// A rule's patterns, for the programs that members write with.
var (
	quoted = regexp.MustCompile(`^\s{0,3}(?:[>＞]|\|\s|[A-Za-z]{1,4}>)`)

	// What stands before a quoted mail: Gmail, iPhone, Thunderbird, Becky!, in Japanese and in English.
	attribution = regexp.MustCompile(`(?i)^\s*(?:` +
		`on\s.{6,160}\swrote\s?[:：]` +
		`|le\s.{6,160}\sa écrit\s?:` +
		`|.{0,20}\d{4}[年/.-]\s?\d{1,2}[月/.-]\s?\d{1,2}日?.{0,140}(?:のメール|さんは書きました|は書きました|が書きました|さんが書きました|wrote|writes)\s?[:：]` +
		`|\d{4}年\d{1,2}月\d{1,2}日[（(][月火水木金土日][)）].{0,10}\d{1,2}[:時]\d{2}.{0,120}<?[^\s<>]+@[^\s<>]+>?\s?[:：]` +
		`|(?:at|in)\s.{6,120}\swrote\s?[:：]` +
		`|.{1,80}\s(?:さんは|さんが).{0,60}書きました\s?[:：。]` +
		`)\s*$`)
	attributionStart = regexp.MustCompile(`(?i)^\s*(?:on\s.{6,}|\d{4}年\d{1,2}月\d{1,2}日.*|\d{4}/\d{1,2}/\d{1,2}.*|.{0,10}\(\d{4}/\d{1,2}/\d{1,2}.*)`)

	original = regexp.MustCompile(`(?i)^\s*(?:` +
		`[-_—―ー]{3,}\s*(?:original message|original appointment|元のメッセージ|original mail|元のメール|返信元メッセージ|reply message)\s*[-_—―ー]{3,}` +
		`|[-_]{20,}\s*$)`)
	forwarded = regexp.MustCompile(`(?i)^\s*(?:[-_—]{5,}\s*(?:forwarded message|転送メッセージ|forwarded mail|転送されたメッセージ)\s*[-_—]{5,}|begin forwarded message\s?:|転送されたメッセージ\s?[:：])`)

	headFrom = regexp.MustCompile(`(?i)^\s*\*?(?:from|差出人|送信者|発信者|送信元)\s?[:：]\*?`)
	headRest = regexp.MustCompile(`(?i)^\s*\*?(?:sent|date|to|cc|subject|送信日時|送信日|日時|日付|宛先|件名|ＣＣ|受信者|題名)\s?[:：]\*?`)

	forwardSubject = regexp.MustCompile(`(?i)^\s*(?:fwd?|転送)\s?[:：]`)

	ruler    = regexp.MustCompile(`^\s*(?:[-=_*~+#・─━═＝‐－ー―〜～★☆◆◇■□●○◎※◯┏┓┗┛┌┐└┘｡ﾟ:;.,/\\|＿＊＋＃゜。\s　]|\p{So}){6,}\s*$`)
	contacts = regexp.MustCompile(`(?i)(?:\btel\b|℡|電話|\bfax\b|携帯|\bmobile\b|e-?mail|メール[:：]|[^\s@]+@[^\s@]+\.[a-z]+|https?://|www\.|〒\s?\d{3}|株式会社|有限会社|合同会社|一般社団法人|㈱|㈲|co\.,? ?ltd|\binc\.)`)

	// What a program adds below.
	sentFrom = regexp.MustCompile(`(?i)^\s*(?:(?:iphone|ipad|android|galaxy|xperia|スマートフォン|windows|mac|ahamo|ドコモ).{0,40}(?:から送信|より送信).{0,10}` +
		`|sent from (?:my|mail for|outlook|yahoo|samsung).{0,60}|get outlook for .{0,60}|outlook for (?:ios|android).{0,20}を(?:入手|取得).{0,100}|(?:ios|android) 版 ?outlook.{0,60}|.{0,30}から送信されました.{0,20})\s*$`)
)

// fold parts what the author says from what they quote and from their signature.
func (l *Letter) fold(s string) {
	lines := strings.Split(s, "\n")
	own, folded := cutQuotes(lines, forwardSubject.MatchString(l.Subject))
	own, sign := unsign(own)
	if text := tidy(strings.Join(own, "\n")); text != "" {
		l.Text = text
		l.Sign = tidy(strings.Join(sign, "\n"))
		l.Folded = tidy(strings.Join([]string{l.Sign, tidy(strings.Join(folded, "\n"))}, "\n\n"))
		return
	}
	if own, sign = unsign(lines); len(folded) > 0 && !allQuoted(lines) { // answered inside of what is quoted: all of it counts
		l.Text, l.Sign = tidy(strings.Join(own, "\n")), tidy(strings.Join(sign, "\n"))
		l.Folded = l.Sign
		return
	}
	l.Sign = tidy(strings.Join(sign, "\n"))
	l.Folded = tidy(s)
}

// allQuoted reports whether nothing stands in lines but marked quotes, what introduces them, and blanks.
func allQuoted(lines []string) bool {
	hard := false
	for i := range lines {
		if isOriginal(lines, i) || isHead(lines, i) {
			hard = true
		}
	}
	return !hard || strings.TrimSpace(strings.Join(lines, "")) == ""
}

// cutQuotes takes out what is quoted.
func cutQuotes(lines []string, forward bool) (own, folded []string) {
	between := answersBetween(lines)
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if forwarded.MatchString(line) {
			return append(own, lines[i:]...), folded // what is forwarded is what the mail is about
		}
		n := attributed(lines, i)
		switch {
		case !forward && (isOriginal(lines, i) || isHead(lines, i)):
			return own, append(folded, lines[i:]...)
		case n > 0 && !forward:
			next := i + n
			folded = append(folded, lines[i:next]...)
			if after := firstSaid(lines[next:]); after != "" && !quoted.MatchString(after) {
				return own, append(folded, lines[next:]...) // quoted without marks
			}
			i = next - 1
		case quoted.MatchString(line) && !forward && between && shortQuote(lines, i):
			own = append(own, line)
		case quoted.MatchString(line) && !forward:
			folded = append(folded, line)
		default:
			own = append(own, line)
		}
	}
	return own, folded
}

// answersBetween reports whether somebody answers piece by piece, below what each answer is to.
func answersBetween(lines []string) bool {
	pieces, inQuote := 0, false
	for _, line := range lines {
		switch {
		case quoted.MatchString(line):
			inQuote = true
		case strings.TrimSpace(line) != "" && inQuote:
			pieces, inQuote = pieces+1, false
		}
	}
	return pieces > 1
}

// shortest is how many quoted lines stay above their answer: a question with its hint.
const shortest = 5

// shortQuote reports whether line i belongs to a quoted piece that is short enough to stay above its answer.
func shortQuote(lines []string, i int) bool {
	from, to := i, i
	for from > 0 && to-from <= shortest && quoted.MatchString(lines[from-1]) {
		from--
	}
	for to < len(lines) && to-from <= shortest && quoted.MatchString(lines[to]) {
		to++
	}
	return to-from <= shortest && firstSaid(lines[to:]) != ""
}

// firstSaid is the first line that is not blank.
func firstSaid(lines []string) string {
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			return line
		}
	}
	return ""
}

// attributed is over how many lines from i on a line before a quoted mail goes, 0 where none begins there. Programs
// break it.
func attributed(lines []string, i int) int {
	if strings.TrimSpace(lines[i]) == "" || quoted.MatchString(lines[i]) || len(lines[i]) > 400 {
		return 0
	}
	if attribution.MatchString(lines[i]) {
		return 1
	}
	if !attributionStart.MatchString(lines[i]) {
		return 0
	}
	whole := lines[i]
	for n := 2; n <= 3 && i+n <= len(lines); n++ {
		whole += " " + strings.TrimSpace(lines[i+n-1])
		if attribution.MatchString(whole) {
			return n
		}
	}
	return 0
}

// isOriginal reports whether a line says that the mail before follows.
func isOriginal(lines []string, i int) bool {
	if !original.MatchString(lines[i]) {
		return false
	}
	if rulerOnly := strings.Trim(strings.TrimSpace(lines[i]), "-_") == ""; rulerOnly { // Outlook's line, which others draw, too
		for j := i + 1; j < len(lines) && j <= i+3; j++ {
			if isHead(lines, j) {
				return true
			}
		}
		return false
	}
	return true
}

// isHead reports whether the header of a quoted mail begins at line i, as Outlook and webmail write it.
func isHead(lines []string, i int) bool {
	if !headFrom.MatchString(lines[i]) {
		return false
	}
	found := 0
	for j := i + 1; j < len(lines) && j <= i+8; j++ {
		if headRest.MatchString(lines[j]) {
			found++
		}
	}
	return found >= 2
}

// signatureLines is how long a signature may be: beyond that it is text.
const signatureLines = 18

// unsign takes the signature off the end.
func unsign(lines []string) (own, sign []string) {
	last := len(lines)
	for last > 0 && strings.TrimSpace(lines[last-1]) == "" {
		last--
	}
	lines = lines[:last]
	for i := len(lines) - 1; i > 0 && i >= len(lines)-signatureLines; i-- { // the dashes of RFC 3676, and what programs make of them
		if lines[i] == "-- " || lines[i] == "--" {
			return trimSentFrom(lines[:i], lines[i:])
		}
	}
	first := slices.IndexFunc(lines, saysSomething)
	for i := max(len(lines)-signatureLines-1, 0); i < len(lines); i++ {
		if !ruler.MatchString(lines[i]) || first < 0 || first >= i {
			continue
		}
		marks := 0
		for _, line := range lines[i:] {
			if contacts.MatchString(line) {
				marks++
			}
		}
		if marks >= 2 && countSaid(lines[i:]) <= signatureLines && !asks(lines[i+1:]) {
			return trimSentFrom(lines[:i], lines[i:])
		}
	}
	return trimSentFrom(lines, nil)
}

// asks reports whether somebody speaks in lines: then they are no signature.
func asks(lines []string) bool {
	return slices.ContainsFunc(lines, func(line string) bool {
		line = strings.TrimSpace(line)
		return strings.HasSuffix(line, "か？") || strings.HasSuffix(line, "ください。") || strings.HasSuffix(line, "します。") || strings.HasSuffix(line, "ますか。") || strings.HasSuffix(line, "→") ||
			strings.Contains(line, "変更後") || strings.Contains(line, "変更前") || strings.Contains(line, "新住所") || strings.Contains(line, "旧住所")
	})
}

// saysSomething reports whether a line is neither blank nor a ruler.
func saysSomething(line string) bool {
	return strings.TrimSpace(line) != "" && !ruler.MatchString(line)
}

func countSaid(lines []string) int {
	n := 0
	for _, line := range lines {
		if saysSomething(line) {
			n++
		}
	}
	return n
}

// trimSentFrom takes the line that a program adds off the end.
func trimSentFrom(own, sign []string) (rest, tail []string) {
	for i := len(own) - 1; i >= 0 && i >= len(own)-4; i-- {
		if sentFrom.MatchString(own[i]) {
			return own[:i], append(slices.Clone(own[i:]), sign...)
		}
	}
	return own, sign
}
