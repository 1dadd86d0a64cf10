package postgres_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/figures"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// The desk at the size of many years. Measured on two busy cores, see docs/data-model.md:
//
//	go test ./postgres -run '^$' -bench Crowd -crowd 200000 -benchtime 20x -timeout 60m
//	go test ./postgres -run '^$' -bench Crowd -crowd 1000000 -crowd-queue -benchtime 20x -timeout 60m

var crowdSize = flag.Int("crowd", 2000, "how many tickets the crowd of BenchmarkCrowd has; each has five lines of talk and five entries of its log")

var crowdQueueOnly = flag.Bool("crowd-queue", false, "leave out what is only for the search: a million tickets with five million entries are made in minutes then")

// A crowd makes tickets with what was said of them, each row by its number alone.
type crowd struct {
	tickets int
	begin   time.Time
}

// Words that make sentences. Together they stand some ten million ways.
var (
	crowdThings = strings.Fields("領収書 請求書 見積書 申込書 参加費 商談会 展示会 説明会 補助金 助成金 登録番号 会員証 名簿 写真 動画 原稿 パンフレット 試供品 倉庫 通関 関税 成分表 賞味期限 翻訳 契約書 口座 振込 締切 会場 日程 資料 アンケート 審査 採択 実績報告 交付申請 概算払い 経費 旅費 通訳")
	crowdPlaces = strings.Fields("ベトナム 台湾 タイ 香港 シンガポール マレーシア インドネシア フランス ドイツ アメリカ カナダ 韓国 中国 インド 豪州 英国 北海道 青森 新潟 金沢 京都 大阪 広島 福岡 長崎 鹿児島 沖縄")
	crowdDoings = strings.Fields("教えてください 届きません 間に合いますか 変更したいです 取り消したいです まだでしょうか 見当たりません 送りました 直せますか 延ばせますか 必要でしょうか 増やせますか")
	crowdNames  = strings.Fields("山田 佐藤 鈴木 高橋 田中 渡辺 伊藤 中村 小林 加藤 吉田 山口 松本 井上 木村 林 清水 森 池田 橋本 石川 前田 藤田 後藤 岡田 村上")
)

func pick(r *rand.Rand, words []string) string { return words[r.IntN(len(words))] }

func (c *crowd) sentence(r *rand.Rand) string {
	return fmt.Sprintf("%sの%sについて、%sは%d月%d日までに%s", pick(r, crowdPlaces), pick(r, crowdThings), pick(r, crowdThings), 1+r.IntN(12), 1+r.IntN(28), pick(r, crowdDoings))
}

// at is when ticket n was opened: they are spread evenly over six years.
func (c *crowd) at(n int) time.Time {
	return c.begin.Add(time.Duration(float64(n) / float64(c.tickets) * 6 * 365 * 24 * float64(time.Hour)))
}

const crowdTalk = 5 // lines and entries of each ticket

// ticket is ticket n. One in five hundred is open.
func (c *crowd) ticket(n int) *ticket.Ticket {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	tk := &ticket.Ticket{
		Number: fmt.Sprintf("Q-%04d", n), Kind: ticket.Inquiry, Status: ticket.Resolved, Team: pick(r, []string{"事務局", "ベトナム担当", "経理"}),
		Title: fmt.Sprintf("%s商店%d｜%s", pick(r, crowdNames), n, c.sentence(r)), Opened: c.at(n),
		Fields: ticket.Values{"company": {fmt.Sprintf("%s商店%d", pick(r, crowdNames), n)}, "person": {pick(r, crowdNames)}, "phone": {fmt.Sprintf("090-%04d-%04d", n%10000, n/10000)}},
	}
	tk.Due, tk.Closed, tk.Replied = tk.Opened.Add(30*time.Hour), tk.Opened.Add(26*time.Hour), tk.Opened.Add(25*time.Hour)
	if n%500 == 0 {
		tk.Status = ticket.Statuses[n/500%4]
		tk.Closed, tk.Replied = time.Time{}, time.Time{}
	}
	return tk
}

// load fills an empty database. Rows go in as they are, without the program's road: it is their number that matters.
func (c *crowd) load(b testing.TB, url string) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(ctx)
	for _, sql := range []string{`SET session_replication_role = replica`, `SET synchronous_commit = off`, `DROP INDEX said_grams`, `DROP INDEX tickets_pairs`} {
		c.exec(b, conn, sql)
	}
	null := func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return t
	}
	copyIn := func(table, columns string, rows int, row func(i int) []any) {
		if _, err := conn.CopyFrom(ctx, pgx.Identifier{table}, strings.Fields(columns), pgx.CopyFromSlice(rows, func(i int) ([]any, error) { return row(i), nil })); err != nil {
			b.Fatalf("fill %s: %v", table, err)
		}
	}
	copyIn("conversations", "address", c.tickets, func(i int) []any { return []any{fmt.Sprintf("line::U%d", i+1)} })
	copyIn("tickets", "number kind status title fields contact conversation team opened due replied closed heard touched", c.tickets, func(i int) []any {
		tk := c.ticket(i + 1)
		return []any{tk.Number, tk.Kind, tk.Status, tk.Title, tk.Fields, fmt.Sprintf("line::U%d", i+1), i + 1, tk.Team, tk.Opened, tk.Due, null(tk.Replied), null(tk.Closed), tk.Opened, tk.Opened}
	})
	said := func(n, k int) string { return c.sentence(rand.New(rand.NewPCG(uint64(k)+2, uint64(n)))) }
	copyIn("messages", "conversation seq at author body", c.tickets*crowdTalk, func(i int) []any {
		n, k := i/crowdTalk+1, i%crowdTalk
		author := []chat.Author{chat.Member, chat.Member, chat.Staff, chat.Member, chat.Staff}[k]
		return []any{n, k + 1, c.at(n).Add(time.Duration(k) * time.Hour), author, chat.Message{Author: author, Text: said(n, k)}}
	})
	copyIn("ticket_events", "ticket at what text", c.tickets*crowdTalk, func(i int) []any {
		n, k := i/crowdTalk+1, i%crowdTalk
		return []any{fmt.Sprintf("Q-%04d", n), c.at(n).Add(time.Duration(k) * time.Hour), []ticket.What{ticket.LogOpened, ticket.LogClaimed, ticket.LogReplied, ticket.LogMoved, ticket.LogMemberWrote}[k], ""}
	})
	if !*crowdQueueOnly {
		c.loadSaid(copyIn, said)
	}
	// The triggers that note what reports count are asleep while rows are copied.
	for _, sql := range []string{`INSERT INTO figures_due SELECT id FROM tickets ORDER BY id`, `SET maintenance_work_mem = '256MB'`, `CREATE INDEX said_grams ON said USING gin (grams) WITH (fastupdate=off)`, `VACUUM ANALYZE`} {
		c.exec(b, conn, sql)
	}
}

// loadSaid fills what the search reads.
func (c *crowd) loadSaid(copyIn func(table, columns string, rows int, row func(i int) []any), said func(n, k int) string) {
	copyIn("said", "conversation line at source words grams", c.tickets*crowdTalk, func(i int) []any {
		n, k := i/crowdTalk+1, i%crowdTalk
		at := c.at(n).Add(time.Duration(k) * time.Hour)
		return []any{n, k + 1, at, []ticket.Source{ticket.FromMember, ticket.FromMember, ticket.FromStaff, ticket.FromMember, ticket.FromStaff}[k], chars.Seek(said(n, k)).Text, postgres.Grams(said(n, k), at)}
	})
	copyIn("said", "conversation ticket at source words grams", c.tickets, func(i int) []any {
		tk := c.ticket(i + 1)
		text := postgres.TicketText(ticket.SaidOf(nil, tk))
		return []any{i + 1, tk.Number, tk.Opened, ticket.FromTicket, chars.Seek(text).Text, postgres.Grams(text, tk.Opened)}
	})
}

func (c *crowd) exec(b testing.TB, conn *pgx.Conn, sql string) {
	if _, err := conn.Exec(context.Background(), sql); err != nil {
		b.Fatalf("%s: %v", sql, err)
	}
}

// BenchmarkCrowd reads the queue's pages and searches, as the desk does.
func BenchmarkCrowd(b *testing.B) {
	url := postgrestest.URL(b)
	c := &crowd{tickets: *crowdSize, begin: time.Now().AddDate(-6, 0, 0)}
	began := time.Now()
	c.load(b, url)
	b.Logf("%d tickets, %d lines and %d entries made in %.0f s", c.tickets, c.tickets*crowdTalk, c.tickets*crowdTalk, time.Since(began).Seconds())
	s := openURL(b, url, postgres.Options{})
	now := time.Now()
	open := []ticket.Status{ticket.Received, ticket.Working, ticket.Waiting, ticket.OnHold}
	tabs := map[string]ticket.Filter{
		"new":     {Status: ticket.RunningStatuses, Assignee: "-", Order: ticket.LastHeard},
		"mine":    {Status: open, Assignee: "staff:1", Order: ticket.LastHeard},
		"working": {Status: []ticket.Status{ticket.Working}, Order: ticket.LastHeard},
		"due":     {Overdue: now, Order: ticket.DueFirst},
		"done":    {Status: []ticket.Status{ticket.Resolved, ticket.Cancelled}, Order: ticket.LastEnded},
		"all":     {Order: ticket.LastMoved},
		"page9":   {Order: ticket.LastMoved, Offset: 270},
	}
	var all []ticket.Filter
	for name, f := range tabs {
		f.Limit = 31
		all = append(all, f)
		b.Run("queue="+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Tickets(b.Context(), f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.CountTickets(b.Context(), 1000, all...); err != nil {
				b.Fatal(err)
			}
		}
	})
	c.report(b, s)
	if !*crowdQueueOnly {
		c.search(b, s)
	}
}

// report counts all tickets for the figures, once, and measures a year's report.
func (c *crowd) report(b *testing.B, s *postgres.Store) {
	s.LearnForms(func(string) *ticket.Form { return nil })
	began := time.Now()
	n, err := s.CountFigures(b.Context(), 0)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d tickets counted for reports in %.0f s", n, time.Since(began).Seconds())
	for name, q := range map[string]figures.Query{
		"year": {Span: figures.FiscalYear(figures.YearOf(c.begin) + 2)}, "month": {Span: figures.Month(c.begin.AddDate(2, 0, 0))}, "team": {Span: figures.FiscalYear(figures.YearOf(c.begin) + 2), Team: "経理"},
		"six years": {Span: figures.Days(c.begin, c.begin.AddDate(6, 0, 0))},
	} {
		b.Run("report="+name, func(b *testing.B) {
			tickets := 0
			for b.Loop() {
				r, err := s.Report(b.Context(), q)
				if err != nil {
					b.Fatal(err)
				}
				tickets = r.Total.Tickets
			}
			b.ReportMetric(float64(tickets), "tickets")
		})
	}
}

// search measures words that are common, rare, together and nowhere, each with its slowest run.
func (c *crowd) search(b *testing.B, s *postgres.Store) {
	for name, text := range map[string]string{
		"common": "領収書", "everywhere": "について", "sentence": "ベトナムの領収書について", "two": "補助金 沖縄", "phone": "090-0042", "name": fmt.Sprintf("商店%d", c.tickets/2),
		"nowhere": "存在しない語句", "mixed": "てくだ教え", "number": fmt.Sprintf("q%d", c.tickets/2),
	} {
		b.Run("search="+name, func(b *testing.B) {
			var took []time.Duration
			n := 0
			for b.Loop() {
				began := time.Now()
				found, err := s.Search(b.Context(), ticket.Filter{Limit: 31}, text)
				if err != nil {
					b.Fatal(err)
				}
				n, took = len(found), append(took, time.Since(began))
			}
			b.ReportMetric(float64(slices.Max(took).Microseconds())/1000, "max-ms")
			b.ReportMetric(float64(n), "found")
		})
	}
}
