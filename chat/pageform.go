package chat

// A PageForm is what a page asks for a form, outside the talk.
type PageForm struct {
	Office    string
	Title     string // of the form
	Purpose   string // why personal data is asked for
	Questions []PageQuestion
}

// A PageQuestion is one question on a page.
type PageQuestion struct {
	Key      string
	Label    string
	Hint     string
	Input    string // text, email or tel
	Optional bool
	Long     bool // several lines
}
