package office

import "fmt"

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
		o.OnPage = true
	default:
		return fmt.Errorf("personal_on %q: want chat or web", f.PersonalOn)
	}
	return nil
}
