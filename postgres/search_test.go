package postgres_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// searchForm is a form whose answers are kept as words of the program's, and shown as the office's.
var searchForm = ticket.Form{ID: "change", Fields: []ticket.Field{
	{ID: "company", Role: ticket.RoleCompany, Label: "会社名", Type: ticket.TypeCompany},
	{ID: "person", Label: "お名前", Type: ticket.TypeName, Personal: true},
	{ID: "phone", Label: "電話番号", Type: ticket.TypePhone, Personal: true},
	{ID: "items", Role: ticket.RoleItems, Label: "変更する項目", Type: ticket.TypeChoice, Multiple: true, Choices: []ticket.Option{{Label: "掲載商品", Value: "products"}}},
}}

// talked opens two members' tickets, with something said in and around them.
func talked(t *testing.T, s *postgres.Store) {
	t.Helper()
	s.LearnForms(func(string) *ticket.Form { return &searchForm })
	second := chat.Address{Channel: chat.Web, ID: "W2"}
	accept(t, s, wrote(member, 1, "掲載の内容を直したい"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		tk := &ticket.Ticket{Number: "H-0001", Kind: ticket.Change, Status: ticket.Received, Team: "ベトナム担当", FormID: "change", Title: "㈱ミナト商店｜掲載商品の変更",
			Fields: ticket.Values{"company": {"㈱ミナト商店"}, "person": {"髙橋　太郎"}, "phone": {"090-1111-2222"}, "items": {"products"}}}
		tn.Opened = []*ticket.Ticket{tk}
	})
	accept(t, s, wrote(member, 2, "後から写真も送ります。ﾃﾞｰﾀは重いです"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		tk := &tn.Tickets[0]
		tn.Note(tk, ticket.Entry{What: ticket.LogNoted, Text: "齋藤さんに 折り返しの 約束", Who: chat.Person{ID: "staff:1", Name: "佐々木"}})
		tn.Out = []turn.Outgoing{{To: member, Ticket: tk.Number, Messages: []chat.Message{{Author: chat.Staff, Text: "原稿の締切は十五日です。"}, {Author: chat.Bot, Text: "自動のお知らせ"}}}}
	})
	accept(t, s, wrote(second, 3, "写真はどこから送れますか"))
	runTurn(t, s, second, func(tn *turn.Turn) {
		tn.Opened = []*ticket.Ticket{{Number: "Q-0007", Kind: ticket.Inquiry, Status: ticket.Received, Team: "事務局", Title: "写真について", Opened: tn.Now.Add(time.Second)}}
	})
}

// hits are the numbers of what a search finds, each with whose words they are.
func hits(t *testing.T, s *postgres.Store, f ticket.Filter, text string) string {
	t.Helper()
	if f.Limit == 0 {
		f.Limit = 30
	}
	list, err := s.Search(t.Context(), f, text)
	if err != nil {
		t.Fatalf("search %q: %v", text, err)
	}
	var out []string
	for _, h := range list {
		out = append(out, h.Number+" "+string(h.Source))
	}
	return strings.Join(out, ", ")
}

// TestSearch: whatever was said is found, in whatever writing.
func TestSearch(t *testing.T) {
	t.Parallel()
	s := open(t)
	talked(t, s)
	for text, want := range map[string]string{
		"掲載の内容": "H-0001 member", "折り返し": "H-0001 note", "折り返しの約束": "H-0001 note", "斎藤": "H-0001 note", "齊藤さん": "H-0001 note",
		"締切": "H-0001 staff", "データ": "H-0001 member", "デｰタ": "H-0001 member", "写真": "Q-0007 ticket, H-0001 member",
		"髙橋太郎": "H-0001 ticket", "高橋 太郎": "H-0001 ticket", "09011112222": "H-0001 ticket", "０９０−１１１１−２２２２": "H-0001 ticket", "1111-2222": "H-0001 ticket",
		"ミナト": "H-0001 ticket", "ﾐﾅﾄ商店": "H-0001 ticket", "みなと": "H-0001 ticket", "掲載商品": "H-0001 ticket", "ベトナム担当": "H-0001 ticket", "(株)ミナト": "H-0001 ticket",
		"H-0001": "H-0001 ticket", "【H-0001】": "H-0001 ticket", "h-1の件": "H-0001 ticket", "受付番号Ｑ０００７について": "Q-0007 ticket", "h1": "H-0001 ticket", "ｈ-１": "H-0001 ticket", "H0001": "H-0001 ticket", "q7": "Q-0007 ticket", "送れますか": "Q-0007 member",
		"掲載内容": "H-0001 member", "折り返し約束": "H-0001 note", "掲載の商品": "H-0001 ticket", "締切の十五日": "H-0001 staff", "原稿締切": "H-0001 staff", "齋藤折り返し": "",
		"写真データ": "", "ミナト 掲載内容": "", "掲載内容 直し": "H-0001 member", "090-1111-": "H-0001 ticket",
		"自動のお知らせ": "", "ミナト 解約": "", "ミ": "", "どこにもない言葉": "", "": "", "写真も": "H-0001 member",
	} {
		if got := hits(t, s, ticket.Filter{}, text); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
	if got := hits(t, s, ticket.Filter{Within: &ticket.Within{Person: chat.Person{ID: "staff:9", Name: "林"}, Teams: []string{"事務局"}}}, "写真"); got != "Q-0007 ticket" {
		t.Errorf("a coordinator finds %q", got)
	}
	if got := hits(t, s, ticket.Filter{Offset: 1, Limit: 1}, "写真"); got != "H-0001 member" {
		t.Errorf("the second page is %q", got)
	}
}

// TestSearchForgets: what is wiped is found no more, nor does anything of it stay in the search's table.
func TestSearchForgets(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	talked(t, s)
	if _, err := s.Erase(t.Context(), member, "test"); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"掲載の内容", "折り返し", "締切", "ミナト", "1111-2222", "高橋"} {
		if got := hits(t, s, ticket.Filter{}, text); got != "" {
			t.Errorf("after the erasure %q finds %q", text, got)
		}
	}
	if got := hits(t, s, ticket.Filter{}, "写真"); got != "Q-0007 ticket" {
		t.Errorf("another's words: %q", got)
	}
	var left int
	if err := connect(t, url).QueryRow(t.Context(), `SELECT count(*) FROM said s JOIN conversations c ON c.id = s.conversation WHERE c.address <> 'web::W2'`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d rows of the search left, %v", left, err)
	}
}

// TestSearchOld: what an earlier program wrote is found once it has been read, and reading it again changes nothing.
func TestSearchOld(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	talked(t, s)
	conn := connect(t, url)
	if _, err := conn.Exec(t.Context(), `DELETE FROM said`); err != nil {
		t.Fatal(err)
	}
	if got := hits(t, s, ticket.Filter{}, "折り返し"); got != "" {
		t.Fatalf("found without the table: %q", got)
	}
	for range 2 {
		if err := s.ReadOld(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range map[string]string{"折り返し": "H-0001 note", "締切": "H-0001 staff", "掲載の内容": "H-0001 member", "ミナト": "H-0001 ticket"} {
		if got := hits(t, s, ticket.Filter{}, text); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
	var rows int
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM said`).Scan(&rows); err != nil || rows != 7 {
		t.Errorf("%d rows, %v", rows, err)
	}
}
