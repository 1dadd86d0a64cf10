package office

import "strings"

// A Care is what the office has for a member who writes of harming themselves.
type Care struct {
	Words  []string   `yaml:"words"`  // that tell of it, beside those the program knows
	Lines  []HelpLine `yaml:"lines"`  // who can be talked to at once
	Notify []string   `yaml:"notify"` // mail addresses that are told at any hour, where there is mail
}

// A HelpLine is somebody outside the office who can be talked to.
type HelpLine struct {
	Name  string `yaml:"name"`
	Phone string `yaml:"phone"`
	Hours string `yaml:"hours"`
	URL   string `yaml:"url"`
}

// filled is the care of the office file with the default's lines where it names none: an office that adds
// a word keeps the lines.
func (c *Care) filled(d *Care) *Care {
	if c == nil {
		return d
	}
	filled := *c
	if len(filled.Lines) == 0 {
		filled.Lines = d.Lines
	}
	return &filled
}

// shortestWord is in characters: a shorter word of the office's would stand in too many messages.
const shortestWord = 3

func (c *Care) check() error {
	for i, w := range c.Words {
		if len([]rune(strings.TrimSpace(w))) < shortestWord {
			return at(nth("care.words", i), "office.fault.care_word", "value", w, "n", shortestWord)
		}
	}
	for i, l := range c.Lines {
		if l.Name == "" || l.Phone == "" && l.URL == "" {
			return at(nth("care.lines", i), "office.fault.care_line", "value", l.Name)
		}
	}
	for i, to := range c.Notify {
		if name, host, ok := strings.Cut(to, "@"); !ok || name == "" || !strings.Contains(host, ".") || strings.ContainsAny(to, " \t<>") {
			return at(nth("care.notify", i), "office.fault.mail", "value", to)
		}
	}
	return nil
}
