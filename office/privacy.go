package office

// privacy reads what of a ticket may reach the platforms on which the office talks.
func (f *file) privacy(o *Office) error {
	switch f.Slack {
	case "", "full":
	case "number_only":
		o.NumberOnly = true
	default:
		return at("slack", "office.fault.slack", "value", f.Slack)
	}
	switch f.PersonalOn {
	case "", "chat":
	case "web":
		o.OnPage = true
	default:
		return at("personal_on", "office.fault.personal_on", "value", f.PersonalOn)
	}
	return nil
}
