package postgres_test

import (
	"testing"
	"time"

	"madoguchi/bot/turn"
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
	sees := func(who chat.Address, n int, decide func(*turn.Turn)) (numbers []string) {
		t.Helper()
		accept(t, s, wrote(who, n, "状況"))
		runTurn(t, s, who, func(tn *turn.Turn) {
			for _, tk := range tn.LinkedTickets {
				numbers = append(numbers, tk.Number)
			}
			decide(tn)
		})
		return numbers
	}
	nothing := func(*turn.Turn) {}
	same(t, "before", sees(page, 10, nothing), []string(nil))
	for i, taken := range []bool{false, true} {
		sees(member, 11+i, func(tn *turn.Turn) {
			h, err := tn.Handoff(t.Context(), turn.NewNonce("nonce", page, base).Hash)
			if err != nil || h == nil || h.Link == taken || h.From != page || (h.Taken.ID != "") != taken {
				t.Fatalf("under the nonce: %+v, %v", h, err)
			}
			if !taken {
				tn.TakenOver, tn.Link = h.Hash, h.From
			}
		})
	}
	sees(member, 13, func(tn *turn.Turn) { tn.Link = page }) // again: it stays one link
	same(t, "linked", sees(page, 14, nothing), []string{number})
	same(t, "somebody else", sees(chat.Address{Channel: chat.Web, ID: "stranger"}, 15, nothing), []string(nil))
	record, err := s.Export(t.Context(), page)
	if err != nil || string(record.Links) == "[]" {
		t.Errorf("the export lacks the link: %s, %v", record.Links, err)
	}
	sees(page, 16, func(tn *turn.Turn) { tn.Unlink = true })
	same(t, "unlinked", sees(page, 17, nothing), []string(nil))

	sees(member, 18, func(tn *turn.Turn) { tn.Link = page })
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
	runTurn(t, s, page, func(*turn.Turn) {})
	accept(t, s, wrote(member, 2, "コード"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		tn.Conversation.State.LinkOffer = &turn.LinkOffer{To: page, Until: base.Add(time.Hour)}
	})
	if _, err := s.Erase(t.Context(), page, "佐々木"); err != nil {
		t.Fatal(err)
	}
	left := []string{"events.event_id"} // made up by this test of the address
	same(t, "what is left of the erased", found(t, url, page.ID), left)
	accept(t, s, wrote(member, 3, "連携する"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		if tn.Conversation.State.LinkOffer != nil {
			t.Error("the offer is left")
		}
		if _, known, err := tn.OpenTickets(t.Context(), page); known || err != nil {
			t.Errorf("the erased is known: %t, %v", known, err)
		}
		tn.Link = page // as a turn would that had the offer in hand
	})
	same(t, "what is left after a link", found(t, url, page.ID), left)
}
