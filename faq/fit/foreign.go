package fit

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"madoguchi/faq"
)

// Foreign is the ID of the collection that ReadForeign gives.
const Foreign = "foreign"

// ReadForeign reads FAQ-shaped entries on other subjects from CSV with the columns 分類, 質問 and
// 回答, as one collection to measure how search holds up when the index grows.
func ReadForeign(r io.Reader) (faq.Collection, error) {
	c := faq.Collection{ID: Foreign, Title: Foreign}
	cr := csv.NewReader(r)
	head, err := cr.Read()
	if err != nil {
		return c, fmt.Errorf("read the header: %w", err)
	}
	section, question, answer := slices.Index(head, "分類"), slices.Index(head, "質問"), slices.Index(head, "回答")
	if section < 0 || question < 0 || answer < 0 {
		return c, fmt.Errorf("the header is %q, want the columns 分類, 質問 and 回答", head)
	}
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return c, nil
		}
		if err != nil {
			return c, fmt.Errorf("read a row: %w", err)
		}
		c.Entries = append(c.Entries, faq.Entry{Collection: Foreign, Order: len(c.Entries) + 1, Section: row[section],
			Question: row[question], Answer: []faq.Block{{Type: faq.Paragraph, Text: row[answer]}}})
	}
}
