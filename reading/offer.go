package reading

import (
	"strings"

	"madoguchi/chars"
)

var (
	accepting  = phrases("accept", whole, chars.FoldKana)
	notWanted  = phrases("not-wanted", atEnd, chars.Fold)
	fragments  = phrases("fragment", whole, chars.Fold)
	stillOpen  = phrases("still-open", anywhere, chars.Fold)
	whoPays    = phrases("who-pays", anywhere, chars.Fold)
	advice     = phrases("advice", anywhere, chars.Fold)
	undecided  = phrases("undecided", whole, chars.Fold)
	setAside   = phrases("set-aside", atStart, chars.Fold)
	onlyNaming = phrases("only-naming", whole, chars.Fold)
	negligible = strings.NewReplacer("!", "", "！", "", "、", "", "。", "", "…", "", "・", "", "~", "", "〜", "", "♪", "")
)

// offerText is how long a message may be, in characters, to be the answer to an offer.
const offerText = 32

// Accepts reports whether a text takes up what was just offered, in whatever words: 「それでお願いします」,
// 「コンサルティングチームに相談する」, 「代わりにやってください」, 👍. After an offer these are no questions,
// also where they are put as one: 「お願いできますか」.
func Accepts(text string) bool {
	return YesNo(text) == Yes || TakesUp(text)
}

// Refuses reports whether a text turns down what was just offered.
func Refuses(text string) bool { return YesNo(text) == No }

// NotWanted reports whether a text says that something is not wanted: 「領収書はいりません」. A question
// whether it is wanted is none: 「領収書はいりませんか」.
func NotWanted(text string) bool {
	said := strings.TrimRight(chars.Fold(text), "!！")
	return !strings.HasSuffix(said, "?") && notWanted().MatchString(said)
}

// Fragment reports whether a text is only the beginning of a message, so that nobody could answer it:
// 「あの」, 「領収書が」.
func Fragment(text string) bool {
	said := chars.Fold(negligible.Replace(text))
	return said != "" && chars.Length(said) <= 16 && fragments().MatchString(said)
}

// AsksIfOpen reports whether a short text asks if something can still be applied for.
func AsksIfOpen(text string) bool {
	return chars.Length(text) <= 40 && stillOpen().MatchString(chars.Fold(text))
}

// TakesUp reports whether a text takes up an offer by naming what is to be done, so that it is no bare yes.
func TakesUp(text string) bool {
	said := chars.FoldKana(strings.TrimRight(negligible.Replace(strings.TrimSpace(text)), "?？"))
	return said != "" && chars.Length(said) <= offerText && accepting().MatchString(said)
}

var noThanks = pattern(`大丈夫|だいじょうぶ|結構|けっこう|平気|間に合|いいです|十分|じゅうぶん`)

// NoThanks reports whether a text turns down what was just offered, by thanks: 「大丈夫です、ありがとう」.
func NoThanks(text string) bool {
	return CourtesyOf(text) == Thanking && noThanks().MatchString(chars.FoldKana(text))
}

var meansElse = pattern(`じゃなく|ではなく|でなく(?:て)?|じゃない|ではない|じゃねえ|とは違|とはちが|以外(?:の|で|に)|(?:話|こと|件)じゃ`)

// MeansElse reports whether a text says that something else is meant than what was understood: 「時期の話じゃなくて金額です」.
func MeansElse(text string) bool {
	return meansElse().MatchString(chars.FoldKana(text)) || NoAndMore(text) && !Asks(text) && chars.Length(text) <= 12
}

// Undecided reports whether a text says that its writer cannot tell which is meant, or means all.
func Undecided(text string) bool { return Unknown(text) || undecided().MatchString(chars.Fold(text)) }

var (
	ponders = pattern(`^(?:んー+|うーん+|う〜ん|えっと|えーっ?と|あのー?|たぶん|多分|おそらく|きっと|[、,…・\s])+`)
	doubts  = pattern(`(?:だった|でした|だと|の方|のほう|じゃない|ではない|[、,\s])*(?:かな[あぁー]?|かしら|っけ|かも(?:しれ(?:ない|ません))?|思(?:う|います)|おもう|おもいます)(?:です|けど|けれど|ね|よ|[ー〜~…。、])*$`)
)

// Undoubted is what a text says without that its writer is not sure of it: 「んー、つなぐだったかな」 is 「つなぐ」.
func Undoubted(text string) string {
	said := strings.TrimSpace(text)
	return strings.TrimSpace(doubts().ReplaceAllString(ponders().ReplaceAllString(said, ""), ""))
}

var notDecided = pattern(`未定|(?:まだ|これから).{0,6}(?:決ま|きま|決め|きめ|わか|分か)|(?:決まって|きまって|決めて|きめて)(?:い)?(?:な|ませ)|(?:決まら|きまら)な|検討中|考え中|決めかね`)

var hasNone = pattern(`^(?:.{0,14}?)(?:メール|めーる|あどれす|電話|携帯|fax|ふぁっくす|資料|写真|画像|かたろぐ|番号|会員番号|それ|そういうの|特に|今は|まだ)?(?:は|も|を|が|とか)?(?:使って(?:い)?(?:ない|ません|おりません)|持って(?:い)?(?:ない|ません|おりません)|やって(?:い)?(?:ない|ません|おりません)|(?:ない|無い|ありません|ございません)|不得手|苦手|わからないので(?:とば|飛ば)し)(?:です|でして|ので|ます|んです|ですけど|けど|ですが|が|もので|ものですから|す|から|ね|よ|わ)*$`)

// HasNone reports whether a text says that its writer has no such thing as was asked for: 「メールは使ってないです」.
func HasNone(text string) bool {
	return chars.Length(text) <= 24 && hasNone().MatchString(chars.FoldKana(text)) && !Asks(text)
}

var inVain = pattern(`(?:やってみ|試し|ためし|やりまし|やった|押しまし|押した|見まし|見た|確認し|再起動し|入れ直し|言われた(?:通り|とおり)|その(?:通り|とおり)|(?:通り|とおり)に(?:し|やっ)).{0,10}(?:だめ|でき(?:な|ま|へ)|出来(?:な|ま|へ)|変わら|変わりま|直ら|直りま|治ら|うまくいか|うまくいき|無理|同じ|出ない|出ません|出てこ|なかった|ありません|見つから|見つかりま|あかん|動か|開か|開きま)|^(?:それでも|でも|やっぱり|まだ)*(?:だめ(?:です|でした|だった)|うまくいきません(?:でした)?|うまくいかない(?:です)?|だめ(?:だ|です)?(?:でき(?:ない|ません)|わからない|わかりません)(?:です)?|直りません|変わりません|できませんでした)(?:けど|が|ね|よ)*$`)

// TriedInVain reports whether a text says that what was answered has been tried and did not help: 「やってみたけどダメでした」.
func TriedInVain(text string) bool {
	return chars.Length(text) <= controlText && inVain().MatchString(chars.FoldKana(text)) && !Asks(text)
}

var cannotLogIn = pattern(`(?:ろぐいん|さいんいん)(?:が|に|も)?(?:でき|出来|うまくいか|失敗)|ぱすわーど(?:を|が|も)?(?:忘れ|わすれ|わから|分から|な[くい]|違|通ら)|入れな[いく]|入れませ|入れへん|入られへん|入れん`)

// CannotLogIn reports whether a text says that its writer does not get in: 「パスワードを忘れました」.
func CannotLogIn(text string) bool {
	said := chars.FoldKana(text)
	return chars.Length(said) <= 40 && cannotLogIn().MatchString(said)
}

// NotDecided reports whether a text says that it is not decided yet.
func NotDecided(text string) bool {
	return notDecided().MatchString(chars.FoldKana(text)) && !Asks(text)
}

// SetAside reports whether what follows a name says that it is not meant: 「SELASじゃない、アリババ」. It must be
// folded by chars.Fold.
func SetAside(rest string) bool { return setAside().MatchString(rest) }

var (
	setFirst = pattern(`(?:まず|まずは|とりあえず|ひとまず|今回は|今日は|今は|先に)$`)
	setLast  = pattern(`^(?:の)?(?:ほう|方)?(?:だけ|から|を先に|優先)`)
)

// SetFirst reports whether what stands around a name says that of several things it is meant now: 「両方ですが、まずは
// つなぐで」, 「ハルカモールのほうから」. Both must be folded by chars.Fold.
func SetFirst(before, after string) bool {
	return setFirst().MatchString(before) || setLast().MatchString(after)
}

// OnlyNaming reports whether what is left of a text without the names in it says nothing more. It must be
// folded by chars.Fold.
func OnlyNaming(left string) bool { return onlyNaming().MatchString(left) }

// AsksWhoPays reports whether a text asks who bears a cost: 「送料は誰が負担しますか」.
func AsksWhoPays(text string) bool { return whoPays().MatchString(chars.Fold(text)) }

// WantsAdvice reports whether a text wants to talk something over with somebody who knows.
func WantsAdvice(text string) bool { return advice().MatchString(chars.Fold(text)) }

// SpeaksOfAdvice reports whether a text has to do with being advised: 「どこに相談すれば」.
func SpeaksOfAdvice(text string) bool {
	return strings.Contains(text, "相談") || strings.Contains(chars.FoldKana(text), "そうだん")
}

// NamesAct reports whether a text names what a form is for: "change", "consultation" or "inquiry".
func NamesAct(text, kind string) bool {
	said := chars.Fold(text)
	for _, word := range acts[kind] {
		if strings.Contains(said, word) {
			return true
		}
	}
	return false
}

var acts = map[string][]string{
	"change":       {"変更", "変え", "直し", "修正", "訂正"},
	"consultation": {"相談", "申し込", "申込", "予約"},
	"inquiry":      {"問い合わせ", "問合せ", "聞い", "質問", "連絡"},
}
