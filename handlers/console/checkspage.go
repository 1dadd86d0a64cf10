package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/lint"
	"madoguchi/staff"
)

// Checks say what is to be looked at in the FAQ, and keep what people have ticked off of it.
type Checks interface {
	Report(ctx context.Context) Report
	Ticks(ctx context.Context, limit int) (latest []lint.Tick, all int, err error)
	Ticked(ctx context.Context, keys []string) ([]string, error) // those that are ticked off
	TickFinding(ctx context.Context, t lint.Tick, by audit.Record) error
	UntickFinding(ctx context.Context, key string, by audit.Record) error // or chat.ErrNotFound
}

// A Report is what was found. While Done is less than Total, wordings that lead elsewhere are still looked for, unless
// it has Failed: then something was not looked at.
type Report struct {
	Findings    []lint.Finding
	Done, Total int
	Failed      bool
	Links       bool // other sites are asked whether links to them can be opened
}

// A checksView is the page of what is to be looked at.
type checksView struct {
	Groups      []checkGroup
	Kind        string // only this one is shown
	Percent     int
	Failed      bool // not all was looked at
	Ticked      []tickView
	Edits       bool
	TickedCount int
}

// A checkGroup is the findings of one kind.
type checkGroup struct {
	Kind, Title, About string
	Count              int
	Findings           []findingView
	More               string // the address of the next page
}

// A findingView is one finding in words.
type findingView struct {
	Key, Text string
	Entry     link
	Others    []link
	MoreThan  int    // further entries that are not named
	Back      string // the entry on whose page it stands; "" = on the page of all
}

// A tickView is one that was ticked off.
type tickView struct{ Key, Text, Why, Note, Href string }

const (
	findingsShown = 30  // of a kind at once
	othersShown   = 8   // entries named beside one
	ticksShown    = 100 // the latest
	longestWhy    = 200
)

// showChecks shows what is to be looked at.
func (s *Service) showChecks(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Checks == nil {
		return chat.ErrNotFound
	}
	report := s.stores.Checks.Report(r.Context())
	open, err := s.untouched(r.Context(), report.Findings)
	if err != nil {
		return err
	}
	ticks, ticked, err := s.stores.Checks.Ticks(r.Context(), ticksShown)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	from, _ := strconv.Atoi(q.Get("from")) // what is no number is the beginning
	v := checksView{Kind: q.Get("kind"), Percent: 100, Failed: report.Failed, Edits: me(r).May(staff.Edit), TickedCount: ticked}
	if report.Total > report.Done {
		v.Percent = report.Done * 100 / report.Total
	}
	for _, kind := range lint.Kinds() {
		if g := s.checkGroup(open, kind, max(from, 0), report.Links); g.Count > 0 && (v.Kind == "" || v.Kind == g.Kind) {
			v.Groups = append(v.Groups, g)
		}
	}
	for i := range ticks {
		t := &ticks[i]
		v.Ticked = append(v.Ticked, tickView{Key: t.Key, Text: checkText(t.Kind, t.What, ""), Why: t.Why, Href: entryHref(t.Ref), Note: t.Ref + "・" + t.By + "・" + moment(s.Now(), t.At)})
	}
	s.render(w, r, "checks", page{Title: say("console.check.title"), Nav: "faq", Body: v})
	return nil
}

// untouched are those of some findings that nobody has ticked off.
func (s *Service) untouched(ctx context.Context, found []lint.Finding) ([]lint.Finding, error) {
	if len(found) == 0 {
		return nil, nil
	}
	keys := make([]string, len(found))
	for i := range found {
		keys[i] = found[i].Key
	}
	off, err := s.stores.Checks.Ticked(ctx, keys)
	if err != nil {
		return nil, err
	}
	ticked := map[string]bool{}
	for _, key := range off {
		ticked[key] = true
	}
	var open []lint.Finding
	for i := range found {
		if !ticked[found[i].Key] {
			open = append(open, found[i])
		}
	}
	return open, nil
}

// checkGroup are the findings of a kind, from one on; links says whether other sites are asked for theirs.
func (s *Service) checkGroup(all []lint.Finding, kind lint.Kind, from int, links bool) checkGroup {
	g := checkGroup{Kind: string(kind), Title: say(catalogue.Key("console.check.kind." + string(kind))), About: say(catalogue.Key("console.check.about." + string(kind)))}
	for i := range all {
		if all[i].Kind != kind {
			continue
		}
		if g.Count >= from && len(g.Findings) < findingsShown {
			g.Findings = append(g.Findings, s.findingView(&all[i], all[i].Ref))
		}
		g.Count++
	}
	if kind == lint.Link && links {
		g.About += say("console.check.links_on")
	} else if kind == lint.Link {
		g.About += say("console.check.links_off")
	}
	if next := from + findingsShown; g.Count > next {
		g.More = "/desk/faq/checks?" + url.Values{"kind": {g.Kind}, "from": {strconv.Itoa(next)}}.Encode()
	}
	return g
}

// findingView says a finding on the page of an entry that it concerns.
func (s *Service) findingView(f *lint.Finding, on string) findingView {
	v := findingView{Key: f.Key, Text: checkText(f.Kind, f.What, f.Why), Entry: s.entryLink(on)}
	for _, ref := range append([]string{f.Ref}, f.Others...) {
		switch {
		case ref == on:
		case len(v.Others) == othersShown:
			v.MoreThan++
		default:
			v.Others = append(v.Others, s.entryLink(ref))
		}
	}
	return v
}

func (s *Service) entryLink(ref string) link {
	if ix := s.index(); ix != nil {
		if e, ok := ix.Entry(ref); ok {
			return link{e.Question, entryHref(ref)}
		}
	}
	return link{s.programmeTitle(ref), entryHref(ref)}
}

// entryHref is an entry's page; a programme has none but the list.
func entryHref(ref string) string {
	if strings.Contains(ref, "/") {
		return "/desk/faq/" + ref
	}
	return "/desk/faq"
}

// checkText says what was found.
func checkText(kind lint.Kind, what string, why lint.Fault) string {
	if kind == lint.Ending || kind == lint.Past {
		what = wordDay(what)
	}
	text := ""
	switch kind {
	case lint.Twice:
		text = say("console.check.found.twice", "what", what)
	case lint.Pulled:
		text = say("console.check.found.pulled", "what", what)
	case lint.Link:
		text = say("console.check.found.link", "what", what)
	case lint.Past:
		text = say("console.check.found.past", "what", what)
	case lint.Ending:
		text = say("console.check.found.ending", "what", what)
	case lint.Shared:
		text = say("console.check.found.shared", "what", what)
	case lint.Unseen:
		text = say("console.check.found.unseen")
	}
	if why != lint.Sound {
		text += say(catalogue.Key("console.check.fault." + string(why)))
	}
	return text
}

// wordDay shows a day as the desk's other pages do.
func wordDay(what string) string {
	if validTerm(faq.Validity{Until: faq.Date(what)}) {
		return day(faq.Date(what))
	}
	return what
}

// tickFinding ticks a finding off, with a word of why, or shows it again.
func (s *Service) tickFinding(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Checks == nil {
		return chat.ErrNotFound
	}
	key, why, by := form(r, "key"), strings.TrimSpace(form(r, "why")), s.record(r, "", "")
	to := "/desk/faq/checks"
	if ref := form(r, "ref"); ref != "" {
		if ix := s.index(); ix != nil {
			if _, ok := ix.Entry(ref); ok {
				to = "/desk/faq/" + ref
			}
		}
	}
	if form(r, "act") == "untick" {
		if err := s.stores.Checks.UntickFinding(r.Context(), key, by); err != nil {
			return fmt.Errorf("show a finding again: %w", err)
		}
		s.redirect(w, r, to, flash{OK: true, Text: say("console.check.unticked")})
		return nil
	}
	if why == "" || tooLong(why, longestWhy) {
		s.redirect(w, r, to, flash{Text: say("console.check.no_why", "most", longestWhy)})
		return nil
	}
	all := s.stores.Checks.Report(r.Context()).Findings
	at := slices.IndexFunc(all, func(f lint.Finding) bool { return f.Key == key })
	if at < 0 {
		return errStale
	}
	f := &all[at]
	if err := s.stores.Checks.TickFinding(r.Context(), lint.Tick{Key: key, Kind: f.Kind, Ref: f.Ref, What: f.What, Why: why}, by); err != nil {
		return err
	}
	s.redirect(w, r, to, flash{OK: true, Text: say("console.check.ticked")})
	return nil
}

// concerning are the findings on an entry's own page.
func (s *Service) concerning(r *http.Request, ref string) ([]findingView, error) {
	if s.stores.Checks == nil || !me(r).May(staff.Edit) {
		return nil, nil
	}
	var of []lint.Finding
	for _, f := range s.stores.Checks.Report(r.Context()).Findings {
		if f.Concerns(ref) {
			of = append(of, f)
		}
	}
	open, err := s.untouched(r.Context(), of)
	if err != nil {
		return nil, err
	}
	var out []findingView
	for i := range open[:min(len(open), findingsShown)] {
		v := s.findingView(&open[i], ref)
		v.Back = ref
		out = append(out, v)
	}
	return out, nil
}
