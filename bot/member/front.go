package member

import (
	"cmp"
	"slices"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// frontQuestions is how many questions the first screen offers: what a telephone shows without scrolling
// past the programmes.
const frontQuestions = 6

// Front is the first screen for who has chosen a programme, or none (""). asked are references of the
// entries that members really ask for, the most wanted first.
//
//	dg.Front("hanro", []string{"hanro/12", "tsunagu/3"}, now)
func (dg *Dialogue) Front(programme string, asked []string, now time.Time) chat.Front {
	f := chat.Front{
		Office: dg.Office.Name, Open: dg.Office.Calendar.IsOpen(now), Hours: words.FrontHours(&dg.Office.Calendar, now),
		Promise:    words.FrontPromise(now, dg.Office.Calendar.Due(now, dg.Office.PromiseDays(ticket.Inquiry))),
		Programmes: dg.frontProgrammes(now), Requests: dg.menu(),
		Purpose: cmp.Or(dg.Office.Front.Purpose, words.FrontPurpose), Privacy: dg.Office.Front.Privacy,
	}
	if dg.Knows(programme) {
		f.Programme = programme
	}
	f.Notices = dg.Office.NoticesAt(f.Programme, chat.Web, now)
	if f.Programme != "" && dg.Office.Switches.Silent(f.Programme, now) {
		f.Notices = append(f.Notices, words.Silenced(dg.ProgrammeName(f.Programme)))
	}
	of := dg.frontCollections(f.Programme, now)
	f.Sections = frontSections(of, dg.ProgrammeName)
	for _, e := range dg.frontEntries(of, asked, now) {
		f.Questions = append(f.Questions, asChoice(e))
	}
	return f
}

// EnglishFront is the first screen for who reads English: what the program itself says there is. What the office has written
// (notices, questions, names) stays as it is.
func (dg *Dialogue) EnglishFront(f chat.Front, now time.Time) chat.Front {
	f.Hours = words.EnglishHours(&dg.Office.Calendar, now)
	f.Promise = words.EnglishPromise(dg.Office.Calendar.Due(now, dg.Office.PromiseDays(ticket.Inquiry)))
	terms := dg.Terms()
	for i := range f.Programmes {
		f.Programmes[i].Note = words.EnglishTerm(terms[f.Programmes[i].ID], now)
	}
	return f
}

// frontProgrammes are the programmes to choose from, none where there is nothing to choose. Those that
// have ended come last: their questions are still answered.
func (dg *Dialogue) frontProgrammes(now time.Time) []chat.FrontProgramme {
	var running, ended []chat.FrontProgramme
	terms := dg.Terms()
	for _, p := range dg.Office.Programmes {
		term := terms[p.ID]
		one := chat.FrontProgramme{ID: p.ID, Name: dg.ProgrammeName(p.ID), Note: words.FrontTerm(term, now), Ended: term.At(now) == faq.Ended}
		if one.Ended {
			ended = append(ended, one)
		} else {
			running = append(running, one)
		}
	}
	if len(running)+len(ended) < 2 {
		return nil
	}
	return append(running, ended...)
}

// frontCollections is what there is to read: the programme's own, or all that run.
func (dg *Dialogue) frontCollections(programme string, now time.Time) []faq.Collection {
	ix := dg.Library.Current()
	if ix == nil {
		return nil
	}
	terms := dg.Terms()
	return slices.DeleteFunc(slices.Clone(ix.Collections()), func(c faq.Collection) bool {
		other := programme != "" && c.ID != programme || programme == "" && terms[c.ID].At(now) == faq.Ended
		return other || dg.Office.Switches.Silent(c.ID, now)
	})
}

// frontSections are the headings of collections with the questions below them. Of several collections,
// each heading says whose it is.
func frontSections(of []faq.Collection, name func(string) string) []chat.FrontSection {
	var out []chat.FrontSection
	for _, c := range of {
		at := map[string]int{}
		for i := range c.Entries {
			e := &c.Entries[i]
			title := cmp.Or(e.Section, words.FrontOther)
			if len(of) > 1 {
				title = name(c.ID) + "｜" + title
			}
			n, known := at[title]
			if !known {
				n = len(out)
				at[title] = n
				out = append(out, chat.FrontSection{Title: title})
			}
			out[n].Questions = append(out[n].Questions, asChoice(e))
		}
	}
	return out
}

func asChoice(e *faq.Entry) chat.Choice {
	return chat.Choice{Label: e.Question, Data: turn.Data("answer", e.Ref())}
}

// frontEntries are the few questions that come first: what members really ask, then what the office has
// chosen, then the first of each section; of several programmes one after the other.
func (dg *Dialogue) frontEntries(of []faq.Collection, asked []string, now time.Time) []*faq.Entry {
	lists := make([][]*faq.Entry, len(of))
	for i, c := range of {
		lists[i] = dg.firstOf(c, asked, now)
	}
	var out []*faq.Entry
	for n := 0; len(out) < frontQuestions; n++ {
		before := len(out)
		for _, list := range lists {
			if n < len(list) && len(out) < frontQuestions {
				out = append(out, list[n])
			}
		}
		if len(out) == before {
			break
		}
	}
	return out
}

// firstOf is the order in which a collection's entries are offered.
func (dg *Dialogue) firstOf(c faq.Collection, asked []string, now time.Time) []*faq.Entry {
	var out []*faq.Entry
	add := func(e *faq.Entry) {
		if e != nil && e.Validity.At(now) != faq.Ended && !slices.Contains(out, e) && len(out) < frontQuestions {
			out = append(out, e)
		}
	}
	byRef := map[string]*faq.Entry{}
	byOrder := map[int]*faq.Entry{}
	for i := range c.Entries {
		byRef[c.Entries[i].Ref()], byOrder[c.Entries[i].Order] = &c.Entries[i], &c.Entries[i]
	}
	for _, ref := range asked {
		add(byRef[ref])
	}
	if p := dg.Office.Programme(c.ID); p != nil {
		for _, n := range p.Questions {
			add(byOrder[n])
		}
	}
	sections := map[string]bool{}
	for i := range c.Entries {
		if e := &c.Entries[i]; !sections[e.Section] {
			sections[e.Section] = true
			add(e)
		}
	}
	return out
}
