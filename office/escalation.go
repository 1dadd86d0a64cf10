package office

import "time"

// An Escalation is after how much time of the office's opening hours, counted from when a promise was due, somebody
// else hears of a ticket that nobody has answered. Zero is never.
type Escalation struct {
	Deputy time.Duration // who stands in for the one it is planned for, else the others of its team
	Admins time.Duration
}

// escalationFile is how the office file says it: "1h", or "off".
type escalationFile struct {
	Deputy string `yaml:"deputy"`
	Admins string `yaml:"admins"`
}

// longestEscalation is two weeks of an office that is open for eight hours a day.
const longestEscalation = 80 * time.Hour

func (f *escalationFile) fill(d *escalationFile) {
	if f.Deputy == "" {
		f.Deputy = d.Deputy
	}
	if f.Admins == "" {
		f.Admins = d.Admins
	}
}

func (f *escalationFile) read(o *Office) error {
	for _, step := range []struct {
		key, text string
		into      *time.Duration
	}{{"deputy", f.Deputy, &o.Escalation.Deputy}, {"admins", f.Admins, &o.Escalation.Admins}} {
		if step.text == "off" {
			continue
		}
		after, err := time.ParseDuration(step.text)
		if err != nil || after < time.Minute || after > longestEscalation {
			return at("overdue."+step.key, "office.fault.overdue", "value", step.text)
		}
		*step.into = after
	}
	return nil
}
