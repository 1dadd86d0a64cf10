package reading

import (
	"strings"

	"madoguchi/chars"
)

var (
	resumes = pattern(`^(?:あ|すみません|すいません|ごめんなさい|ごめん|失礼しました|失礼|申し訳ありません|申し訳ございません|お待たせしました|お待たせ|おまたせしました)*` +
		`(?:(?:ちょっと|急に|急な|急ぎの)?(?:電話|来客|会議|打ち合わせ|仕事|接客|お客(?:さん|様)?|用事|休憩|昼休み|お昼|席|手|移動|運転)(?:に|が|で|を|の)?(?:.{0,10}?)(?:てました|ていました|てた|ていた|入りまして|来まして|でした|だった|ってました|まして|ておりました)(?:ので|のですが|けど)?)?` +
		`(?:では|じゃあ|それでは)?(?:(?:昨日|きのう|先ほど|先程|さっき|前回|この前|こないだ|途中|先日)(?:の|から)?(?:の)?)?(?:続き(?:です|で|から|から?お願いします|をお願いします|お願いします|いきます|を送ります|します)?|続けます|再開します|再開|戻りました|戻ってきました|もどりました|もう大丈夫です|今戻りました)$`)
)

var rethought = pattern(`^(?:あ|すみません|すいません|ごめんなさい|やっぱり|やはり|やっぱ|本当は|実は|よく見たら|確認したら|いや|、|,|。|[\s　])+(.{1,16}?)(?:会員)?(?:のほう|の方)?(?:でした|です|だった|だったわ|で(?:お願いします)?|にします|にしてください|に変えてください)[。.！!]*$`)

// Rethought is what somebody says instead of an earlier answer, without how they say it: 「やっぱり有料会員でした」 is 有料. All else
// stays as it is.
func Rethought(text string) string {
	if m := rethought().FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		return m[1]
	}
	return text
}

// Resumes reports whether somebody who was away from a form says that they go on: 「すみません、電話に出てました。続きです」.
func Resumes(text string) bool {
	return chars.Length(text) <= controlText && resumes().MatchString(chars.FoldKana(text))
}
