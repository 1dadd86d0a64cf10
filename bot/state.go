package bot

import (
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// A State is what the dialogue remembers of a conversation between turns. It is stored as JSON.
type State struct {
	Version int                      `json:"version,omitempty"` // as it is stored; see stored.go
	Offer   []chat.Choice            `json:"offer,omitempty"`   // the choices last shown, so that a typed label or number finds them
	Form    *FormState               `json:"form,omitempty"`    // a form under way
	Person  string                   `json:"person,omitempty"`  // the ticket whose member a person is talking with: the bot is silent
	Live    *Live                    `json:"live,omitempty"`    // direct relay
	Last    *Last                    `json:"last,omitempty"`    // the entry last answered with
	Pending string                   `json:"pending,omitempty"` // a question that waits for the programme to be chosen
	Adding  *Adding                  `json:"adding,omitempty"`  // a ticket the next message goes to
	Missed  *ticket.Trace            `json:"missed,omitempty"`  // what was last not answered, for the ticket it may become
	Moved   *Moved                   `json:"moved,omitempty"`   // the form is under way to another channel
	Tries   []time.Time              `json:"tries,omitempty"`   // when wrong codes from elsewhere came within the last hour
	Greeted bool                     `json:"greeted,omitempty"`
	Codes   []time.Time              `json:"codes,omitempty"`   // when codes were mailed within the last hour
	Replies map[string]chat.Status   `json:"replies,omitempty"` // how each ticket's last reply stands
	Stuck   map[string][]chat.Status `json:"stuck,omitempty"`   // each ticket's replies that have not arrived: held, or given up and not made up for
	Sent    []string                 `json:"sent,omitempty"`    // the latest proposals of the FAQ that staff have sent on

	Heard     time.Time        `json:"heard,omitzero"`       // when the latest event so far happened, by the platform's clock
	Asked     map[string]Asked `json:"asked,omitempty"`      // by ticket: the member's last message there that no reply has answered
	LinkOffer *LinkOffer       `json:"link_offer,omitempty"` // whose code was brought along
	Linked    time.Time        `json:"linked,omitzero"`      // since when the latest link is that the contact knows of
	Unsent    []string         `json:"unsent,omitempty"`     // the latest messages that were taken back, by their platform's ids
	Reworded  []Reword         `json:"reworded,omitempty"`   // the latest messages that were edited
}

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
}

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
