package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// importBack carries out what an export that is brought back changes: each changed entry is edited, in one
// publication a document.
func (sh *shelf) importBack(ctx context.Context, tx pgx.Tx, imp *Import, now time.Time) (*edition.Plan, bool, error) {
	if err := sh.confirmed(); err != nil {
		return nil, false, err
	}
	plan := sh.Back(imp.Collection)
	b := &pgx.Batch{}
	told := map[int][]edition.Told{}
	own, place := 0, 0
	for i := range plan.Writes {
		e := plan.Writes[i].Entry
		e.Version = 0
		was, stored, err := sh.entry(e.Order)
		if err != nil {
			return nil, false, err
		}
		row := sh.rows[e.Order]
		if !stored {
			if own == 0 {
				if own, place, err = sh.ownDocument(b, imp.Collection.Title); err != nil {
					return nil, false, err
				}
			}
			row = entryRow{Ordinal: e.Order, Document: own, Place: place, State: string(faq.Public)}
			place++
		}
		if err := sh.write(b, row, was, e, faq.State(row.State), imp.By, now); err != nil {
			return nil, false, err
		}
		c := &plan.Changes[i]
		told[row.Document] = append(told[row.Document], edition.Told{Kind: c.Kind, Ref: c.Ref, Question: c.Question})
	}
	for _, document := range slices.Sorted(maps.Keys(told)) {
		p := publication{document: document, act: edition.ActEdit, who: imp.By, at: now, changes: told[document], source: imp.Source}
		if err := queuePublication(b, sh, p); err != nil {
			return nil, false, err
		}
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return nil, false, fmt.Errorf("bring an export back into %s: %w", sh.Collection, err)
	}
	return plan, len(told) > 0, nil
}

// confirmed puts what people have confirmed of entries over what their documents say, as an export has it.
func (sh *shelf) confirmed() error {
	for i := range sh.Documents {
		for j := range sh.Documents[i].Rows {
			row := &sh.Documents[i].Rows[j]
			e, _, err := sh.entry(row.Entry.Order)
			if err != nil {
				return err
			}
			e.Version = 0
			row.Entry = e
		}
	}
	return nil
}
