package reading

import (
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// What makes a run of digits a bank account or a My Number are the words around it. An office's
// members send dates, postal codes, amounts, extensions and registration numbers all day: striking one
// of those out loses what they wanted to say, so each word has to mean the account itself.

var (
	myNumberBefore = pattern(`(?i)(?:マイ\s?ナンバー|my\s?number|個人番号|個人ナンバー|通知カード)[^0-9\n]{0,16}$`)
	myNumberBehind = pattern(`(?i)^[^0-9\n]{0,6}(?:が|は|という|の)?[^0-9\n]{0,4}(?:マイ\s?ナンバー|my\s?number|個人番号)`)
	notMyNumber    = pattern(`(?i)(?:マイ\s?ナンバー|my\s?number|個人番号)(?:では|じゃ|で)(?:あり|な|ござい)`)
	otherNumber    = pattern(`(?:伝票|追跡|注文|受付|問い?合わ?せ|送り状|注文書|JAN|UPC|申込|法人番?号?|法人等番号|登録番号|会員番号|お客様番号)[^0-9]{0,10}$`)

	// The number's own name, or an account right before or behind it.
	accountNumber = pattern(`口座(?:番号|No\.?|NO\.?)[^0-9\n]{0,12}$`)
	accountBefore = pattern(`口座(?:は|が|に|を|へ|:|：|[\s(（])[^0-9\n]{0,6}$|口座$`)
	accountBehind = pattern(`^[^0-9\n]{0,3}(?:の|が|は|という)?口座(?:に|へ|を|が|は|の|で|番号|です|宛|$|[\s、。])`)

	// The kind of the account as a whole word: 普通郵便, 当日, 適当 and 担当 are others.
	accountKind = pattern(`(?:^|[^\p{Han}\p{Hiragana}\p{Katakana}ー]|[店行庫組協所金]|科目[はが]?)(?:(?:普通|当座|貯蓄|定期)(?:預?金)(?:の|は|が)?|(?:普通|当座)(?:の)?|[(（][普当][)）])\s*(?:口座)?(?:番号|No\.?)?\s*[:：はが、,・/]?\s*$`)

	// A bank and its branch right before the number; the two numbers of ゆうちょ.
	bankBranch   = pattern(`(?:銀行|信用金庫|信金|信用組合|信組|農協|労働金庫|労金|ゆうちょ)[^0-9\n]{0,20}(?:支店|本店|出張所|営業部|[〇一二三四五六七八九]{3}店)\s*[:：の、,]?\s*$`)
	yuchoNumber  = pattern(`ゆうちょ[^\n]{0,30}(?:記号|番号)[^0-9\n]{0,8}$`)
	kindBehind   = pattern(`^\s*[(（]?(?:普通|当座)(?:預金|口座|[)）])`)
	notAccount   = pattern(`口座(?:番号)?(?:では|じゃ|で)(?:あり|な|ござい)`)
	otherBefore  = pattern(`(?i)(?:〒|郵便番号|内線|ext\.?|電話番?号?|携帯|TEL|FAX|番地|法人番号|法人等番号|登録番号|伝票番?号?|追跡番?号?|注文番?号?|受付番?号?|会員番号|管理番号|品番|型番|JAN|[¥￥$])\s*[:：はが]?\s*$`)
	countsBehind = pattern(`(?i)^\s*(?:円|万|[千億](?:円|個|人|件)|ドル|ユーロ|元(?:[^の]|$)|ウォン|個|箱|本(?:[^店社部人]|$)|枚|名(?:[^義前称]|$)|人|件|kg\b|g\b|t\b|通(?:[^帳]|$)|冊|台|点|ポイント|%|年|月|日|時|分|番地|号室|階)`)
	accountDigit = pattern(`^[0-9]{6,8}$`)
)

// around is what stands near a numeral, in one width.
func around(rs []rune, n numeral) (before, behind string) {
	return norm.NFKC.String(string(rs[max(0, n.start-40):n.start])), norm.NFKC.String(string(rs[n.end:min(len(rs), n.end+16)]))
}

// personalNumber reports whether the words around twelve digits make them a My Number.
func personalNumber(rs []rune, n numeral) bool {
	before, behind := around(rs, n)
	if otherNumber().MatchString(before) || notMyNumber().MatchString(norm.NFKC.String(string(rs))) {
		return false
	}
	return myNumberBefore().MatchString(before) || myNumberBehind().MatchString(behind)
}

// account reports whether the words around a numeral make it a bank account's number.
func account(rs []rune, n numeral) bool {
	before, behind := around(rs, n)
	if otherBefore().MatchString(before) || countsBehind().MatchString(behind) || notAccount().MatchString(norm.NFKC.String(string(rs))) {
		return false
	}
	if yuchoNumber().MatchString(before) {
		return true
	}
	if !accountDigit().MatchString(n.digits) {
		return false
	}
	if accountNumber().MatchString(before) {
		return true
	}
	return !isDay(n.digits) && (accountBefore().MatchString(before) || accountKind().MatchString(before) ||
		bankBranch().MatchString(before) || accountBehind().MatchString(behind) ||
		strings.Contains(before, "銀行") && kindBehind().MatchString(behind))
}

// accountRuns is how many runs of digits, with hyphens or blanks between them, are one number that is
// called an account's (口座番号 123-4567), or 0.
func accountRuns(rs []rune, row []numeral) int {
	for used := 1; used <= min(len(row), 3); used++ {
		n := merge(row[:used])
		if before, _ := around(rs, n); used > 1 && (len(n.digits) != 7 || !accountNumber().MatchString(before)) {
			continue
		}
		if len(n.digits) >= 5 && len(n.digits) <= 8 && account(rs, n) {
			return used
		}
	}
	return 0
}

// isDay reports whether eight digits are a day of this century or the last: 20261201.
func isDay(digits string) bool {
	_, err := time.Parse("20060102", digits)
	return err == nil && (strings.HasPrefix(digits, "19") || strings.HasPrefix(digits, "20"))
}
