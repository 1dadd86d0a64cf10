package office

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"madoguchi/staff"
	"madoguchi/ticket"
)

//go:embed default.yaml
var defaultFile []byte

//go:embed forms.yaml
var formsFile []byte

// file is the office file as it is written.
type file struct {
	Name       string            `yaml:"name"`
	MemberWord string            `yaml:"member_word"`
	Programmes []Programme       `yaml:"programmes"`
	Hours      map[string]string `yaml:"hours"`
	Holidays   *bool             `yaml:"holidays"`
	Closures   []ticket.Period   `yaml:"closures"`
	Phone      string            `yaml:"phone"`
	Address    string            `yaml:"address"`
	Care       *Care             `yaml:"care"`
	Promise    *Promise          `yaml:"promise"`
	Recall     string            `yaml:"recall"`
	Retention  *retentionFile    `yaml:"retention"`
	Teams      []Team            `yaml:"teams"`
	Routes     []ticket.Rule     `yaml:"routes"`
	Origins    []string          `yaml:"origins"`
	Forms      []ticket.Form     `yaml:"forms"`
	Features   *featuresFile     `yaml:"features"`
	Newcomer   string            `yaml:"newcomer_role"`
	Idle       string            `yaml:"idle"`
	Slack      string            `yaml:"slack"`
	PersonalOn string            `yaml:"personal_on"`
	Mail       *mailFile         `yaml:"mail"`
	Brand      Brand             `yaml:"brand"`
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
// replaces the one that ships with the program. An error is one line naming the line at fault.
func Parse(data []byte) (*Office, error) {
	var f, d file
	var forms struct {
		Forms []ticket.Form `yaml:"forms"`
	}
	if err := decode(formsFile, &forms); err != nil {
		return nil, fmt.Errorf("read the forms that ship with the program: %w", err)
	}
	if err := decode(defaultFile, &d); err != nil {
		return nil, fmt.Errorf("read the default office file: %w", err)
	}
	if err := decode(data, &f); err != nil {
		return nil, fmt.Errorf("read office file: %w", err)
	}
	f.fill(d)
	o, err := f.office(forms.Forms, d.Retention)
	if err != nil {
		return nil, fmt.Errorf("read office file: %w", err)
	}
	return o, nil
}

// decode reads YAML strictly. The library's own errors draw the place over several lines; ours
// name the line, and fit into a log.
func decode(data []byte, into any) error {
	dec := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict())
	err := dec.Decode(into)
	var ye yaml.Error
	switch {
	case err == nil, len(bytes.TrimSpace(data)) == 0:
		return nil
	case err.Error() == "EOF": // only comments
		return nil
	case errors.As(err, &ye) && ye.GetToken() != nil:
		return fmt.Errorf("line %d: %s", ye.GetToken().Position.Line, oneLine(ye.GetMessage()))
	}
	return errors.New(oneLine(err.Error()))
}

func oneLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return strings.Join(strings.Fields(s), " ")
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
	if f.Teams == nil {
		f.Teams = d.Teams
	}
	if f.Newcomer == "" {
		f.Newcomer = d.Newcomer
	}
	if f.Idle == "" {
		f.Idle = d.Idle
	}
}

// office checks the file and makes the office of it.
func (f *file) office(shipped []ticket.Form, retention *retentionFile) (*Office, error) {
	o := &Office{Name: f.Name, MemberWord: f.MemberWord, Programmes: f.Programmes, Promise: *f.Promise, Teams: f.Teams, Origins: f.Origins, Routes: f.Routes, off: f.Features.off(),
		Phone: strings.TrimSpace(f.Phone), Address: strings.TrimSpace(f.Address), Care: *f.Care, Brand: f.Brand}
	if o.Team(ticket.Secretariat) == nil {
		o.Teams = append(o.Teams, Team{Name: ticket.Secretariat})
	}
	var err error
	if o.recall, err = time.ParseDuration(f.Recall); err != nil || o.recall < 0 || o.recall > time.Hour {
		return nil, fmt.Errorf("recall %q: want a time up to 1h, such as 10s or 2m", f.Recall)
	}
	for _, check := range []func() error{
		func() (err error) { o.Retention, err = f.Retention.settle(retention); return err },
		func() error { return f.calendar(&o.Calendar) },
		func() error { return f.Promise.check() },
		func() error { return o.Care.check() },
		func() error { return f.people(o) },
		func() error { return f.privacy(o) },
		func() error { return checkWord(o.MemberWord) },
		func() error { return checkProgrammes(o.Programmes) },
		func() error { return checkOrigins(o.Origins) },
		func() error { return o.Brand.check() },
		func() error { return o.settleRoutes() },
		func() error { return o.settleForms(shipped, f.Forms) },
	} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return o, nil
}

var dayNames = map[string]time.Weekday{
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
	"日": time.Sunday, "月": time.Monday, "火": time.Tuesday, "水": time.Wednesday, "木": time.Thursday, "金": time.Friday, "土": time.Saturday,
}

func (f *file) calendar(c *ticket.Calendar) error {
	c.Holidays, c.Closures = *f.Holidays, f.Closures
	if len(f.Hours) == 0 {
		return fmt.Errorf("hours: name at least one day, such as mon: 9:30-17:30")
	}
	for name, text := range f.Hours {
		day, ok := dayNames[strings.ToLower(name)]
		if !ok {
			return fmt.Errorf("hours: %q is no day: want mon, tue, wed, thu, fri, sat or sun", name)
		}
		h, err := ticket.ParseHours(text)
		if err != nil {
			return fmt.Errorf("hours of %s: %w", name, err)
		}
		c.Hours[day] = h
	}
	for _, p := range f.Closures {
		if err := p.Check(); err != nil {
			return fmt.Errorf("closures: %w", err)
		}
	}
	return nil
}

// people reads what the file says of the office's own accounts. A newcomer is never an administrator:
// that is for an administrator to say.
func (f *file) people(o *Office) (err error) {
	o.Newcomer = staff.Role(f.Newcomer)
	if !o.Newcomer.Known() || o.Newcomer == staff.Admin {
		return fmt.Errorf("newcomer_role %q: want clerk, coordinator or viewer", f.Newcomer)
	}
	o.MailAnswer = f.Mail != nil && f.Mail.Answers
	if o.Idle, err = time.ParseDuration(f.Idle); err != nil || o.Idle < 10*time.Minute || o.Idle > 30*24*time.Hour {
		return fmt.Errorf("idle %q: want a time from 10m to 720h, such as 12h", f.Idle)
	}
	return nil
}

func (p *Promise) check() error {
	for name, n := range map[string]int{"inquiry": p.Inquiry, "change": p.Change, "consultation": p.Consultation, "disclosure": p.Disclosure} {
		if n < 0 || n > 30 {
			return fmt.Errorf("promise: %s %d: want 0 to 30 working days", name, n)
		}
	}
	return nil
}

// checkWord checks what the office calls its members: a word that fits into a sentence.
func checkWord(word string) error {
	if n := utf8.RuneCountInString(word); n < 1 || n > 12 || strings.ContainsFunc(word, unicode.IsSpace) {
		return fmt.Errorf("member_word %q: want one word of at most 12 characters, such as 会員", word)
	}
	return nil
}

var programmeID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

func checkProgrammes(ps []Programme) error {
	seen := map[string]bool{}
	for _, p := range ps {
		switch {
		case !programmeID.MatchString(p.ID):
			return fmt.Errorf("programmes: id %q: want small letters, digits, - and _, beginning with a letter or digit", p.ID)
		case seen[p.ID]:
			return fmt.Errorf("programmes: id %q is used twice", p.ID)
		case p.Name == "":
			return fmt.Errorf("programmes: %s has no name", p.ID)
		}
		for _, day := range []string{string(p.From), string(p.Until)} {
			if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
				return fmt.Errorf("programmes: %s: %q is no day: want 2026-03-31", p.ID, day)
			}
		}
		if p.From != "" && p.Until != "" && p.Until < p.From {
			return fmt.Errorf("programmes: %s: ends on %s, before it begins on %s", p.ID, p.Until, p.From)
		}
		seen[p.ID] = true
	}
	for _, p := range ps {
		if p.Succeeds != "" && (p.Succeeds == p.ID || !seen[p.Succeeds]) {
			return fmt.Errorf("programmes: %s: succeeds %q, which is no other programme", p.ID, p.Succeeds)
		}
	}
	return nil
}

func checkOrigins(origins []string) error {
	for _, origin := range origins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Scheme+"://"+u.Host != origin {
			return fmt.Errorf("origins: %q: want https://www.example.jp, without a path or a closing slash", origin)
		}
	}
	return nil
}
