package console

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
)

// The office's people, in memory: as the store keeps them, as far as the desk can tell.

func (o *office) NewLogin(_ context.Context, hash []byte, l staff.Login) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	maps.DeleteFunc(o.logins, func(_ string, old staff.Login) bool { return old.Name == l.Name })
	o.logins[string(hash)] = l
	return o.lost
}

func (o *office) Login(_ context.Context, hash []byte, now time.Time) (staff.Login, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	l, ok := o.logins[string(hash)]
	return l, ok && now.Before(l.Expires), o.lost
}

func (o *office) UseLogin(_ context.Context, hash []byte, now time.Time) (staff.Login, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	l, ok := o.logins[string(hash)]
	delete(o.logins, string(hash))
	return l, ok && now.Before(l.Expires), o.lost
}

// EnterByName gives everybody the administrator's role, unless a test has said who they are.
func (o *office) EnterByName(_ context.Context, name string, _ staff.Role, _ audit.Record) (staff.Account, error) {
	if a, ok, err := o.AccountByName(context.Background(), name, o.now); ok || err != nil {
		return a, err
	}
	return o.employ(name, staff.Admin), o.lost
}

// employ adds an account.
func (o *office) employ(name string, role staff.Role, teams ...string) staff.Account {
	o.mu.Lock()
	defer o.mu.Unlock()
	a := staff.Account{ID: int64(len(o.people) + 1), Name: name, Role: role, Teams: teams, Created: o.now}
	o.people = append(o.people, a)
	return a
}

func (o *office) NewStaffSession(_ context.Context, hash []byte, a staff.Account, now time.Time, v staff.Session, by audit.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	v.ID, v.Opened, v.Used, v.Expires = int64(len(o.sessions)+1), now, now, now.Add(sessionTime)
	o.sessions[string(hash)] = session{v, a.ID}
	by.Act = audit.SessionOpened
	o.trail = append(o.trail, by)
	return o.lost
}

func (o *office) StaffSession(_ context.Context, hash []byte, now time.Time, adminIdle time.Duration, use bool) (staff.Account, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s, ok := o.sessions[string(hash)]
	if !ok || !now.Before(s.Expires) {
		return staff.Account{}, false, o.lost
	}
	a := o.people[s.account-1]
	if !a.Active(now) || a.Role == staff.Admin && !now.Before(s.Used.Add(adminIdle)) {
		return staff.Account{}, false, o.lost
	}
	if use {
		s.Used = now
		o.sessions[string(hash)] = s
	}
	return a, true, o.lost
}

func (o *office) Accounts(context.Context) ([]staff.Account, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.people), o.lost
}

func (o *office) Account(_ context.Context, id int64) (staff.Account, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if id < 1 || id > int64(len(o.people)) {
		return staff.Account{}, cmp.Or(o.lost, chat.ErrNotFound)
	}
	return o.people[id-1], o.lost
}

func (o *office) AccountByName(_ context.Context, name string, now time.Time) (staff.Account, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.people {
		if a.Name == name && a.Active(now) {
			return a, true, o.lost
		}
	}
	return staff.Account{}, false, o.lost
}

func (o *office) AccountByMail(_ context.Context, mail string, now time.Time) (staff.Account, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.people {
		if a.Mail != "" && strings.EqualFold(a.Mail, mail) && a.Active(now) {
			return a, true, o.lost
		}
	}
	return staff.Account{}, false, o.lost
}

func (o *office) AccountBySubject(_ context.Context, issuer, subject string) (staff.Account, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	id, ok := o.subjects[issuer+" "+subject]
	if !ok {
		return staff.Account{}, false, o.lost
	}
	return o.people[id-1], true, o.lost
}

func (o *office) LinkSubject(_ context.Context, issuer, subject string, account int64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.subjects[issuer+" "+subject] = account
	return o.lost
}

func (o *office) SaveAccount(_ context.Context, a staff.Account, by audit.Record) (staff.Account, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	admins := 0
	for _, other := range o.people {
		if other.ID != a.ID && other.Ends.IsZero() && (other.Name == a.Name || a.Mail != "" && other.Mail == a.Mail || a.Slack != "" && other.Slack == a.Slack) {
			return a, staff.ErrTaken
		}
		if other.ID != a.ID && other.Role == staff.Admin && other.Ends.IsZero() {
			admins++
		}
	}
	if a.ID == 0 {
		a.ID = int64(len(o.people) + 1)
		o.people = append(o.people, a)
	} else {
		if was := o.people[a.ID-1]; was.Role == staff.Admin && admins == 0 && (a.Role != staff.Admin || !a.Ends.IsZero()) {
			return a, staff.ErrLastAdmin
		}
		o.people[a.ID-1] = a
	}
	o.trail = append(o.trail, by)
	return a, o.lost
}

func (o *office) Hanging(_ context.Context, a staff.Account) (h staff.Hanging, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, tk := range o.tickets {
		one := staff.HangingTicket{Number: tk.Number, Title: tk.Title, Team: tk.Team, Status: tk.Status, Version: tk.Version}
		if tk.Assignee.ID == a.Person().ID {
			h.Tickets = append(h.Tickets, one)
		} else if tk.Planned() == a.Name {
			h.Planned = append(h.Planned, one)
		}
	}
	return h, o.lost
}

func (o *office) EraseAccount(_ context.Context, id int64, pseudonym string, by audit.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.people[id-1].Active(o.now) {
		return staff.ErrActive
	}
	o.people[id-1].Name, o.people[id-1].Erased = pseudonym, o.now
	o.trail = append(o.trail, by)
	return o.lost
}

func (o *office) Unknown(context.Context) ([]staff.Unknown, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.unknown), o.lost
}

func (o *office) Join(_ context.Context, person string, into int64, by audit.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unknown = slices.DeleteFunc(o.unknown, func(u staff.Unknown) bool { return u.Person.ID == person })
	for _, tk := range o.tickets {
		if tk.Assignee.ID == person {
			tk.Assignee = o.people[into-1].Person()
		}
	}
	by.Before, by.Object = person, staff.PersonID(into)
	o.trail = append(o.trail, by)
	return o.lost
}

func (o *office) Sessions(_ context.Context, account int64) ([]staff.Session, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []staff.Session
	for _, s := range o.sessions {
		if s.account == account {
			out = append(out, s.Session)
		}
	}
	slices.SortFunc(out, func(a, b staff.Session) int { return cmp.Compare(a.ID, b.ID) })
	return out, o.lost
}

func (o *office) EndSessions(_ context.Context, account, one int64, by audit.Record) (n int64, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	maps.DeleteFunc(o.sessions, func(_ string, s session) bool {
		end := s.account == account && (one == 0 || s.ID == one)
		if end {
			n++
		}
		return end
	})
	o.trail = append(o.trail, by)
	return n, o.lost
}

func (o *office) Audit(_ context.Context, records ...audit.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.trail = append(o.trail, records...)
	return o.lost
}

func (o *office) Audited(_ context.Context, f audit.Filter) ([]audit.Record, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []audit.Record
	for i, r := range o.trail {
		r.ID = int64(i + 1)
		if (f.Act == "" || f.Act == r.Act) && (f.Actor == "" || f.Actor == r.Actor.ID) && (f.Before == 0 || r.ID < f.Before) {
			out = append(out, r)
		}
	}
	slices.Reverse(out)
	return out, o.lost
}

// done are the acts written down, in order.
func (o *office) done() []audit.Act {
	o.mu.Lock()
	defer o.mu.Unlock()
	var acts []audit.Act
	for _, r := range o.trail {
		acts = append(acts, r.Act)
	}
	return acts
}
