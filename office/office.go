// Package office reads the office file: who the office is, which programmes it runs, when it is
// open, who gets which ticket, what its forms ask, and how long what is kept.
//
// The file is YAML, written and kept by the office itself. It is read strictly: a key that means
// nothing is refused with its line, so that a slip of the pen is noticed at the start and not in
// a member's conversation. Everything left out has the default that [Default] shows.
//
//	off, err := office.Parse(data) // err names each fault with its line
//	routing := off.Route(facts, now)
//	form := off.Form("inquiry")
//
// An [Office] never changes; a changed file is another one. The package reads no file and no clock, and
// what a form or a rule means is for package ticket.
package office

import (
	"cmp"
	"time"

	"madoguchi/faq"
	"madoguchi/office/edits"
	"madoguchi/staff"
	"madoguchi/switches"
	"madoguchi/ticket"
)

// An Office is what the office file says, checked and with its defaults filled in.
type Office struct {
	Name       string          // as members know it
	MemberWord string          // what the office calls who writes: 会員, 申込者, お客様
	Programmes []Programme     // in the file's order
	Phone      string          // as members are told it; "" where they are told none
	Address    string          // the same
	Calendar   ticket.Calendar // when it is open
	Care       Care            // for members in distress
	Promise    Promise         // by when a member is answered
	Teams      []Team          // with 事務局 always among them
	Routes     []ticket.Rule   // tried from the top
	Forms      []ticket.Form   // inquiry, change and consultation, and the office's own
	Retention  Retention       // for how long members' words are kept
	Newcomer   staff.Role      // of a member of the Slack channel, and of who says their name behind a printed link
	Idle       time.Duration   // after how long without use an administrator is signed out at the desk
	NumberOnly bool            // whether Slack is shown no more of a ticket than its number, kind and state
	Wareki     bool            // years are written 令和8年 in reports
	OnPage     bool            // whether a form asks for personal data on a page of ours instead of in the talk, where a channel lets it
	MailAnswer bool            // mails are answered out of the FAQ, not only received
	Origins    []string        // the web origins that may embed the chat: "https://www.example.jp"
	// Satisfaction says that a member whose ticket a person has resolved is asked how content they are.
	Satisfaction bool
	// WaitingCloses is after how many working days without a word of its member a waiting ticket is resolved; 0 = never.
	WaitingCloses int
	// Escalation is when others hear of a ticket whose promise is broken.
	Escalation Escalation
	Brand      Brand // how its public pages look
	// RetentionChosen says that the file says for how long tickets are kept. Where it does not, nothing of them goes.
	RetentionChosen bool

	Front     Front     // what the chat's first screen says
	NameShown NameShown // by which name members know who writes to them

	Switches switches.Set // what is on for a while on top of the file; see WithSwitches

	recall time.Duration
	longer int // working days
	off    map[Feature]bool
	desk   *[]edits.Part // which the desk may change; nil = all
}

// A Programme is one of the office's services, with an FAQ of its own.
type Programme struct {
	ID        string   `yaml:"id"`                  // its collection's ID: the first half of an entry's reference
	Name      string   `yaml:"name"`                // on buttons: short
	Title     string   `yaml:"title,omitempty"`     // of its FAQ, in sources; "" means the document's own
	Names     []string `yaml:"names,omitempty"`     // what else members call it
	Documents []string `yaml:"documents,omitempty"` // FAQ files, relative to the office file
	From      faq.Date `yaml:"from,omitempty"`      // its term, both days included
	Until     faq.Date `yaml:"until,omitempty"`
	Succeeds  string   `yaml:"succeeds,omitempty"` // the ID of the programme of before: what members call both means this one

	Questions []int `yaml:"questions,omitempty"` // the entries of its FAQ that are offered first, before it is known what is asked most
	Approval  bool  `yaml:"approval,omitempty"`  // a change of its FAQ is published once a second person has approved it
}

// IsProgrammeID says whether a programme may have this ID: it stands in references, addresses and flags.
func IsProgrammeID(id string) bool { return programmeID.MatchString(id) }

// Approves says whether a programme has the changes of its FAQ approved by a second person.
func (o *Office) Approves(programme string) bool {
	p := o.Programme(programme)
	return p != nil && p.Approval
}

// Successions are which programmes go on from which, with all that members call the new ones.
func (o *Office) Successions() []faq.Succession {
	var out []faq.Succession
	for i := range o.Programmes {
		if p := &o.Programmes[i]; p.Succeeds != "" {
			out = append(out, faq.Succession{Old: p.Succeeds, New: p.ID, Names: append([]string{p.Name}, p.Names...)})
		}
	}
	return out
}

// Validity is the programme's term.
func (p *Programme) Validity() faq.Validity {
	v := faq.Validity{From: p.From, Until: p.Until, Confirmed: true}
	if p.From != "" || p.Until != "" {
		v.Basis = "office file"
	}
	return v
}

// A Promise is in how many working days a member is answered, by the kind of ticket. The day the
// member writes does not count; the answer comes before the end of business of the last one.
type Promise struct {
	Inquiry      int `yaml:"inquiry"`
	Change       int `yaml:"change"`
	Consultation int `yaml:"consultation"`
	Disclosure   int `yaml:"disclosure"` // 0 = ten: the law says without delay (個人情報保護法 33)
}

// A Team gets tickets.
type Team struct {
	Name         string   `yaml:"name"`
	SlackChannel string   `yaml:"slack_channel,omitempty"` // "" means the office's one channel
	Members      []string `yaml:"members,omitempty"`       // names, for the staff's lists
	Abroad       string   `yaml:"abroad,omitempty"`        // the country where the team is, outside Japan; a route may say otherwise
}

// Form is the form with the ID, or nil.
func (o *Office) Form(id string) *ticket.Form {
	for i := range o.Forms {
		if o.Forms[i].ID == id {
			return &o.Forms[i]
		}
	}
	return nil
}

// Programme is the programme with the ID, or nil.
func (o *Office) Programme(id string) *Programme {
	for i := range o.Programmes {
		if o.Programmes[i].ID == id {
			return &o.Programmes[i]
		}
	}
	return nil
}

// Team is the team of that name, or nil.
func (o *Office) Team(name string) *Team {
	for i := range o.Teams {
		if o.Teams[i].Name == name {
			return &o.Teams[i]
		}
	}
	return nil
}

// TeamNames are the teams a ticket can be handed to.
func (o *Office) TeamNames() []string {
	names := make([]string, len(o.Teams))
	for i, t := range o.Teams {
		names[i] = t.Name
	}
	return names
}

// PromiseDays is the promise for a kind of ticket, in working days. A crowd makes it longer, but for claims to
// one's own data, where the law says without delay.
func (o *Office) PromiseDays(k ticket.Kind) int {
	switch k {
	case ticket.Change:
		return o.Promise.Change + o.longer
	case ticket.Consultation:
		return o.Promise.Consultation + o.longer
	case ticket.Disclosure:
		return cmp.Or(o.Promise.Disclosure, disclosureDays)
	}
	return o.Promise.Inquiry + o.longer
}

// disclosureDays is what an office promises that says nothing of it: two weeks.
const disclosureDays = 10

// FieldLabel is the label of a field as staff read it, or the ID itself where no form has it. The
// forms share their IDs: company is 会社名 in all of them.
func (o *Office) FieldLabel(id string) string {
	for i := range o.Forms {
		if f := o.Forms[i].Field(id); f != nil {
			return f.Label
		}
	}
	return id
}

// Recall is for how long a reply is held back before it goes out, so that its writer can take it back.
func (o *Office) Recall() time.Duration { return o.recall }

// Route says who gets a ticket: by the table and by who is away, with the team's Slack channel where the rule names none.
func (o *Office) Route(facts ticket.Facts, now time.Time, away ...ticket.Absence) ticket.Routing {
	r := ticket.RouteTicket(o.Routes, facts, now, away...)
	if t := o.Team(r.Team); r.SlackChannel == "" && t != nil {
		r.SlackChannel = t.SlackChannel
	}
	return r
}
