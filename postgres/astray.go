package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"madoguchi/catalogue"
)

// A reply that went to the wrong member is somebody else's data. Who asks what is kept about them is not given it a
// second time: wherever it stands in their record, in the talk, in the ticket's log, in what staff wrote or in a copy
// by mail, a sentence of ours stands instead.

// sqlAstray reads what is known of such replies to a contact: the deliveries, each with its copies, every wording in
// which they are kept, and their files. How long deliveries, lines and logs keep words differs: all are looked at.
const sqlAstray = `
	WITH astray AS MATERIALIZED (
	    SELECT c.id, c.messages, i.made
	    FROM   incidents i
	           JOIN deliveries d ON d.id = i.delivery
	           JOIN deliveries c ON c.ticket = d.ticket AND c.ticket <> '' AND NOT c.staff
	                                AND (c.id = d.id OR c.created = d.created AND c.messages -> 0 ->> 'text' = d.messages -> 0 ->> 'text')
	    WHERE  i.kind = 'misdirected' AND ` + ownDeliveries + `
	), bodies AS (
	    SELECT body FROM astray, jsonb_array_elements(messages) AS m (body) WHERE messages <> @erased::jsonb
	    UNION ALL
	    SELECT body FROM messages WHERE conversation = @conversation AND delivery IN (SELECT id FROM astray)
	), texts AS (
	    SELECT body ->> 'text' AS text FROM bodies
	    UNION
	    SELECT text FROM ticket_events WHERE ticket = ANY (@numbers) AND delivery IN (SELECT id FROM astray)
	)
	SELECT coalesce((SELECT array_agg(id) FROM astray), '{}'),
	       coalesce((SELECT array_agg(text ORDER BY length(text) DESC, text) FROM texts WHERE text <> ''), '{}'),
	       coalesce((SELECT array_agg(file ->> 'id') FROM bodies, jsonb_array_elements(body -> 'files') AS f (file) WHERE jsonb_typeof(body -> 'files') = 'array'), '{}'),
	       coalesce((SELECT array_agg(DISTINCT made) FROM astray), '{}')`

// foreign stands in a record where somebody else's data was.
func foreign() string { return catalogue.JA.Say("postgres.foreign") }

// readAstray puts what went astray into the arguments of a record's statements, and gives its wordings.
func readAstray(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) (texts []string, err error) {
	args["erased"], args["foreign"] = erasedMessages(), foreign()
	rows, _ := tx.Query(ctx, sqlAstray, args) // CollectExactlyOneRow returns the error
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[struct {
		Deliveries   []int64
		Texts, Files []string
		Made         []any
	}])
	if err != nil {
		return nil, fmt.Errorf("look for replies that went astray: %w", err)
	}
	args["astray"], args["astray_texts"], args["astray_files"], args["astray_made"] = found.Deliveries, found.Texts, found.Files, found.Made
	return found.Texts, nil
}

// strikable is how many letters a wording has at least that is struck out of a longer text: 「はい」 is in too many.
const strikable = 4

// strike puts ours in the place of wordings in a document: of a text that is one, and within longer ones. The longest
// wordings come first.
func strike(doc json.RawMessage, texts []string, ours string) (json.RawMessage, error) {
	if len(texts) == 0 || len(doc) == 0 {
		return doc, nil
	}
	var value any
	in := json.NewDecoder(bytes.NewReader(doc))
	in.UseNumber()
	if err := in.Decode(&value); err != nil {
		return nil, fmt.Errorf("read a record: %w", err)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(struck(value, texts, ours)); err != nil {
		return nil, fmt.Errorf("write a record: %w", err)
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

func struck(value any, texts []string, ours string) any {
	switch v := value.(type) {
	case string:
		if slices.Contains(texts, v) {
			return ours
		}
		for _, text := range texts {
			if utf8.RuneCountInString(text) >= strikable {
				v = strings.ReplaceAll(v, text, ours)
			}
		}
		return v
	case []any:
		for i := range v {
			v[i] = struck(v[i], texts, ours)
		}
	case map[string]any:
		for key := range v {
			v[key] = struck(v[key], texts, ours)
		}
	}
	return value
}
