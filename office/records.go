package office

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// A Keep is for how long a ticket is kept once it is closed. The zero Keep is for good: nobody has decided.
type Keep struct {
	Days  int // from the day it was closed
	Years int // or from 1 April of the 年度 after the one in which it was closed
}

// A Record is a kind of ticket, or those of a programme, with how long they are kept.
type Record struct {
	Kind      ticket.Kind `yaml:"kind"`
	Programme string      `yaml:"programme"`
	Keep      string      `yaml:"keep"`

	keep Keep
}

// byYears is how offices' rules on their papers have it.
var byYears = regexp.MustCompile(`^完結(?:した)?(?:日の属する)?年度の翌年度の?(?:4月1日)?から(\d{1,2})(?:年度|年間|年)$`)

// longestYears is what papers are kept at most that are not kept for good.
const longestYears = 30

// ParseKeep reads how long a ticket is kept: 「完結した年度の翌年度4月1日から5年」 or 365d.
func ParseKeep(text string) (Keep, bool) {
	text = strings.Join(strings.Fields(norm.NFKC.String(text)), "")
	if m := byYears.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1]) // two figures
		return Keep{Years: n}, n >= 1 && n <= longestYears
	}
	number, days := strings.CutSuffix(text, "d")
	n, err := strconv.Atoi(number)
	return Keep{Days: n}, err == nil && days && n >= shortestTerm && n <= 366*longestYears
}

// Chosen reports whether somebody has decided.
func (k Keep) Chosen() bool { return k != Keep{} }

// ClosedBefore is the moment such that what was closed before it is kept no longer; false where all is kept.
func (k Keep) ClosedBefore(now time.Time) (time.Time, bool) {
	switch {
	case k.Years > 0:
		y, m, _ := now.In(reading.JST).Date()
		if m < time.April {
			y--
		}
		return time.Date(y-k.Years, time.April, 1, 0, 0, 0, 0, reading.JST), true
	case k.Days > 0:
		return now.Add(-time.Duration(k.Days) * 24 * time.Hour), true
	}
	return time.Time{}, false
}

// String is the rule as people read it.
func (k Keep) String() string {
	switch {
	case k.Years > 0:
		return words("office.keep.years", "n", k.Years)
	case k.Days > 0:
		return words("office.keep.days", "n", k.Days)
	}
	return words("office.keep.none")
}

// KeepOf is for how long a ticket is kept: as its kind of its programme is, else its programme, else its kind, else all.
func (r Retention) KeepOf(kind ticket.Kind, programme string) Keep {
	best, keep := -1, r.Tickets
	for _, rec := range r.Records {
		if rec.Kind != "" && rec.Kind != kind || rec.Programme != "" && rec.Programme != programme {
			continue
		}
		weight := 0
		if rec.Kind != "" {
			weight++
		}
		if rec.Programme != "" {
			weight += 2
		}
		if weight > best {
			best, keep = weight, rec.keep
		}
	}
	return keep
}

// settleRecords reads the terms of tickets, and holds that what they name is there.
func (f *retentionFile) settleRecords(o *Office) error {
	if f == nil {
		return nil
	}
	if f.Tickets != "" {
		keep, ok := ParseKeep(f.Tickets)
		if !ok {
			return at("retention.tickets", "office.fault.keep", "value", f.Tickets)
		}
		o.Retention.Tickets = keep
	}
	seen := map[string]bool{}
	for i, rec := range f.Records {
		path, ok := nth("retention.records", i), false
		rec.keep, ok = ParseKeep(rec.Keep)
		switch key := fmt.Sprint(rec.Kind, "/", rec.Programme); {
		case !ok:
			return at(path+".keep", "office.fault.keep", "value", rec.Keep)
		case rec.Programme != "" && o.Programme(rec.Programme) == nil:
			return at(path+".programme", "office.fault.no_programme", "value", rec.Programme)
		case rec.Kind != "" && !knownKind(rec.Kind):
			return at(path+".kind", "office.fault.no_kind", "value", string(rec.Kind))
		case seen[key]:
			return at(path, "office.fault.used_twice", "value", key)
		default:
			seen[key] = true
		}
		o.Retention.Records = append(o.Retention.Records, rec)
	}
	o.RetentionChosen = f.Tickets != "" || len(f.Records) > 0
	return nil
}

func knownKind(k ticket.Kind) bool {
	return k == ticket.Inquiry || k == ticket.Change || k == ticket.Consultation || k == ticket.Disclosure
}
