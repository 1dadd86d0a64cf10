package edition

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"madoguchi/faq"
)

// ErrReviewer is what approving something ends in that somebody else was asked to approve.
var ErrReviewer = errors.New("somebody else was asked to approve it")

// ErrApproved is what changing a draft by the way ends in that is approved and waits for its publication: what
// goes out then is what was approved.
var ErrApproved = errors.New("an approved draft waits for its publication")

// A Reviewed is what a second person may have to approve: a draft of one entry, or a [Request]. The rules of that
// stand here, once for both.
type Reviewed struct {
	State   *DraftState
	Authors []string // their IDs, each as the account that it belongs to by now
	Review  *Review
}

// Reviewed is a draft as something to approve.
func (d *Draft) Reviewed() Reviewed { return Reviewed{&d.State, d.Authors, &d.Review} }

// Reviewed is a request as something to approve.
func (r *Request) Reviewed() Reviewed { return Reviewed{&r.State, r.Authors, &r.Review} }

// Ask asks for approval, by whom and by when of to; asked again, of another. Its authors cannot be asked: ErrOwn.
// What is approved needs no asking: ErrState.
func (r Reviewed) Ask(to Review, now time.Time) error {
	switch {
	case *r.State == Approved:
		return ErrState
	case to.ReviewerID != "" && slices.Contains(r.Authors, to.ReviewerID):
		return ErrOwn
	}
	*r.State = Asked
	*r.Review = Review{Reviewer: to.Reviewer, ReviewerID: to.ReviewerID, Deadline: to.Deadline, Asked: now, Due: r.Review.Due}
	return nil
}

// Approve approves in the name of the account with the ID. What nobody is asked for is ErrState, what one has
// written oneself ErrOwn, and what another was asked for ErrReviewer. Who is not known approves nothing.
func (r Reviewed) Approve(id, name string) error {
	switch {
	case *r.State != Asked:
		return ErrState
	case id == "" || slices.Contains(r.Authors, id):
		return ErrOwn
	case r.Review.ReviewerID != "" && r.Review.ReviewerID != id:
		return ErrReviewer
	}
	*r.State, r.Review.Decided, r.Review.Reason = Approved, name, ""
	return nil
}

// Return sends it back with the reason, also what was approved before. It is not published by itself any more.
func (r Reviewed) Return(name, reason string) error {
	if *r.State != Asked && *r.State != Approved {
		return ErrState
	}
	*r.State, r.Review.Decided, r.Review.Reason, r.Review.Due = Returned, name, reason, time.Time{}
	return nil
}

// Joined notes that somebody has added to what is asked for. Who was asked and has written of it cannot approve it:
// anybody else may then.
func (r Reviewed) Joined(id string) {
	if r.Review.ReviewerID == id {
		r.Review.Reviewer, r.Review.ReviewerID = "", ""
	}
}

// ActBack is the request to take a document's last publication back.
const ActBack = "back"

// A Request is a change of a whole document that waits: to be looked at, to be approved, or for its time. It is a
// file that was brought, or a publication to be taken back.
type Request struct {
	ID         string
	Collection string
	Act        string // ActImport or ActBack
	Name       string // of the file, or of the document
	Title      string // of a programme that has no FAQ yet
	Content    []byte // the file
	Choice     Choice // what a person has said of the file

	Document, Number int // the document and its publication that is to be taken back

	Seen    []byte // Plan.Digest of what was asked for; nothing else is published
	State   DraftState
	Authors []string // the IDs of who brought it and of who asked for it; they may not approve it
	By      string   // the name of who brought it
	At      time.Time
	Review
}

// A Choice is what a person has said of a file where only they can know. See [Import].
type Choice struct {
	Document string `json:"document,omitempty"`
	New      bool   `json:"new,omitempty"`
	Apart    []int  `json:"apart,omitempty"`
	Same     []int  `json:"same,omitempty"`
	Theirs   []int  `json:"theirs,omitempty"`
}

// Digest tells one plan from another by what members would be answered: what becomes of which entry. Which number a
// new entry gets is no matter of it, and neither is what other documents have become meanwhile.
func (p *Plan) Digest() []byte {
	type change struct {
		Kind, Ref string
		After     *faq.Entry
	}
	all := []any{p.Collection, p.Name}
	for i := range p.Changes {
		c := change{p.Changes[i].Kind, p.Changes[i].Ref, nil}
		if after := p.Changes[i].After; after != nil {
			e := *after
			if p.Changes[i].Before == nil {
				e.Order, c.Ref = 0, ""
			}
			e.Version = 0
			c.After = &e
		}
		all = append(all, c)
	}
	body, err := json.Marshal(all)
	if err != nil {
		panic("edition: a plan that is no JSON: " + err.Error()) // its parts are text and numbers
	}
	sum := sha256.Sum256(body)
	return sum[:]
}
