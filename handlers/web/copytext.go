package web

import (
	"slices"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/reading"
)

// longestCopy is in UTF-16 units: a mail that every mailbox takes. Of a longer talk the end goes out.
const longestCopy = 60_000

// copySubject says whose talk it is, and up to when.
func copySubject(l *catalogue.Language, office string, now time.Time) string {
	return l.Say("web.copy.subject", "office", chars.Clip(chars.Line(office), 40), "at", copyDay(l, now)+" "+now.In(reading.JST).Format("15:04"))
}

func copyDay(l *catalogue.Language, at time.Time) string {
	at = at.In(reading.JST)
	if l == catalogue.EN {
		return at.Format("2 January 2006")
	}
	return l.Say("web.copy.day", "year", at.Year(), "month", int(at.Month()), "day", at.Day())
}

// copyText is the talk as the visitor sees it: the day where it changes, and above each line who said it and when.
func copyText(l *catalogue.Language, office string, lines []view) string {
	var parts []string
	left, before := longestCopy, time.Time{}
	for _, v := range slices.Backward(lines) { // the end is what matters
		part := copyLine(l, v)
		if day := reading.Midnight(v.At); !before.IsZero() && !day.Equal(before) {
			part += "\n\n■ " + copyDay(l, before)
		}
		if left -= chars.Units(part); left < 0 && len(parts) > 0 {
			parts = append(parts, l.Say("web.copy.cut"))
			break
		}
		parts, before = append(parts, chars.Cut(part, longestCopy)), reading.Midnight(v.At)
	}
	parts = append(parts, "■ "+copyDay(l, before), l.Say("web.copy.lead", "office", chars.Line(office)))
	slices.Reverse(parts)
	return strings.Join(parts, "\n\n")
}

// copyLine is one line of the talk, with the links and the source that its words leave out, and the names of files.
func copyLine(l *catalogue.Language, v view) string {
	out := []string{v.At.In(reading.JST).Format("15:04") + " " + v.who(l)}
	text := strings.TrimSpace(chars.Clean(v.Text))
	if text != "" {
		out = append(out, text)
	}
	if a := v.Answer; a != nil {
		for _, b := range a.Blocks {
			if to := strings.TrimPrefix(strings.TrimPrefix(b.URL, "mailto:"), "tel:"); to != "" && !strings.Contains(text, to) {
				out = append(out, strings.TrimSpace(chars.Line(b.Text)+" "+chars.Line(to)))
			}
		}
		if a.Source.Document != "" && !strings.Contains(text, a.Source.Document) {
			out = append(out, l.Say("web.copy.source", "source", strings.TrimSpace(chars.Line(a.Source.Document)+" "+chars.Line(a.Source.Label))))
		}
	}
	for _, f := range v.Files {
		if name := chars.Line(f.Name); name != "" && !strings.Contains(text, name) {
			out = append(out, l.Say("web.copy.file", "name", name))
		}
	}
	return strings.Join(out, "\n")
}
