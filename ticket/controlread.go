package ticket

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// controlLimit is how long a text may be, folded, to be a control at all.
const controlLimit = 24

// controls are the wordings of each control, folded: a text is one only as a whole. Each may be
// followed by what softens it.
var controls = []struct {
	act   ControlAct
	words *regexp.Regexp
}{
	{ControlNotResolved, whole(`(?:まだ)?(?:ぜんぜん|全然|あまり)?(?:解決(?:して(?:い)?ない|しない|しません|しなかった|しませんでした|できない|できません|できなかった|して(?:い)?ません)|かいけつしない)|未解決|役に立た(?:ない|なかった|ません)|(?:ちがう|違う)(?:答え|回答)|(?:答え|回答)が(?:ちがう|違う|違います)|聞きたい(?:こと|の)と(?:は)?(?:ちがう|違う|違います)|(?:まだ)?(?:困って(?:い)?(?:る|ます)|うまくいかない|うまくいきません|わからない まま)|まだです`)},
	{ControlResolved, whole(`(?:もう|無事に?)?(?:解決|かいけつ)(?:しました|した|できました|できた|済み?|です)?|自己解決(?:しました|した)?|(?:わかり|分かり|理解し)ました(?:ありがとう(?:ございます|ございました)?)|できました|できた|なるほどわかりました|助かりました`)},
	{ControlThanks, whole(`(?:どうも)?(?:ありがとう|有難う|有り難う|ありがと|さんきゅー|さんくす|thankyou|thanks|thx|あざす|あざます)(?:ございます|ございました|ございますた|です|ね)?|どうも(?:です)?|お世話になりました|(?:かんしゃ|感謝)(?:します|いたします|です)?|(?:ご対応|ご回答|お返事)ありがとう(?:ございます|ございました)`)},
	{ControlBack, whole(`(?:ひとつ|一つ|1つ|一個|1個|ちょっと)?(?:前|まえ)(?:の質問|の画面|のしつもん)?(?:に|へ)?(?:戻る|戻って|戻りたい|戻します|戻して|戻せますか|戻れますか|戻ります|もどる|もどって|もどりたい|もどして)?|(?:戻る|戻って|戻りたい|戻して|戻ります|戻せますか|戻れますか|戻れる|もどる|もどって|もどりたい|もどして)|back|ばっく|(?:さっき|直前)の(?:質問|回答|答え)(?:に|を)?(?:戻る|戻りたい|直したい|直す|やり直したい)?|(?:今|いま)のなし|(?:いま|今)のは?間違い`)},
	{ControlQuit, whole(`(?:もう|やっぱり|やっぱ|やはり|一旦|いったん|今回は|とりあえず|途中で|ここで)*(?:やめる|やめて|やめます|やめたい|やめた|やめとく|やめとき(?:ます)?|やめておく|やめておきます|止める|止めて|止めます|辞める|辞めます|中止|中断|終了|終わり|おわり|終わる|終わります|きゃんせる|取り?消し?|取り?消す|取りやめ|破棄|いい|いいです|結構|結構です|けっこうです|いらない|いらないです|いりません|不要|不要です|quit|exit|stop|すとっぷ|cancel)(?:する|します|したい|して|で|とき)?|(?:申し込み|申込|質問|入力|フォーム|ふぉーむ|問い合わせ|手続き|依頼|相談)(?:を|は)?(?:やめる|やめます|やめたい|中止|きゃんせる|取り?消し|取り?消す|取りやめ|中断)(?:する|します|したい)?|なかったことに(?:して|する)?|最初(?:から|に)(?:やり直す|やり直したい|戻る)?`)},
	{ControlSkip, whole(`(?:この質問|この項目|ここ|これ)?(?:は|を)?(?:とばす|とばして|とばします|飛ばす|飛ばして|飛ばします|すきっぷ|ぱす|skip|pass|省略|次へ|次に進む|次へ進む|次)(?:する|します|したい|で|て)?|(?:特に|とくに|今のところ|いまのところ|今は|いまは)?(?:なし|無し|ない|無い|ありません|ございません|ないです|なしです|なにもない|何もない|何もありません)|特に|とくに|(?:あと|後)(?:で|から|ほど)(?:送る|送ります|答える|答えます|連絡|連絡します|教えます|書く|書きます)?|(?:回答|答え|言い|教え)たくない(?:です)?|(?:回答|答え)(?:しない|ません)|ひみつ|秘密|無回答|未回答|n/a|none`)},
	{ControlSend, whole(`(?:この内容|この状態|この|これ|それ|この通り|このまま|上記|以上)?(?:で|を)?(?:送る|送って|送信|送ります|送りたい|そうしん|おくる|おくって|send|ていしゅつ|提出|申し込む|申し込みます|依頼する|依頼します)(?:する|します|して|で)?|(?:これで|これでいい|この内容で|この通りで|このままで|以上で|以上)(?:いいです|大丈夫|大丈夫です|ok|okです|おっけー|おっけーです|間違いない|間違いないです|間違いありません|合ってます|合っています|です)?`)},
	{ControlAgain, whole(`(?:もう1?一?度|もういちど|もう1?一?回|もういっかい)(?:言って|聞いて|教えて|見せて|質問(?:を|して)?|出して|お願い)?|(?:今の|いまの)?質問(?:は|って)?(?:何|なに|なんだっけ|何でしたっけ|何ですか|なんですか|なんでしたっけ)|(?:なに|何)(?:を)?(?:答え|聞かれ)(?:れば|たら|て(?:い)?ましたっけ|いい)?(?:いい|いいですか|よいですか)?|なんだっけ|何だっけ|(?:何|なん)でしたっけ|続き(?:から|を|に)?(?:答える|再開|戻る|して)?|再開|again|りぴーと`)},
	{ControlStatus, whole(`(?:今の|いまの|現在の|私の|うちの|前の|この前の|先日の|例の|その後の|対応の|受付の|手続きの|問い合わせの|依頼の|申し込みの|相談の|変更の)?(?:状況|進捗|じょうきょう|しんちょく|進み具合|進行状況|対応状況|受付状況|すてーたす|status)(?:は|を|って)?(?:どう(?:です|なって(?:い)?ます|なりました|なって(?:い)?る)?|いかが(?:です|でしょう)?|確認(?:したい|する|します)?|知りたい|教えて|見たい|見せて|一覧)?|(?:あの件|例の件|先日の件|この前の件|その件|この件|問い合わせ|依頼|申し込み|変更|返事|回答)?(?:は|って)?(?:その後)?(?:どう|どんなかんじに)(?:なって(?:い)?(?:ます|る)|なりました|なった)(?:か|の)?|(?:返事|お返事|回答|返信|連絡)(?:は|が)?(?:まだ|まだですか|いつ|いつですか|いつになりますか|来(?:ない|て(?:い)?ない|ません|て(?:い)?ません)|きません|こない)|受付番号(?:一覧|を?教えて|は)?|(?:私|自分)の(?:問い合わせ|依頼|相談|受付)(?:一覧|を(?:見る|見たい|確認))?`)},
	{ControlHuman, whole(`(?:誰か|だれか|直接|ちょっと|やっぱり|早く|もう)*(?:人|ひと|人間|にんげん|担当者?|担当の(?:人|方)|たんとうしゃ|おぺれーたー?|係の?(?:人|方)|係員|職員|しょくいん|すたっふ|中の人|有人|生身の人|責任者|上司|事務局|じむきょく|窓口|窓口の人|誰か|だれか|human|operator|staff)(?:の(?:人|方))?(?:さん)?(?:に|と|を|へ|が|の)?(?:直接)?(?:話(?:し)?(?:たい|せますか|せる|させて|をしたい|したい)?|話が(?:したい|できますか)|はなしたい|相談(?:したい|する|できますか)?|そうだん(?:したい)?|つない(?:で|でほしい|でもらえますか)|つなげて|繋い(?:で|でほしい)|繋げて|代わって|かわって|替わって|代わる|出して|出せ|呼んで|よんで|対応(?:して|してほしい|希望)?|聞きたい|聞く|質問したい|連絡(?:したい|して|がほしい|ほしい)?|電話(?:したい|して)?|お願い|問い合わせ(?:たい|る)?|希望|いい|がいい|はいますか|いますか)?|(?:ぼっと|ろぼっと|機械|自動(?:応答|返信)|ai)(?:じゃ|では|は|が)?(?:なくて|なく|ない|いや|嫌|だめ|話にならない|いらない)?(?:人(?:と|に)?(?:話したい|お願い|代わって)?)?|(?:電話|でんわ)(?:で)?(?:話(?:し)?たい|したい|ください|して|ほしい|相談したい)|(?:話|はなし)(?:が|に)(?:したい|ならない|通じない)|(?:問い?合わせ|といあわせ)(?:たい|する|したい|を?したい)?`)},
}

// soft is what makes a request polite, at its end, folded.
var soft = regexp.MustCompile(`(?:です|ですか|ます|ますか|でしょうか|か|ね|よ|な|さい|ください|下さい|くれ|ほしい|ほしいです|欲しいです|お?願い(?:します|いたします|致します|できますか)?|おねがい(?:します|いたします)?|もらえ(?:ますか|ませんか|る)|いただけ(?:ますか|ませんか)|頂け(?:ますか|ませんか)|いいですか|よいですか|したいです|たいです|たいのですが|たいんですが|たいんですけど|のですが|んですが|んですけど|けど)+$`)

// whole matches a folded text from end to end, with what softens it.
func whole(pattern string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + pattern + `)$`) }

func readControl(text string) Control {
	if length(text) > 60 {
		return Control{}
	}
	s := fold(text)
	if s == "" || length(s) > controlLimit {
		return Control{}
	}
	if c := readEdit(s); c.Act != ControlNone {
		return c
	}
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s, "すみません"), "すいません"), "じゃあ")
	for _, form := range slices.Compact([]string{s, strings.TrimSuffix(s, "です"), soft.ReplaceAllString(s, "")}) {
		for _, c := range controls {
			if form != "" && c.words.MatchString(form) {
				return Control{Act: c.act}
			}
		}
	}
	return Control{}
}

var (
	mend       = `(?:を|は|が|の|に|だけ)*(?:直し(?:たい|て|ます|たいです)?|直す|なおし(?:たい|て|ます)?|なおす|修正(?:したい|する|して|します|を?お願い|お願い)?|訂正(?:したい|する|して|します|を?お願い)?|変更(?:したい|する|して|します)?|変え(?:たい|る|て|ます)|書き(?:直し|直す|かえる|換える)(?:たい|ます)?|やり(?:直し|直す)(?:たい|ます)?|間違え(?:た|ました|てる|ています)|間違い|間違って(?:い)?(?:る|ます)|(?:ちがう|違う|ちがって(?:い)?(?:る|ます)|違って(?:い)?(?:る|ます)|違い)|まちがえ(?:た|ました)|まちがい)`
	editTail   = `(?:です|ます|ました|んです(?:けど|が)?|の(?:です)?が|ください|下さい|お?願いします|おねがいします|か)*`
	editNumber = regexp.MustCompile(`^(?:no|#|第)?(\d{1,2})(?:番目?|ばん|つ目|個目|行目|項目目?|問目?)?(?:の(?:項目|質問|回答|答え|ところ|内容))?` + mend + editTail + `$`)
	editPlain  = regexp.MustCompile(`^(?:この|その|入力|内容|回答|答え|中身|ちょっと|やっぱり|一部|少し|これ|ここ|どこか)*` + mend + editTail + `$`)
	change     = regexp.MustCompile(`変更|変え|変わ`) // 住所を変更したい is what the forms are for, not a slip
	editWord   = regexp.MustCompile(`^(.{1,12}?)(?:の(?:項目|ところ|欄|部分))?(?:を|は|が|だけ)` + mend + editTail + `$`)
	editBare   = regexp.MustCompile(`^(.{2,10}?)(?:直す|なおす|修正|訂正)$`)
)

// readEdit reads a wish to mend an answer: 直す, 3番を直したい, 会社名を直す. Bare 違います is no
// such wish but a no.
func readEdit(s string) Control {
	s = strings.NewReplacer("一番", "1番", "二番", "2番", "三番", "3番", "四番", "4番", "五番", "5番", "六番", "6番", "七番", "7番", "八番", "8番", "九番", "9番", "いちばん", "1番", "にばん", "2番", "さんばん", "3番", "よんばん", "4番", "ごばん", "5番").Replace(s)
	if m := editNumber.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1])
		return Control{Act: ControlEdit, N: n}
	}
	if plainEdits[s] || editPlain.MatchString(s) && !strings.HasPrefix(s, "違") && !strings.HasPrefix(s, "ちが") && !strings.HasPrefix(s, "間違") && !strings.HasPrefix(s, "まちが") && !strings.HasPrefix(s, "変更") {
		return Control{Act: ControlEdit}
	}
	if m := editWord.FindStringSubmatch(s); m != nil && !editPlain.MatchString(s) && !change.MatchString(s) {
		return Control{Act: ControlEdit, Word: m[1]}
	}
	if m := editBare.FindStringSubmatch(s); m != nil {
		return Control{Act: ControlEdit, Word: strings.TrimSuffix(m[1], "の")}
	}
	return Control{}
}

var plainEdits = words("直す 修正 訂正 変更 変更する 変更したい edit えでぃっと 間違えた 間違えました 間違いがある 間違いがあります")

// Control reads a control word at this point of the form. What is also a choice of the present
// question (担当者, なし) is an answer to it, not a control, and so is a wish to mend something
// that is a choice here and no line of the form yet: 電話番号を直したい, where it is asked what is
// to change. 送る before the end asks the question again.
func (fl *Filling) Control(text string) Control {
	c := readControl(text)
	f, _, _ := fl.Next()
	if c.Act == ControlNone || f == nil {
		return c
	}
	if _, alone := f.mentions(text); alone >= 0 && c.Act != ControlBack && c.Act != ControlQuit {
		return Control{}
	}
	if c.Act == ControlSend {
		return Control{Act: ControlAgain} // there is nothing to send yet
	}
	if c.Act == ControlEdit && c.Word != "" && len(fl.named(c.Word)) == 0 && len(f.scan(fold(c.Word))) > 0 {
		return Control{}
	}
	if f.Type == TypeYesNo && agreement(text) != "" {
		return Control{}
	}
	return c
}
