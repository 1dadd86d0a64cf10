package reading

import (
	"strings"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// People answer a question with politeness, with a question of their own, or with a plea to wait.
// None of this is the company's name or the product that was asked for.

var (
	pleasantries = phrases("pleasantry", `^(?:%s)+$`, chars.FoldKana)
	waits        = pattern(`待って|まって|お待ち|時間をください|調べ|確認(?:し|中|い)|考え|聞いて|席を外|後で|あとで|後ほど|今から|入力中|書いて`)
	sentences    = pattern(`(?:[。.！!\n]+|[、,，]\s*)`)

	// How a sentence ends that asks, wishes or tells, and no name does.
	utterance = pattern(`(?:ください|下さい|ませんか|ますか|ですか|でしょうか|ましたか|ません|ました|ます|たいです|たいのですが|たいんですが|たいんですけど|たいのですけど|` +
		`(?:[をにへと].{1,8}|した|知り|聞き|送り|変え|やめ|行き|買い|売り|申し込み|教わり|相談し)たい|んですが|んですけど|のですが|のですけど|ないです|思います|教えて|ほしい|欲しい|どうすれば|どうしたら|いくら|いつ(?:から|まで|ごろ)?|なぜ|ですよね|ますよね)[。.！!？?]*$`)
	presents = pattern(`.(?:と申します|ともうします|と言います|といいます|でございます|になります|と申す者です)[。.！!]*$`)
	topicEnd = pattern(`(?:[\p{Han}ァ-ヺー]|こと|もの|の場合|ほう)(?:は|って|とは|については?|に関して)[。.！!？?…]*$`)
	// What asks without saying so at its end: 送料は誰が負担, 領収書は必要, いつ届くの, 返金できる.
	asksPlainly = pattern(`誰[がに]|だれ[がに]|どこ(?:に|で|から|へ)|いつ(?:から|まで|届|頃|ごろ)|何(?:円|日|時|が|を)|いくら|どう(?:すれ|やっ|なる|なり|したら)|` +
		`(?:は|って)(?:どう|必要|不要|いる|要る|いらない|ある|ない|無料|有料|出る|できる|可能|対象)[。?？]*$|(?:く|る|た|い)の[。?？]*$|(?:できる|出る|もらえる|いただける|つかえる|使える)[。?？]*$`)
	measure = pattern(`(?i)^(?:約|およそ|だいたい)?\s*[0-9][0-9.,]*\s*(?:kg|g|mg|t|l|ml|cm|mm|km|%|個|箱|本|枚|円|万円|千円|億円|名|人|台|冊|袋|缶|トン|キロ|グラム|リットル|ケース|セット|パレット|年|月|日|時|分|歳|回|件|点|種類?)(?:くらい|ぐらい|ほど|程度|前後)?$`)
)

// Courteous reports whether a text is only politeness or a plea to wait, and so answers nothing.
func Courteous(text string) bool {
	folded := chars.FoldKana(text)
	if folded == "" {
		return false
	}
	return pleasantries().MatchString(folded) || Substance(text) == ""
}

// AsksToWait reports whether a courteous text asks for a moment.
func AsksToWait(text string) bool { return Courteous(text) && waits().MatchString(text) }

// Substance is a text without the politeness before and behind what it says: 「お世話になっております。
// みなと商店の木村です。よろしくお願いします」. It is "" where the text says nothing else.
func Substance(text string) string {
	for {
		at := sentences().FindStringIndex(text)
		if at == nil || !pleasantry(text[:at[0]]) {
			break
		}
		text = text[at[1]:]
	}
	for {
		all := sentences().FindAllStringIndex(strings.TrimRight(text, "。.！!\n 　"), -1)
		if len(all) == 0 || !pleasantry(text[all[len(all)-1][1]:]) {
			break
		}
		text = text[:all[len(all)-1][0]]
	}
	if pleasantry(text) {
		return ""
	}
	return strings.TrimSpace(text)
}

func pleasantry(s string) bool {
	folded := chars.FoldKana(s)
	return folded == "" || pleasantries().MatchString(folded)
}

// Utters reports whether a text is a sentence, an unfinished question (「有料会員の月額は」) or a quantity,
// rather than a name.
func Utters(text string) bool {
	s := strings.TrimSpace(chars.Width(text))
	if presents().MatchString(s) {
		return false
	}
	for _, form := range []func() *lazyregexp.Regexp{utterance, topicEnd, measure, matterly} {
		if form().MatchString(s) {
			return true
		}
	}
	return Courteous(text)
}

// Inquires reports whether a text asks something, also by a topic left open: 「有料会員の月額は」.
func Inquires(text string) bool {
	s := chars.Width(text)
	return Asks(text) || (topicEnd().MatchString(s) || asksPlainly().MatchString(s)) && !legalForm().MatchString(s)
}

var (
	loneParticle = pattern(`(\p{Han}|\p{Hiragana}|\p{Katakana}|ー)[ 　]+(は|を|が|も|に|です|ます|でした|ました|ください|でございます)(?:[ 　]+|([。、！!]|$))`)
	apology      = pattern(`(?:^|[。.、,！!…\s]+)(?:どうも)?(?:ごめんなさい|ごめんね|すみません|すいません|申し訳ありません|申し訳ございません|恐れ入ります)[。.！!…\s]*$`)
	defers       = pattern(`あとで|後で|後ほど|のちほど|追って|後日|確認して(?:から)?(?:ご)?(?:連絡|また|お知らせ)`)
)

// Unspaced is a text without the blanks that writers of easy Japanese put around particles: 「くに は アメリカ です」
// is 「くには アメリカです」.
func Unspaced(text string) string { return loneParticle().ReplaceAllString(text, "$1$2$3") }

// Unapologetic is a text without the apology that it ends in, unless it is nothing else: 「わからないです。ごめんなさい」.
func Unapologetic(text string) string {
	if rest := strings.TrimSpace(apology().ReplaceAllString(text, "")); rest != "" {
		return rest
	}
	return text
}

// Defers reports whether a text puts an answer off: 「あとで確認します」.
func Defers(text string) bool { return defers().MatchString(text) }

// matterly is how somebody ends who tells what it is about, where a name was asked for: 「ちょっと込み入った話なので」, 「会費の
// 二重引き落としについて」.
var matterly = pattern(`(?:なので|たので|るので|んで|ないので|ですので|けど|けれど|けれども|たいんです(?:が)?|なんですが|(?:です|ます|ました|だ|た|ない)から|について(?:です)?|に関して(?:です)?|の件(?:で|や|だ|です|なんです(?:が)?)?|のこと(?:で|です|なんです(?:が)?)|(?:てます|ています|てる|ました|ません|ないんです|てるんです|たんです|るんです|ないです|たいです|てほしい|て欲しい|てほしいです|困って(?:ます|います|る))(?:けど|が|ので|よ|ね)?)[。.！!…]*$`)

// TellsMatter reports whether a text tells what somebody wants, rather than who they are: it is long enough and ends so.
func TellsMatter(text string) bool {
	s := strings.TrimSpace(chars.Width(text))
	short := strings.Contains(s, "の件") || strings.Contains(s, "のこと") || strings.Contains(s, "について")
	return (chars.Length(s) >= 8 || short && chars.Length(s) >= 5) && !presents().MatchString(s) && !legalForm().MatchString(s) && !Courteous(text) && !Unknown(text) && (matterly().MatchString(s) || utterance().MatchString(s) || chars.Length(s) >= 12 && recounts().MatchString(s))
}
