package turn

import (
	"encoding/hex"
	"slices"
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// A State is what is remembered of a conversation between turns. It is stored as one flat JSON object:
// the groups below say in the code what belongs together and do not show in what is stored.
type State struct {
	Version int `json:"version,omitempty"` // as it is stored; see stored.go

	Talk
	Staffed
	Order
	Limits
	Linking
	Mails
}

// Talk is where the member and the bot stand.
type Talk struct {
	Offer   []chat.Choice `json:"offer,omitempty"`   // the choices last shown, so that a typed label or number finds them
	Form    *FormState    `json:"form,omitempty"`    // a form under way
	Last    *Last         `json:"last,omitempty"`    // the entry last answered with
	Pending string        `json:"pending,omitempty"` // a question that waits for the programme to be chosen
	Adding  *Adding       `json:"adding,omitempty"`  // a ticket the next message goes to
	Why     *Adding       `json:"why,omitempty"`     // a ticket that the next words say something about: how content they are
	Missed  *ticket.Trace `json:"missed,omitempty"`  // what was last not answered, for the ticket it may become
	Moved   *Moved        `json:"moved,omitempty"`   // the form is under way to another channel
	Past    []chat.Choice `json:"past,omitempty"`    // the latest buttons of this talk that can still be pressed, oldest first
	Which   time.Time     `json:"which,omitzero"`    // when the member was last asked which programme is meant
	Begun   *Begun        `json:"begun,omitempty"`   // the beginning of a message whose next line is awaited
	Intro   *Intro        `json:"intro,omitempty"`   // who the member has said they are, until a form asks for it
	Misses  int           `json:"misses,omitempty"`  // how many questions in a row were not answered
	Greeted bool          `json:"greeted,omitempty"`
	Noticed []int64       `json:"noticed,omitempty"` // the latest of the office's notices that the member was shown, by their switches
	Hailed  time.Time     `json:"hailed,omitzero"`   // when a group was last told how to speak to us

	ToAdd *ToAdd `json:"to_add,omitempty"` // words that wait for the ticket they belong to
	Plain bool   `json:"plain,omitempty"`  // the member has asked for simpler words
	Again *Again `json:"again,omitempty"`  // the frames of the last turn

	Vouched *Vouched `json:"vouched,omitempty"` // who the site that carries the chat has said the member is

	Photos  []Photo  `json:"photos,omitempty"`  // what was sent along for a ticket that is still to be opened
	Owed    []Owed   `json:"owed,omitempty"`    // what is to be said with the next thing that is said
	Receipt *Receipt `json:"receipt,omitempty"` // the ticket of the form sent last
	Sources []Source `json:"sources,omitempty"` // which messages what is remembered here was said in
}

// A Vouched is who a site has said that the member is.
type Vouched struct {
	Sub     string    `json:"sub"` // the site's id of them
	Name    string    `json:"name,omitempty"`
	Company string    `json:"company,omitempty"`
	Mail    string    `json:"mail,omitempty"`
	At      time.Time `json:"at"`
}

// An Intro is who a member has said they are.
type Intro struct {
	Company   string    `json:"company,omitempty"`
	Person    string    `json:"person,omitempty"`
	MessageID string    `json:"message,omitempty"`
	At        time.Time `json:"at"`
}

// A Begun is the beginning of a message.
type Begun struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// pastKept is how many of a talk's buttons are remembered.
const pastKept = 24

// remember keeps the buttons that go on working after their message: what opens an answer, a form or a
// ticket. The steps of a form do not; nor does what opens a page.
func (s *State) remember(choices []chat.Choice) {
	for _, c := range choices {
		verb, _, ok := ParseData(c.Data)
		if !ok || c.URL != "" || !lasting[verb] {
			continue
		}
		s.Past = slices.DeleteFunc(s.Past, func(old chat.Choice) bool { return old.Label == c.Label })
		s.Past = append(s.Past, c)
	}
	s.Past = s.Past[max(0, len(s.Past)-pastKept):]
}

// lasting are the verbs of buttons that can be pressed at any time.
var lasting = map[string]bool{
	"answer": true, "start": true, "person": true, "reopen": true, "add": true, "cancel": true, "status": true,
	"instead": true, "stuck": true, "opinion": true, "solved": true, "unsolved": true, "other": true,
}

// A Receipt is the ticket that was opened last, for who presses 送る once more.
type Receipt struct {
	Ticket string    `json:"ticket"`
	At     time.Time `json:"at"`
}

// Staffed is where the member and the office's people stand.
type Staffed struct {
	Person  string                   `json:"person,omitempty"`  // the ticket whose member a person is talking with: the bot is silent
	Live    *Live                    `json:"live,omitempty"`    // direct relay
	Asked   map[string]Asked         `json:"asked,omitempty"`   // by ticket: the member's last message there that no reply has answered
	Replies map[string]chat.Status   `json:"replies,omitempty"` // how each ticket's last reply stands
	Stuck   map[string][]chat.Status `json:"stuck,omitempty"`   // each ticket's replies that have not arrived: held, or given up and not made up for
	Told    map[string]time.Time     `json:"told,omitempty"`    // by ticket: when the member was last told that their words were passed on
	Spoke   time.Time                `json:"spoke,omitzero"`    // when a person of the office last wrote
	Hush    string                   `json:"hush,omitempty"`    // the ticket of a member in distress: nothing is said until a person writes
	Sent    []string                 `json:"sent,omitempty"`    // the latest proposals of the FAQ that staff have sent on
}

// Order is what late, edited and withdrawn messages are recognised by.
type Order struct {
	Heard    time.Time `json:"heard,omitzero"`     // when the latest event so far happened, by the platform's clock
	Unsent   []string  `json:"unsent,omitempty"`   // the latest messages that were taken back, by their platform's ids
	Reworded []Reword  `json:"reworded,omitempty"` // the latest messages that were edited

	Origins map[string]Origin `json:"origins,omitempty"` // by ticket: the messages that what it was opened with was said in
}

// Limits are the moments by which tries are counted.
type Limits struct {
	Tries []time.Time `json:"tries,omitempty"` // when wrong codes from elsewhere came within the last hour
	Codes []time.Time `json:"codes,omitempty"` // when codes were mailed within the last hour

	Copies []TalkCopy `json:"copies,omitempty"` // of the talk, that its member has had mailed
}

// A TalkCopy is a copy of the talk that went to a mail address.
type TalkCopy struct {
	Key string `json:"key"`
	To  string `json:"to"`
}

// Linking is where the contact stands with another contact of the same member.
type Linking struct {
	LinkOffer *LinkOffer `json:"link_offer,omitempty"` // whose code was brought along
	Linked    time.Time  `json:"linked,omitzero"`      // since when the latest link is that the contact knows of
}

// An Adding is a ticket that the member's next message goes to.
type Adding struct {
	Ticket string    `json:"ticket"`
	At     time.Time `json:"at"`
}

// LastQuery is what the member last asked: what was not answered, else what the last answer was to
// while a follow-up may still mean it. It is "" where there is neither.
func (t *Turn) LastQuery() string {
	switch s := &t.Conversation.State; {
	case s.Missed != nil:
		return s.Missed.Query
	case s.Last != nil && t.Now.Sub(s.Last.At) < FollowUp:
		return s.Last.Query
	}
	return ""
}

// FollowUp is how long after an answer a short message is still read in its context. A member who
// comes back after lunch begins anew.
const FollowUp = 30 * time.Minute

// Moved is what the old conversation remembers of a form that is under way to another one.
type Moved struct {
	Hash  []byte    `json:"hash"`
	Until time.Time `json:"until"`
	To    string    `json:"to"` // the channel it was meant for
}

// An Identity is how far a member has shown who they are, while their form is under way.
type Identity struct {
	Address  string    `json:"address"` // where the code went
	Field    string    `json:"field"`   // the key of the question that asked for it
	Salt     []byte    `json:"salt,omitempty"`
	Hash     []byte    `json:"hash,omitempty"` // of salt and code; nil once it is of no more use
	Until    time.Time `json:"until,omitzero"` // the code is good until then
	Tries    int       `json:"tries,omitempty"`
	Waiting  bool      `json:"waiting,omitempty"` // the form waits for the code
	Verified time.Time `json:"verified,omitzero"` // when the right code came
}

// AwaitsCode reports whether the form under way waits for a code.
func (s *State) AwaitsCode() bool {
	return s.Form != nil && s.Form.Identity != nil && s.Form.Identity.Waiting
}

// A LinkOffer is a contact whose code this one has brought along.
type LinkOffer struct {
	To    chat.Address `json:"to"`
	Until time.Time    `json:"until"`
}

// LiveIdle is how long direct relay stays on without a word from the assignee.
const LiveIdle = 15 * time.Minute

// Idle reports whether the assignee has been silent for too long.
func (l *Live) Idle(now time.Time) bool { return now.Sub(l.Last) > LiveIdle }

// A FormState is a form under way.
type FormState struct {
	Version    int             `json:"version,omitempty"` // as it is stored; see stored.go
	Filling    *ticket.Filling `json:"filling"`
	Confirming bool            `json:"confirming,omitempty"` // all is answered: waits for 送る
	Purpose    bool            `json:"purpose,omitempty"`    // the purpose statement has been shown
	Paused     bool            `json:"paused,omitempty"`     // a person spoke up: the member's words are for them until the form is taken up again
	Urgent     bool            `json:"urgent,omitempty"`     // of the ticket to be
	Tags       []string        `json:"tags,omitempty"`       // of the ticket to be
	At         time.Time       `json:"at"`                   // of the last answer
	Trace      ticket.Trace    `json:"trace"`
	Asked      *Asked          `json:"asked,omitempty"`    // the message that said what it is about
	Identity   *Identity       `json:"identity,omitempty"` // where the form asks who the member is
	Mend       string          `json:"mend,omitempty"`     // the key of the answer that the bot has offered to mend
	Page       *Page           `json:"page,omitempty"`     // on which questions are to be answered
	Consent    string          `json:"consent,omitempty"`  // where the answers would go abroad: "abroad" or "home"
}

// A Page is one on which a member answers questions of the form outside the talk, once.
type Page struct {
	Hash  string    `json:"hash"` // of the secret in its address
	Until time.Time `json:"until"`
	Keys  []string  `json:"keys"` // of the questions
}

// PageHash is what is kept of a page's token.
func PageHash(token string) string { return hex.EncodeToString(HashCode(token)) }

// A Last is an answer that may have follow-ups and feedback.
type Last struct {
	Ref     string    `json:"ref"`
	Version int       `json:"version"`
	Query   string    `json:"query"`
	P       float64   `json:"p"`
	At      time.Time `json:"at"`
}

// Live is direct relay between the assignee's talk in the thread and the member.
type Live struct {
	Ticket string    `json:"ticket"`
	Person string    `json:"person"`
	Since  time.Time `json:"since,omitzero"`
	Last   time.Time `json:"last"` // the assignee's last word
}
