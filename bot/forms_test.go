package bot_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/office"
)

// abroadOffice has one programme and a coordinator outside Japan.
const abroadOffice = `
name: みなと貿易センター
member_word: 申込者
programmes:
  - {id: tsunagu, name: つなぐ}
teams:
  - {name: 事務局}
  - {name: コーディネーター}
routes:
  - {id: ベトナム, kind: consultation, topic: country, countries: [ベトナム], team: コーディネーター, person: トラン, abroad: ベトナム}
  - {id: タイ, kind: consultation, topic: country, countries: [タイ], team: コーディネーター, person: 山本}
`

func playAt(t *testing.T, officeFile, script string) string {
	t.Helper()
	s := newScene(t)
	off, err := office.Parse([]byte(officeFile))
	if err != nil {
		t.Fatal(err)
	}
	s.bot.SetOffice(off)
	return s.play(script)
}

// toSummary answers the consultation form about a country.
func toSummary(country string) string {
	return "> 相談を申し込む\n> 国や海外企業のこと\n> " + country + "\n> 食品 お茶\n> みどり製茶の山田です\n> とばす\n> 市場・売れ筋\n> 急がない\n> このトーク\n> とばす\n"
}

// TestAbroad: what goes to somebody abroad is said, and goes only where the member agrees.
func TestAbroad(t *testing.T) {
	t.Parallel()
	const notice = "ベトナムの担当者（委託先）に会社名・お名前・ご相談内容をお渡しします。"
	for _, c := range []struct {
		name, country, answers string
		want, not              []string
	}{
		{"agreed", "ベトナム", "> 同意して送る", []string{notice, "［同意して送る］［国内の事務局だけに送る］［直す］［やめる］", "コーディネーター（トランさん）", "コーディネーターにお渡ししました。"}, []string{"［送る］"}},
		{"in words", "ベトナム", "> 同意します", []string{"コーディネーター（トランさん）"}, nil},
		{"at home", "ベトナム", "> 国内の事務局だけに送る", []string{"受付番号は S-0001"}, []string{"トランさん", "コーディネーターにお渡し"}},
		{"at home in words", "ベトナム", "> 同意しません。国内だけでお願いします", []string{"受付番号は S-0001"}, []string{"トランさん", "コーディネーターにお渡し"}},
		{"a bare 送る asks", "ベトナム", "> 送る", []string{"国外の担当者にお渡ししてよろしいか、下のボタンでお選びください。"}, []string{"受付番号"}},
		{"a bare yes asks", "ベトナム", "> はい", []string{"下のボタンでお選びください。"}, []string{"受付番号"}},
		{"not abroad", "タイ", "> 送る", []string{"［送る］［直す］［やめる］", "コーディネーター（山本さん）"}, []string{"委託先"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			said := playAt(t, abroadOffice, toSummary(c.country)+c.answers)
			for _, want := range c.want {
				if !strings.Contains(said, want) {
					t.Errorf("%q is missing:\n%s", want, said)
				}
			}
			for _, not := range c.not {
				if strings.Contains(said, not) {
					t.Errorf("%q is said:\n%s", not, said)
				}
			}
		})
	}
}

// TestOnlyProgramme: where the office has one programme, every ticket is about it and nobody is asked.
func TestOnlyProgramme(t *testing.T) {
	t.Parallel()
	said := playAt(t, abroadOffice, toSummary("タイ")+"> 送る\n> 人\n> 会議室の予約について\n> 送る")
	if strings.Contains(said, "どの事業") || strings.Count(said, "対象の事業：つなぐ") != 2 || !strings.Contains(said, "合う規則がないため事務局へ（お問い合わせ、事業 tsunagu）") {
		t.Errorf("the programme:\n%s", said)
	}
}

// TestMemberWord: who gave no name yet is called as the office calls them.
func TestMemberWord(t *testing.T) {
	t.Parallel()
	form := `
name: みなと商工会
member_word: 申込者
forms:
  - id: inquiry
    kind: inquiry
    title: ご相談票
    fields:
      - {id: youken, role: question, label: ご用件, ask: ご用件を教えてください。, type: text, required: true}
`
	said := playAt(t, form, "> 人\n> 会員証と会議室の予約について\n> 送る\n! note 佐々木 会員番号を確認\n! reply 佐々木 会員の方ですね。\n>unsend m2")
	for _, want := range []string{"# 申込者：会員証と会議室の予約について", "申込者が担当者を希望", "= メモを残しました。申込者には送られません。", "会員の方ですね。", "# 申込者が送信を取り消しました。"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing:\n%s", want, said)
		}
	}
}

// TestOldMatter: what was not answered yesterday is not the matter of today's ticket.
func TestOldMatter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		later time.Duration
		asks  bool
	}{{time.Minute, false}, {26 * time.Hour, true}} {
		s := newScene(t)
		said := s.play("> 駐車場は何台分ありますか\n@later " + c.later.String() + "\n> 人\n> 株式会社みなと 木村")
		if got := strings.Contains(said, "ご用件を教えてください"); got != c.asks {
			t.Errorf("after %s the matter is asked: %v\n%s", c.later, got, said)
		}
	}
}

// TestWithdrawnWords: what was taken back is in nothing that is said, shown or opened afterwards.
func TestWithdrawnWords(t *testing.T) {
	t.Parallel()
	for _, script := range []string{
		"> 駐車場は何台分ありますか\n>unsend m1\n> 聞く\n> 株式会社みなと 木村\n> 会費の件\n> つなぐ\n> 送る",
		"> 駐車場は何台分ありますか\n> 聞く\n>unsend m1\n> 株式会社みなと 木村\n> 会費の件\n> つなぐ\n> 送る",
		"> 駐車場は何台分ありますか\n> 聞く\n> 株式会社みなと 木村\n> つなぐ\n>unsend m1\n> 会費の件\n> 送る",
		"> 駐車場は何台分ありますか\n> 人\n>unsend m1\n> 株式会社みなと 木村\n> 会費の件\n> つなぐ\n> 送る",
		"> 人\n> 株式会社みなと 木村\n> 会費の件\n> つなぐ\n> 急ぎです。駐車場が要ります\n>unsend m5\n> 送る",
	} {
		said := newScene(t).play(script)
		_, after, _ := strings.Cut(said, ">unsend")
		if strings.Contains(after, "駐車場") || !strings.Contains(after, "受付番号は Q-0001") || !strings.Contains(after, "会費の件") {
			t.Errorf("after the words were taken back:\n%s", said)
		}
	}
}

// TestL17UnsentFromTicket holds L17 for a ticket that stands already: whichever message of its form is taken
// back, what it said goes from the card, the thread's first line and the next form, and the card is redrawn.
func TestL17UnsentFromTicket(t *testing.T) {
	t.Parallel()
	const form = "> 会場の鍵を三本なくしました。弁償の額と、次の貸し出しまでに合鍵をどこで作ればよいかを至急うかがいたいです\n> 人\n> 株式会社ヒバリ 木村\n> つなぐ\n> 送る"
	for _, c := range []struct{ script, message, words, kept string }{
		{form, "m1", "鍵", "株式会社ヒバリ"},
		{form, "m3", "ヒバリ", "鍵を三本"},
		{"> 人\n> 株式会社ヒバリ 木村\n> 合言葉はツバメ\n> つなぐ\n> 送る\n> 状況", "m3", "ツバメ", "株式会社ヒバリ"},
	} {
		said := newScene(t).play(c.script + "\n>unsend " + c.message + "\n> 人")
		before, after, _ := strings.Cut(said, ">unsend")
		if !strings.Contains(before, c.words) || strings.Contains(after, c.words) || !strings.Contains(after, "# Q-0001 お問い合わせ｜") || !strings.Contains(after, c.kept) {
			t.Errorf("after %s was taken back:\n%s", c.message, said)
		}
	}
}

// TestL15Photos holds L15: pictures sent before a form and in it are on its ticket, counted, each to be taken
// back, and those of one album are answered once.
func TestL15Photos(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	photo := func(n, album string) {
		s.hear(chat.Event{Kind: chat.Media, MessageID: n, Album: album, Files: []chat.File{{ID: n, Type: "image"}}})
	}
	photo("p1", "")
	s.play(">> 事務局に相談\n> 株式会社ヒバリ 木村\n> 看板が壊れています\n")
	photo("p2", "set")
	photo("p3", "set")
	said := s.play("> つなぐ\n> 送る")
	if !strings.Contains(said, "#   資料：3件") || strings.Count(said, "# 株式会社ヒバリ：［画像］") != 3 || strings.Contains(said, "p3") {
		t.Errorf("the ticket with three pictures:\n%s", said)
	}
}

// TestWaitsForAllAsked: where a question asks for two things, the field says both.
func TestWaitsForAllAsked(t *testing.T) {
	s := newScene(t)
	for _, x := range []struct{ text, waits string }{{"お問い合わせ", "会社名・お名前"}, {"株式会社みなと 山田", "ご用件"}} {
		said, _, err := s.bot.Converse(t.Context(), s.store, chat.Event{ID: x.text, Kind: chat.Text, Text: x.text, From: chat.Address{Channel: chat.Web, ID: "v"}, At: s.now})
		if err != nil || len(said) == 0 {
			t.Fatal(said, err)
		}
		if got := said[len(said)-1].Waits; got != x.waits {
			t.Errorf("after %q the field waits for %q, want %q", x.text, got, x.waits)
		}
	}
}
