package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
)

// TestR6KilledAnywhere kills the program again and again, at no particular point, while members
// write on LINE and staff reply from Slack. Whatever was acknowledged must be answered once and in
// order: no answer lost, none doubled, one ticket and one card a member, one copy of each reply.
func TestR6KilledAnywhere(t *testing.T) {
	t.Parallel()
	const members, kills = 6, 10
	w := newTown(t)
	w.slack.LimitPosts(0) // Slack's pace is not what is tested here

	stop := make(chan struct{})
	var killing sync.WaitGroup
	killing.Go(func() {
		for range kills {
			time.Sleep(time.Duration(100+rand.IntN(900)) * time.Millisecond)
			w.kill()
			w.start()
		}
		close(stop)
	})
	var writing sync.WaitGroup
	for i := range members {
		writing.Go(func() {
			w.matter(linefake.User(fmt.Sprint("member", i)), fmt.Sprintf("会員証の再発行について、その%d", i))
		})
	}
	writing.Wait()
	killing.Wait()
	<-stop

	w.until("every receipt", func() bool {
		for i := range members {
			if !strings.Contains(last(w.line.Texts(linefake.User(fmt.Sprint("member", i)))), "受け付けました") {
				return false
			}
		}
		return true
	})
	w.until("every card", func() bool { return len(w.slack.Roots(slackfake.Office)) >= members })
	time.Sleep(2 * time.Second) // what would come twice has come by then

	var first []string
	for i := range members {
		got := w.line.Texts(linefake.User(fmt.Sprint("member", i)))
		shape := slices.Clone(got)
		for j := range shape { // alike but for the number and the member's own words
			shape[j], _, _ = strings.Cut(shape[j], "\n")
			shape[j], _, _ = strings.Cut(shape[j], "Q-")
		}
		if first == nil {
			first = shape
		}
		if !slices.Equal(first, shape) {
			t.Errorf("member %d read\n%s\nbut member 0 read\n%s", i, strings.Join(shape, "\n"), strings.Join(first, "\n"))
		}
	}
	if n := len(w.slack.Roots(slackfake.Office)); n != members {
		t.Errorf("%d cards for %d tickets", n, members)
	}
	for n := 1; n <= members; n++ {
		if card := w.slack.Card(slackfake.Office, fmt.Sprintf("Q-%04d", n)); card.TS == "" {
			t.Logf("no card Q-%04d: its number went with a killed turn", n)
		}
	}
	w.replyAndKill(members)
	if faults := w.line.Faults(); len(faults) > 0 {
		t.Errorf("LINE would have refused: %v", faults)
	}
}

// replyAndKill answers every ticket from Slack and kills the program before, while and after the
// replies go out: each must reach its member once, and cost one push.
func (w *town) replyAndKill(members int) {
	w.t.Helper()
	cards := w.slack.Roots(slackfake.Office)
	for i, card := range cards {
		w.reply(card, fmt.Sprintf("返信その%dです。", i))
	}
	w.kill()
	w.start()
	time.Sleep(5500 * time.Millisecond) // past the seconds in which a reply can be called back
	w.kill()
	w.start()
	replies := func() map[string]int {
		got := map[string]int{}
		for i := range members {
			for _, text := range w.line.Texts(linefake.User(fmt.Sprint("member", i))) {
				if _, rest, ok := strings.Cut(text, "返信その"); ok {
					got[rest]++
				}
			}
		}
		return got
	}
	w.until("every reply", func() bool { return len(replies()) == len(cards) })
	time.Sleep(time.Second)
	for text, n := range replies() {
		if n != 1 {
			w.t.Errorf("the reply %s came %d times", text, n)
		}
	}
	pushed := 0 // where a reply token's life was over before its answer could go, that was pushed, too, and is not counted
	for i := range members {
		for _, d := range w.line.Delivered(linefake.User(fmt.Sprint("member", i))) {
			if strings.Contains(d.Text, "返信その") && d.Via == "push" {
				pushed++
			}
		}
	}
	if pushed != members {
		w.t.Errorf("%d pushes for %d replies", pushed, members)
	}
}

// matter is one member's way from a question to a ticket, each message after the answer to the one
// before.
func (w *town) matter(user, about string) {
	for _, text := range []string{"人", "株式会社ミナト", "木村", about, "つなぐ", "送る"} {
		w.tell(user, text, 1)
	}
}
