package bot_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

func (d *duet) vouch(sub, name, company, mail string) string {
	return d.event(onWeb, chat.Event{Kind: chat.Vouch, Values: map[string]string{"sub": sub, "name": name, "company": company, "mail": mail}})
}

// TestW2Vouched: what the members' site says fills a form, which the member looks over, and stands on the ticket; a
// day later it counts no more.
func TestW2Vouched(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	if said := d.vouch("member-0042", "湊 はるか", "株式会社みなと", "haruka@minato.example"); strings.TrimSpace(said) != "" {
		t.Errorf("to the site's word the bot says %q", said)
	}
	d.says(onWeb, "人")
	said := d.says(onWeb, "会費の請求書の件")
	for range 4 {
		if strings.Contains(said, "この内容で送ります") {
			break
		}
		said = d.says(onWeb, "とばす")
	}
	d.expect("the summary", said, "株式会社みなと", "湊 はるか", "この内容で送ります")
	if n := d.store.Newest(); n != "" {
		t.Fatalf("%s was opened before the member has looked it over", n)
	}
	d.says(onWeb, "送る")
	const mark = "会員サイトで本人確認済み：member-0042"
	d.expect("the card", d.notices(), mark)
	d.vouch("", "だれか", "", "")
	d.now = d.now.Add(25 * time.Hour)
	d.ticketOn(onWeb)
	d.expect("the card a day later", d.notices(), "!"+mark)
}

// notices is what staff are to know of the tickets whose cards were posted since it was last asked.
func (d *duet) notices() string {
	d.t.Helper()
	var out []string
	cards := 0
	for {
		claimed, err := d.store.Claim(context.Background(), 100, nil)
		if err != nil {
			d.t.Fatal(err)
		}
		if len(claimed) == 0 {
			break
		}
		var done []turn.Settlement
		for _, del := range claimed {
			for _, m := range del.Messages {
				if m.Card != nil {
					cards++
					out = append(out, m.Card.Notice)
				}
			}
			done = append(done, turn.Settlement{Delivery: del, State: chat.Sent})
		}
		if err := d.store.Settle(context.Background(), done); err != nil {
			d.t.Fatal(err)
		}
	}
	if cards == 0 {
		d.t.Error("no card was posted")
	}
	return strings.Join(out, "\n")
}
