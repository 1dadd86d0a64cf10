package importer

import (
	"testing"

	"madoguchi/faq"
)

func TestKinds(t *testing.T) {
	for _, tt := range []struct {
		question, answer string
		kind             faq.Kind
		form             string
	}{
		{"何時まで開いていますか", "夕方五時までです。", faq.KindAnswer, ""},
		{"見積書はもらえますか", "見積書の発行は行っておりません。", faq.KindDecline, ""},
		{"点数を教えてください", "審査の内容についてはお答えできかねます。", faq.KindDecline, ""},
		{"途中でやめたら返金されますか", "ご入金のあとの返金はいたしかねます。", faq.KindDecline, ""},
		{"名義が違っても使えますか", "使えます。ただし、第三者の名義の場合はお受けできません。", faq.KindAnswer, ""},
		{"関税はいくらですか", "品目ごとに違います。最寄りの税関へお問い合わせください。", faq.KindRedirect, ""},
		{"出店者番号が分かりません", "モールの運営会社が管理しています。運営会社へ直接ご確認ください。", faq.KindRedirect, ""},
		{"写真を替えたい", "マイページの「写真」を開き、「替える」を押してください。", faq.KindSelf, ""},
		{"住所を変更したい", "マイページの「登録情報」から変更いただけます。", faq.KindSelf, "change"},
		{"登録した会社情報の書きかえ方は？", "マイページの「会社情報」から変更いただけます。", faq.KindSelf, "change"},
		{"登録した電話番号を直したい", "正しい番号を書いて、事務局までメールでお送りください。", faq.KindForm, "change"},
		{"海外の相手先を探しています", "現地のコーディネーターがお手伝いしますので、お気軽にご相談ください。", faq.KindForm, "consultation"},
		{"担当が決まっていません", "「お問い合わせ」から事務局までご連絡ください。", faq.KindForm, "inquiry"},
		{"使い方が分かりません", "「はじめてガイド」をご覧ください。", faq.KindPointer, ""},
		{"空欄の質問", "", faq.KindForm, "inquiry"},
	} {
		e := faq.Entry{Question: tt.question}
		if tt.answer != "" {
			e.Answer = []faq.Block{{Type: faq.Paragraph, Text: tt.answer}}
		}
		proposeKind(&e, "")
		if e.Kind != tt.kind || e.Form != tt.form {
			t.Errorf("%q: %s, form %q (%s); want %s, form %q", tt.answer, e.Kind, e.Form, e.KindReason, tt.kind, tt.form)
		}
		if e.KindReason == "" {
			t.Errorf("%q: no reason for %s", tt.answer, e.Kind)
		}
	}
}

func TestSuspects(t *testing.T) {
	usual := "ハルカモールで売ります。ハルカモールで送ります。ハルカモールで受け取ります。ハルカモールのサポーターが手伝います。サポーターが案内します。サポーターが送ります。サポーターが来ます。オンラインで見ます。オンラインで話します。オンラインで買います。オンラインで送ります。TSUNAGUに入ります。TSUNAGUを開きます。TSUNAGUで話します。"
	for _, tt := range []struct{ text, found, meant string }{
		{"ハルカメールへ出店します。", "ハルカメール", "ハルカモール"},
		{"ハルカモルへ出店します。", "ハルカモル", "ハルカモール"},
		{"ハルモカールへ出店します。", "ハルモカール", "ハルカモール"},
		{"TSUNAUGへ入ります。", "TSUNAUG", "TSUNAGU"},
		{"サポートが要ります。", "", ""},
		{"オフラインで話します。", "", ""},
		{"ハルカモールへ出店します。", "", ""},
		{"https://haruka.example/TSUNAUG を開きます。", "", ""},
	} {
		c := faq.Collection{Entries: []faq.Entry{{Answer: []faq.Block{{Type: faq.Paragraph, Text: usual + tt.text}}}}}
		d := &document{}
		got := d.findSuspects(&c)
		switch {
		case tt.found == "" && len(got) > 0:
			t.Errorf("%q: %+v, want none", tt.text, got)
		case tt.found != "" && (len(got) != 1 || got[0].found != tt.found || got[0].meant != tt.meant):
			t.Errorf("%q: %+v, want %s for %s", tt.text, got, tt.meant, tt.found)
		}
	}
}
