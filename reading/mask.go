package reading

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"madoguchi/lazyregexp"
)

// The kinds of secret Mask finds.
const (
	CardNumber  = "card"     // a payment card's number
	MyNumber    = "mynumber" // 個人番号
	BankAccount = "bank"     // a bank account's number
)

// A numeral is a run of digits in a text, or several with the blanks and hyphens between them that
// people put into one number.
type numeral struct {
	start, end int // in runes
	digits     string
}

// Mask strikes card numbers, My Numbers and bank account numbers out of text, and says what it
// found, each kind once. It runs before anything is stored, shown or logged. Digits may be in any
// width, with blanks, hyphens or line ends between them.
//
// A card number begins and is as long as the card brands' are and passes the Luhn check; its last
// four digits stay: 「**** 1111」. A My Number is twelve digits beside its own name: by the check digit
// alone every eleventh parcel would be one. A bank account is recognised by the words around it. Who
// says that a number is none (「口座ではありません」) keeps it.
func Mask(text string) (masked string, found []string) {
	rs := []rune(text)
	var out strings.Builder
	at := 0
	for _, row := range numerals(rs) {
		for i := 0; i < len(row); {
			n, kind, with, used := secret(row[i:], rs)
			if kind == "" {
				i++
				continue
			}
			out.WriteString(string(rs[at:n.start]))
			out.WriteString(with)
			at = n.end
			i += used
			if !slices.Contains(found, kind) {
				found = append(found, kind)
			}
		}
	}
	if found == nil {
		return text, nil
	}
	out.WriteString(string(rs[at:]))
	return out.String(), found
}

// secret is the secret that begins with the first of a row of digit runs: its place, its kind, what
// stands in its place, and how many runs it takes.
func secret(row []numeral, rs []rune) (n numeral, kind, with string, used int) {
	if used = cardRuns(row); used > 0 {
		n = merge(row[:used])
		last := n.digits[len(n.digits)-4:]
		if used < len(row) && (len(row[used].digits) == 3 || len(row[used].digits) == 4) { // the security code or the date behind it
			n.end = row[used].end
			used++
		}
		return n, CardNumber, "**** " + last, used
	}
	for used = 1; used <= len(row); used++ {
		n = merge(row[:used])
		if len(n.digits) == 12 && personalNumber(rs, n) {
			return n, MyNumber, personalStruck, used
		}
	}
	if used = accountRuns(rs, row); used > 0 {
		return merge(row[:used]), BankAccount, accountStruck, used
	}
	return n, "", "", 0
}

// cardRuns is how many runs from the first make a card number, or 0.
func cardRuns(row []numeral) int {
	d := row[0].digits
	for i := 0; len(d) > 19 && i+14 <= len(d); i++ { // digits run into what follows them
		for _, n := range []int{16, 15, 14} {
			if i+n <= len(d) && cardNumber(d[i:i+n]) {
				return 1
			}
		}
	}
	best := 0
	for used := 1; used <= len(row); used++ {
		if n := merge(row[:used]); len(n.digits) > 19 {
			break
		} else if cardNumber(n.digits) && (best == 0 || len(n.digits) == 16) {
			best = used
		}
	}
	return best
}

func merge(row []numeral) numeral {
	n := row[0]
	for _, next := range row[1:] {
		n.end = next.end
		n.digits += next.digits
	}
	return n
}

// numerals are the rows of digit runs in a text. Up to two fillers may stand between the runs of a row.
func numerals(rs []rune) [][]numeral {
	var rows [][]numeral
	for i := 0; i < len(rs); i++ {
		if digit(rs[i]) < 0 {
			continue
		}
		n := numeral{start: i}
		for ; i < len(rs) && digit(rs[i]) >= 0; i++ {
			n.digits += string(rune('0' + digit(rs[i])))
		}
		n.end = i
		if last := len(rows) - 1; last >= 0 && apart(rs, rows[last][len(rows[last])-1].end, n.start) {
			rows[last] = append(rows[last], n)
		} else {
			rows = append(rows, []numeral{n})
		}
	}
	return rows
}

// apart reports whether what stands between two runs lets them be one number.
func apart(rs []rune, end, start int) bool {
	return start-end <= 3 && !slices.ContainsFunc(rs[end:start], func(r rune) bool { return !filler(r) })
}

// digit is the value of a decimal digit of any script or width, or -1.
func digit(r rune) int {
	switch {
	case '0' <= r && r <= '9':
		return int(r - '0')
	case '０' <= r && r <= '９':
		return int(r - '０')
	case unicode.Is(unicode.Nd, r):
		if s := norm.NFKC.String(string(r)); len(s) == 1 && '0' <= s[0] && s[0] <= '9' {
			return int(s[0] - '0')
		}
	case '①' <= r && r <= '⑨':
		return int(r-'①') + 1
	}
	return -1
}

// filler reports whether people put r between the digits of one number.
func filler(r rune) bool {
	return unicode.In(r, unicode.Pd, unicode.Zs, unicode.Cf) || strings.ContainsRune("-−ー‐_.・ \t\n\r", r)
}

// cardStart are the first digits of the brands' numbers by their length (ISO/IEC 7812 issuers):
// Diners 14, American Express 15, UnionPay and Maestro up to 19, the others 16; old Visa numbers 13.
var cardStart = map[int]func() *lazyregexp.Regexp{
	13: pattern(`^4`), 14: pattern(`^3[0689]`), 15: pattern(`^3[47]`),
	16: pattern(`^(?:4|5[0-8]|6|35|2[2-7]|9)`), 17: pattern(`^6`), 18: pattern(`^6`), 19: pattern(`^[46]`),
}

// cardNumber reports whether digits are a payment card's. Thirteen digits that are a JAN code or a
// 法人番号 are that: both are common here, and such cards are no longer issued.
func cardNumber(d string) bool {
	start := cardStart[len(d)]
	if start == nil || !start().MatchString(d) || len(d) == 13 && (janCode(d) || corporateNumber(d)) {
		return false
	}
	return luhn(d)
}

// luhn is the check of ISO/IEC 7812: with every second digit from the right doubled, and nine
// taken from what exceeds nine, the sum is a multiple of ten.
func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// Struck reports whether something was struck out of a text that may have been none: an account or a My
// Number. A card's number is one by its own digits.
func Struck(text string) bool {
	return strings.Contains(text, accountStruck) || strings.Contains(text, personalStruck)
}

// What stands in the place of what was struck out.
const (
	accountStruck  = "（口座番号は伏せました）"
	personalStruck = "（個人番号は伏せました）"
)
