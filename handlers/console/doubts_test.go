package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// TestPreviewDoubts: the preview names who gets a reply, and asks once more where the reply seems to be about somebody
// else; nothing goes before somebody has said that it is right.
func TestPreviewDoubts(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	d.newTicket("Q-1205", func(tk *ticket.Ticket) {
		tk.Title, tk.Tags = "みどりコスメ株式会社｜商談会について", []string{ticket.GroupTag}
		tk.Fields = ticket.Values{"company": {"みどりコスメ株式会社"}, "person": {"田中花子"}, "email": {"tanaka@midori.example"}}
	})
	d.newTicket("Q-0012", func(tk *ticket.Ticket) { tk.Title = "領収書について" })
	d.newTicket("K-1205", func(tk *ticket.Ticket) { tk.Title = "領収書について" })
	d.newTicket("Q-1206", func(tk *ticket.Ticket) { tk.Contact = chat.Address{Channel: chat.LINE, ID: "Uq-1204"} }) // the member's own
	b := d.signIn("佐々木")
	wantNotIn(t, b.post("/desk/t/Q-1204/preview", url.Values{"text": {"合同会社みどりコスメの田中様にはお送りしました。"}}).body, "の田中」は")
	for text, want := range map[string]string{
		"みどりコスメ様の申込は受け付けました。":             "みどりコスメ",
		"株式会社あおぞらの資料をお送りします。":             "株式会社あおぞら",
		"株式会社ミナトの木村様にはお送りしました。":           "",
		"株式会社ミナトは対象です。":                   "",
		"株式会社ミナト物産の木村様にはお送りしました。":         "株式会社ミナト物産",
		"みどりコスメ株式会社の田中様にはお送りしました。":        "「みどりコスメ株式会社」は、この会員の会社名ではありません。",
		"合同会社みどりコスメの田中様にはお送りしました。":        "「みどりコスメ株式会社」は、この会員の会社名ではありません。",
		"合同会社ひなたの田中様にはお送りしました。":           "合同会社ひなた",
		"Q-1205 の件は完了しました。":               "Q-1205 は、ほかの会員の受付番号です。",
		"Ｑ－１２０５の件は完了しました。":                "Q-1205 は、ほかの会員の受付番号です。",
		"Q1205 の件は完了しました。":                "Q-1205 は、ほかの会員の受付番号です。",
		"Q−1205の件は完了しました。":                "Q-1205 は、ほかの会員の受付番号です。",
		"q-1205の件は完了しました。":                "Q-1205 は、ほかの会員の受付番号です。",
		"Q-1206とQ-1205の件は完了しました。":         "Q-1205 は、ほかの会員の受付番号です。",
		"Q-12の件は完了しました。":                  "Q-0012 は、ほかの会員の受付番号です。",
		"社内の TASK-1205 で進めています。":          "",
		"株式会社ミナト様、Q-1206の件でご連絡しました。":      "",
		"ご連絡ありがとうございます。":                  "",
		"ミナトの木村様 kimura@minato.example 宛": "",
	} {
		body := b.post("/desk/t/Q-1204/preview", url.Values{"text": {text}}).body
		wantIn(t, body, "株式会社ミナト", "木＊＊", "LINE")
		asks := strings.Contains(body, "ほかの方の情報が入っていませんか")
		if asks != (want != "") || !strings.Contains(body, want) {
			t.Errorf("%s: asks %t, want %q in\n%s", text, asks, want, body)
		}
		before := len(d.acts())
		r := b.post("/desk/t/Q-1204/send", url.Values{"text": {text}})
		if sent := len(d.acts()) > before; sent == asks || sent != (r.status == http.StatusSeeOther) {
			t.Errorf("%s: asks %t and sends %t with status %d", text, asks, sent, r.status)
		}
		if b.post("/desk/t/Q-1204/send", url.Values{"text": {text}, "sure": {"1"}}).status != http.StatusSeeOther {
			t.Errorf("%s does not go although it is right", text)
		}
	}
	wantIn(t, b.post("/desk/t/Q-1205/preview", url.Values{"text": {"承知しました。"}}).body, "みどりコスメ株式会社", "LINEグループ：全員に見えます")
}

// TestNumbersIn: each number is looked up once, however often and in whatever way it is written.
func TestNumbersIn(t *testing.T) {
	got := numbersIn("Q-1204、ｑ１２０４、Q−1204 と H-0003（h3）。TASK-1204 は社内の番号です。")
	if !slices.Equal(got, []string{"Q-1204", "H-0003"}) {
		t.Errorf("numbers %q", got)
	}
}
