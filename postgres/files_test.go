package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// sendFile lets the member send a file, which the turn brings to the ticket.
func sendFile(t testing.TB, s *postgres.Store, n int, number string, f chat.File) {
	t.Helper()
	e := wrote(member, n, "")
	e.Kind, e.Files = chat.Media, []chat.File{f}
	accept(t, s, e)
	runTurn(t, s, member, func(tn *turn.Turn) {
		if number != "" {
			tn.Log = append(tn.Log, ticket.Entry{Ticket: number, Who: chat.Person{ID: "member"}, What: "member_wrote", Text: "［ファイル］"})
		}
	})
}

func wanted(t testing.TB, s *postgres.Store) []chat.WantedFile {
	t.Helper()
	fs, err := s.ClaimFiles(t.Context(), []string{chat.LINE}, 10)
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

// TestFilesOfATicket holds L15 and L16: a file is fetched once, kept, handed out to nobody but its
// own conversation, and forgotten when its message is taken back; one that cannot be had is told of.
func TestFilesOfATicket(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	claim(t, s, 10) // the card
	sendFile(t, s, 2, number, chat.File{ID: "500", Name: "請求書.pdf", Type: "file", Bytes: 3})
	sendFile(t, s, 3, number, chat.File{ID: "501", Type: "image"})
	fs := wanted(t, s)
	if len(fs) != 2 || fs[0].From != member || fs[0].Attempt != 1 {
		t.Fatalf("wanted files %+v, want two of the member's", fs)
	}
	if again := wanted(t, s); len(again) != 0 {
		t.Errorf("%d files are claimed twice", len(again))
	}
	for _, f := range fs {
		if f.File.ID == "501" {
			if err := s.LoseFile(t.Context(), f, errors.New("410")); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for range 2 { // a second time, as after a lost lease, changes nothing
			if err := s.KeepFile(t.Context(), f, "application/pdf", []byte("PDF")); err != nil {
				t.Fatal(err)
			}
		}
	}
	kind, content, err := s.File(t.Context(), member, "500")
	if err != nil || kind != "application/pdf" || string(content) != "PDF" {
		t.Errorf("the file reads %q %q, %v", kind, content, err)
	}
	for from, id := range map[chat.Address]string{member: "501", {Channel: chat.LINE, ID: "Uother"}: "500"} {
		if _, _, err := s.File(t.Context(), from, id); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("file %s of %s gives %v, want not found", id, from, err)
		}
	}
	log, err := s.Log(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range log {
		if e.What == "file" {
			said = append(said, e.Text)
		}
	}
	all := strings.Join(said, "\n")
	if len(said) != 2 || !strings.Contains(all, "請求書.pdf") || !strings.Contains(all, "残っておらず") {
		t.Errorf("the ticket's log says of its files:\n%s", all)
	}

	accept(t, s, chat.Event{ID: "unsend", Kind: chat.Unsend, From: member, At: base.Add(time.Hour), MessageID: "m2"})
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Erase = []string{"m2"} })
	if _, _, err := s.File(t.Context(), member, "500"); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("L17: a file that was taken back gives %v, want not found", err)
	}
}

// TestPicturesAreToldTogether: pictures that come one after the other are told of in one message, unless what
// tells of the first has been tried; one that is taken back meanwhile is told of no more.
func TestPicturesAreToldTogether(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s, conn := openURL(t, url, postgres.Options{}), connect(t, url)
	number := openTicket(t, s, 1)
	claim(t, s, 10) // the card
	keep := func(n int, id string) {
		sendFile(t, s, n, number, chat.File{ID: id, Type: "image"})
		for _, f := range wanted(t, s) {
			if err := s.KeepFile(t.Context(), f, "image/jpeg", []byte("jpeg")); err != nil {
				t.Fatal(err)
			}
		}
	}
	keep(2, "501")
	keep(3, "502")
	keep(4, "503")
	accept(t, s, chat.Event{ID: "unsend", Kind: chat.Unsend, From: member, At: base.Add(time.Hour), MessageID: "m3"})
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Erase = []string{"m3"} })
	told := newsOf(t, conn, number)
	if len(told) != 1 || strings.Join(told[0], " ") != "501/m2 503/m4" {
		t.Fatalf("told of %v, want two pictures together", told)
	}
	if _, err := conn.Exec(t.Context(), `UPDATE deliveries SET attempt = 1 WHERE ticket = $1`, number); err != nil {
		t.Fatal(err)
	}
	keep(5, "504")
	if told = newsOf(t, conn, number); len(told) != 2 || strings.Join(told[1], " ") != "504/" {
		t.Errorf("told of %v, want the later one apart", told)
	}
}

// newsOf are the deliveries that tell of a ticket's files, each with its files and their messages.
func newsOf(t testing.TB, conn *pgx.Conn, number string) [][]string {
	t.Helper()
	rows, _ := conn.Query(t.Context(), `SELECT messages FROM deliveries WHERE ticket = $1 ORDER BY id`, number) // CollectRows returns the error
	sent, err := pgx.CollectRows(rows, pgx.RowTo[[]chat.Message])
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for _, messages := range sent {
		for _, m := range messages {
			var files []string
			for _, f := range m.Files {
				files = append(files, f.ID+"/"+f.MessageID)
			}
			if m.Author == chat.System && len(files) > 0 {
				out = append(out, files)
			}
		}
	}
	return out
}

func TestFileTakenBackWhileItIsFetched(t *testing.T) {
	t.Parallel()
	s := open(t)
	sendFile(t, s, 1, "", chat.File{ID: "500", Type: "image"})
	fs := wanted(t, s)
	accept(t, s, chat.Event{ID: "unsend", Kind: chat.Unsend, From: member, At: base.Add(time.Hour), MessageID: "m1"})
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Erase = []string{"m1"} })
	if err := s.KeepFile(t.Context(), fs[0], "image/png", []byte("PNG")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.File(t.Context(), member, "500"); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("L17: the file was kept: %v", err)
	}
}

// TestFilesAreBounded keeps a contact from filling the disk, and old files from staying.
func TestFilesAreBounded(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	clock := time.Now()
	s := openURL(t, url, postgres.Options{Now: func() time.Time { return clock }})
	for n := range 11 {
		sendFile(t, s, n+1, "", chat.File{ID: strings.Repeat("9", n+1), Type: "image"})
	}
	full := make([]byte, postgres.MaxFile)
	for fs := wanted(t, s); len(fs) > 0; fs = wanted(t, s) {
		for _, f := range fs {
			if err := s.KeepFile(t.Context(), f, "image/png", full); err != nil {
				t.Fatal(err)
			}
		}
	}
	pool := rawPool(t, url)
	count := func(state string) (n int) {
		t.Helper()
		if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM files WHERE state = $1`, state).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if kept, refused := count("kept"), count("full"); kept != 10 || refused != 1 {
		t.Errorf("kept %d files and refused %d, want 10 and 1", kept, refused)
	}
	start := clock
	clock = start.Add(179 * day)
	if got := forgotten(t, s); slices.Contains(got, "contents") || count("kept") != 10 {
		t.Errorf("new files were forgotten: %v", got)
	}
	clock = start.Add(181 * day)
	if got := forgotten(t, s); !slices.Contains(got, "contents") || count("expired") != 10 {
		t.Errorf("old files were not forgotten: %v", got)
	}
}

func TestFileIsTriedAgainLater(t *testing.T) {
	t.Parallel()
	s := open(t)
	sendFile(t, s, 1, "", chat.File{ID: "500", Type: "video"})
	f := wanted(t, s)[0]
	if err := s.RetryFile(t.Context(), f, errors.New("not ready")); err != nil {
		t.Fatal(err)
	}
	if fs := wanted(t, s); len(fs) != 0 {
		t.Errorf("the file is tried again at once")
	}
}
