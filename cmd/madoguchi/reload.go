package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/audit"
	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/office/edits"
	"madoguchi/postgres"
	"madoguchi/switches"
)

// An officeFile is the office file while the program runs. It is read again when its content has
// changed, and on SIGHUP. What cannot be read is refused as a whole: the office stays as it was, and
// staff are told.
//
// The file is looked at every officeEvery and taken once two looks have seen the same, so that an
// editor that writes in pieces is never read in between. Notifications of the system would save
// these looks and cost more: they miss network drives, and end when an editor or a configuration
// map puts another file in the place of the one that is watched.
type officeFile struct {
	path    string                        // "" = the one that ships with the program, which does not change
	laid    atomic.Pointer[office.Laid]   // as it is written, with what was changed at the desk
	file    atomic.Pointer[office.Office] // what comes of that
	current atomic.Pointer[office.Office] // with what is switched on for a while
	refused atomic.Pointer[string]        // why the file as it is now is not in force; nil = it is

	// Of the one who looks:
	seen    [sha256.Size]byte // by the last look
	settled [sha256.Size]byte // taken or refused

	reading sync.Mutex   // held while the file or what was changed of it is taken
	data    []byte       // the file that is in force
	edits   []edits.Edit // what was changed at the desk
	noted   map[edits.Part]notedPart

	laying sync.Mutex   // held while the file and what is switched on are put together
	on     switches.Set // laid over the file
	longer int          // by how many working days that makes promises longer
}

// officeEvery is how often the office file is looked at.
const officeEvery = time.Second

// openOffice reads the office file for the first time.
func openOffice(c config) (*officeFile, error) {
	name, data, err := readOffice(c)
	if err != nil {
		return nil, err
	}
	laid, err := office.Lay(data, nil)
	if err != nil {
		return nil, fmt.Errorf("read office file %s: %w", name, err)
	}
	f := &officeFile{path: c.OfficeFile, data: data}
	f.open(laid)
	if f.path != "" {
		f.seen = sha256.Sum256(data)
		f.settled = f.seen
	}
	return f, nil
}

// open puts an office in force before anybody works with it.
func (f *officeFile) open(laid *office.Laid) {
	f.laid.Store(laid)
	f.file.Store(laid.Office)
	f.current.Store(laid.Office)
}

// openEdits lays what was changed at the desk over the file, before anybody works with it.
func (f *officeFile) openEdits(ctx context.Context, store *postgres.Store) error {
	latest, err := store.OfficeEdits(ctx)
	if err != nil {
		return err
	}
	laid, err := office.Lay(f.data, latest)
	if err != nil {
		return err
	}
	f.edits = latest
	f.open(laid)
	return nil
}

// now is the office in force. Who needs more than one fact of it calls it once.
func (f *officeFile) now() *office.Office { return f.current.Load() }

// trouble says at the desk why the file is not in force, or what was changed there, or "".
func (f *officeFile) trouble() string {
	lines := f.ignored()
	if why := f.refused.Load(); why != nil {
		lines = append([]string{say("console.status.office_file", "why", *why)}, lines...)
	}
	return strings.Join(lines, "\n")
}

// look reads the file. It reports false where there is nothing new in it, or where it may still be
// being written, unless it is to be read at once.
func (f *officeFile) look(atOnce bool) (data []byte, err error, fresh bool) {
	data, err = os.ReadFile(f.path)
	sum := sha256.Sum256(data)
	if err != nil {
		sum = sha256.Sum256([]byte("unreadable: " + err.Error()))
	}
	stable := sum == f.seen
	f.seen = sum
	if !atOnce && (!stable || sum == f.settled) {
		return nil, nil, false
	}
	f.settled = sum
	if err != nil {
		return nil, fmt.Errorf("read office file: %w", err), true
	}
	return data, nil, true
}

// followOffice takes the office file's changes until ctx ends.
func (s *server) followOffice(ctx context.Context) {
	tick := time.NewTicker(officeEvery)
	defer tick.Stop()
	for {
		asked := false
		select {
		case <-ctx.Done():
			return
		case <-s.reread:
			asked = true
		case <-tick.C:
		}
		if err := errors.Join(s.learnEdits(ctx), s.noteFile(ctx), s.moveBroken(ctx)); err != nil && ctx.Err() == nil {
			s.log.Error("look what was changed of the office file", "err", err)
		}
		if s.office.path == "" {
			if asked {
				s.log.Info("there is no office file to read again: MADOGUCHI_OFFICE is not set")
			}
			continue
		}
		s.readOffice(ctx, asked)
	}
}

// readOffice takes the office file where it is another than before.
func (s *server) readOffice(ctx context.Context, asked bool) {
	f := s.office
	f.reading.Lock()
	defer f.reading.Unlock()
	data, err, fresh := f.look(asked)
	if !fresh {
		return
	}
	var laid *office.Laid
	if err == nil {
		laid, err = office.Lay(data, f.edits)
	}
	if err != nil {
		s.refuseOffice(err)
		return
	}
	changed, err := s.takeOffice(ctx, laid)
	if err != nil {
		s.refuseOffice(err)
		f.settled = [sha256.Size]byte{} // it is the database's fault, not the file's: try again
		return
	}
	f.data = data
	f.refused.Store(nil)
	s.log.Info("office file taken", "changed", changed)
	if err := s.db.store.Audit(ctx, audit.Record{Kind: audit.Program, Via: audit.ViaProgram, Act: audit.SettingsChanged, Object: "office", After: changed}); err != nil {
		s.log.Error("write down that the office file has changed", "err", err)
	}
}

// takeOffice puts an office into force: whatever of it can fail comes first, and then all of it. It says what has changed.
func (s *server) takeOffice(ctx context.Context, laid *office.Laid) (string, error) {
	s.naming.Lock()
	defer s.naming.Unlock()
	off, was := laid.Office, s.office.file.Load()
	changed := off.Changes(was)
	named, err := s.rename(ctx, off, changed)
	if err != nil {
		return "", err
	}
	if err := s.web.SetOffice(off.Name, off.Origins); err != nil {
		return "", err
	}
	if named != nil {
		s.library.Replace(named)
	}
	s.office.take(laid, s.env.Now(), s.bot.SetOffice)
	s.bot.LearnChannels(s.capabilities())
	s.tellIgnored()
	for _, remark := range s.leftToDo(was, off, changed) {
		s.log.Warn(remark)
	}
	return strings.Join(changed, "; "), nil
}

// rename is the FAQ's index under the names that programmes have now, or nil where they are the same.
func (s *server) rename(ctx context.Context, off *office.Office, changed []string) (faq.Index, error) {
	if !slices.Contains(changed, "programmes") {
		return nil, nil
	}
	cs, _, err := s.db.store.LoadCollections(ctx)
	if err != nil {
		return nil, fmt.Errorf("load FAQ for the programmes' new names: %w", err)
	}
	return s.buildIndex(ctx, cs, off)
}

// leftToDo says in words what of a change the program does not do by itself.
func (s *server) leftToDo(was, off *office.Office, changed []string) (remarks []string) {
	for _, p := range off.Programmes {
		if was.Programme(p.ID) == nil && len(p.Documents) > 0 {
			remarks = append(remarks, fmt.Sprintf("the programme %s is new: its documents are read by 'madoguchi import -programme %s -publish %s'", p.ID, p.ID, strings.Join(p.Documents, " ")))
		}
	}
	if s.line != nil && (slices.Contains(changed, "programmes") || slices.Contains(changed, "forms")) {
		remarks = append(remarks, "LINE's menu below the talk is as it was: 'madoguchi line richmenu' makes it anew")
	}
	return remarks
}

// refuseOffice keeps the office as it was and tells why: in the log, at the desk for as long as it is
// so, and once to the staff's channel.
func (s *server) refuseOffice(err error) {
	why := strings.TrimPrefix(oneLine(err), "read office file: ")
	s.office.refused.Store(&why)
	s.log.Error("office file refused; the one before stays in force", "file", s.office.path, "err", err)
	s.notices.Tell("office:"+hex.EncodeToString(s.office.settled[:12]), say("console.status.office_file", "why", why))
}
