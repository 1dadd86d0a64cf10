package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/bot"
	"madoguchi/bot/desk"
	"madoguchi/bot/memory"
	"madoguchi/bot/turn"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/handlers/console"
	"madoguchi/office"
	"madoguchi/office/edits"
	"madoguchi/postgres"
	"madoguchi/switches"
	"madoguchi/ticket"
)

// What is changed of the office file at the desk is kept in the database, and each process looks every second whether
// there is something new: it is in force everywhere within two.

// learnEdits takes what was changed of the office file at the desk, here or elsewhere.
func (s *server) learnEdits(ctx context.Context) error {
	f := s.office
	f.reading.Lock()
	defer f.reading.Unlock()
	latest, err := s.db.store.OfficeEdits(ctx)
	if err != nil || reflect.DeepEqual(latest, f.edits) {
		return err
	}
	laid, err := office.Lay(f.data, latest)
	if err != nil {
		return err
	}
	changed, err := s.takeOffice(ctx, laid)
	if err != nil {
		return fmt.Errorf("take what was changed of the office file: %w", err)
	}
	f.edits = latest
	s.log.Info("edits of the office file taken", "changed", changed)
	return nil
}

// knows reports whether an edit, or a later one of its part, lies over the file, or is what the file says.
func (f *officeFile) knows(e edits.Edit) bool {
	f.reading.Lock()
	defer f.reading.Unlock()
	if p, in := e.Part.FilePart(); in {
		return f.noted[p].version >= e.Version
	}
	return slices.ContainsFunc(f.edits, func(mine edits.Edit) bool { return mine.Part == e.Part && mine.Version >= e.Version })
}

// ignored says of each edit that is not in force why.
func (f *officeFile) ignored() (lines []string) {
	laid := f.laid.Load()
	for i := range laid.Parts {
		st := &laid.Parts[i]
		if !st.Ignored() || st.Closed { // what the file has taken back is no trouble
			continue
		}
		for _, fault := range st.Faults {
			lines = append(lines, say("console.office.trouble", "part", st.Part.Label(),
				"text", say("console.office.ignored", "name", st.Edit.By.Name, "at", ticket.LongDay(st.Edit.Made, st.Edit.Made)+ticket.Clock(st.Edit.Made), "why", fault.Text)))
		}
	}
	return lines
}

// tellIgnored tells the staff once of each edit that does not fit the file, and the log.
func (s *server) tellIgnored() {
	for _, line := range s.office.ignored() {
		sum := sha256.Sum256([]byte(line))
		s.log.Warn("an edit of the office file does not fit it and is ignored", "why", line)
		s.notices.Tell("office-edit:"+hex.EncodeToString(sum[:12]), line)
	}
}

// moveBroken moves the promises that edits have broken. An edit is marked once its moves are in the inbox, where each
// stands under an ID of its own: whoever dies in between, or does the same at the same time, moves nothing twice.
func (s *server) moveBroken(ctx context.Context) error {
	unmoved, err := s.db.store.UnmovedOfficeEdits(ctx)
	if err != nil {
		return err
	}
	for _, e := range unmoved {
		if !s.office.knows(e) {
			continue // it came this very moment: the next look knows it
		}
		if err := s.moveBrokenBy(ctx, e); err != nil {
			return err
		}
		if err := s.db.store.MarkOfficeEditMoved(ctx, e.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) moveBrokenBy(ctx context.Context, e edits.Edit) error {
	laid := s.office.laid.Load()
	was, err := s.before(ctx, laid, e)
	if faults := (office.Faults)(nil); errors.As(err, &faults) {
		return nil // what was fits the file no more, and was in force no more
	}
	if err != nil {
		return err
	}
	broken, err := s.broken(ctx, was, laid.Office, allBroken)
	if err != nil {
		return err
	}
	var events []chat.Event
	for _, b := range broken {
		ev, err := desk.MoveEvent(turn.Broken{Move: turn.Move{Edit: e.ID, Ticket: b.tk.Number, Was: b.tk.Due, Due: b.due, Why: b.by.Note}, From: b.by.From, Until: b.by.Until}, s.env.Now())
		if err != nil {
			return err
		}
		events = append(events, ev)
	}
	back, err := s.movedBack(ctx, laid.Office)
	if err != nil {
		return err
	}
	for _, p := range back {
		p.Edit = e.ID
		ev, err := desk.MoveEvent(p, s.env.Now())
		if err != nil {
			return err
		}
		events = append(events, ev)
	}
	return s.bot.Accept(ctx, events...)
}

// before is the office as it was before an edit at the desk, or a change of the file.
func (s *server) before(ctx context.Context, laid *office.Laid, e edits.Edit) (*office.Office, error) {
	if p, in := e.Part.FilePart(); in {
		return laid.Before(p, e.Basis)
	}
	before := ""
	if e.Version > 1 {
		last, err := s.db.store.OfficeEdit(ctx, e.Part, e.Version-1)
		if err != nil {
			return nil, err
		}
		before = last.Text
	}
	was, err := laid.Try(e.Part, before)
	if err != nil {
		return nil, err
	}
	return was.Office, nil
}

// movedBack are the promises that edits have moved and that an office could keep as they were, with the steps by which
// they were moved. Whether their members have heard of it, the turn that moves them back sees.
func (s *server) movedBack(ctx context.Context, off *office.Office) (out []turn.Broken, err error) {
	moves, err := s.db.store.MovedByEdits(ctx)
	if err != nil {
		return nil, err
	}
	now, possible := s.env.Now(), false
	c := s.office.switched(off, now).Calendar
	for i, m := range moves {
		if i == 0 || moves[i-1].Ticket != m.Ticket {
			if n := len(out); n > 0 && !possible {
				out = out[:n-1]
			}
			out, possible = append(out, turn.Broken{Move: turn.Move{Ticket: m.Ticket, Was: m.Was, Due: m.Due, Back: true}}), false
		}
		step := turn.Step{Move: m, Keep: m.Was.After(now) && c.Keeps(m.Was)}
		last := &out[len(out)-1]
		last.Edited, possible = append(last.Edited, step), possible || step.Keep
	}
	if n := len(out); n > 0 && !possible {
		out = out[:n-1]
	}
	return out, nil
}

// A brokenPromise is one that an office of other hours cannot keep.
type brokenPromise struct {
	tk  ticket.Ticket
	by  ticket.Break
	due time.Time // until when it will be
}

// Bounds: promises are made for days, and none of more than a year; the nearest are listed.
const (
	promisesAhead = 366
	allBroken     = 100000
)

// broken are the promises that end on days on which the office was open and will not be, the nearest first.
func (s *server) broken(ctx context.Context, was, will *office.Office, limit int) (out []brokenPromise, err error) {
	now := s.env.Now()
	before, after := s.office.switched(was, now).Calendar, s.office.switched(will, now).Calendar
	at := map[string]int{} // in out, by number: of two stretches the later one says why
	for _, b := range before.Lost(&after, now, promisesAhead) {
		found, err := s.db.store.BrokenBy(ctx, b, limit)
		if err != nil {
			return nil, fmt.Errorf("look which promises %s to %s breaks: %w", b.From, b.Until, err)
		}
		for _, tk := range found {
			p := brokenPromise{tk, b, after.Moved(tk.Due, b)}
			i, known := at[tk.Number]
			switch {
			case !before.WorkingDay(tk.Due) || after.WorkingDay(tk.Due) || !p.due.After(tk.Due):
			case known:
				out[i] = p
			case len(out) < limit:
				at[tk.Number] = len(out)
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// late is how many promises end after the end of business on their day with other hours, and do not as it is.
func (s *server) late(ctx context.Context, was, will *office.Office) (n int, err error) {
	now := s.env.Now()
	before, after := s.office.switched(was, now).Calendar, s.office.switched(will, now).Calendar
	found, err := s.db.store.BrokenBy(ctx, ticket.Break{From: now, Until: now.AddDate(0, 0, promisesAhead)}, allBroken)
	if err != nil {
		return 0, fmt.Errorf("look which promises end after the end of business: %w", err)
	}
	for i := range found {
		if due := found[i].Due; after.WorkingDay(due) && after.Ends(due).Before(due) && !before.Ends(due).Before(due) {
			n++
		}
	}
	return n, nil
}

// An officeDesk lets the desk change what stands in the office file. What is changed here is in force here at once.
type officeDesk struct {
	*postgres.Store
	s *server
}

// Laid implements [console.OfficeFile].
func (d officeDesk) Laid() *office.Laid { return d.s.office.laid.Load() }

// FileName implements [console.OfficeFile].
func (d officeDesk) FileName() string {
	if d.s.office.path == "" {
		return say("console.office.sample")
	}
	return filepath.Base(d.s.office.path)
}

// WithSwitches implements [console.OfficeFile].
func (d officeDesk) WithSwitches(off *office.Office) *office.Office {
	return d.s.office.switched(off, d.s.env.Now())
}

// SaveOffice implements [console.OfficeFile].
func (d officeDesk) SaveOffice(ctx context.Context, e edits.Edit, by audit.Record) error {
	if _, err := d.Laid().Try(e.Part, e.Text); err != nil {
		return err
	}
	if _, err := d.SaveOfficeEdit(ctx, e, by); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	if err := errors.Join(d.s.learnEdits(ctx), d.s.moveBroken(ctx)); err != nil {
		d.s.log.Warn("put an edit of the office file into force at once", "err", err) // it is stored: a second later it is
	}
	return nil
}

// Breaks implements [console.OfficeFile].
func (d officeDesk) Breaks(ctx context.Context, would *office.Laid) (switches.Impact, error) {
	var out switches.Impact
	found, err := d.s.broken(ctx, d.Laid().Office, would.Office, mostHits+1)
	if err != nil {
		return out, err
	}
	if len(found) > mostHits {
		found, out.More = found[:mostHits], true
	}
	back, err := d.s.movedBack(ctx, would.Office)
	if err != nil {
		return out, err
	}
	out.Back = len(back)
	if out.Late, err = d.s.late(ctx, d.Laid().Office, would.Office); err != nil {
		return out, err
	}
	for _, b := range found {
		out.Hits = append(out.Hits, switches.Hit{Number: b.tk.Number, Title: b.tk.Title, Channel: b.tk.Contact.Channel, Was: b.tk.Due, Due: b.due})
	}
	return out, nil
}

// Said implements [console.OfficeFile]: it asks a bot that serves the office and nobody else.
func (d officeDesk) Said(ctx context.Context, off *office.Office, colleague string, p edits.Part) ([]console.Saying, error) {
	store := memory.New(d.s.env.Now)
	b := bot.New(bot.Config{Inbox: store, Outbox: store, Library: d.s.library, Office: off, Now: d.s.env.Now, Channels: map[string]chat.Capabilities{chat.Web: {Members: true, NoFiles: true}}})
	front := b.Front(ctx, "", false)
	var out []console.Saying
	asks := []catalogue.Key{"console.office.ask_hello"}
	switch p {
	case edits.Notices:
		out = []console.Saying{{About: say("console.office.said_front"), Text: strings.Join(front.Notices, "\n")}}
	case edits.Care:
		asks = []catalogue.Key{"console.office.ask_distress"}
	default:
		out = []console.Saying{
			{About: say("console.office.said_front"), Text: strings.Join([]string{front.Office, front.Promise, front.Purpose, front.Privacy}, "\n")},
			{About: say("console.office.said_staff"), Text: strings.TrimSpace(off.Name + " " + off.StaffName(colleague))},
		}
		asks = append(asks, "console.office.ask_phone", "console.office.ask_address", "console.office.ask_person")
	}
	for i, ask := range asks {
		from := chat.Address{Channel: chat.Web, ID: fmt.Sprint(i + 1)}
		replies, _, err := b.Converse(ctx, store, chat.Event{ID: fmt.Sprint(i + 1), Kind: chat.Text, From: from, At: d.s.env.Now(), Text: say(ask)})
		if err != nil {
			return nil, fmt.Errorf("ask what members would read: %w", err)
		}
		var texts []string
		for _, m := range replies {
			texts = append(texts, m.Text)
		}
		out = append(out, console.Saying{About: say(ask), Text: strings.Join(texts, "\n")})
	}
	return out, nil
}
