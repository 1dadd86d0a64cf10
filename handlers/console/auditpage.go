package console

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// An auditView is what was done, newest first, with what chose it.
type auditView struct {
	Rows       []auditRow
	Actors     []option
	Acts       []option
	From, Till string
	Object     string
	Text       string // what was searched for
	More       string // where the page goes on; "" = it is whole
	Before     int64
	Error      string
	Reason     string
	MayExport  bool
	Actor, Act string
}

// An auditRow is one line in words.
type auditRow struct {
	At, Who, Via, Act, Object, Link, Before, After, Note string
}

// auditFilter reads what chooses records, from an address or a form.
func auditFilter(get func(string) string) audit.Filter {
	f := audit.Filter{
		Actor: get("actor"), Act: audit.Act(get("act")), Object: strings.TrimSpace(get("object")), Text: strings.TrimSpace(get("text")), Limit: auditRows + 1,
	}
	f.Before, _ = strconv.ParseInt(get("before"), 10, 64) // 0 where it is none: the first page
	if day, err := reading.ParseDay(get("from")); err == nil {
		f.From = day
	}
	if day, err := reading.ParseDay(get("till")); err == nil {
		f.Till = day.AddDate(0, 0, 1)
	}
	return f
}

// auditRows is how many a page shows.
const auditRows = 100

func (s *Service) showAudit(w http.ResponseWriter, r *http.Request) error {
	return s.renderAudit(w, r, http.StatusOK, r.URL.Query().Get, "")
}

// searchAudit is a POST because what is looked for may be somebody's name.
func (s *Service) searchAudit(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	return s.renderAudit(w, r, http.StatusOK, func(name string) string { return form(r, name) }, "")
}

func (s *Service) renderAudit(w http.ResponseWriter, r *http.Request, status int, get func(string) string, wrong string) error {
	f := auditFilter(get)
	records, err := s.stores.Trail.Audited(r.Context(), f)
	if err != nil {
		return err
	}
	people, err := s.stores.People.Accounts(r.Context())
	if err != nil {
		return err
	}
	v := auditView{
		From: get("from"), Till: get("till"), Object: f.Object, Text: f.Text, Actor: f.Actor, Act: string(f.Act),
		Error: wrong, Reason: get("reason"), MayExport: me(r).May(staff.Export),
	}
	if len(records) > auditRows {
		records = records[:auditRows]
		v.Before = records[auditRows-1].ID
		v.More = "/desk/audit?" + url.Values{"actor": {f.Actor}, "act": {string(f.Act)}, "from": {v.From}, "till": {v.Till}, "object": {f.Object}, "before": {fmt.Sprint(v.Before)}}.Encode()
	}
	names := map[string]string{}
	for _, a := range people {
		id := a.Person().ID
		names[id] = a.Name
		v.Actors = append(v.Actors, option{Value: id, Label: a.Name, Selected: id == f.Actor})
	}
	for _, act := range audit.Acts() {
		v.Acts = append(v.Acts, option{Value: string(act), Label: staffwords.Audit(act), Selected: act == f.Act})
	}
	for _, rec := range records {
		v.Rows = append(v.Rows, auditLine(rec, names))
	}
	s.renderStatus(w, r, status, "audit", page{Title: say("console.audit.title"), Nav: "audit", Body: v})
	return nil
}

// auditLine is a record in words.
func auditLine(rec audit.Record, names map[string]string) auditRow {
	row := auditRow{
		At: exactMoment(rec.At), Who: actorName(rec), Via: staffwords.Via(rec.Via), Act: staffwords.Audit(rec.Act),
		Object: rec.Object, Before: auditValue(rec.Act, rec.Before, names), After: auditValue(rec.Act, rec.After, names), Note: rec.Note,
	}
	if rec.Act == audit.AccessRefused {
		row.Note = staff.Right(rec.Note).Label()
	}
	switch _, isPerson := staff.ParsePersonID(rec.Object); {
	case isPerson:
		row.Link = "/desk/staff/" + strings.TrimPrefix(rec.Object, "staff:")
		row.Object = nameOr(names, rec.Object)
	case isNumber(rec.Object):
		row.Link = "/desk/t/" + rec.Object
	}
	return row
}

// auditValue is what something was or became, in the words of the desk. The file has it as it is stored.
func auditValue(act audit.Act, value string, names map[string]string) string {
	switch act {
	case audit.TicketMoved, audit.TicketResolved, audit.TicketCancelled:
		return ticket.Status(value).Label()
	case audit.SessionOpened:
		return staff.Way(value).Label()
	case audit.QuestionUnanswered:
		return wordOr(catalogue.Key("console.ended."+value), value)
	case audit.AccountMade, audit.AccountChanged, audit.AccountEnded, audit.AccountHanded, audit.AccountJoined:
		words := strings.Fields(value)
		for i, word := range words {
			words[i] = nameOr(names, staff.Role(word).Label())
		}
		return strings.Join(words, " ")
	}
	return value
}

// actorName is who acted: by name, or what they were.
func actorName(rec audit.Record) string {
	if rec.Actor.Name != "" {
		return rec.Actor.Name
	}
	return staffwords.Actor(rec.Kind)
}

// exactMoment is a time in Japan to the second, as a record that may be asked for has to say it.
func exactMoment(t time.Time) string { return t.In(reading.JST).Format("2006/01/02 15:04:05") }

// exportMost is how many lines a file has at most; who needs more chooses days.
const exportMost = 50_000

// exportAudit hands out what was done as a file, to whoever says what it is for.
func (s *Service) exportAudit(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	get := func(name string) string { return form(r, name) }
	reason := strings.TrimSpace(get("reason"))
	if err := s.need(r, staff.Export); err != nil {
		return err
	}
	if reason == "" {
		return s.renderAudit(w, r, http.StatusUnprocessableEntity, get, say("console.export.no_reason"))
	}
	f := auditFilter(get)
	f.Limit, f.Before = exportMost, 0
	records, err := s.stores.Trail.Audited(r.Context(), f)
	if err != nil {
		return err
	}
	rec := s.record(r, audit.DataExported, "audit")
	rec.After, rec.Note = fmt.Sprint(len(records)), reason
	if err := s.stores.Trail.Audit(r.Context(), rec); err != nil {
		return err
	}
	rows := [][]string{{
		say("console.column.at"), say("console.audit.who"), say("console.audit.id"), say("console.audit.via"), say("console.audit.act"), say("console.audit.act_id"),
		say("console.audit.object"), say("console.audit.before"), say("console.audit.after"), say("console.audit.note"), say("console.audit.request"),
	}}
	for _, x := range records {
		rows = append(rows, []string{
			exactMoment(x.At), actorName(x), x.Actor.ID, staffwords.Via(x.Via), staffwords.Audit(x.Act), string(x.Act), x.Object, x.Before, x.After, x.Note, x.Request,
		})
	}
	return writeCSV(w, "audit-"+s.Now().In(reading.JST).Format("20060102-1504")+".csv", rows)
}

// writeCSV hands out a table as Excel opens it: with a byte order mark, and no cell that it would take for
// a formula.
func writeCSV(w http.ResponseWriter, name string, rows [][]string) error {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	for _, row := range rows {
		for i, cell := range row {
			row[i] = chars.Harmless(cell)
		}
		if err := out.Write(row); err != nil {
			return fmt.Errorf("write a table: %w", err)
		}
	}
	out.Flush()
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = w.Write(b.Bytes()) // an error here is a browser that has left
	return nil
}
