package member

import (
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/ticket"
)

// proofFor draws a code for the receipt of a ticket whose member has to show who they are: whoever answers with it
// reads the mailbox that the mail seemed to come from. It is "" where nothing is to be shown.
func (dg *Dialogue) proofFor(t *turn.Turn, tk *ticket.Ticket) string {
	if identity, _ := tk.Identity(); identity != ticket.Unshown || t.Event.From != tk.Contact {
		return ""
	}
	code := drawCode()
	id := turn.Identity{Address: t.Event.From.ID, Salt: newSalt(), Until: t.Now.Add(proofTime), Tries: proofTries}
	id.Hash = hashCode(id.Salt, code)
	s := &t.Conversation.State
	if s.Proofs == nil {
		s.Proofs = map[string]turn.Identity{}
	}
	s.Proofs[tk.Number] = id
	return code
}

// tryProof looks for the code of a ticket in a mail into it, in what is quoted too: who answers the receipt sends it along.
func (dg *Dialogue) tryProof(t *turn.Turn, tk *ticket.Ticket) {
	s, e := &t.Conversation.State, &t.Event
	id, waits := s.Proofs[tk.Number]
	if !waits {
		return
	}
	if t.Now.After(id.Until) || id.Tries <= 0 {
		delete(s.Proofs, tk.Number)
		return
	}
	codes := codesIn(e.Text + "\n" + e.Mail.Folded)
	if !strings.EqualFold(e.From.ID, id.Address) || len(codes) == 0 {
		return
	}
	id.Tries--
	s.Proofs[tk.Number] = id
	for _, code := range codes {
		if slices.Equal(id.Hash, hashCode(id.Salt, code)) {
			delete(s.Proofs, tk.Number)
			tk.Show(ticket.MailShown, t.Now)
			t.Change(tk)
			dg.remark(t, tk, words.MailProven)
			return
		}
	}
}

// codesIn are the numbers of six digits in a text, at most ten.
func codesIn(text string) []string {
	var out []string
	for _, run := range strings.FieldsFunc(chars.Width(text), func(r rune) bool { return r < '0' || r > '9' }) {
		if len(run) == 6 && len(out) < 10 {
			out = append(out, run)
		}
	}
	return out
}
