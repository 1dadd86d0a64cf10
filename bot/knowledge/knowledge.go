// Package knowledge changes what the office knows: the FAQ's entries, by people, wherever they work.
//
// An entry is changed in a draft, which is published when somebody says so, or when its time has come:
//
//	Save ─▶ draft ─▶ Publish ─▶ every process answers with it
//	          │  ▲
//	      Ask ▼  │ Return, with the reason
//	        asked ─ Approve ─▶ approved        where the programme has its changes approved
//
// A whole document goes the same way as an [edition.Request]: a file that was brought, or a publication that is to be
// taken back.
//
// An [Editor] is given to the desk, to Slack and to whoever else changes entries, so that all of them keep the
// same rules: who has written a draft does not approve it, whoever else was asked does, and every act is written
// down in the audit. Where a programme has its changes approved, what somebody wants at once becomes a draft that
// asks for it; that nothing unapproved is published all the same is held by the [Store], whoever calls it. An
// emergency, [Editor.Withdraw], waits for nobody. The Editor does not ask who may do what: whoever calls has done so.
//
//	e := &knowledge.Editor{Store: store, Now: clock}
//	done, err := e.AddAlias(ctx, "hanro/3", "会費って", audit.Record{Kind: audit.Staff, Actor: person, Via: audit.ViaSlack})
package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/correction"
	"madoguchi/faq/edition"
)

// A Store keeps entries and their drafts. *postgres.Store says what each method does.
type Store interface {
	StoredEntry(ctx context.Context, ref string) (edition.Stored, error)
	Change(ctx context.Context, ref, by string, change func(faq.Entry) faq.Entry) (edition.Edited, error)
	Move(ctx context.Context, ref string, after int, by string) error
	Decide(ctx context.Context, collection string, ordinals []int, state faq.State, by string) error
	Merge(ctx context.Context, ref, heir, by string) error
	Keep(ctx context.Context, ref, by string) error
	ConfirmKind(ctx context.Context, ref string, kind faq.Kind, by string) error
	ConfirmTerm(ctx context.Context, ref string, term faq.Validity, by string) error
	TakeBack(ctx context.Context, collection string, document, number int, by, request string) error
	Draft(ctx context.Context, ref string) (edition.Draft, error)
	SaveDraft(ctx context.Context, d edition.Draft, by audit.Record) (kept edition.Draft, before string, err error)
	ProposeDraft(ctx context.Context, ref string, by chat.Person, change func(d *edition.Draft, now edition.Stored, author string) error) (edition.Draft, error)
	ReviewDraft(ctx context.Context, ref string, version int, decide func(*edition.Draft) error) (edition.Draft, error)
	DropDraft(ctx context.Context, ref string, version int) error
	PublishDraft(ctx context.Context, ref string, version int, by audit.Record) (edition.Edited, error)
	DueDrafts(ctx context.Context) ([]edition.Draft, error)
	Versions(ctx context.Context, ref string) ([]edition.Version, error)
	SaveRequest(ctx context.Context, r edition.Request, by chat.Person) error
	Request(ctx context.Context, id string) (edition.Request, error)
	ReviewRequest(ctx context.Context, id string, decide func(*edition.Request) error) (edition.Request, error)
	Approves(programme string) bool
	PersonID(ctx context.Context, id string) (string, error)
	Audit(ctx context.Context, records ...audit.Record) error
}

// An Editor changes entries.
type Editor struct {
	Store Store
	Now   func() time.Time
	Asked func(ctx context.Context, a Asked) error // tells who is to approve something, wherever it was asked; nil: nobody is told
	// Decided tells who has written something what a second person has made of it; nil: nobody is told.
	Decided func(ctx context.Context, d Decision) error
}

// A Decision is what a second person has made of one of the things that an [Asked] names: it is approved, or sent back.
type Decision struct {
	By      chat.Person
	Draft   *edition.Draft
	Request *edition.Request
	Notice  *correction.Notice
}

// decided tells who has written something what has become of it.
func (e *Editor) decided(ctx context.Context, d Decision) error {
	if e.Decided == nil {
		return nil
	}
	if err := e.Decided(ctx, d); err != nil {
		return fmt.Errorf("tell who has written it: %w", err)
	}
	return nil
}

// An Asked is what a second person has been asked to approve: drafts of entries, a change of a whole document, or a
// notice that corrects what members were told.
type Asked struct {
	By      string // the name of who asks
	Drafts  []edition.Draft
	Request *edition.Request
	Notice  *correction.Notice
}

// tell tells who is to approve something that it waits for them.
func (e *Editor) tell(ctx context.Context, a Asked) error {
	if e.Asked == nil || len(a.Drafts) == 0 && a.Request == nil {
		return nil
	}
	if err := e.Asked(ctx, a); err != nil {
		return fmt.Errorf("tell who is to approve it: %w", err)
	}
	return nil
}

// A Done says what has come of a change.
type Done = edition.Done

// AddAlias lets an entry be found by one more wording. One by which it is found already, but for spelling, is
// Already. Where the programme approves its changes the wording is put into the entry's draft, which is then
// to be approved: Waiting. An unknown entry is chat.ErrNotFound.
func (e *Editor) AddAlias(ctx context.Context, ref, wording string, by audit.Record) (Done, error) {
	return e.change(ctx, ref, by, func(now faq.Entry) faq.Entry { return WithAlias(now, wording) })
}

// WithAlias is an entry that is found by one more wording, or as it is where it was found by that before.
func WithAlias(e faq.Entry, wording string) faq.Entry {
	wording = strings.TrimSpace(wording)
	same := func(a string) bool { return faq.SameQuestion(a, wording) }
	if wording != "" && !same(e.Question) && !slices.ContainsFunc(e.Aliases, same) {
		e.Aliases = append(slices.Clone(e.Aliases), wording)
	}
	return e
}

// Publish changes an entry at once, or, where the programme approves its changes, puts the change into its draft
// and asks for approval. change is given the entry as it is and may be called more than once.
func (e *Editor) Publish(ctx context.Context, ref string, by audit.Record, change func(faq.Entry) faq.Entry) (Done, error) {
	return e.change(ctx, ref, by, change)
}

func (e *Editor) change(ctx context.Context, ref string, by audit.Record, change func(faq.Entry) faq.Entry) (Done, error) {
	programme, _, _ := strings.Cut(ref, "/")
	if e.Store.Approves(programme) {
		return e.propose(ctx, ref, by, func(d *edition.Draft) { d.Entry = change(d.Entry) })
	}
	done, err := e.Store.Change(ctx, ref, by.Actor.Name, change)
	switch {
	case errors.Is(err, edition.ErrNothing):
		return Done{Ref: ref, Already: true}, nil
	case err != nil:
		return Done{}, err
	}
	return Done{Ref: ref, Edited: done}, e.published(ctx, by, &done)
}

// Begin is an entry's draft, or one that is made of the entry as it is and not saved yet.
func (e *Editor) Begin(ctx context.Context, ref string) (edition.Draft, error) {
	d, err := e.Store.Draft(ctx, ref)
	if !errors.Is(err, chat.ErrNotFound) {
		return d, err
	}
	stored, err := e.Store.StoredEntry(ctx, ref)
	if err != nil {
		return d, err
	}
	return edition.Draft{Entry: stored.Entry, Base: stored.Entry.Version, State: edition.Writing}, nil
}

// New is the draft of an entry that is to be added to a programme, not saved yet. title is what the programme is
// called, should it have no FAQ so far.
func New(programme, title, question string, answer ...faq.Block) edition.Draft {
	return edition.Draft{Title: title, State: edition.Writing, Entry: faq.Entry{
		Collection: programme, Question: question, Aliases: []string{}, Answer: answer, Kind: faq.KindAnswer, Warnings: []faq.Warning{},
	}}
}

// Save saves a draft, of a new entry or of one that there is, and gives it as it is kept. Where somebody else has
// saved it since, it is edition.ErrChanged, with theirs. by.Request names the act, if it is to be done once: done again,
// also after its answer was lost, it saves nothing and gives what it has saved, as it is now.
func (e *Editor) Save(ctx context.Context, d edition.Draft, by audit.Record) (edition.Draft, error) {
	by.At = e.Now()
	kept, before, err := e.Store.SaveDraft(ctx, d, by)
	if err == nil && before != "" {
		return e.Begin(ctx, before)
	}
	return kept, err
}

// Drop gives a draft up.
func (e *Editor) Drop(ctx context.Context, ref string, version int, by audit.Record) error {
	if err := e.Store.DropDraft(ctx, ref, version); err != nil {
		return err
	}
	return e.wrote(ctx, by, audit.FAQDrafted, ref, "draft=dropped")
}

// PublishDraft publishes a draft. Where its programme approves changes and nobody has approved this one, it is
// edition.ErrNotApproved; *edition.Clash and edition.ErrChanged are as the store says.
func (e *Editor) PublishDraft(ctx context.Context, ref string, version int, by audit.Record) (edition.Edited, error) {
	by.At = e.Now()
	return e.Store.PublishDraft(ctx, ref, version, by)
}

// published writes down that an entry says something else.
func (e *Editor) published(ctx context.Context, by audit.Record, done *edition.Edited) error {
	return e.wrote(ctx, by, audit.FAQPublished, done.After.Ref(), done.Said())
}

// wrote writes an act down.
func (e *Editor) wrote(ctx context.Context, by audit.Record, act audit.Act, ref, after string) error {
	by.At, by.Act, by.Object, by.After = e.Now(), act, ref, after
	if err := e.Store.Audit(ctx, by); err != nil {
		return fmt.Errorf("write down %s of %s: %w", act, ref, err)
	}
	return nil
}
