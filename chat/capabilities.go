package chat

// Capabilities are what a channel can do, in its own words: whoever decides asks for one of these and
// never for a channel's name.
type Capabilities struct {
	Members   bool // members talk on it, so a form can be taken along to it
	FreeReply bool // an answer to what a contact has just sent is free there, and all else costs
	Unordered bool // events may come late and out of order; their At is the platform's clock
	LinkPage  bool // a button of ours can open the page that links a contact with a web session
	FormPage  bool // a button of ours can open a page on which a form's questions are answered
	Closes    bool // a contact may close it for good; who left a mail address gets copies of replies there
	Withdraws bool // what was said there can be taken off the contact's page again
	Letters   bool // what goes out is a letter, which names the one that it answers; nothing can be pressed in it
	Hears     bool // of a channel of letters: answers to them are taken in
	Thread    bool // staff write into the ticket's thread itself, so their words stand there already
	NoFiles   bool // members can send nothing but words on it
	Rooms     bool // a route may name another room of it for a ticket's card
}
