package postgres_test

import (
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// TestL23Links: a nonce stands for its contact until it is taken, and linked contacts are shown each
// other's tickets, nobody else's.
func TestL23Links(t *testing.T) {
	t.Parallel()
	s := open(t)
	page := chat.Address{Channel: chat.Web, ID: "visitor"}
	if err := s.NewLink(t.Context(), "nonce", page); err != nil {
		t.Fatal(err)
	}
	number := openTicket(t, s, 1)
	sees := func(who chat.Address, n int, decide func(*bot.Turn)) (numbers []string) {
		t.Helper()
		accept(t, s, wrote(who, n, "状況"))
		turn(t, s, who, func(turn *bot.Turn) {
			for _, tk := range turn.LinkedTickets {
				numbers = append(numbers, tk.Number)
			}
			decide(turn)
		})
		return numbers
	}
	nothing := func(*bot.Turn) {}
	same(t, "before", sees(page, 10, nothing), []string(nil))
	for i, taken := range []bool{false, true} {
		sees(member, 11+i, func(turn *bot.Turn) {
			h, err := turn.Handoff(t.Context(), bot.NewNonce("nonce", page, base).Hash)
			if err != nil || h == nil || h.Link == taken || h.From != page || (h.Taken.ID != "") != taken {
				t.Fatalf("under the nonce: %+v, %v", h, err)
			}
			if !taken {
				turn.TakenOver, turn.Link = h.Hash, h.From
			}
		})
	}
	sees(member, 13, func(turn *bot.Turn) { turn.Link = page }) // again: it stays one link
	same(t, "linked", sees(page, 14, nothing), []string{number})
	same(t, "somebody else", sees(chat.Address{Channel: chat.Web, ID: "stranger"}, 15, nothing), []string(nil))
	record, err := s.Export(t.Context(), page)
	if err != nil || string(record.Links) == "[]" {
		t.Errorf("the export lacks the link: %s, %v", record.Links, err)
	}
	sees(page, 16, func(turn *bot.Turn) { turn.Unlink = true })
	same(t, "unlinked", sees(page, 17, nothing), []string(nil))

	sees(member, 18, func(turn *bot.Turn) { turn.Link = page })
	if _, err := s.Erase(t.Context(), member, "佐々木"); err != nil {
		t.Fatal(err)
	}
	record, err = s.Export(t.Context(), page)
	if err != nil || string(record.Links) != "[]" {
		t.Errorf("a link with somebody erased is left: %s, %v", record.Links, err)
	}
}

// TestLinkWithErased: of somebody erased nothing is left with whoever brought their code along, nor does
// a link offered before come about afterwards.
func TestLinkWithErased(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	page := chat.Address{Channel: chat.Web, ID: "visitor-to-be-erased"}
	accept(t, s, wrote(page, 1, "こんにちは"))
	turn(t, s, page, func(*bot.Turn) {})
	accept(t, s, wrote(member, 2, "コード"))
	turn(t, s, member, func(turn *bot.Turn) {
		turn.Conversation.State.LinkOffer = &bot.LinkOffer{To: page, Until: base.Add(time.Hour)}
	})
	if _, err := s.Erase(t.Context(), page, "佐々木"); err != nil {
		t.Fatal(err)
	}
	left := []string{"events.event_id"} // made up by this test of the address
	same(t, "what is left of the erased", found(t, url, page.ID), left)
	accept(t, s, wrote(member, 3, "連携する"))
	turn(t, s, member, func(turn *bot.Turn) {
		if turn.Conversation.State.LinkOffer != nil {
			t.Error("the offer is left")
		}
		if _, known, err := turn.OpenTickets(t.Context(), page); known || err != nil {
			t.Errorf("the erased is known: %t, %v", known, err)
		}
		turn.Link = page // as a turn would that had the offer in hand
	})
	same(t, "what is left after a link", found(t, url, page.ID), left)
}
