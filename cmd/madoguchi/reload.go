package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	file    atomic.Pointer[office.Office] // as it is written
	current atomic.Pointer[office.Office] // with what is switched on for a while
	refused atomic.Pointer[string]        // why the file as it is now is not in force; nil = it is

	// Of the one who looks:
	seen    [sha256.Size]byte // by the last look
	settled [sha256.Size]byte // taken or refused

	laying sync.Mutex   // held while the file and what is switched on are put together
	on     switches.Set // laid over the file
	longer int          // by how many working days that makes promises longer
}

// officeEvery is how often the office file is looked at.
const officeEvery = time.Second

// openOffice reads the office file for the first time.
func openOffice(c config) (*officeFile, error) {
	off, err := loadOffice(c)
	if err != nil {
		return nil, err
	}
	f := &officeFile{path: c.OfficeFile}
	f.file.Store(off)
	f.current.Store(off)
	if f.path != "" {
		if data, err := os.ReadFile(f.path); err == nil {
			f.seen = sha256.Sum256(data)
			f.settled = f.seen
		}
	}
	return f, nil
}

// now is the office in force. Who needs more than one fact of it calls it once.
func (f *officeFile) now() *office.Office { return f.current.Load() }

// trouble says at the desk why the file is not in force, or "".
func (f *officeFile) trouble() string {
	why := f.refused.Load()
	if why == nil {
		return ""
	}
	return say("console.status.office_file", "why", *why)
}

// look reads the file. It reports false where there is nothing new in it, or where it may still be
// being written, unless it is to be read at once.
func (f *officeFile) look(atOnce bool) (off *office.Office, err error, fresh bool) {
	data, err := os.ReadFile(f.path)
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
	off, err = office.Parse(data)
	return off, err, true
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
		if s.office.path == "" {
			if asked {
				s.log.Info("there is no office file to read again: MADOGUCHI_OFFICE is not set")
			}
			continue
		}
		off, err, fresh := s.office.look(asked)
		if !fresh {
			continue
		}
		if err != nil {
			s.refuseOffice(err)
		} else if err := s.takeOffice(ctx, off); err != nil {
			s.refuseOffice(err)
			s.office.settled = [sha256.Size]byte{} // it is the database's fault, not the file's: try again
		}
	}
}

// takeOffice puts an office into force: whatever of it can fail comes first, and then all of it.
func (s *server) takeOffice(ctx context.Context, off *office.Office) error {
	s.naming.Lock()
	defer s.naming.Unlock()
	was := s.office.file.Load()
	changed := off.Changes(was)
	named, err := s.rename(ctx, off, changed)
	if err != nil {
		return err
	}
	if err := s.web.SetOffice(off.Name, off.Origins); err != nil {
		return err
	}
	if named != nil {
		s.library.Replace(named)
	}
	s.office.take(off, s.env.Now(), s.bot.SetOffice)
	s.office.refused.Store(nil)
	s.bot.LearnChannels(s.capabilities())
	s.log.Info("office file taken", "changed", strings.Join(changed, "; "))
	if err := s.db.store.Audit(ctx, audit.Record{Kind: audit.Program, Via: audit.ViaProgram, Act: audit.SettingsChanged, Object: "office", After: strings.Join(changed, "; ")}); err != nil {
		s.log.Error("write down that the office file has changed", "err", err)
	}
	for _, remark := range s.leftToDo(was, off, changed) {
		s.log.Warn(remark)
	}
	return nil
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
	s.notices.Tell("office:"+hex.EncodeToString(s.office.settled[:12]), s.office.trouble())
}
