package importer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chars"
	"madoguchi/faq"
)

func TestMentions(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []faq.Date // first and last day of each
	}{
		{"2027年3月26日で終わります", []faq.Date{"2027-03-26", "2027-03-26"}},
		{"２０２７ 年 ３ 月 ２６ 日", []faq.Date{"2027-03-26", "2027-03-26"}},
		{"2027/3/26まで", []faq.Date{"2027-03-26", "2027-03-26"}},
		{"2027年3月26日(金)まで", []faq.Date{"2027-03-26", "2027-03-26"}},
		{"令和9年2月末日まで", []faq.Date{"2027-02-28", "2027-02-28"}},
		{"令和元年5月1日", []faq.Date{"2019-05-01", "2019-05-01"}},
		{"平成31年4月", []faq.Date{"2019-04-01", "2019-04-30"}},
		{"2026年度", []faq.Date{"2026-04-01", "2027-03-31"}},
		{"2024年2月下旬", []faq.Date{"2024-02-21", "2024-02-29"}},
		{"2026年4月1日から2027年3月31日まで", []faq.Date{"2026-04-01", "2027-03-31"}},
		{"2026年4月1日～9月30日", []faq.Date{"2026-04-01", "2026-09-30"}},
		{"2026年11月1日から2月末まで", []faq.Date{"2026-11-01", "2027-02-28"}},
		{"2026年10~12月", []faq.Date{"2026-10-01", "2026-12-31"}},
		{"2023 年 7~9 月の間に", []faq.Date{"2023-07-01", "2023-09-30"}},
		{"2026年4月3日と2026年5月4日", []faq.Date{"2026-04-03", "2026-04-03", "2026-05-04", "2026-05-04"}},
		{"2026年2月30日", nil},
		{"2026年13月1日", nil},
		{"毎月20日、3月26日、月末", nil},
		{"電話 06-5555-0177", nil},
	} {
		var got []faq.Date
		for _, m := range mentions(chars.ListWidth(tt.text)) {
			got = append(got, m.from, m.until)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

// TestTerms reads when a programme runs, and an entry's own term, out of one answer.
func TestTerms(t *testing.T) {
	for _, tt := range []struct {
		answer           string
		programme, entry faq.Validity // without their basis
	}{
		{"本プログラムは2027年3月26日で終了します。", faq.Validity{Until: "2027-03-26"}, faq.Validity{}},
		{"支援期間は、令和8年4月1日から令和9年3月31日までです。", faq.Validity{From: "2026-04-01", Until: "2027-03-31"}, faq.Validity{}},
		{"この事業は2026年度末をもって終了いたします。", faq.Validity{Until: "2027-03-31"}, faq.Validity{}},
		{"応募は2026年6月30日までお受けします。", faq.Validity{}, faq.Validity{Until: "2026-06-30", Receipt: true}},
		{"申込は令和9年4月30日（金）17時必着です。", faq.Validity{}, faq.Validity{Until: "2027-04-30", Closes: "17:00", Receipt: true}},
		{"受付は2027年4月30日（金・祝）17時までです。", faq.Validity{}, faq.Validity{Until: "2027-04-30", Closes: "17:00", Receipt: true}},
		{"令和９年５月９日（日）正午で受付を終了します。", faq.Validity{}, faq.Validity{Until: "2027-05-09", Closes: "12:00", Receipt: true}},
		{"2027年4月30日24時まで受け付けます。", faq.Validity{}, faq.Validity{Until: "2027-04-30", Receipt: true}},
		{"締切は2027年4月30日 午後5時半です。", faq.Validity{}, faq.Validity{Until: "2027-04-30", Closes: "17:30", Receipt: true}},
		{"締切：令和9年4月30日（金）", faq.Validity{}, faq.Validity{Until: "2027-04-30", Receipt: true}},
		{"応募書類は令和9年4月30日（当日消印有効）の郵送に限ります。", faq.Validity{}, faq.Validity{Until: "2027-04-30", Receipt: true}},
		{"2027年4月1日から4月30日17:00まで展示します。", faq.Validity{}, faq.Validity{From: "2027-04-01", Until: "2027-04-30", Closes: "17:00"}},
		{"説明会は2027年4月30日17時に始まります。", faq.Validity{}, faq.Validity{}},
		{"2026年12月31日まで、送料を半額にしています。", faq.Validity{}, faq.Validity{Until: "2026-12-31"}},
		{"参加費は1万円です。2027年1月15日までに振り込んでください。", faq.Validity{}, faq.Validity{}},
		{"2026年10~12月に契約の更新を迎える企業が対象です。", faq.Validity{}, faq.Validity{}},
		{"2027年1月以降に追加の受付を行う予定です。", faq.Validity{}, faq.Validity{}},
		{"2019年に設立しました。", faq.Validity{}, faq.Validity{}},
		{"2025年度以前に応募した企業も応募できます。", faq.Validity{}, faq.Validity{}},
		{"2027年3月26日よりも前に終えた場合も同じです。", faq.Validity{}, faq.Validity{}},
		{"毎月20日までです。", faq.Validity{}, faq.Validity{}},
	} {
		c := faq.Collection{Entries: []faq.Entry{{Label: "Q1", Answer: []faq.Block{{Type: faq.Paragraph, Text: tt.answer}}}}}
		proposeTerms(&c)
		got := []faq.Validity{c.Validity, c.Entries[0].Validity}
		for i := range got {
			if (got[i].Basis == "") != (got[i] == faq.Validity{}) {
				t.Errorf("%q: term %+v and its basis do not agree", tt.answer, got[i])
			}
			got[i].Basis = ""
		}
		if diff := cmp.Diff([]faq.Validity{tt.programme, tt.entry}, got); diff != "" {
			t.Errorf("%q: programme's and entry's term (-want +got):\n%s", tt.answer, diff)
		}
	}
}

func TestFiscalYearInTitle(t *testing.T) {
	for title, want := range map[string]faq.Date{
		"令和８年度 輸出支援事業 よくある質問":  "2027-03-31",
		"2026年度 輸出支援事業 FAQ":    "2027-03-31",
		"令和７年度補正予算 輸出支援事業 FAQ": "",
		"輸出支援事業 FAQ":           "",
	} {
		c := faq.Collection{Title: title}
		proposeTerms(&c)
		if c.Validity.Until != want {
			t.Errorf("%q: until %q, want %q", title, c.Validity.Until, want)
		}
	}
}

// TestOwnDate reads when a document says it was written or revised.
func TestOwnDate(t *testing.T) {
	for head, want := range map[string]faq.Date{
		"最終更新日：2026年4月1日":           "2026-04-01",
		"（令和８年４月１日現在）":              "2026-04-01",
		"2025年10月1日作成\n2026/4/1 改訂": "2026-04-01",
		"募集は2026年4月1日から始めます。":       "",
		"2026年4月1日に説明会を開きます。":       "",
		"このプログラムは2026年4月に始まりました。":   "",
	} {
		text := "傘の貸し出し よくあるご質問\n\n" + head + "\n\nQ1 傘は借りられますか？\n\n受付でお貸しします。\n\nQ2 色は選べますか？\n\n選べます。\n"
		c, err := Read(t.Context(), "kasa.txt", strings.NewReader(text), Options{Programme: "kasa"})
		if err != nil {
			t.Fatal(err)
		}
		if c.Dated != want {
			t.Errorf("%q: dated %q, want %q", head, c.Dated, want)
		}
	}
}
