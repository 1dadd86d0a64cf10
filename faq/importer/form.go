package importer

import (
	"strings"
	"unicode/utf8"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// The forms a Japanese question takes in writing, strongest first. An answer can end like a
// question (「…ご相談ください。」), so a form is evidence, not proof; the outline weighs it against
// the neighbours.
var (
	reAskMark  = lazyregexp.New(`[?？][」』）)】\s]*$`)
	reAskFinal = lazyregexp.New(`(?:です|ます|でしょう|ません|でした|ました|ない|る|た|い|う|く|す|つ|ぬ|ぶ|む|ぐ|何|いつ|誰|どこ|どれ|どちら|いくら|可能|必要|可|要|の)か[。.]?$`)
	reAskOpen  = lazyregexp.New(`(?:誰|だれ|どこ|いつ(?:頃|ごろ)?|何(?:時|日|人|名|回|円|年|度|個|語)?|なに|いくら|いくつ|どれ|どちら|なぜ|どう(?:か|なの)?|どのくらい|どの程度)[。.]?$`)
	reAskNoun  = lazyregexp.New(`[\p{Han}ァ-ヴー%らりれろにはかで]か[。.]?$`)
	reAskTeach = lazyregexp.New(`(?:教えて|おしえて|聞かせて|説明して|紹介して|教えていただけ(?:ますか|ませんか))(?:ください|下さい|ほしい(?:です)?|欲しい(?:です)?|いただきたい(?:です)?|もらえますか)?[。.]?$|(?:知りたい|聞きたい|伺いたい|確認したい)(?:です|のですが)?[。.]?$`)
	reAskLost  = lazyregexp.New(`(?:なくなりました|なくなってしまいました|わかりません|分かりません|わからない(?:です|のですが)?|分からない(?:です|のですが)?|忘れました|忘れてしまいました|なくしました|届きません|届かない|つながりません|開けません|表示されません|見つかりません|見当たりません|ログインできません|うまくいきません|困っています|なくしてしまいました|(?:開|動|付|つ|行|利|効)きません|反応しません|進みません)[。.]?$`)
	// 「ログインができません。」 asks for help; 「返金はできません。」 answers.
	reAskCannot = lazyregexp.New(`が[^、。は]{0,8}(?:でき|[えけせてねべめれげぜ])ません[。.]?$`)
	reAskWish   = lazyregexp.New(`(?:たい(?:です|のですが|んですが|場合|ときは?|とき)?|ほしい(?:です|のですが)?|たいのですが、?)[。.…]?$`)
	reAskEll    = lazyregexp.New(`(?:は|とは|方法は|って|には|場合は|ときは|ても(?:いい|よい|良い)の?)[。.…]?$`)
	reAskWord   = lazyregexp.New(`どう|どの|いくつ|なん|どこ|どれ|どちら|どんな|いつ|だれ|誰|なぜ|なに|何|いくら|幾ら`)
	rePoliteEnd = lazyregexp.New(`(?:です|ます|でした|ました|ません|ません。|ございます|ください|下さい|ましょう|ませ)[。.!！]?[」』）)]*$`)
	reNarrow    = lazyregexp.New(`(?:際|場合|とき|ので|ため|まで|お電話|担当|事務局|窓口|フォーム|メール)`)
	reStructure = lazyregexp.New(`^(?:[※＊*・•‣◦→⇒>＞|]|[-–—]\s|①|②|③|④|⑤|⑥|⑦|⑧|⑨|⑩|\([0-9a-zア-ン]{1,2}\)|<?https?://|注[)）:：]|[（(]注)`)
)

// endsSentence says whether a line is complete: the next line begins something new.
func endsSentence(f string) bool {
	f = strings.TrimRight(f, "」』)）】]〕\"' *")
	last, _ := utf8.DecodeLastRuneInString(f)
	return strings.ContainsRune("。.!?！？:：…．", last)
}

// isStructured says whether a line shows by its beginning that it is no running text.
func isStructured(l line) bool { return reStructure.MatchString(l.fold) }

// ending is how much of a line's end its form is told by, in letters; the longest form is shorter.
const ending = 32

// askScore says how much a line looks like a question, above 2 for a plain one. The weights were
// set so that every form alone is enough, and the signs of an answer outweigh the ambiguous ones.
func askScore(text string) float64 {
	f := chars.ListWidth(text)
	n := utf8.RuneCountInString(f)
	end := tail(f, ending)
	score := 0.0
	switch {
	case reAskMark.MatchString(end):
		score = 5
	case reAskTeach.MatchString(end):
		score = 4
		if strings.Contains(f, "、") && reNarrow.MatchString(f) {
			score = 1
		}
	case reAskFinal.MatchString(end):
		score = 4
	case reAskOpen.MatchString(end), reAskNoun.MatchString(end) && reAskWord.MatchString(f):
		score = 3
	case reAskNoun.MatchString(end):
		score = 2.5
	case reAskLost.MatchString(end):
		score = 3.5
	case reAskCannot.MatchString(end) && n <= 30:
		score = 2.5
	case reAskWish.MatchString(end):
		score = 3
	case reAskEll.MatchString(end) && n <= 40:
		score = 2
	case rePoliteEnd.MatchString(end):
		score = -4
	}
	if score > 0 && reAskWord.MatchString(f) {
		score++
	}
	if i := strings.IndexAny(f, "。"); i >= 0 && i < len(f)-len("。") {
		score -= 2
	}
	if n > 100 {
		score -= 3
	}
	if reStructure.MatchString(f) && score < 5 {
		score -= 4
	}
	return score
}

// hasFinalForm says whether a question reads as one without its number.
func hasFinalForm(q string) bool {
	f := tail(strings.TrimRight(chars.ListWidth(q), "。. "), ending)
	return reAskMark.MatchString(f) || reAskTeach.MatchString(f) || reAskFinal.MatchString(f) || reAskOpen.MatchString(f) || reAskLost.MatchString(f) ||
		strings.HasSuffix(f, "か") || reAskWishOnly.MatchString(f)
}

// isStatement says whether a question is put as a statement of trouble or wish.
func isStatement(q string) bool {
	f := tail(chars.ListWidth(q), ending)
	return !reAskMark.MatchString(f) && !reAskTeach.MatchString(f) && (reAskLost.MatchString(f) || reAskWishOnly.MatchString(f) || strings.HasSuffix(strings.TrimRight(f, "。"), "ません"))
}

var reAskWishOnly = lazyregexp.New(`(?:たい|ほしい)(?:です|のですが|んですが)?[。.…]?$`)
