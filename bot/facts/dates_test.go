package facts

import (
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/reading"
)

func TestDateLines(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)
	for _, tc := range []struct{ answer, want string }{
		{"会費は毎月 25 日にご登録のカードへご請求となります。", "（本日時点の目安：次回のご請求は11/25（水）です）"},
		{"会費の引き落としは、毎年 6 月 10 日です。", "（本日時点の目安：次回の引き落としは2027年6/10（木）です）"},
		{"受付は毎月２０日で区切り、翌月の10日ごろにお知らせします。", "（本日時点の目安：次の締め切りは11/20（金）です）"},
		{"毎月末日で締め切ります。", "（本日時点の目安：次の締め切りは11/30（月）です）"},
		{"毎月25日にご請求します。請求は毎月25日です。", "（本日時点の目安：次回のご請求は11/25（水）です）"},
		{"説明会は毎月 3 日に開きます。", "（本日時点の目安：次回は12/3（木）です）"},
		{"2027年3月26日で終了します。", ""},
		{"毎月2回の面談があります。", ""},
	} {
		e := &faq.Entry{Answer: []faq.Block{{Type: faq.Paragraph, Text: tc.answer}}}
		if got := dateLines(at, e); got != tc.want {
			t.Errorf("date lines of %q = %q, want %q", tc.answer, got, tc.want)
		}
	}
}
