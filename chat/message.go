package chat

import (
	"strings"
	"time"
)

// MaxReply is the longest text of the office's that is sent to a member on any channel, in UTF-16
// units: what LINE takes in one go, five messages of 5,000.
const MaxReply = 25_000

// A Message is one thing said to one address. Text alone is always enough to understand it;
// the other parts let a channel show it better.
type Message struct {
	Text      string    `json:"text"`
	Choices   []Choice  `json:"choices,omitempty"`  // what can be pressed next; each can also be typed
	Answer    *Answer   `json:"answer,omitempty"`   // an FAQ entry, for channels that show it as a card
	Card      *Card     `json:"card,omitempty"`     // a ticket, for staff channels
	Author    Author    `json:"author,omitempty"`   // who speaks
	Name      string    `json:"name,omitempty"`     // how the author is shown: the office, a member's company, a colleague
	Courtesy  bool      `json:"courtesy,omitempty"` // a greeting or the like: not worth a paid message, left unsaid where it cannot go free of charge or nobody is there
	Later     bool      `json:"later,omitempty"`    // a notice that is not worth a paid message of its own: where it cannot go free of charge it goes with what is said next
	Files     []File    `json:"files,omitempty"`
	Status    *Status   `json:"status,omitempty"`     // staff channels: how a relayed reply fared
	Private   string    `json:"private,omitempty"`    // staff channels: shown to this person ID alone (an act refused)
	Subject   string    `json:"subject,omitempty"`    // of a mail that says nothing but Text: to a colleague, or a talk's copy; others have none
	Input     string    `json:"input,omitempty"`      // a hint to widgets for the next input: text, email, tel, date
	Tool      Tool      `json:"tool,omitempty"`       // what helps to answer, where the channel has it; the answer can be typed as well
	Draft     string    `json:"draft,omitempty"`      // what the member may correct instead of typing it anew, where the channel can put it into their keyboard
	Unsent    string    `json:"unsent,omitempty"`     // staff channels: the member took back the message with this MessageID: blank its copy
	Worth     time.Time `json:"worth,omitzero"`       // an answer is worth a paid message until then, and is said later afterwards; zero = as long as it takes
	Quote     string    `json:"quote,omitempty"`      // the Event.Quote of the message this one answers, for channels that can show it above
	MessageID string    `json:"message_id,omitempty"` // the platform's id of the member's message this one copies, so that Unsent can find it

	Corrects []int64 `json:"corrects,omitempty"` // the corrections of earlier answers that it brings

	Copy    bool       `json:"copy,omitempty"`    // it copies what goes elsewhere: how it fares is told nobody
	Answers *Answering `json:"answers,omitempty"` // of a letter: the one that it answers

	Withdraws int64 `json:"withdraws,omitempty"` // the number of an earlier line that this one takes back, for channels that can change what they have shown

	Waits   string    `json:"waits,omitempty"`   // what the next input is, by the name its form gives it: 会社名
	Summary *Summary  `json:"summary,omitempty"` // what Text says of a form that is about to be sent, for channels that can show a table
	Receipt *Ticketed `json:"receipt,omitempty"` // what Text says of a request that was made, for channels that can show a card
}

// A Summary is what a form will send, as lines of a table.
type Summary struct {
	Lead  string        `json:"lead"`  // above the table
	Title string        `json:"title"` // of the form
	Rows  []SummaryLine `json:"rows"`
	Tail  string        `json:"tail,omitempty"` // below it
}

// A SummaryLine is an answer as it will be sent, by the number under which it can be mended.
type SummaryLine struct {
	No    int    `json:"no"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// A Ticketed is the receipt of a request: its number, and what its member should know of it.
type Ticketed struct {
	Number string   `json:"number"`
	Code   string   `json:"code,omitempty"` // shows with the number that somebody holds the receipt; said once
	Lines  []string `json:"lines"`          // all else that is said of it
}

// An Author says whose words a message is.
type Author string

// The authors.
const (
	Bot    Author = "bot"
	Staff  Author = "staff"
	Member Author = "member"
	System Author = "system" // a remark about the conversation itself; in a staff thread, internal
)

// A Choice is a button. Data comes back unchanged in a Choose event; a member may also type the
// Label or its number.
type Choice struct {
	Label string `json:"label"`
	Data  string `json:"data"`
	URL   string `json:"url,omitempty"` // opens a page instead of sending Data

	Primary bool `json:"primary,omitempty"` // what most who get here want; at most one of a message's
}

// LinkPage is the URL of a choice that opens the page on which a member links this contact with
// their web session: the channel puts its own address of that page in its place.
const LinkPage = "madoguchi:link"

// alonePage begins the URL of a choice that leads out of a group into a talk with one member alone.
const alonePage = "madoguchi:alone?"

// AlonePage is the URL of a choice that opens a talk with one member alone, with text ready to be sent there.
// A channel that has groups puts its own address in its place.
func AlonePage(text string) string { return alonePage + text }

// IsAlonePage reports whether a choice's URL is such a page, and with what text.
func IsAlonePage(url string) (text string, ok bool) { return strings.CutPrefix(url, alonePage) }

// formPage begins the URL of a choice that opens a page for a form's questions.
const formPage = "madoguchi:form?"

// FormPage is the URL of a choice that opens the page with the token; the channel puts its own address there.
func FormPage(token string) string { return formPage + token }

// IsFormPage reports whether a choice's URL is such a page, and with what token.
func IsFormPage(url string) (token string, ok bool) { return strings.CutPrefix(url, formPage) }

// A Tool is what a telephone has for answering a question.
type Tool string

// The tools.
const (
	Pictures Tool = "pictures" // the camera and the pictures taken with it
	Moment   Tool = "moment"   // a calendar with a clock
)

// An Answer is an FAQ entry as it is shown: the office's words in typed blocks, and their source.
type Answer struct {
	Lead     string  `json:"lead,omitempty"` // our own line above the office's words, such as an ended programme's notice
	Question string  `json:"question"`
	Blocks   []Block `json:"blocks"`
	Tail     string  `json:"tail,omitempty"` // our own lines below, such as a computed date
	Source   Source  `json:"source"`
}

// A Block is one piece of an answer: paragraph, note, link, contact or table.
type Block struct {
	Type   string     `json:"type"`
	Text   string     `json:"text,omitempty"`
	URL    string     `json:"url,omitempty"`
	Header []string   `json:"header,omitempty"`
	Rows   [][]string `json:"rows,omitempty"`
}

// A Source says which entry of which document an answer was taken from.
type Source struct {
	Ref      string    `json:"ref"`             // "alibaba/8"
	Document string    `json:"document"`        // the collection's title
	Label    string    `json:"label,omitempty"` // "Q8"
	Page     int       `json:"page,omitempty"`
	Updated  time.Time `json:"updated,omitzero"` // the document's own date; zero where it says none
	// Confirmed is when the office last confirmed the entry; zero: never.
	Confirmed time.Time `json:"confirmed,omitzero"`
	Version   int       `json:"version,omitempty"`
}

// A Card is a ticket as staff see it in their channel: no e-mail, phone number or address, which
// are shown only where a person of the office asks for them.
type Card struct {
	Ticket    string      `json:"ticket"`  // Q-1204
	Version   int         `json:"version"` // goes into every button, so that a stale press is noticed
	Kind      string      `json:"kind"`    // 問い合わせ, 登録内容の変更, 事前相談
	Title     string      `json:"title"`   // one line: who and what
	Status    string      `json:"status"`  // the word staff read: 受付, 対応中, …
	Open      bool        `json:"open"`    // whether work remains
	Urgent    bool        `json:"urgent,omitempty"`
	Programme string      `json:"programme,omitempty"`
	Channel   string      `json:"channel"` // where the member is: LINE, Web
	Assignee  string      `json:"assignee,omitempty"`
	Team      string      `json:"team,omitempty"`
	Due       time.Time   `json:"due,omitzero"`
	Opened    time.Time   `json:"opened,omitzero"`
	Fields    []CardField `json:"fields,omitempty"`
	Trace     string      `json:"trace,omitempty"`   // one line: what the bot had found
	Reply     *Status     `json:"reply,omitempty"`   // how the last reply to the member stands
	Notice    string      `json:"notice,omitempty"`  // a warning for staff: unreachable, quota, quality of identity
	Acts      []Act       `json:"acts,omitempty"`    // what can be done now, most likely first
	Teaches   bool        `json:"teaches,omitempty"` // it was replied to, and an entry of the FAQ may be made of it
	Done      string      `json:"done,omitempty"`    // what the member is told when Done is pressed, to be read before
}

// A CardField is one labelled line of a card. Personal ones arrive already masked.
type CardField struct {
	Label    string `json:"label"`
	Value    string `json:"value"`
	Personal bool   `json:"personal,omitempty"`
}

// A Status is what staff see of a reply on its way to the member.
type Status struct {
	Delivery int64         `json:"delivery"` // of the reply
	State    DeliveryState `json:"state"`
	Reason   string        `json:"reason,omitempty"` // in Japanese, when it failed or is held
}

// A DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	Pending   DeliveryState = "pending"   // 送信待ち
	Sending   DeliveryState = "sending"   // 送信中
	Sent      DeliveryState = "sent"      // 送信済み
	Held      DeliveryState = "held"      // 保留中: waits for something other than time
	Dead      DeliveryState = "dead"      // 未達: given up, staff decide
	Discarded DeliveryState = "discarded" // 取り消し済み: called back, or given up
)

// A Line is one message of a conversation's transcript, numbered in the order it was said.
type Line struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Sent    time.Time `json:"sent,omitzero"` // of a member's line: when they sent it, by their platform's clock
	Message Message   `json:"message"`
	Event   string    `json:"event,omitempty"` // of a member's line: the ID of its event
}
