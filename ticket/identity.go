package ticket

import (
	"slices"
	"strings"
	"time"
)

// An Identity is how the member of a ticket has shown who they are.
type Identity string

// The identities.
const (
	Unasked   Identity = ""      // the form does not ask
	Unshown   Identity = "none"  // it asks, and they have not
	MailShown Identity = "email" // by a code sent to the registered address
	CallShown Identity = "call"  // staff have called them back
)

// Label is the identity as staff read it.
func (i Identity) Label() string {
	switch i {
	case Unasked:
		return ""
	case MailShown:
		return say("ticket.identity.email")
	case CallShown:
		return say("ticket.identity.call")
	}
	return say("ticket.identity.none")
}

// A ticket keeps its identity in its tags, with the time.
const (
	identityTag   = "identity:"
	identityAtTag = "identity-at:" // RFC 3339
)

// IdentityTags are the tags that keep i, shown at the given time, with a ticket.
func IdentityTags(i Identity, at time.Time) []string {
	switch i {
	case Unasked:
		return nil
	case Unshown:
		return []string{identityTag + string(i)}
	}
	return []string{identityTag + string(i), identityAtTag + at.Format(time.RFC3339)}
}

// Show notes that the ticket's member has shown who they are.
func (t *Ticket) Show(i Identity, at time.Time) {
	t.Tags = slices.DeleteFunc(slices.Clone(t.Tags), func(tag string) bool {
		return strings.HasPrefix(tag, identityTag) || strings.HasPrefix(tag, identityAtTag)
	})
	t.Tags = append(t.Tags, IdentityTags(i, at)...)
}

// Identity is how the ticket's member has shown who they are, and when; the time is zero where
// they have not.
func (t *Ticket) Identity() (i Identity, at time.Time) {
	for _, tag := range t.Tags {
		if level, ok := strings.CutPrefix(tag, identityTag); ok {
			i = Identity(level)
		}
		if text, ok := strings.CutPrefix(tag, identityAtTag); ok {
			at, _ = time.Parse(time.RFC3339, text) // written by IdentityTags
		}
	}
	return i, at
}

// ChangesMail reports whether a change made by the form is one of the mail address itself. Whoever
// has got into the mailbox could take the membership over so: its owner has to be called.
func (fm *Form) ChangesMail(values Values) bool {
	if fm.Kind != Change {
		return false
	}
	for _, f := range fm.Fields {
		for _, o := range f.Choices {
			if o.Type == TypeEmail && slices.Contains(values[f.ID], o.Value) {
				return true
			}
		}
	}
	return false
}

// CallBack is what staff must do where a change is one of the mail address itself.
func CallBack() string { return say("ticket.call_back") }
