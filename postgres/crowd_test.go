package postgres_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

var (
	crowdSize = flag.Int("crowd", 2000, "how many tickets the crowd of BenchmarkCrowd has; each has five lines of talk and five entries of its log")

	crowdQueueOnly = flag.Bool("crowd-queue", false, "leave out what is only for the search: a million tickets with five million entries are made in minutes then")

	crowdURL = flag.String("crowd-url", "", "a database that keeps the crowd from one run to the next: it is filled where it has no ticket")
)

// A crowd makes tickets with what was said of them, each row by its number alone.
type crowd struct {
	size    int // of a new one; 0 = as the flags say
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
	return c.begin.Add(time.Duration(float64(n) / float64(c.tickets) * 6 * 365 * 24 * float64(time.Hour))).Truncate(time.Second)
}

const crowdTalk = 5 // lines and entries of each ticket

// year is in which of the six years, from 0, ticket n was opened.
func (c *crowd) year(n int) int { return min(5, 6*n/c.tickets) }

// route puts a ticket where its programme is looked after: some go on all the time, most for one year, and not every
// team has tickets of each.
func (c *crowd) route(r *rand.Rand, n int, tk *ticket.Ticket) {
	tk.Kind = []ticket.Kind{ticket.Inquiry, ticket.Inquiry, ticket.Inquiry, ticket.Consultation, ticket.Change}[r.IntN(5)]
	if r.IntN(200) == 0 {
		tk.Kind = ticket.Disclosure
	}
	switch k := r.IntN(20); {
	case k < 6:
		tk.Programme, tk.Team = "port", pick(r, []string{"事務局", "ベトナム担当", "経理"})
	case k < 8:
		tk.Programme, tk.Team = "sea", "ベトナム担当"
	case k < 17:
		tk.Programme, tk.Team = fmt.Sprint("year", c.year(n)), pick(r, []string{"事務局", "経理"})
	default:
		tk.Team = "事務局"
	}
	person := 1 + r.IntN(4) // they stay; the others come and go
	if r.IntN(3) > 0 {
		person = 5 + 3*c.year(n) + r.IntN(4)
	}
	tk.Assignee = chat.Person{ID: fmt.Sprint("staff:", person), Name: crowdNames[person]}
	tk.Contact = chat.Address{Channel: []string{chat.LINE, chat.LINE, chat.LINE, chat.Web, chat.Email}[r.IntN(5)], ID: fmt.Sprint("U", n)}
}

// ticket is ticket n. One in fifty is open.
func (c *crowd) ticket(n int) *ticket.Ticket {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	tk := &ticket.Ticket{
		Number: fmt.Sprintf("Q-%04d", n), Status: ticket.Resolved, Title: fmt.Sprintf("%s商店%d｜%s", pick(r, crowdNames), n, c.sentence(r)), Opened: c.at(n), Urgent: r.IntN(50) == 0,
		Fields: ticket.Values{"company": {fmt.Sprintf("%s商店%d", pick(r, crowdNames), n)}, "person": {pick(r, crowdNames)}, "phone": {fmt.Sprintf("090-%04d-%04d", n%10000, n/10000)}},
	}
	c.route(r, n, tk)
	hours := func(most int) time.Duration { return time.Duration(r.IntN(most*3600)) * time.Second }
	tk.Due, tk.Replied = tk.Opened.Add(30*time.Hour), tk.Opened.Add(hours(48))
	tk.Closed = tk.Replied.Add(hours(24 * 20))
	tk.Heard, tk.Touched = tk.Opened.Add(hours(24*20)), tk.Closed
	if r.IntN(12) == 0 {
		tk.Status = ticket.Cancelled
	}
	if n%50 == 0 {
		tk.Status, tk.Closed = ticket.Statuses[r.IntN(4)], time.Time{}
		if r.IntN(3) == 0 {
			tk.Replied, tk.Assignee = time.Time{}, chat.Person{}
		}
	}
	return tk
}

// url is a database with the crowd in it.
func (c *crowd) url(b testing.TB) string {
	url := *crowdURL
	if url == "" || c.size > 0 {
		url = postgrestest.URL(b)
	} else if err := postgres.Migrate(b.Context(), url); err != nil {
		b.Fatal(err)
	}
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(context.Background())
	var first *time.Time
	if err := conn.QueryRow(b.Context(), `SELECT min(opened), count(*) FROM tickets`).Scan(&first, &c.tickets); err != nil {
		b.Fatal(err)
	}
	if first != nil {
		c.begin = *first
		return url
	}
	c.tickets, c.begin = cmp.Or(c.size, *crowdSize), time.Now().AddDate(-6, 0, 0)
	began := time.Now()
	c.load(b, conn)
	b.Logf("%d tickets, %d lines and %d entries made in %.0f s", c.tickets, c.tickets*crowdTalk, c.tickets*crowdTalk, time.Since(began).Seconds())
	return url
}

// A copyIn copies rows into a table.
type copyIn func(table, columns string, rows int, row func(i int) []any)

// load fills an empty database. Rows go in as they are, without the program's road: it is their number that matters.
func (c *crowd) load(b testing.TB, conn *pgx.Conn) {
	exec := func(statements ...string) {
		for _, sql := range statements {
			if _, err := conn.Exec(b.Context(), sql); err != nil {
				b.Fatalf("%s: %v", sql, err)
			}
		}
	}
	exec(`SET session_replication_role = replica`, `SET synchronous_commit = off`)
	rows, _ := conn.Query(b.Context(), crowdIndexes) // CollectRows returns the error
	indexes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Drop, Make string }])
	if err != nil {
		b.Fatal(err)
	}
	for _, ix := range indexes { // rows go in many times faster without them
		exec(ix.Drop)
	}
	in := func(table, columns string, rows int, row func(i int) []any) {
		if _, err := conn.CopyFrom(b.Context(), pgx.Identifier{table}, strings.Fields(columns), pgx.CopyFromSlice(rows, func(i int) ([]any, error) { return row(i), nil })); err != nil {
			b.Fatalf("fill %s: %v", table, err)
		}
	}
	c.loadTickets(in)
	said := func(n, k int) string { return c.sentence(rand.New(rand.NewPCG(uint64(k)+2, uint64(n)))) }
	in("messages", "conversation seq at author body", c.tickets*crowdTalk, func(i int) []any {
		n, k := i/crowdTalk+1, i%crowdTalk
		author := []chat.Author{chat.Member, chat.Member, chat.Staff, chat.Member, chat.Staff}[k]
		return []any{n, k + 1, c.at(n).Add(time.Duration(k) * time.Hour), author, chat.Message{Author: author, Text: said(n, k)}}
	})
	in("ticket_events", "ticket at what text", c.tickets*crowdTalk, func(i int) []any {
		n, k := i/crowdTalk+1, i%crowdTalk
		return []any{fmt.Sprintf("Q-%04d", n), c.at(n).Add(time.Duration(k) * time.Hour), []ticket.What{ticket.LogOpened, ticket.LogClaimed, ticket.LogReplied, ticket.LogMoved, ticket.LogMemberWrote}[k], ""}
	})
	if !*crowdQueueOnly {
		c.loadSaid(in, said)
	}
	exec(`SET maintenance_work_mem = '256MB'`, crowdClasses, crowdFigures)
	for _, ix := range indexes {
		exec(ix.Make)
	}
	exec(`VACUUM ANALYZE`)
}

func (c *crowd) loadTickets(in copyIn) {
	null := func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return t
	}
	in("conversations", "address", c.tickets, func(i int) []any { return []any{c.ticket(i + 1).Contact.String()} })
	in("tickets", "number kind programme status urgent title fields contact conversation team assignee assignee_name opened due replied closed heard touched", c.tickets, func(i int) []any {
		tk := c.ticket(i + 1)
		return []any{tk.Number, tk.Kind, tk.Programme, tk.Status, tk.Urgent, tk.Title, tk.Fields, tk.Contact.String(), i + 1, tk.Team, tk.Assignee.ID, tk.Assignee.Name,
			tk.Opened, tk.Due, null(tk.Replied), null(tk.Closed), tk.Heard, tk.Touched}
	})
}

// crowdIndexes are the indexes of the large tables, with what drops each and what makes it anew.
const crowdIndexes = `
	SELECT 'DROP INDEX ' || indexname, indexdef
	FROM   pg_indexes
	WHERE  tablename IN ('tickets', 'ticket_events', 'messages', 'said')
	AND    NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)`

// crowdClasses are the classes of the tickets: the trigger that notes them is asleep while rows are copied.
const crowdClasses = `
	INSERT INTO ticket_classes (class, status, kind, programme, team, channel)
	SELECT DISTINCT class, status, kind, programme, team, split_part(contact, ':', 1) FROM tickets`

// crowdFigures are the figures of the tickets, as counting them one by one would leave them. A company comes back five times.
const crowdFigures = `
	INSERT INTO ticket_figures (ticket, version, day, opened, kind, programme, channel, team, status, complaint, spam, countries, topics, company, first, due, replied, closed, grade)
	SELECT id, version, (opened AT TIME ZONE 'Asia/Tokyo')::date, opened, kind, programme, split_part(contact, ':', 1), team, status, id % 90 = 0, id % 70 = 0,
	       ARRAY[(ARRAY['VN','TW','TH','US','FR','SG'])[1 + id % 6]], ARRAY[(ARRAY['規制・認証','物流','契約','商談'])[1 + id % 4]],
	       CASE WHEN id % 10 > 0 THEN hashtextextended((id / 5)::text, 0) END, id % 5 = 1, due, replied, closed, id % 5
	FROM   tickets`

// loadSaid fills what the search reads.
func (c *crowd) loadSaid(in copyIn, said func(n, k int) string) {
	in("said", "conversation line at source words grams", c.tickets*crowdTalk, func(i int) []any {
		n, k := i/crowdTalk+1, i%crowdTalk
		at := c.at(n).Add(time.Duration(k) * time.Hour)
		return []any{n, k + 1, at, []ticket.Source{ticket.FromMember, ticket.FromMember, ticket.FromStaff, ticket.FromMember, ticket.FromStaff}[k], chars.Seek(said(n, k)).Text, postgres.Grams(said(n, k), at)}
	})
	in("said", "conversation ticket at source words grams", c.tickets, func(i int) []any {
		tk := c.ticket(i + 1)
		text := postgres.TicketText(ticket.SaidOf(nil, tk))
		return []any{i + 1, tk.Number, tk.Opened, ticket.FromTicket, chars.Seek(text).Text, postgres.Grams(text, tk.Opened)}
	})
}
