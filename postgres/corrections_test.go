package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq/correction"
	"madoguchi/faq/edition"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// given lets a contact be given an answer.
func given(t *testing.T, s *postgres.Store, to chat.Address, n int, version int, verdict string) {
	t.Helper()
	accept(t, s, wrote(to, n, "会費はいくらですか"))
	runTurn(t, s, to, func(tn *turn.Turn) {
		tn.Conversation.Name, tn.Conversation.Reachable = "会員 "+to.ID, true
		tn.Answered = []turn.Answered{{Query: "会費", Verdict: verdict, Ref: "hanro/3", Version: version}}
	})
}

// notice is one that corrects the first version, written by a colleague.
func notice(t *testing.T, s *postgres.Store, push bool) correction.Notice {
	t.Helper()
	n, made, err := s.NewCorrection(t.Context(), aboutFee(push), "")
	if err != nil || !made {
		t.Fatal(made, err)
	}
	return n
}

func aboutFee(push bool) correction.Notice {
	return correction.Notice{
		Query: correction.Query{Ref: "hanro/3", Versions: []int{1}}, Question: "会費はいくらですか", Fault: correction.Ours,
		Line: "会費は年12,000円です。", Push: push, Authors: []string{"staff:1"}, By: "佐々木",
	}
}

// TestACorrectionIsWrittenOnce: of several presses on one form at the same moment one has written the notice, and all
// are given it.
func TestACorrectionIsWrittenOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	var wg sync.WaitGroup
	kept, made, errs := make([]correction.Notice, 4), make([]bool, 4), make([]error, 4)
	for i := range kept {
		wg.Go(func() { kept[i], made[i], errs[i] = s.NewCorrection(t.Context(), aboutFee(false), "one form") })
	}
	wg.Wait()
	first := 0
	for i := range kept {
		if errs[i] != nil || kept[i].ID == 0 || kept[i].ID != kept[0].ID {
			t.Errorf("press %d: %+v, %v", i, kept[i], errs[i])
		}
		if made[i] {
			first++
		}
	}
	all, err := s.Corrections(t.Context(), "hanro/3", 10)
	if err != nil || len(all) != 1 || first != 1 {
		t.Errorf("%d notices, written by %d presses, %v", len(all), first, err)
	}
}

func sendNotice(n *correction.Notice) error {
	if n.State == correction.Sending {
		return edition.ErrState
	}
	n.State, n.Sent = correction.Sending, base
	return nil
}

func sent(t *testing.T, s *postgres.Store, push bool) correction.Notice {
	t.Helper()
	n := notice(t, s, push)
	n, err := s.ChangeCorrection(t.Context(), n.ID, n.Version, sendNotice)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// progress is how far a notice is: 「told 1, waiting 2」.
func progress(t *testing.T, s *postgres.Store, id int64) string {
	t.Helper()
	p, err := s.CorrectionProgress(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, fate := range correction.Fates() {
		if p.Count[fate] > 0 {
			out = append(out, fmt.Sprintf("%s %d", fate, p.Count[fate]))
		}
	}
	return strings.Join(out, ", ")
}

// TestAuthorOfAnOlderProgram: a program that knows one author alone writes no list of them; that one may not approve it.
func TestAuthorOfAnOlderProgram(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	n := notice(t, s, false)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), `UPDATE corrections SET authors = '{}', author = 'staff:9' WHERE id = $1`, n.ID); err != nil {
		t.Fatal(err)
	}
	got, err := s.Correction(t.Context(), n.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "authors", got.Authors, []string{"staff:9"})
}

// TestACorrectionReachesEachOnce: two processes are told to send a notice at the same moment, turns fail and are
// made again, and a process dies with deliveries in its hands.
func TestACorrectionReachesEachOnce(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	one, two := openURL(t, url, postgres.Options{}), openURL(t, url, postgres.Options{})
	var members []chat.Address
	for i := range 20 {
		to := chat.Address{Channel: chat.LINE, ID: fmt.Sprint("U", i)}
		members = append(members, to)
		given(t, one, to, 1, 1, []string{"answer", "chosen", "sent"}[i%3])
		given(t, one, to, 2, 1, "answer") // and once more
	}
	given(t, one, chat.Address{Channel: chat.LINE, ID: "Unew"}, 1, 2, "answer")
	given(t, one, chat.Address{Channel: chat.LINE, ID: "Umaybe"}, 1, 1, "suggest")
	given(t, one, chat.Address{Channel: chat.Web, ID: "left"}, 1, 1, "answer") // without a session

	n := notice(t, one, true)
	found, err := one.Given(t.Context(), n.Query)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "found", found, correction.Found{Reach: []correction.Reach{{Channel: "line", Contacts: 20}, {Channel: "web", Contacts: 1, Gone: 1}}, Answers: 41})

	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = []*postgres.Store{one, two}[i%2].ChangeCorrection(context.Background(), n.ID, n.Version, sendNotice)
		})
	}
	wg.Wait()
	good := 0
	for _, err := range errs {
		if err == nil {
			good++
		} else if !errors.Is(err, correction.ErrChanged) {
			t.Error(err)
		}
	}
	same(t, "who sent it", good, 1)
	same(t, "progress", progress(t, two, n.ID), "going 20, gone 1")

	for i, m := range members {
		if _, err := one.Turn(t.Context(), m.String(), func(_ context.Context, tn *turn.Turn) error {
			tn.Correct()
			return errors.New("the process dies here")
		}); err == nil {
			t.Fatal("a failed turn is none")
		}
		for j := range 2 { // whoever looks twice finds it decided
			found, err := []*postgres.Store{one, two}[(i+j)%2].Turn(t.Context(), m.String(), func(_ context.Context, tn *turn.Turn) error { tn.Correct(); return nil })
			if err != nil || found != (j == 0) {
				t.Fatalf("turn %d of %s: found %t, %v", j, m, found, err)
			}
		}
	}
	keys := map[string]string{}
	for _, d := range claim(t, one, 100) { // and dies with them
		keys[d.To.ID] = d.Key
	}
	one.Close()
	deadline := time.Now().Add(2 * time.Minute)
	told := map[string]int{}
	for len(told) < 20 && time.Now().Before(deadline) {
		got := claim(t, two, 100)
		for _, d := range got {
			told[d.To.ID]++
			if keys[d.To.ID] != d.Key {
				t.Errorf("%s is sent it under another key", d.To.ID)
			}
			if !strings.Contains(d.Messages[0].Text, "お詫びして訂正いたします") || !strings.Contains(d.Messages[0].Text, "年12,000円") || d.Messages[0].Later {
				t.Errorf("they read %+v", d.Messages[0])
			}
		}
		settle(t, two, chat.Sent, got...)
		if len(got) == 0 {
			time.Sleep(20 * time.Millisecond)
		}
	}
	for i := range 20 {
		if told[fmt.Sprint("U", i)] != 1 {
			t.Errorf("U%d was told %d times", i, told[fmt.Sprint("U", i)])
		}
	}
	same(t, "progress", progress(t, two, n.ID), "told 20, gone 1")
}

// TestACorrectionWaitsForAFreeReply: without leave to push, the channel gives it back, and it goes with the
// answer to what the member asks next.
func TestACorrectionWaitsForAFreeReply(t *testing.T) {
	t.Parallel()
	s := open(t)
	given(t, s, member, 1, 1, "answer")
	n, other := sent(t, s, false), sent(t, s, false)
	for range 2 {
		runTurn(t, s, member, func(tn *turn.Turn) { tn.Correct() })
	}
	for range 2 {
		got := claim(t, s, 10)
		if len(got) != 1 || !got[0].Messages[0].Later {
			t.Fatalf("claimed %+v", got)
		}
		accept(t, s, chat.Event{ID: fmt.Sprint("owed:", got[0].ID), Kind: chat.Owe, From: member, At: time.Now(), Quiet: true, Owed: got[0].Messages})
		runTurn(t, s, member, func(tn *turn.Turn) { tn.Owe(tn.Event.Owed...); tn.Flush() })
		if err := s.Settle(t.Context(), []turn.Settlement{{Delivery: got[0], State: chat.Discarded, Fault: chat.Pointless}}); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "progress", progress(t, s, n.ID), "waiting 1")

	say := func(n int, text string, pause time.Duration) {
		e := wrote(member, n, text)
		e.ReplyToken, e.ReplyUntil = fmt.Sprint("token", n), time.Now().Add(time.Minute)
		accept(t, s, e)
		runTurn(t, s, member, func(tn *turn.Turn) {
			tn.Pause, tn.Replace = pause, true
			tn.SayText("答え")
			tn.Flush()
		})
	}
	say(2, "ええと", time.Second) // what is said of that gives way to what is said next
	same(t, "progress", progress(t, s, n.ID), "waiting 1")
	say(3, "営業時間は", 0)
	got := claim(t, s, 10)
	if len(got) != 1 || len(got[0].Messages) != 3 || !strings.HasPrefix(got[0].Messages[0].Text, "【訂正のお知らせ】") || got[0].Messages[2].Text != "答え" {
		t.Fatalf("claimed %+v", got)
	}
	same(t, "on its way", progress(t, s, n.ID), "going 1")
	settle(t, s, chat.Sent, got...)
	same(t, "progress", progress(t, s, n.ID)+"; "+progress(t, s, other.ID), "told 1; told 1")
	say(4, "ありがとう", 0)
	same(t, "afterwards", spoken(claim(t, s, 10)[0]), []string{"答え"})
}

// TestAStoppedCorrectionSaysNothing: neither what waits for its turn, for a free reply or in the outbox.
func TestAStoppedCorrectionSaysNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	members := []chat.Address{{Channel: chat.LINE, ID: "Udue"}, {Channel: chat.LINE, ID: "Uowed"}, {Channel: chat.LINE, ID: "Uout"}, {Channel: chat.LINE, ID: "Utold"}}
	for _, m := range members {
		given(t, s, m, 1, 1, "answer")
	}
	n := sent(t, s, true)
	runTurn(t, s, members[3], func(tn *turn.Turn) { tn.Correct() })
	settle(t, s, chat.Sent, claim(t, s, 10)...)
	runTurn(t, s, members[1], func(tn *turn.Turn) { tn.PutOff = []int64{n.ID} })
	runTurn(t, s, members[2], func(tn *turn.Turn) { tn.Correct() })
	same(t, "before", progress(t, s, n.ID), "told 1, going 2, waiting 1")
	n, err := s.StopCorrection(t.Context(), n.ID)
	if err != nil || n.State != correction.Stopped {
		t.Fatalf("%+v, %v", n, err)
	}
	if _, err := s.StopCorrection(t.Context(), n.ID); !errors.Is(err, edition.ErrState) {
		t.Errorf("stopped twice: %v", err)
	}
	same(t, "after", progress(t, s, n.ID), "told 1, dropped 3")
	runTurn(t, s, members[0], func(tn *turn.Turn) { tn.Correct() })
	e := wrote(members[1], 2, "質問")
	e.ReplyToken, e.ReplyUntil = "token", time.Now().Add(time.Minute)
	accept(t, s, e)
	runTurn(t, s, members[1], func(tn *turn.Turn) { tn.Flush() })
	same(t, "left", texts(claim(t, s, 10)), []string{})
}

// TestACorrectionOfNobody is not sent, and says what is not known any more.
func TestACorrectionOfNobody(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	given(t, s, member, 1, 1, "answer")
	later := openURL(t, url, postgres.Options{Now: func() time.Time { return time.Now().AddDate(2, 0, 0) }})
	life := 365 * 24 * time.Hour
	terms := postgres.Terms{Messages: life, Drafts: life, Events: life, Deliveries: life, Questions: 10 * life}
	if _, err := later.Forget(t.Context(), terms); err != nil {
		t.Fatal(err)
	}
	n := notice(t, s, false)
	found, err := s.Given(t.Context(), n.Query)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "found", found, correction.Found{Reach: []correction.Reach{}, Answers: 1, Unknown: 1})
	if _, err := s.ChangeCorrection(t.Context(), n.ID, n.Version, sendNotice); !errors.Is(err, correction.ErrNobody) {
		t.Errorf("sent to nobody: %v", err)
	}
	if err := s.DropCorrection(t.Context(), n.ID, n.Version); err != nil {
		t.Error(err)
	}
	if _, err := s.Correction(t.Context(), n.ID); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("dropped: %v", err)
	}
}
