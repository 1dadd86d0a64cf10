package office

import "fmt"

// A PersonalOn is where a form asks for personal data.
type PersonalOn string

// Where a form asks.
const (
	OnChat PersonalOn = ""    // in the talk, like everything else
	OnWeb  PersonalOn = "web" // on a page of ours that opens once, so that the platform of the talk does not read along
)

// privacy reads what of a ticket may reach the platforms on which the office talks.
func (f *file) privacy(o *Office) error {
	switch f.Slack {
	case "", "full":
	case "number_only":
		o.NumberOnly = true
	default:
		return fmt.Errorf("slack %q: want full or number_only", f.Slack)
	}
	switch f.PersonalOn {
	case "", "chat":
	case "web":
		o.PersonalOn = OnWeb
	default:
		return fmt.Errorf("personal_on %q: want chat or web", f.PersonalOn)
	}
	return nil
}
