package faq

import (
	"slices"
	"strings"

	"madoguchi/faq/search/kana"
)

// The gist of a question is what it is about: its content words in order, so that two wordings of one
// question compare as equal and two questions never do.
//
// Kanji, katakana, letters and digits are content. A run of hiragana is taken apart into words of the
// lists below; function words go, content words stay. A run that the lists do not cover stays as it
// is, since 「りんご」 and 「みかん」 differ in nothing but hiragana:
//
//	退会するには？                     退会
//	退会の方法を教えてください。       退会
//	いつまで申し込めますか             いつまで申込
//	いつから申し込めますか             いつから申込

// askingWords say that something is asked and how politely, not what is asked.
const askingWords = `
ください くださいますか くださいませんか いただけますか いただけませんか いただきたい もらえますか もらえませんか
でしょうか のでしょうか のですか のですが んですが ですか ですが です でした ますか ます ました ましょうか ませ
おしえて しりたい したい したいのですが したいです たい いい よい よろしい ほうほう ばあい かのう
する すること するには するのに するときは すれば して しても している され される できる できます できますか でき せ
どうすれば どうやって どのように とは とき こと もの なら って いる いた いう ある あり なり なる なります
は が を の に へ で と も や か ね よ お ご し い き り み け え れ れる られ られる られますか せますか
`

// tellingWords are hiragana that make one question another. They stay.
const tellingWords = `
いつ どこ だれ どなた なに なぜ どうして いくら いくつ どれ どちら どんな どの どう
から まで までに より だけ しか ほか すぐ また もう まだ あと まえ
ない なし なく なかった なければ なくて ません ませんか ませんでした ず ずに
`

// A kanaWord is a word of either list.
type kanaWord struct {
	text  string
	tells bool
}

// kanaWords are both lists, the longest words first: どうすれば asks how, どう alone asks what about.
var kanaWords = func() []kanaWord {
	var all []kanaWord
	for _, w := range strings.Fields(askingWords) {
		all = append(all, kanaWord{w, false})
	}
	for _, w := range strings.Fields(tellingWords) {
		all = append(all, kanaWord{w, true})
	}
	slices.SortStableFunc(all, func(a, b kanaWord) int { return len(b.text) - len(a.text) })
	return all
}()

// askingKanji spells in kana what askingWords have.
var askingKanji = strings.NewReplacer("教え", "おしえ", "知りた", "しりた", "下さい", "ください", "出来", "でき", "頂", "いただ",
	"貰", "もら", "方法", "ほうほう", "場合", "ばあい", "可能", "かのう", "御", "ご", "何時", "いつ", "誰", "だれ", "何処", "どこ")

// gist is a question's content words in order, without anything between them.
func gist(question string) string {
	var b strings.Builder
	rest := askingKanji.Replace(onlyWritten(kana.Normalise(question)))
	for rest != "" {
		n := strings.IndexFunc(rest, kana.IsHiragana)
		if n < 0 {
			n = len(rest)
		}
		b.WriteString(rest[:n])
		rest = rest[n:]
		n = strings.IndexFunc(rest, func(r rune) bool { return !kana.IsHiragana(r) })
		if n < 0 {
			n = len(rest)
		}
		if run := rest[:n]; run != "" {
			b.WriteString(content(run))
		}
		rest = rest[n:]
	}
	return b.String()
}

// content is what stays of a run of hiragana. It is read from its end, so that each place is looked at
// once however many ways there are to part the run.
func content(run string) string {
	type reading struct {
		kept string
		ok   bool
	}
	at := make([]reading, len(run)+1)
	at[len(run)].ok = true
	for i := len(run) - len("あ"); i >= 0; i -= len("あ") {
		for _, w := range kanaWords {
			if next := i + len(w.text); strings.HasPrefix(run[i:], w.text) && at[next].ok {
				at[i] = reading{at[next].kept, true}
				if w.tells {
					at[i].kept = w.text + at[i].kept
				}
				break
			}
		}
	}
	if !at[0].ok {
		return run
	}
	return at[0].kept
}

// Bounds of extends: a question of fewer signs says too little to be known again, and what is added
// may be up to a third of it. 「会費いくら」 and 「年会費いくら」 are one question with the same answer;
// 「申込」 and 「申込取消」 may be two.
const (
	leastGist = 3
	mostAdded = 3
)

// opposing signs turn what follows or stands before into its opposite.
const opposing = "非未不無否再前後ない"

// extends says whether one gist is the other with a little put in at one place.
func extends(a, b string) bool {
	short, long := []rune(a), []rune(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	added := len(long) - len(short)
	if len(short) < leastGist || added == 0 || added*mostAdded > len(long) {
		return false
	}
	head := 0
	for head < len(short) && short[head] == long[head] {
		head++
	}
	if !slices.Equal(short[head:], long[head+added:]) {
		return false
	}
	return !strings.ContainsAny(string(long[head:head+added]), opposing)
}
