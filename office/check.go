package office

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/faq"
	"madoguchi/ticket"
)

// checkTeams checks that no two teams have one name, and each has one.
func checkTeams(teams []Team) error {
	seen := map[string]bool{}
	for i, t := range teams {
		switch {
		case t.Name == "":
			return at(nth("teams", i), "office.fault.no_name")
		case seen[t.Name]:
			return at(nth("teams", i)+".name", "office.fault.used_twice", "value", t.Name)
		}
		seen[t.Name] = true
	}
	return nil
}

// checkWord checks what the office calls its members: a word that fits into a sentence.
func checkWord(word string) error {
	if n := utf8.RuneCountInString(word); n < 1 || n > 12 || strings.ContainsFunc(word, unicode.IsSpace) {
		return at("member_word", "office.fault.member_word", "value", word)
	}
	return nil
}

func checkProgrammes(ps []Programme) error {
	seen := map[string]bool{}
	for i, p := range ps {
		path := nth("programmes", i)
		switch {
		case p.ID == "":
			return at(path, "office.fault.no_id")
		case !programmeID.MatchString(p.ID):
			return at(path+".id", "office.fault.programme_id", "value", p.ID)
		case seen[p.ID]:
			return at(path+".id", "office.fault.used_twice", "value", p.ID)
		case p.Name == "":
			return at(path, "office.fault.no_name")
		}
		for key, day := range map[string]faq.Date{"from": p.From, "until": p.Until} {
			if _, err := time.Parse(time.DateOnly, string(day)); day != "" && err != nil {
				return at(path+"."+key, "office.fault.no_day", "value", string(day))
			}
		}
		if p.From != "" && p.Until != "" && p.Until < p.From {
			return at(path+".until", "office.fault.ends_before", "from", string(p.From), "until", string(p.Until))
		}
		seen[p.ID] = true
	}
	for i, p := range ps {
		if p.Succeeds != "" && (p.Succeeds == p.ID || !seen[p.Succeeds]) {
			return at(nth("programmes", i)+".succeeds", "office.fault.succeeds", "value", p.Succeeds)
		}
	}
	return nil
}

// checkPeriod checks days such as a closure's.
func checkPeriod(path string, p ticket.Period) error {
	if p.From == "" {
		return at(path, "office.fault.no_from")
	}
	if err := p.Check(); err != nil {
		return at(path, "office.fault.period", "from", p.From, "until", p.Until)
	}
	return nil
}

func checkOrigins(origins []string) error {
	for i, origin := range origins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Scheme+"://"+u.Host != origin {
			return at(nth("origins", i), "office.fault.origin", "value", origin)
		}
	}
	return nil
}
