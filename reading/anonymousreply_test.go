package reading

import "testing"

// TestAnonymousReply: what answers stays, wherever in its line it stands; what greets, thanks, signs or names goes.
func TestAnonymousReply(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ reply, want string }{
		{"木村様\nお問い合わせありがとうございます。会費は年6,000円です。", "会費は年6,000円です。"},
		{"木村様\nお世話になっております。事務局の佐々木です。\n駐車場は裏にございます。\n\nよろしくお願いいたします。", "駐車場は裏にございます。"},
		{"お世話になっております。駐車場は裏にございます。よろしくお願いいたします。", "駐車場は裏にございます。"},
		{"お問い合わせいただいた件ですが、会費は年6,000円です。", "お問い合わせいただいた件ですが、会費は年6,000円です。"},
		{"ご連絡ありがとうございました。お待たせして申し訳ございません。\n窓口は二階です。", "窓口は二階です。"},
		{"詳しくは https://example.jp/guide/fees をご覧ください。", "詳しくは https://example.jp/guide/fees をご覧ください。"},
		{"こちらからお入りください https://example.jp/my?member=12345678", "こちらからお入りください 〇〇"},
		{"株式会社みなと 木村様\n承知しました。", "承知しました。"},
		{"お世話になっております。", ""},
	} {
		if got := AnonymousReply(tc.reply); got != tc.want {
			t.Errorf("%q becomes\n%q, want\n%q", tc.reply, got, tc.want)
		}
	}
}
