package console

import (
	"context"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/correction"
	"madoguchi/faq/edition"
)

// An Editor changes entries of the FAQ. What is not there is chat.ErrNotFound; where somebody was quicker it is
// edition.ErrChanged.
type Editor interface {
	// Begin is an entry's draft, or one made of the entry as it is and not saved yet.
	Begin(ctx context.Context, ref string) (edition.Draft, error)
	// Save saves a draft; where it is ErrChanged, the result is somebody else's.
	Save(ctx context.Context, d edition.Draft, by audit.Record) (edition.Draft, error)
	Drop(ctx context.Context, ref string, version int, by audit.Record) error
	PublishDraft(ctx context.Context, ref string, version int, by audit.Record) (edition.Edited, error)
	Ask(ctx context.Context, ref string, version int, r edition.Review, by audit.Record) (edition.Draft, error)
	Approve(ctx context.Context, ref string, version int, by audit.Record) (edition.Draft, error)
	Return(ctx context.Context, ref string, version int, reason string, by audit.Record) (edition.Draft, error)
	Schedule(ctx context.Context, ref string, version int, due time.Time, by audit.Record) (edition.Draft, error)
	Restore(ctx context.Context, ref string, version int, by audit.Record) (edition.Done, error)
	Withdraw(ctx context.Context, ref, why string, by audit.Record) error
	Merge(ctx context.Context, ref, heir string, by audit.Record) error // withdraws it, and leads who has its public address to its heir
	Keep(ctx context.Context, ref string, by audit.Record) error        // in service, though its document has it no more

	// What follows is done at once, or, in a programme that has its changes approved, put into a draft that asks for it.
	Reinstate(ctx context.Context, ref string, by audit.Record) (edition.Done, error)
	Serve(ctx context.Context, programme string, ordinals []int, by audit.Record) ([]edition.Done, error)
	Move(ctx context.Context, ref string, after int, by audit.Record) (edition.Done, error)
	ConfirmKind(ctx context.Context, ref string, kind faq.Kind, by audit.Record) (edition.Done, error)
	ConfirmTerm(ctx context.Context, ref string, term faq.Validity, by audit.Record) (edition.Done, error)
	// TakeBack undoes a document's last publication, or makes a request to do so, whose ID it gives.
	TakeBack(ctx context.Context, collection, name string, document, number int, by audit.Record) (request string, err error)
	// TakeBackApproved carries out such a request.
	TakeBackApproved(ctx context.Context, request string, by audit.Record) error
	ApproveRequest(ctx context.Context, id string, seen []byte, by audit.Record) (edition.Request, error)
	ReturnRequest(ctx context.Context, id, reason string, by audit.Record) (edition.Request, error)
}

// Drafts are what is being written, and what was said before.
type Drafts interface {
	Drafts(ctx context.Context) ([]edition.Draft, error)
	Versions(ctx context.Context, ref string) ([]edition.Version, error) // newest first
	// Requests are changes of whole documents of which something is asked, or that have their time. One is
	// chat.ErrNotFound where there is none such.
	Requests(ctx context.Context) ([]edition.Request, error)
	Request(ctx context.Context, id string) (edition.Request, error)
}

// Knowledge is what the desk needs to change the FAQ. Without an Editor its pages are left out.
type Knowledge struct {
	Editor Editor
	Drafts Drafts
	// Approves says whether a programme has its changes approved by a second person.
	Approves func(programme string) bool
	// Shown is an entry as a member is shown it.
	Shown func(*faq.Entry) chat.Message
	// Corrector and Corrections are for notices that correct what members were told. Nil: their pages are left out.
	Corrector   Corrector
	Corrections Corrections
	// NoticeText is a notice as a member reads it.
	NoticeText func(*correction.Notice) string
	// Costs says whether it costs money to write to members of a channel who have not just written.
	Costs func(channel string) bool
	// Effect says how members' questions would be answered otherwise, as far as that is known when the wait is over: it
	// goes on beside. Nil: that is left out.
	Effect func(ctx context.Context, e *faq.Entry, wait time.Duration) (edition.Effect, error)
}

// approves says whether a programme's changes need a second person.
func (s *Service) approves(programme string) bool {
	return s.stores.Knowledge.Approves != nil && s.stores.Knowledge.Approves(programme)
}
