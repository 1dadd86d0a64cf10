package office

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/faq"
)

// A Front is what the office itself says on the first screen of the web chat.
type Front struct {
	Notices []Notice // in the file's order
	Purpose string   // what it does with what is written in the chat; "" = the program's own words
	Privacy string   // the address of its privacy policy; "" = it names none
}

// A Notice is a short announcement (お知らせ).
type Notice struct {
	Text       string   `yaml:"text"`
	From       faq.Date `yaml:"from,omitempty"` // shown on these days, both included
	Until      faq.Date `yaml:"until,omitempty"`
	Programmes []string `yaml:"programmes,omitempty"` // shown to who has chosen one of these, or none; empty = to all
}

// NoticesAt is what is announced on a channel at a moment to who has chosen a programme ("" = none yet): what was
// announced for a while first, then what the office file says.
func (o *Office) NoticesAt(programme, channel string, now time.Time) []string {
	out := []string{}
	for _, n := range o.Switches.Notices(programme, channel, now) {
		out = append(out, n.Text)
	}
	for _, n := range o.Front.Notices {
		about := len(n.Programmes) == 0 || programme == "" || slices.Contains(n.Programmes, programme)
		if about && (faq.Validity{From: n.From, Until: n.Until}).At(now) == faq.Running {
			out = append(out, n.Text)
		}
	}
	return out
}

// longestNotice is how many characters a notice may have: three lines on a telephone.
const longestNotice = 200

func (f *file) front(o *Office) error {
	o.Front = Front{Notices: f.Notices, Purpose: strings.TrimSpace(f.Purpose), Privacy: strings.TrimSpace(f.Privacy)}
	for i := range o.Front.Notices {
		if err := o.Front.Notices[i].check(o); err != nil {
			return within(nth("notices", i), err)
		}
	}
	if u, err := url.Parse(o.Front.Privacy); o.Front.Privacy != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		return at("privacy", "office.fault.privacy", "value", o.Front.Privacy)
	}
	return nil
}

func (n *Notice) check(o *Office) error {
	n.Text = strings.TrimSpace(n.Text)
	if c := utf8.RuneCountInString(n.Text); c == 0 || c > longestNotice {
		return at("text", "office.fault.notice", "n", c, "most", longestNotice)
	}
	for _, day := range []faq.Date{n.From, n.Until} {
		if _, err := time.Parse(time.DateOnly, string(day)); day != "" && err != nil {
			return at("", "office.fault.no_day", "value", string(day))
		}
	}
	if n.From != "" && n.Until != "" && n.Until < n.From {
		return at("until", "office.fault.ends_before", "from", string(n.From), "until", string(n.Until))
	}
	for _, id := range n.Programmes {
		if o.Programme(id) == nil {
			return at("programmes", "office.fault.no_programme", "value", id)
		}
	}
	return nil
}

// A NameShown says by which name members know who of the office writes to them.
type NameShown string

// The ways to be named.
const (
	ByOffice NameShown = "office" // the office's name alone
	ByFamily NameShown = "family" // with the family name
	ByFull   NameShown = "full"   // with the whole name
)

// StaffName is what members see of a colleague's name beside the office's: "" where they see none. A
// name without a space is taken as it is, for nobody can tell where it parts.
func (o *Office) StaffName(name string) string {
	name = strings.TrimSpace(name)
	switch o.NameShown {
	case ByFull:
		return name
	case ByFamily:
		family, _, _ := strings.Cut(strings.ReplaceAll(name, "　", " "), " ")
		return family
	}
	return ""
}

func (f *file) nameShown(o *Office) error {
	switch o.NameShown = NameShown(f.NameShown); o.NameShown {
	case ByOffice, ByFamily, ByFull:
	default:
		return at("staff_name", "office.fault.staff_name", "value", f.NameShown)
	}
	return nil
}
