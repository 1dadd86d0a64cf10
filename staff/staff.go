// Package staff says who works at the counter and what each may do: accounts, roles and rights.
//
// An [Account] is one person, wherever they work: the same at the desk and in Slack, so that what was
// claimed there is theirs here. A [Role] is a set of [Right] values, in one table ([Rights]). Every
// address of the desk and every act on a ticket names the right that it needs; nothing asks for a role.
//
// The package holds values and pure functions, and [Gate], which stands before the bot and lets through
// what an account may do. It stores nothing and knows no platform.
//
//	if !account.May(staff.Send) { … }
//	bot := &staff.Gate{Sink: bot, Accounts: store, Tickets: store} // given to the desk and to Slack
package staff

import (
	"fmt"
	"maps"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A Role is what somebody is at the counter. The database keeps the word.
type Role string

// The roles.
const (
	Admin       Role = "admin"       // 管理者
	Clerk       Role = "clerk"       // 職員
	Coordinator Role = "coordinator" // 担当者: a coordinator or supporter, for their own tickets and their team's
	Viewer      Role = "viewer"      // 閲覧: figures and the FAQ
)

// Roles are all there are, the one that may most first.
func Roles() []Role { return []Role{Admin, Clerk, Coordinator, Viewer} }

// A Right is one thing that somebody may do.
type Right string

// The rights.
const (
	Anybody  Right = ""         // asks for nothing: whoever comes may
	Enter    Right = "enter"    // be at the desk: figures and the FAQ
	Work     Right = "work"     // see tickets and work on them
	Everyone Right = "everyone" // everybody's tickets, not only one's own and one's team's
	Personal Right = "personal" // see personal data, which is logged each time
	Send     Right = "send"     // write to members
	Edit     Right = "edit"     // change the FAQ
	Approve  Right = "approve"  // put changes of the FAQ into force
	Export   Right = "export"   // take data out, as a file or through the API
	Erase    Right = "erase"    // wipe what is kept about somebody
	Settings Right = "settings" // accounts, rights and what else is set
)

// Rights are all there are, in the order in which people read them.
func Rights() []Right {
	return []Right{Enter, Work, Everyone, Personal, Send, Edit, Approve, Export, Erase, Settings}
}

// granted is the one table of what each role may do.
var granted = map[Role][]Right{
	Admin:       Rights(),
	Clerk:       {Enter, Work, Everyone, Personal, Send, Edit, Approve, Export},
	Coordinator: {Enter, Work, Personal, Send},
	Viewer:      {Enter},
}

// May reports whether a role has a right. One that is no role has none.
func (r Role) May(right Right) bool { return right == Anybody || slices.Contains(granted[r], right) }

// Known reports whether there is such a role.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// acts say which right each act on a ticket needs. What the program does in nobody's name is not here.
var acts = map[chat.Act]Right{
	chat.Claim: Work, chat.Assign: Work, chat.NoteDown: Work, chat.Snooze: Work, chat.Route: Work, chat.Merge: Work, chat.Spam: Work,
	chat.Resolve: Work, chat.Reopen: Work, chat.Cancel: Work, chat.Done: Work,
	chat.Reply: Send, chat.Live: Send, chat.Resend: Send, chat.Recall: Send, chat.Retract: Send,
	chat.Look: Personal, chat.Identify: Personal,
	chat.Edit: Work, chat.Draft: Work,
	chat.Take: Work, chat.Told: Work, chat.Call: Work,
	chat.Misdirect: Send, chat.Apologise: Send,
	chat.Teach: Approve,
}

// ActRight is the right that an act needs. An act that it does not know needs the one that only
// administrators have.
func ActRight(act chat.Act) Right {
	if right, known := acts[act]; known {
		return right
	}
	return Settings
}

// Languages in which an account can be written to.
const (
	Japanese = "ja"
	English  = "en"
)

// An Account is one person of the office.
type Account struct {
	ID       int64
	Name     string // as colleagues and the log show it; no two who work have the same
	Reading  string // in kana, for lists
	Mail     string // "" where none is known
	Slack    string // their user id there, U…; "" where they are not
	Role     Role
	Teams    []string // the names of the office file
	Zone     string   // where they are: "Asia/Ho_Chi_Minh"; "" is Japan
	Holidays []ticket.Period
	Language string // Japanese or English
	News     News   // how they hear by mail of their tickets
	Created  time.Time
	Ends     time.Time // from then on they are out; zero = it is not known

	Heirs  map[string]int64 // who gets what hangs on them when they are out; see the Heir… keys, or a ticket's number; 0 = nobody
	Handed time.Time        // when the heirs got it
	Erased time.Time        // since then a pseudonym stands for them
}

// What hangs on somebody besides single tickets, as the keys of Account.Heirs.
const (
	HeirTickets  = "tickets"  // their open tickets, with the talks that are going on in them
	HeirPlanned  = "planned"  // open tickets that are planned for them and that nobody has yet
	HeirRoutes   = "routes"   // being the person of routes in the office file
	HeirDeputies = "deputies" // being the deputy there
)

// A Hanging is what hangs on somebody who leaves.
type Hanging struct {
	Tickets, Planned []HangingTicket
	Links            int // by which they could still sign in
	Sessions         int
	Subjects         int // at other companies, by which they sign in
}

// A HangingTicket is an open ticket of somebody's.
type HangingTicket struct {
	Number, Title, Team string
	Status              ticket.Status
	Version             int
	Live                bool // they and the member are talking directly
}

const personPrefix = "staff:"

// PersonID is what the program calls the account with the number.
func PersonID(account int64) string { return personPrefix + strconv.FormatInt(account, 10) }

// ParsePersonID reads what PersonID wrote.
func ParsePersonID(id string) (account int64, ok bool) {
	number, found := strings.CutPrefix(id, personPrefix)
	n, err := strconv.ParseInt(number, 10, 64)
	return n, found && err == nil && n > 0
}

// Person is the account as one who acts.
func (a Account) Person() chat.Person { return chat.Person{ID: PersonID(a.ID), Name: a.Name} }

// Active reports whether the account is in use at a moment.
func (a Account) Active(now time.Time) bool { return a.Ends.IsZero() || now.Before(a.Ends) }

// May reports whether the account has a right.
func (a Account) May(right Right) bool { return a.Role.May(right) }

// Sees reports whether a ticket is among those that the account may see: everybody's, or its own, its
// teams' and those that its route plans for it.
func (a Account) Sees(tk *ticket.Ticket) bool {
	return a.May(Everyone) || a.May(Work) &&
		(tk.Assignee.ID == PersonID(a.ID) || slices.Contains(a.Teams, tk.Team) || tk.Planned() == a.Name)
}

// Within narrows a filter of tickets to those that the account may see.
func (a Account) Within(f ticket.Filter) ticket.Filter {
	if !a.May(Everyone) {
		f.Within = &ticket.Within{Person: a.Person(), Teams: a.Teams}
	}
	return f
}

// Location is where the account is, Japan where that is not known.
func (a Account) Location() *time.Location {
	if a.Zone != "" {
		if loc, err := time.LoadLocation(a.Zone); err == nil {
			return loc
		}
	}
	return reading.JST
}

// OnHoliday reports whether it is one of the account's own holidays where they are, and until when it lasts
// there. Several days in a row are one.
func (a Account) OnHoliday(now time.Time) (until time.Time, on bool) {
	day := now.In(a.Location())
	for n := 0; n <= longestHoliday && a.holidayOn(day); n++ {
		on = true
		day = day.AddDate(0, 0, 1)
	}
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, a.Location()), on
}

// longestHoliday is in days.
const longestHoliday = 60

func (a Account) holidayOn(day time.Time) bool {
	y, m, d := day.Date()
	here := time.Date(y, m, d, 12, 0, 0, 0, reading.JST) // periods are days of the office's calendar
	return slices.ContainsFunc(a.Holidays, func(p ticket.Period) bool { return p.Has(here) })
}

// Tongue is the language in which the account is written to.
func (a Account) Tongue() *catalogue.Language {
	if a.Language == English {
		return catalogue.EN
	}
	return catalogue.JA
}

// Abroad reports whether the account's clock is another than the office's.
func (a Account) Abroad(now time.Time) bool {
	_, offset := now.In(a.Location()).Zone()
	return offset != 9*60*60
}

var slackUser = regexp.MustCompile(`^[UW][A-Z0-9]{4,20}$`)

// Check says what an account cannot have, in a word: name, role, mail, slack, zone, language, news or holidays.
func (a Account) Check() error {
	wrong := func(what string, value any) error { return &Fault{what, fmt.Sprint(value)} }
	if n := utf8.RuneCountInString(a.Name); n == 0 || n > longestName {
		return wrong("name", a.Name)
	}
	if !a.Role.Known() {
		return wrong("role", a.Role)
	}
	if m, err := mail.ParseAddress(a.Mail); a.Mail != "" && (err != nil || m.Address != a.Mail || len(a.Mail) > longestMail) {
		return wrong("mail", a.Mail)
	}
	if a.Slack != "" && !slackUser.MatchString(a.Slack) {
		return wrong("slack", a.Slack)
	}
	if _, err := time.LoadLocation(a.Zone); err != nil || a.Zone == "Local" {
		return wrong("zone", a.Zone)
	}
	if a.Language != "" && a.Language != Japanese && a.Language != English {
		return wrong("language", a.Language)
	}
	if !slices.Contains(AllNews(), a.News) {
		return wrong("news", a.News)
	}
	for _, p := range a.Holidays {
		if p.Check() != nil || len(a.Holidays) > mostHolidays {
			return wrong("holidays", p.From)
		}
	}
	return nil
}

// Bounds of an account: names stand in narrow columns, an address is at most as long as SMTP carries one
// (RFC 5321), and no country has so many holidays in two years.
const (
	longestName  = 30
	longestMail  = 254
	mostHolidays = 60
)

// A Fault is what an account cannot have.
type Fault struct{ What, Value string }

func (f *Fault) Error() string { return fmt.Sprintf("%s %q cannot be", f.What, f.Value) }

// Summary is what an account says in one line, for the record of who changed it.
func (a Account) Summary() string {
	parts := []string{a.Name, string(a.Role)}
	for _, p := range [][2]string{{"teams", strings.Join(a.Teams, "+")}, {"mail", a.Mail}, {"slack", a.Slack}, {"zone", a.Zone}, {"language", a.Language}} {
		if p[1] != "" {
			parts = append(parts, p[0]+"="+p[1])
		}
	}
	for _, h := range a.Holidays {
		parts = append(parts, "holiday="+h.From+"/"+h.Until)
	}
	if !a.Ends.IsZero() {
		parts = append(parts, "ends="+a.Ends.UTC().Format(time.RFC3339))
	}
	for _, what := range slices.Sorted(maps.Keys(a.Heirs)) {
		parts = append(parts, "heir:"+what+"="+PersonID(a.Heirs[what]))
	}
	return strings.Join(parts, " ")
}

// An Unknown is somebody who stands in tickets and is nobody's account yet.
type Unknown struct {
	Person  chat.Person
	Tickets int // that they have
}

// A Session is a browser in which somebody is signed in.
type Session struct {
	ID                    int64
	Opened, Used, Expires time.Time
	Via                   Way
	Agent                 string // the browser, in a few words
}

// A Way is how somebody signed in.
type Way string

// The ways in.
const (
	ByLink  Way = "link"  // that was printed, or made by an administrator
	ByMail  Way = "mail"  // a link that was mailed to the account's address
	BySlack Way = "slack" // Sign in with Slack
	ByOIDC  Way = "oidc"  // another provider of OpenID Connect
)

// A Login is a link by which somebody can sign in once.
type Login struct {
	Name    string // of whom it is for; "" = they say it themselves
	Account int64  // whose account; 0 = whoever has, or is given, the name
	Via     Way    // "" = ByLink
	Go      string // the page it leads to; "" = the queue
	Expires time.Time
}

// An Attempt is what the desk keeps, in the browser, of a sign-in at another company until it is over.
type Attempt struct {
	State    string // comes back with the person: else somebody else began the sign-in
	Nonce    string // comes back within the token: else it was made for another sign-in
	Verifier string // proves that who trades the code is who began (RFC 7636)
}

// An Identity is who somebody is to another company.
type Identity struct {
	Issuer, Subject  string // together they name one person for ever
	Mail             string // "" unless the company vouches for it
	Name             string
	Slack, SlackTeam string // of Slack: the user and the workspace
}
