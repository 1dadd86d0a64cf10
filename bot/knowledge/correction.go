package knowledge

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/faq/correction"
	"madoguchi/faq/edition"
)

// CorrectionStore keeps notices that correct what members were told. *postgres.Store says what each method does.
type CorrectionStore interface {
	NewCorrection(ctx context.Context, n correction.Notice, request string) (kept correction.Notice, made bool, err error)
	ChangeCorrection(ctx context.Context, id int64, version int, change func(*correction.Notice) error) (correction.Notice, error)
	DropCorrection(ctx context.Context, id int64, version int) error
	StopCorrection(ctx context.Context, id int64) (correction.Notice, error)
	PersonID(ctx context.Context, id string) (string, error)
	Audit(ctx context.Context, records ...audit.Record) error
}

// A Corrector writes notices that correct what members were told, has them approved where the programme has its
// changes approved, and sends them.
type Corrector struct {
	Store    CorrectionStore
	Approves func(programme string) bool // nil: none has
	Now      func() time.Time
	Asked    func(ctx context.Context, a Asked) error    // tells who is to approve one; nil: nobody is told
	Decided  func(ctx context.Context, d Decision) error // tells who has written one that it was sent back; nil: nobody is told
}

// NewNotice keeps a notice in by's name, one for each request. One that lacks something is correction.ErrIncomplete.
func (c *Corrector) NewNotice(ctx context.Context, n correction.Notice, by audit.Record) (correction.Notice, error) {
	if err := n.Check(); err != nil {
		return n, err
	}
	author, err := c.Store.PersonID(ctx, by.Actor.ID)
	if err != nil {
		return n, err
	}
	n.Authors, n.By = []string{author}, by.Actor.Name
	n, made, err := c.Store.NewCorrection(ctx, n, by.Request)
	if err != nil || !made {
		return n, err
	}
	return n, c.wrote(ctx, by, &n, audit.CorrectionWritten, "")
}

// Reword changes what a notice says, and to whom. It is being written again, whatever was asked of it, and who has
// changed it is one of its authors.
func (c *Corrector) Reword(ctx context.Context, id int64, version int, said correction.Notice, by audit.Record) (correction.Notice, error) {
	author, err := c.Store.PersonID(ctx, by.Actor.ID)
	if err != nil {
		return said, err
	}
	n, err := c.Store.ChangeCorrection(ctx, id, version, func(n *correction.Notice) error {
		if !n.Open() {
			return edition.ErrState
		}
		said.Ref = n.Ref
		n.Query, n.Fault, n.Line, n.Push = said.Query, said.Fault, said.Line, said.Push
		n.State, n.By, n.Review = correction.Writing, by.Actor.Name, edition.Review{Reason: n.Reason, Decided: n.Decided}
		if !slices.Contains(n.Authors, author) {
			n.Authors = append(n.Authors, author)
		}
		return n.Check()
	})
	if err != nil {
		return n, err
	}
	return n, c.wrote(ctx, by, &n, audit.CorrectionWritten, "")
}

// AskNotice asks for a notice to be approved, by whom and by when of r; asked again, of somebody else.
func (c *Corrector) AskNotice(ctx context.Context, id int64, version int, r edition.Review, by audit.Record) (correction.Notice, error) {
	n, err := c.Store.ChangeCorrection(ctx, id, version, func(n *correction.Notice) error {
		if !n.Open() {
			return edition.ErrState
		}
		return n.Reviewed().Ask(r, c.Now())
	})
	if err != nil {
		return n, err
	}
	if err := c.wrote(ctx, by, &n, audit.CorrectionReviewed, asked(r)); err != nil || c.Asked == nil {
		return n, err
	}
	return n, c.Asked(ctx, Asked{By: by.Actor.Name, Notice: &n})
}

// ReturnNotice sends a notice back to be written again, with the reason.
func (c *Corrector) ReturnNotice(ctx context.Context, id int64, version int, reason string, by audit.Record) (correction.Notice, error) {
	n, err := c.Store.ChangeCorrection(ctx, id, version, func(n *correction.Notice) error {
		err := n.Reviewed().Return(by.Actor.Name, reason)
		if err == nil {
			n.State = correction.Writing
		}
		return err
	})
	if err != nil {
		return n, err
	}
	by.Note = reason
	if err := c.wrote(ctx, by, &n, audit.CorrectionReviewed, "returned"); err != nil || c.Decided == nil {
		return n, err
	}
	return n, c.Decided(ctx, Decision{By: by.Actor, Notice: &n})
}

// SendNotice sends a notice, once to everybody who was given what it corrects; where the programme has its changes
// approved, who sends it approves it by that, and is refused as [Editor.Approve] does it.
func (c *Corrector) SendNotice(ctx context.Context, id int64, version int, by audit.Record) (correction.Notice, error) {
	person, err := c.Store.PersonID(ctx, by.Actor.ID)
	if err != nil {
		return correction.Notice{}, err
	}
	n, err := c.Store.ChangeCorrection(ctx, id, version, func(n *correction.Notice) error {
		programme, _, _ := strings.Cut(n.Ref, "/")
		approves := c.Approves != nil && c.Approves(programme)
		switch {
		case !n.Open():
			return edition.ErrState
		case approves && n.State != correction.Asked:
			return edition.ErrNotApproved
		case approves:
			if err := n.Reviewed().Approve(person, by.Actor.Name); err != nil {
				return err
			}
		}
		n.State, n.Decided, n.Reason, n.Sent = correction.Sending, by.Actor.Name, "", c.Now()
		return nil
	})
	if err != nil {
		return n, err
	}
	return n, c.wrote(ctx, by, &n, audit.CorrectionSent, fmt.Sprintf("contacts=%d push=%t", n.All, n.Push))
}

// StopNotice stops a notice: whoever has not been told by now is not.
func (c *Corrector) StopNotice(ctx context.Context, id int64, by audit.Record) (correction.Notice, error) {
	n, err := c.Store.StopCorrection(ctx, id)
	if err != nil {
		return n, err
	}
	return n, c.wrote(ctx, by, &n, audit.CorrectionStopped, "")
}

// DropNotice gives up a notice that was not sent.
func (c *Corrector) DropNotice(ctx context.Context, n *correction.Notice, by audit.Record) error {
	if err := c.Store.DropCorrection(ctx, n.ID, n.Version); err != nil {
		return err
	}
	return c.wrote(ctx, by, n, audit.CorrectionWritten, "dropped")
}

// wrote writes an act down. What members were told stands in the notice.
func (c *Corrector) wrote(ctx context.Context, by audit.Record, n *correction.Notice, act audit.Act, after string) error {
	by.At, by.Act, by.Object = c.Now(), act, n.Ref
	by.After = strings.TrimSpace(fmt.Sprintf("correction=%d %s", n.ID, after))
	if err := c.Store.Audit(ctx, by); err != nil {
		return fmt.Errorf("write down %s of %s: %w", act, n.Ref, err)
	}
	return nil
}
