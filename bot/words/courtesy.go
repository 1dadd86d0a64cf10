package words

import "fmt"

// What the bot says back to a courtesy, and what it says where it would repeat itself.

const (
	EnoughSaid  = "承知しました。また何かありましたら、いつでもお声がけください。"
	LabourBack  = "お疲れさまです。ご用件がありましたら、いつでもどうぞ。"
	HeardBack   = "はい。ほかにもご不明な点がありましたら、いつでもどうぞ。"
	LeaveTaken  = "ありがとうございました。またいつでもどうぞ。"
	NoHarmDone  = "いえいえ、どうぞお気になさらないでください。ご用件がありましたら、そのまま送ってください。"
	RegardsBack = "こちらこそ、よろしくお願いいたします。"
	SmileBack   = "ありがとうございます。ご質問がありましたら、いつでもどうぞ。"
	SadBack     = "ご心配なことがありましたら、そのままお聞かせください。事務局の者がお話をうかがうこともできます。"
	CrossBack   = "ご不便をおかけしているようで、申し訳ありません。事務局の者がお話をうかがいます。よろしければ、下のボタンからお進みください。"
	SameAgain   = "先ほどと同じご案内しか見つかりませんでした。\n事務局におたずねしますか。"
	SalesRefuse = "ご案内をいただき、ありがとうございます。\nこちらは会員のみなさまのご相談窓口のため、営業のご提案はお受けしておりません。どうぞご了承ください。"
	SalesAgain  = "恐れ入りますが、こちらの窓口では営業のご提案をお受けしておりません。"
)

// GreetAgain is for who greets again, n times in a row.
func GreetAgain(office string, n int) string {
	if n%2 == 0 {
		return "はい、お聞きしています。どのようなことでしょうか。"
	}
	return fmt.Sprintf("はい、%sです。ご用件をそのまま送ってください。", office)
}

// variants are sentences that say the same again in other words, for who would read one twice in a row.
// The first of each is what is said at first.
var variants = [][]string{
	{Welcome, "こちらこそ、ありがとうございます。またいつでもどうぞ。", "お礼のお言葉、うれしく存じます。"},
	{Glad, "それは何よりです。またいつでもどうぞ。", "よろしければ、またいつでもお声がけください。"},
	{GoAhead, "はい、かしこまりました。ご質問がありましたら、いつでもどうぞ。", "承知しました。いつでもお声がけください。"},
	{AskAway, "はい、どうぞ。ご質問をお聞かせください。"},
	{SayAgain, "うまく受け取れませんでした。お手数ですが、ご用件を文字で送っていただけますか。"},
	{NoAnswer, "こちらの内容も、公式な回答の登録が見当たりませんでした。\n事務局におたずねになるのが確実です。おつなぎしますか。", "恐れ入ります、こちらも登録がまだのようです。\n事務局におたずねしますか。"},
	{NotHelped, "うまくご案内できず、失礼いたしました。事務局の者におつなぎすることもできます。", "なかなかお役に立てず、心苦しく思います。よろしければ、事務局の者が直接うかがいます。"},
	{Suggest, "次の中に、お知りになりたいことはありますか。", "こちらはいかがでしょうか。近いものがあれば選んでください。"},
	{NothingToQuit, "はい、いまお手続き中のものはありません。ご質問がありましたら、いつでもどうぞ。"},
	{Stale, "恐れ入ります、そのボタンもいまはお使いになれません。ご用件を文字でお聞かせください。"},
	{EntryGone, "恐れ入ります、そちらもただいま見直し中です。ほかにご質問がありましたらお聞かせください。"},
	{NoCases, "やはり、お預かりしているお問い合わせは見当たりません。別のトークからお送りいただいた場合は、そちらでご確認いただけます。"},
	{EnoughSaid, "はい、またいつでもどうぞ。", "ありがとうございます。いつでもお待ちしています。"},
	{LabourBack, "お疲れさまです。いつもありがとうございます。"},
	{HeardBack, "ありがとうございます。またいつでもどうぞ。", "はい、いつでもお声がけください。"},
	{LeaveTaken, "どうぞよい一日をお過ごしください。"},
	{NoHarmDone, "どうぞお気づかいなく。いつでもお待ちしています。"},
	{RegardsBack, "はい、承りました。"},
	{SmileBack, "うれしいお返事をありがとうございます。", "ありがとうございます。いつでもお気軽にどうぞ。"},
	{SadBack, "おつらいことがありましたら、どうぞそのままお聞かせください。"},
	{CrossBack, "お気持ちを損ねてしまい、心苦しく思います。事務局の者に直接お話しいただけます。"},
	{SalesRefuse, SalesAgain},
	{Sticker, "スタンプをありがとうございます。", "ありがとうございます。ご用件がありましたら、文字でどうぞ。"},
}

// Variants finds the sentences that say the same as a text; nil where it may be repeated.
func Variants(text string) []string {
	for _, v := range variants {
		if v[0] == text {
			return v
		}
	}
	return nil
}
