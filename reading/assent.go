package reading

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"madoguchi/chars"
)

// People take an offer up in more wordings than a grammar has: 「あ、じゃあそれで」, 「ほな頼んますわ」, 「はいな」. What all of
// them have in common is that they agree and name nothing: no thing, no person, no number. A text that does name
// something is a matter of its own, however politely it ends: 「領収書をお願いします」.

var (
	yesLike  = sectionOf("assent", "yes")
	askLike  = sectionOf("assent", "asks")
	refusing = sectionOf("assent", "refuses")
	actWords = sync.OnceValue(func() []string {
		_, sections := readList("act-words")
		words := slices.Clone(sections[0].words)
		slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
		return words
	})
	interrogative = pattern(`どこ|どちら|誰|だれ|いつ|どう|何|なに|いくら|なぜ|なんで`)
	requesting    = pattern(`(?:でき|出来|もらえ|もらえへん|いただけ|頂け|くれ|くれへん|くださ|下さ|よろしい|宜しい|いい|おう|よう|しよ)(?:ます|ません|る|ない|へん|です|でしょう)*(?:か|かね|かな|かなあ|の)?$`)
)

// Agrees reports whether a text takes up what was just offered and says nothing else. The words of the offer itself
// count as nothing else: about is its label.
func Agrees(text, about string) bool {
	said := tries().ReplaceAllString(chars.FoldKana(text), "願")
	if said == "" || chars.Length(said) > offerText || has(said, refusing()) || !has(said, yesLike()) && !has(said, askLike()) {
		return false
	}
	if strings.ContainsAny(text, "?？") || Asks(text) {
		if !requesting().MatchString(said) {
			return false
		}
	}
	return namesNothing(text, about)
}

// tries is how somebody takes up an offer who is not sure of it: 「事務局に聞いてみます」.
var tries = pattern(`(?:聞い|きい|相談し|お願いし|おねがいし|頼ん|問い合わせ|申し込ん)てみ`)

// OnlyAgrees is Agrees for an answer to a question that offered nothing: 「うん」 is none. To leave it to the office is one.
func OnlyAgrees(text string) bool {
	said := chars.FoldKana(text)
	return Agrees(text, "") && !strings.Contains(said, "任せ") && !strings.Contains(said, "まかせ")
}

// AsksForIt reports whether a text takes up what was offered by asking that it be done: no bare yes, which may as well say
// that an answer was understood.
func AsksForIt(text, about string) bool {
	return TakesUp(text) || has(chars.FoldKana(text), askLike()) && Agrees(text, about)
}

// OnlyWishes reports whether a text says no more than that its writer wants something of the office, and not what:
// 「事務局に問い合わせたいことがあります」, 「変えたいんですけど」.
func OnlyWishes(text string) bool {
	folded := chars.Fold(text)
	return chars.Length(folded) <= offerText && has(folded, actWords()) && !interrogative().MatchString(folded) && namesNothing(text, "")
}

var toOffice = pattern(`(?:そちら|事務局|おたく|窓口|担当の方|ここ|こちらのとーく|このとーく)(?:さん|さま|様)?(?:のほう|の方)?(?:で|に|から|が)(?:.{0,8})(?:お願い|おねがい|頼|たの|やって|して(?:も|い|くれ|ほし)|変え|直し|なおし|変更)|(?:代わりに|かわりに)(?:.{0,10})(?:(?:し|やっ|変え|直し|出し|申し込ん|手続きし)[てで]|(?:お|ご)?(?:手続き|対応|変更|申し込み|申請|お願い|連絡)(?:を)?(?:し|いただ|頂|お願い|でき|願))|代行(?:し|を|で)|(?:やって|変えて|直して|変更して|手続きして|登録して)(?:もらえ|いただけ|くれ|ほし|欲し)`)

// LeavesToOffice reports whether a text asks the office to do something in its writer's place: 「そちらで変更してもらえますか」.
func LeavesToOffice(text string) bool {
	return chars.Length(text) <= 60 && toOffice().MatchString(chars.FoldKana(text))
}

var willWait = pattern(`(?:待ち(?:ます|ましょう|おります|してます|しています|しております)|待って(?:ます|います|おります|る|いる)|まちます|まってます)(?:ね|よ|ので)*$`)

// WillWait reports whether a text says that its writer waits for an answer: 「わかりました、待ちます」.
func WillWait(text string) bool {
	return chars.Length(text) <= offerText && willWait().MatchString(chars.FoldKana(text))
}

var leave = pattern(`(?:聞き|きき|尋ね|伺い|お聞きし|おききし|教わり|教えてもらい|教えていただき)たい|(?:聞い|きい|尋ね|質問し)て(?:も)?(?:いい|よ|大丈夫|だいじょうぶ|かま)|質問(?:いい|が|よろ|ある|あり|です|したい|させ)|教えて(?:ほしい|欲しい)`)

var talking = pattern(`話|はな(?:し|せ|す)|電話|代わ|替わ|かわって|つない|つなげ|繋|呼ん|呼べ|出して|出せ|お願い|おねがい|頼|連絡|相談|聞|きき|尋|質問|対応|問い合わせ|返事|返信|来て|お取次|取り次|人間|ろぼっと|機械|ぼっと|ai|誰か|だれか|います|おる|いない|いる`)

// TalksWith reports whether a text speaks of talking with somebody.
func TalksWith(text string) bool { return talking().MatchString(chars.FoldKana(text)) }

var somebody = pattern(`(?:担当(?:者|の人|の方)?|係の(?:人|方)|職員|すたっふ|責任者|人間?|(?:誰|だれ)か)(?:さん)?(?:の方)?(?:に|と|へ)`)

// WantsSomebody reports whether a text says no more than that its writer has something for a person: 「担当の人に質問したいことが
// あるんですが」.
func WantsSomebody(text string) bool {
	return OnlyWishes(text) && strings.Contains(text, "たい") && somebody().MatchString(chars.FoldKana(text))
}

var announces = pattern(`(?:お教え|ご教示|ご教授|お尋ね|おたずね|お伺い|おうかがい|ご質問|質問|ご相談|お聞き|お問い合わせ|お知恵|ご確認)(?:を|が|に|の)?.{0,14}(?:ご?連絡|お便り|メール|書き込み|お?電話|お?手紙|筆を)(?:を|の)?(?:差し上げ|差上げ|いたし|致し|し|申し上げ|させて|取り|とり|まで).{0,12}$|(?:お尋ね|おたずね|お伺い|おうかがい|お教え|ご教示|ご質問|質問|お聞き)(?:を)?(?:し|いたし|致し|申し上げ|賜り|願い|いただき|頂き|させていただき)?たい(?:こと|事|儀|点|件)(?:が|も)(?:ござい|あり|ある).{0,14}$`)

// Announces reports whether a text says at length, as letters do, that its writer has something to ask, and not what: 「センターの件に
// つき、一点お教えを賜りたくご連絡を差し上げた次第でございます」.
func Announces(text string) bool {
	return chars.Length(text) <= 160 && !Asks(text) && announces().MatchString(strings.TrimRight(chars.Fold(text), "。. "))
}

var leansOn = pattern(`調べ|調査|見て|急|返金|回答|返事|返信|今日|明日|だめ|駄目|ダメ|無理|ムリ|本当|ほんと|絶対|なんとか|何とか|例外|もう少し|具体|詳し|それ以外|以外|他|ほか|つまり|結局|理由|意味|どうして|なぜ`)

// SaysNothingNew reports whether a short text only leans on what was said before: 「だめですか。。。」.
func SaysNothingNew(text string) bool {
	return chars.Length(text) <= 20 && namesNothing(leansOn().ReplaceAllString(chars.Fold(text), " "), "")
}

// AsksLeave reports whether a text asks for leave to ask, or says that a question is coming, and not which.
func AsksLeave(text string) bool {
	folded := chars.Fold(text)
	return OnlyWishes(text) && leave().MatchString(folded) && !strings.Contains(folded, "問い合わせ") && !strings.Contains(folded, "事務局") && !strings.Contains(folded, "担当")
}

// TurnsDown reports whether a text turns down what was just offered, and says nothing else: 「うーん、じゃあいいや」.
func TurnsDown(text string) bool {
	said := chars.FoldKana(text)
	at := turning().FindStringIndex(said)
	return at != nil && chars.Length(said) <= offerText && !strings.ContainsAny(text, "?？") && namesNothing(said[:at[0]], "")
}

var turning = pattern(`(?:いいや|もういい|じゃあいい(?:です|わ|よ)?|なら(?:けっこう|結構|いい)|ならば?いい|結構です|けっこうです|結構だ|いらない|いらん|いりません|不要|やめて?お(?:き|く)|やめとく|やめとき|やめます|(?:また今度|またの機会|また次)(?:に|で)?(?:し|お願いし)?|またにします|今回は(?:いい|やめ|見送り|遠慮|結構)|遠慮し|自分で(?:探し|調べ|やり|やって(?:み)?|探して(?:み)?|調べて(?:み)?)|別に(?:いい|大丈夫)|やっぱ(?:り)?いい)(?:です|ます|わ|よ|や|ね|から)*$`)

var givesUp = pattern(`もういい(?:です|わ|や)?|自分で(?:解決|でき|やり|やる)|(?:解決|自己解決)し(?:た|ました)|やっぱ(?:り)?(?:いい|やめ|けっこう|結構)|また(?:今度|あとで|後で)(?:に)?(?:し|やり)|(?:取り消|とりけ|取消|きゃんせる)(?:し)?(?:て(?:ください|下さい|ほしい|もらえますか)?|で(?:お願い|おねがい)?(?:し)?|たい|ます|をお願い)(?:です|ます)?`)

// GivesUp reports whether a text says in the middle of something that its writer leaves it: 「もういいです、自分で解決しました」.
func GivesUp(text string) bool {
	said := chars.FoldKana(text)
	return chars.Length(said) <= offerText && givesUp().MatchString(said) && !strings.ContainsAny(text, "?？") && !Asks(text) && namesNothing(givesUp().ReplaceAllString(said, ""), "")
}

var done = pattern(`^(?:あ|はい|おかげさまで|無事|もう|なんとか|何とか)*(?:でき|出来|解決し|解決でき|見つかり|みつかり|あり|うまくいき|届き)(?:た|ました)(?:です|よ|ー|ので)*$`)

// Done reports whether a text says that it has worked out, which takes up no offer: 「できました！」.
func Done(text string) bool { return done().MatchString(chars.FoldKana(text)) }

// kanaLeft is how many kana a text may have beside the words that are known, to name nothing: longer ones may hide a
// noun that is not written in kanji.
const kanaLeft = 18

// namesNothing reports whether a text has no word with a meaning of its own besides act-words.txt and those of about.
func namesNothing(text, about string) bool {
	left := chars.Fold(text)
	for _, word := range append(contentWords(about), actWords()...) {
		left = strings.ReplaceAll(left, word, " ")
	}
	for _, word := range slices.Concat(yesLike(), askLike()) {
		left = strings.ReplaceAll(left, word, " ")
	}
	kana := 0
	for _, r := range left {
		switch {
		case unicode.In(r, unicode.Han, unicode.Katakana, unicode.Latin) || unicode.IsDigit(r):
			return false
		case unicode.Is(unicode.Hiragana, r):
			kana++
		}
	}
	return kana <= kanaLeft
}

// contentWords are the runs of two or more kanji, katakana, letters and digits in a text, folded.
func contentWords(text string) []string {
	words := strings.FieldsFunc(chars.Fold(text), func(r rune) bool {
		return !unicode.In(r, unicode.Han, unicode.Katakana, unicode.Latin) && !unicode.IsDigit(r) && r != 'ー'
	})
	return slices.DeleteFunc(words, func(w string) bool { return chars.Length(w) < 2 })
}

func has(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
