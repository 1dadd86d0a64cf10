package office

import (
	"reflect"
	"slices"

	"madoguchi/ticket"
)

// Changes names the sections of the office file that say something else than in from.
func (o *Office) Changes(from *Office) []string {
	var changed []string
	for _, section := range []struct {
		name     string
		now, was any
	}{
		{"name", o.Name, from.Name},
		{"member_word", o.MemberWord, from.MemberWord},
		{"programmes", o.Programmes, from.Programmes},
		{"hours, holidays, closures", o.Calendar, from.Calendar},
		{"phone", o.Phone, from.Phone},
		{"address", o.Address, from.Address},
		{"care", o.Care, from.Care},
		{"promise", o.Promise, from.Promise},
		{"recall", o.recall, from.recall},
		{"waiting_closes", o.WaitingCloses, from.WaitingCloses},
		{"overdue", o.Escalation, from.Escalation},
		{"satisfaction", o.Satisfaction, from.Satisfaction},
		{"retention", o.Retention, from.Retention},
		{"teams", o.Teams, from.Teams},
		{"routes", o.Routes, from.Routes},
		{"newcomer_role", o.Newcomer, from.Newcomer},
		{"idle", o.Idle, from.Idle},
		{"slack", o.NumberOnly, from.NumberOnly},
		{"personal_on", o.OnPage, from.OnPage},
		{"wareki", o.Wareki, from.Wareki},
		{"mail", o.MailAnswer, from.MailAnswer},
		{"origins", o.Origins, from.Origins},
		{"forms", bare(o.Forms), bare(from.Forms)},
		{"brand", o.Brand, from.Brand},
		{"features", o.features(), from.features()},
		{"notices, purpose, privacy", o.Front, from.Front},
		{"staff_name", o.NameShown, from.NameShown},
		{"desk_edits", o.DeskEdits(), from.DeskEdits()},
	} {
		if !reflect.DeepEqual(section.now, section.was) {
			changed = append(changed, section.name)
		}
	}
	return changed
}

// bare are forms without the calendar, which is a section of its own.
func bare(forms []ticket.Form) []ticket.Form {
	out := slices.Clone(forms)
	for i := range out {
		out[i].Fields = slices.Clone(out[i].Fields)
		for j := range out[i].Fields {
			out[i].Fields[j].Calendar = nil
		}
	}
	return out
}

// features are whether each is on.
func (o *Office) features() [6]bool {
	return [6]bool{o.On(WebChat), o.On(AccountLink), o.On(SharedFiles), o.On(PublicFAQ), o.On(MemberFiles), o.On(API)}
}
