package importer

import "madoguchi/faq"

// A Report is what an import would bring in, for people and programs to look at before it does.
// Its JSON has the shape {"collection":{…},"entries":[…],"warnings":[…]}; lists are never null.
type Report struct {
	Collection ReportCollection `json:"collection"`
	Entries    []ReportEntry    `json:"entries"`
	Warnings   []faq.Warning    `json:"warnings"`
}

// A ReportCollection is the document as a whole.
type ReportCollection struct {
	ID           string       `json:"id"`
	Title        string       `json:"title"`
	Names        []string     `json:"names"`
	Organisation string       `json:"organisation"`
	Document     string       `json:"document"`
	Intro        string       `json:"intro"`
	Validity     faq.Validity `json:"validity"`
}

// A ReportEntry is one question with its answer. What is only proposed for staff to decide (kind,
// form) is left to the preview; the shape of this one is a promise to programs.
type ReportEntry struct {
	Order    int           `json:"order"`
	Label    string        `json:"label"`
	Section  string        `json:"section"`
	Question string        `json:"question"`
	Aliases  []string      `json:"aliases"`
	Answer   []ReportBlock `json:"answer"`
	Validity faq.Validity  `json:"validity"`
	Source   faq.Source    `json:"source"`
	Warnings []faq.Warning `json:"warnings"`
}

// A ReportBlock is one piece of an answer; of a table, header and rows are always there.
type ReportBlock struct {
	Type   faq.BlockType `json:"type"`
	Text   string        `json:"text"`
	URL    string        `json:"url"`
	Header []string      `json:"header"`
	Rows   [][]string    `json:"rows"`
}

// NewReport makes the report of a collection.
func NewReport(c faq.Collection) Report {
	r := Report{
		Collection: ReportCollection{
			ID: c.ID, Title: c.Title, Names: list(c.Names), Organisation: c.Organisation,
			Document: c.Document, Intro: c.Intro, Validity: c.Validity,
		},
		Entries:  make([]ReportEntry, 0, len(c.Entries)),
		Warnings: list(c.Warnings),
	}
	for i := range c.Entries {
		e := &c.Entries[i]
		r.Entries = append(r.Entries, ReportEntry{
			Order: e.Order, Label: e.Label, Section: e.Section, Question: e.Question,
			Aliases: list(e.Aliases), Answer: reportBlocks(e.Answer), Validity: e.Validity, Source: e.Source, Warnings: list(e.Warnings),
		})
	}
	return r
}

func reportBlocks(blocks []faq.Block) []ReportBlock {
	all := make([]ReportBlock, 0, len(blocks))
	for _, b := range blocks {
		all = append(all, ReportBlock{Type: b.Type, Text: b.Text, URL: b.URL, Header: list(b.Header), Rows: list(b.Rows)})
	}
	return all
}

// list is s, or an empty list for none.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
