package member

import (
	"testing"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
)

func TestOffered(t *testing.T) {
	offer := []chat.Choice{{Label: "解決した", Data: "1"}, {Label: "別のことを聞く", Data: "2"}, {Label: "Q-0001に追記する", Data: "3"}, {Label: "3 対象の事業", Data: "4"}}
	for text, want := range map[string]string{
		"解決した": "1", "［解決した］": "1", "「解決した」": "1", " 解決した。": "1", "解決　した": "1",
		"1": "1", "２": "2", "2番": "2", "4": "4", "ｑ－０００１に追記する": "3", "3 対象の事業": "4",
		"5": "", "0": "", "-1": "", "": "", "。": "", "解決": "", "解決しました": "", "99999999999999999999": "",
	} {
		c, ok := offered(offer, text)
		if c.Data != want || ok != (want != "") {
			t.Errorf("offered(%q) = %q %v, want %q", text, c.Data, ok, want)
		}
	}
}

func TestPartly(t *testing.T) {
	offer := []chat.Choice{{Label: "事務局に聞く"}, {Label: "言い方を変える"}, {Label: "解決した"}, {Label: "解決しない"}, {Label: "会費の支払い方法には何がありますか？"}}
	for text, want := range map[string]string{
		"聞く": "事務局に聞く", "事務局": "事務局に聞く", "言い方": "言い方を変える", "解決": "", "会費": "", "く": "", "": "", "聞くのはやめる": "",
	} {
		c, _ := partly(offer, chars.Fold(text))
		if c.Label != want {
			t.Errorf("partly(%q) = %q, want %q", text, c.Label, want)
		}
	}
}

func TestUpset(t *testing.T) {
	for text, want := range map[string]bool{
		"納得いきません": true, "納得がいかないです": true, "納得できません。": true, "いい加減にしてください": true, "ふざけないでください": true, "対応がひどい": true,
		"ひどい対応ですね": true, "何度も同じことを言わせないで": true, "苦情を言いたい": true, "責任者を出せ。許せません": true, "話にならない": true, "最悪です": true,
		"取引先からクレームが来たらどうすれば？": false, "誠にありがとうございます": false, "ひどく破損したサンプルの送り直し": false, "不満足度調査とは": false,
		"何度も応募できますか": false, "会費はいくらですか": false, "対応が早くて助かりました": false,
	} {
		if got := reading.Upset(text); got != want {
			t.Errorf("reading.Upset(%q) = %v", text, got)
		}
	}
}
