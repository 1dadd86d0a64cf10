package office

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"madoguchi/staff"
	"madoguchi/ticket"
)

//go:embed default.yaml
var defaultFile []byte

//go:embed forms.yaml
var formsFile []byte

// file is the office file as it is written.
type file struct {
	Name       string          `yaml:"name"`
	MemberWord string          `yaml:"member_word"`
	Programmes []Programme     `yaml:"programmes"`
	Hours      Week            `yaml:"hours"`
	Holidays   *bool           `yaml:"holidays"`
	Closures   []ticket.Period `yaml:"closures"`
	HalfDays   []HalfDay       `yaml:"half_days"`
	Phone      string          `yaml:"phone"`
	Address    string          `yaml:"address"`
	Care       *Care           `yaml:"care"`
	Promise    *Promise        `yaml:"promise"`
	Recall     string          `yaml:"recall"`
	Closes     *int            `yaml:"waiting_closes"`
	Overdue    escalationFile  `yaml:"overdue"`
	Retention  *retentionFile  `yaml:"retention"`
	Teams      []Team          `yaml:"teams"`
	Routes     []ticket.Rule   `yaml:"routes"`
	Origins    []string        `yaml:"origins"`
	Forms      []ticket.Form   `yaml:"forms"`
	Features   *featuresFile   `yaml:"features"`
	Newcomer   string          `yaml:"newcomer_role"`
	Idle       string          `yaml:"idle"`
	Slack      string          `yaml:"slack"`
	PersonalOn string          `yaml:"personal_on"`
	Wareki     bool            `yaml:"wareki"`
	Satisfied  bool            `yaml:"satisfaction"`
	Mail       *mailFile       `yaml:"mail"`
	Brand      Brand           `yaml:"brand"`

	Notices   []Notice `yaml:"notices"`
	Purpose   string   `yaml:"purpose"`
	Privacy   string   `yaml:"privacy"`
	NameShown string   `yaml:"staff_name"`

	Desk any `yaml:"desk_edits"` // yes, no, or a list of parts
}

// A HalfDay is a stretch of days on which the office opens for other hours.
type HalfDay struct {
	From  string `yaml:"from"`
	Until string `yaml:"until,omitempty"`
	Hours string `yaml:"hours"`
	Note  string `yaml:"note,omitempty"`
}

// mailFile says what becomes of mails that come in.
type mailFile struct {
	Answers bool `yaml:"answers"`
}

// Default is the office that a program without an office file serves.
func Default() *Office {
	o, err := Parse(nil)
	if err != nil {
		panic("office: the default file that ships with the program is broken: " + err.Error()) // a test parses it
	}
	return o
}

// Parse reads an office file. What it leaves out has the default's value; a form of the same ID
// replaces the one that ships with the program. What is wrong is told as [Faults]: of most sections the first.
func Parse(data []byte) (*Office, error) {
	out, err := lay(data, nil)
	if err != nil {
		return nil, err
	}
	return out.office, nil
}

// readFile reads an office file as it is written, and gives back its text.
func readFile(data []byte) (*file, []byte, error) {
	var f file
	data, err := plain(data)
	if err != nil {
		return nil, nil, fmt.Errorf("read office file: %w", placed(err, nil))
	}
	if err := decode(data, &f); err != nil {
		return nil, nil, fmt.Errorf("read office file: %w", placed(err, data))
	}
	return &f, data, nil
}

// placed gives faults their lines, and those that the YAML library found their keys.
func placed(err error, data []byte) Faults {
	where := newLayout(data)
	var out Faults
	for _, err := range each(err) {
		var f *Fault
		if !errors.As(err, &f) {
			f = &Fault{Text: err.Error()}
		}
		switch one := *f; {
		case one.Line == 0:
			one.Line = where.line(one.Key)
			out = append(out, one)
		default:
			one.Key = where.keys[position{one.Line, one.column}]
			out = append(out, one)
		}
	}
	// A programme without a name or an id is one choice without either, in every form: told once.
	if len(out) > 1 {
		out = slices.DeleteFunc(out, func(f Fault) bool { return strings.HasPrefix(f.Key, "forms.") })
	}
	slices.SortStableFunc(out, func(a, b Fault) int { return a.Line - b.Line })
	return out
}

// each are the errors that were joined to one.
func each(err error) (out []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	for _, one := range joined.Unwrap() {
		out = append(out, each(one)...)
	}
	return out
}

// faultsOf are the faults that an error tells of, or the error as one.
func faultsOf(err error) Faults {
	var fs Faults
	if err == nil || errors.As(err, &fs) {
		return fs
	}
	return Faults{{Text: err.Error()}}
}

// fill takes from d what f leaves out.
func (f *file) fill(d file) {
	if f.Name == "" {
		f.Name = d.Name
	}
	if f.MemberWord == "" {
		f.MemberWord = d.MemberWord
	}
	if f.Hours == nil {
		f.Hours = d.Hours
	}
	if f.Holidays == nil {
		f.Holidays = d.Holidays
	}
	if f.Closures == nil {
		f.Closures = d.Closures
	}
	f.Care = f.Care.filled(d.Care)
	if f.Promise == nil {
		f.Promise = d.Promise
	}
	if f.Recall == "" {
		f.Recall = d.Recall
	}
	f.Overdue.fill(&d.Overdue)
	if f.Teams == nil {
		f.Teams = d.Teams
	}
	if f.NameShown == "" {
		f.NameShown = string(ByOffice)
	}
	if f.Newcomer == "" {
		f.Newcomer = d.Newcomer
	}
	if f.Idle == "" {
		f.Idle = d.Idle
	}
}

// office checks the file and makes the office of it.
func (f *file) office(shipped []ticket.Form, retention *retentionFile) (*Office, []error) {
	o := &Office{Name: f.Name, MemberWord: f.MemberWord, Programmes: f.Programmes, Promise: *f.Promise, Teams: f.Teams, Origins: f.Origins, Routes: f.Routes, off: f.Features.off(),
		Phone: strings.TrimSpace(f.Phone), Address: strings.TrimSpace(f.Address), Care: *f.Care, Brand: f.Brand}
	if o.Team(ticket.Secretariat) == nil {
		o.Teams = append(o.Teams, Team{Name: ticket.Secretariat})
	}
	o.Wareki, o.Satisfaction = f.Wareki, f.Satisfied
	var errs []error
	for _, check := range []func() error{
		func() error { return f.readRecall(o) },
		func() error { return f.readCloses(o) },
		func() error { return f.Overdue.read(o) },
		func() (err error) { o.Retention, err = f.Retention.settle(retention); return err },
		func() error { return f.Retention.settleRecords(o) },
		func() error { return f.calendar(&o.Calendar) },
		func() error { return f.Promise.check() },
		func() error { return o.Care.check() },
		func() error { return f.people(o) },
		func() error { return f.privacy(o) },
		func() error { return checkWord(o.MemberWord) },
		func() error { return checkTeams(o.Teams) },
		func() error { return checkProgrammes(o.Programmes) },
		func() error { return checkOrigins(o.Origins) },
		func() error { return o.Brand.check() },
		func() error { return o.settleRoutes() },
		func() error { return o.settleForms(shipped, f.Forms) },
		func() error { return f.front(o) },
		func() error { return f.nameShown(o) },
		func() error { return f.deskEdits(o) },
	} {
		if err := check(); err != nil {
			errs = append(errs, err)
		}
	}
	return o, errs
}

// readRecall reads for how long a reply is held back.
func (f *file) readRecall(o *Office) (err error) {
	if o.recall, err = time.ParseDuration(f.Recall); err != nil || o.recall < 0 || o.recall > time.Hour {
		return at("recall", "office.fault.recall", "value", f.Recall)
	}
	return nil
}

// readCloses reads after how many working days without a word of its member a ticket is resolved.
func (f *file) readCloses(o *Office) error {
	if f.Closes == nil {
		return nil
	}
	if o.WaitingCloses = *f.Closes; o.WaitingCloses < 1 || o.WaitingCloses > 250 { // about a year
		return at("waiting_closes", "office.fault.waiting_closes", "value", o.WaitingCloses)
	}
	return nil
}

var dayNames = map[string]time.Weekday{
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
	"日": time.Sunday, "月": time.Monday, "火": time.Tuesday, "水": time.Wednesday, "木": time.Thursday, "金": time.Friday, "土": time.Saturday,
}

// calendar reads when the office is open, and tells all that is wrong with it: at the desk each is said at its field.
func (f *file) calendar(c *ticket.Calendar) error {
	c.Holidays, c.Closures = *f.Holidays, f.Closures
	errs := []error{f.week(c)}
	for i, p := range f.Closures {
		errs = append(errs, checkPeriod(nth("closures", i), p))
	}
	for i, d := range f.HalfDays {
		half := ticket.Half{Period: ticket.Period{From: d.From, Until: d.Until, Note: d.Note}}
		errs = append(errs, checkPeriod(nth("half_days", i), half.Period))
		var err error
		if half.Hours, err = ticket.ParseHours(d.Hours); err != nil {
			errs = append(errs, at(nth("half_days", i)+".hours", "office.fault.no_span", "value", d.Hours))
		}
		c.Halves = append(c.Halves, half)
	}
	return errors.Join(errs...)
}

func (f *file) week(c *ticket.Calendar) error {
	if len(f.Hours) == 0 {
		return at("hours", "office.fault.no_hours")
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(f.Hours)) {
		text := f.Hours[name]
		day, ok := dayNames[strings.ToLower(name)]
		if !ok {
			errs = append(errs, at("hours."+name, "office.fault.no_weekday", "value", name))
			continue
		}
		h, err := ticket.ParseHours(text)
		if err != nil {
			errs = append(errs, at("hours."+name, "office.fault.no_span", "value", text))
			continue
		}
		c.Hours[day] = h
	}
	return errors.Join(errs...)
}

// people reads what the file says of the office's own accounts. A newcomer is never an administrator:
// that is for an administrator to say.
func (f *file) people(o *Office) (err error) {
	o.Newcomer = staff.Role(f.Newcomer)
	if !o.Newcomer.Known() || o.Newcomer == staff.Admin {
		return at("newcomer_role", "office.fault.newcomer", "value", f.Newcomer)
	}
	o.MailAnswer = f.Mail != nil && f.Mail.Answers
	if o.Idle, err = time.ParseDuration(f.Idle); err != nil || o.Idle < 10*time.Minute || o.Idle > 30*24*time.Hour {
		return at("idle", "office.fault.idle", "value", f.Idle)
	}
	return nil
}

func (p *Promise) check() error {
	var errs []error
	for _, of := range []struct {
		name string
		n    int
	}{{"inquiry", p.Inquiry}, {"change", p.Change}, {"consultation", p.Consultation}, {"disclosure", p.Disclosure}} {
		if of.n < 0 || of.n > 30 {
			errs = append(errs, at("promise."+of.name, "office.fault.promise", "value", of.n))
		}
	}
	return errors.Join(errs...)
}

var programmeID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)
