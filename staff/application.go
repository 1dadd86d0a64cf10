package staff

import (
	"slices"
	"time"
	"unicode/utf8"

	"madoguchi/catalogue"
	"madoguchi/chat"
)

// A Scope is one thing that another system may do through the API. An application has those that an
// administrator has given it, and no right besides: it never has [Erase] or [Settings].
type Scope string

// The scopes.
const (
	ReadTickets    Scope = "tickets:read"    // everybody's
	WriteTickets   Scope = "tickets:write"   // open, assign, move and note
	SendMessages   Scope = "messages:send"   // write to members
	WriteDrafts    Scope = "drafts:write"    // propose replies to staff
	ReadContacts   Scope = "contacts:read"   // members' addresses with what there is of each
	ReadFAQ        Scope = "faq:read"        // entries, search, what would be decided
	WriteFAQ       Scope = "faq:write"       // drafts of entries
	PublishFAQ     Scope = "faq:publish"     // put drafts into force, as far as the programme lets anybody
	ReadDeliveries Scope = "deliveries:read" // what became of what was sent
	ReadReports    Scope = "reports:read"    // how much there was to do, and what became of it: of nobody in particular
	SeePersonal    Scope = "personal"        // 個人情報を見る: without it, texts are masked
	TakeOut        Scope = "export"          // 出力: whole files
)

// Scopes are all there are, in the order in which people read them.
func Scopes() []Scope {
	return []Scope{ReadTickets, WriteTickets, SendMessages, WriteDrafts, ReadContacts, ReadFAQ, WriteFAQ, PublishFAQ, ReadDeliveries, ReadReports, SeePersonal, TakeOut}
}

// rights say which right of a person's a scope stands for.
var rights = map[Scope]Right{
	ReadTickets: Work, WriteTickets: Work, SendMessages: Send, WriteDrafts: Work, ReadContacts: Work, ReadFAQ: Enter, WriteFAQ: Edit,
	PublishFAQ: Approve, ReadDeliveries: Everyone, ReadReports: Enter, SeePersonal: Personal, TakeOut: Export,
}

// Right is the right that a person needs to do the same. A scope that is none needs the one that only
// administrators have.
func (s Scope) Right() Right {
	if right, known := rights[s]; known {
		return right
	}
	return Settings
}

// Known reports whether there is such a scope.
func (s Scope) Known() bool { return rights[s] != "" }

// Label is the scope as people read it.
func (s Scope) Label() string {
	return labelled(catalogue.Key("staff.scope."+string(s)), string(s))
}

// actScopes say which scope an act on a ticket needs of an application. What is not here no application may do: what
// hangs on a person is theirs alone, such as that a reply went to the wrong member, or an apology of which a second
// person approves; so is what nobody has thought of yet.
var actScopes = map[chat.Act]Scope{
	chat.Draft:  WriteDrafts,
	chat.Assign: WriteTickets, chat.NoteDown: WriteTickets, chat.Snooze: WriteTickets, chat.Route: WriteTickets, chat.Merge: WriteTickets,
	chat.Spam: WriteTickets, chat.Resolve: WriteTickets, chat.Reopen: WriteTickets, chat.Cancel: WriteTickets, chat.Done: WriteTickets,
	chat.Edit:  WriteTickets,
	chat.Reply: SendMessages, chat.Resend: SendMessages, chat.Recall: SendMessages,
	chat.Look: SeePersonal,
}

// ActScope is the scope that an act on a ticket needs, "" where no application may do it.
func ActScope(act chat.Act) Scope { return actScopes[act] }

// An Application is another system that works at the counter through the API.
type Application struct {
	ID      int64
	Name    string
	Scopes  []Scope
	Hint    string    // the end of its token, by which people tell tokens apart
	By      string    // the name of who has made it
	Created time.Time // when
	Used    time.Time // when its token was last good for something, to the minute; zero = never
	Revoked time.Time // since then its token is good for nothing; zero = it is
}

// Person is the application as one who acts.
func (a Application) Person() chat.Person { return chat.ApplicationPerson(a.ID, a.Name) }

// Active reports whether its token is good.
func (a Application) Active() bool { return a.Revoked.IsZero() }

// May reports whether it has a scope.
func (a Application) May(s Scope) bool { return slices.Contains(a.Scopes, s) }

// MayAct reports whether it may do something to a ticket.
func (a Application) MayAct(act chat.Act) bool {
	s := ActScope(act)
	return s != "" && a.May(s)
}

// Check says what an application cannot have, in a word: name or scopes.
func (a Application) Check() error {
	if n := utf8.RuneCountInString(a.Name); n == 0 || n > longestName {
		return &Fault{"name", a.Name}
	}
	if len(a.Scopes) == 0 {
		return &Fault{"scopes", ""}
	}
	for _, s := range a.Scopes {
		if !s.Known() {
			return &Fault{"scopes", string(s)}
		}
	}
	return nil
}

// Summary is what an application is and may in one line, for the record of who made it.
func (a Application) Summary() string {
	text := a.Name
	for _, s := range a.Scopes {
		text += " " + string(s)
	}
	return text
}

// A KeptAnswer is what was answered to a request of an application that named a key of its own.
type KeptAnswer struct {
	Same     bool // the request under the key was the same
	Status   int  // of HTTP; 0 = it is still under way
	Location string
	Body     []byte
}
