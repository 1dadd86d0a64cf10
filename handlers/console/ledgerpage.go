package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/learn"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A deliveriesView is the ledger of what went out and what did not.
type deliveriesView struct {
	Tabs   []tab
	Tab    string
	Rows   []deliveryRow
	More   string
	Strays []strayRow
}

// A strayRow is an event that could not be decided.
type strayRow struct {
	Seq                   int64
	At, From, Text, Error string
	Attempts              int
}

type deliveryRow struct {
	deliveryState
	Created, To, Ticket, Text, Via, Error string
	Attempts                              int
	Staff                                 bool
}

// ledgerTabs are the tabs of the ledger with the states each shows.
var ledgerTabs = []struct {
	key    string
	label  catalogue.Key
	states []chat.DeliveryState
}{
	{"", "console.deliveries.open", []chat.DeliveryState{chat.Dead, chat.Held}},
	{"pending", "office.delivery.pending", []chat.DeliveryState{chat.Pending, chat.Sending}},
	{"sent", "office.delivery.sent", []chat.DeliveryState{chat.Sent}},
	{"discarded", "office.delivery.discarded", []chat.DeliveryState{chat.Discarded}},
	{"all", "console.all", nil},
}

const ledgerPage = 50

func (s *Service) showDeliveries(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := deliveriesView{Tab: q.Get("tab")}
	f := chat.LedgerFilter{Limit: ledgerPage, States: ledgerTabs[0].states}
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64) // 0 where it is none: the first page
	for _, t := range ledgerTabs {
		link := "/desk/deliveries"
		if t.key != "" {
			link += "?" + url.Values{"tab": {t.key}}.Encode()
		}
		v.Tabs = append(v.Tabs, tab{Label: say(t.label), URL: link, Current: t.key == v.Tab})
		if t.key == v.Tab {
			f.States = t.states
		}
	}
	rows, err := s.stores.Ledger.Deliveries(r.Context(), f)
	if err != nil {
		return fmt.Errorf("list deliveries: %w", err)
	}
	now := s.Now()
	for i := range rows {
		v.Rows = append(v.Rows, deliveryRowOf(&rows[i], now))
	}
	if len(rows) == ledgerPage {
		v.More = "/desk/deliveries?" + url.Values{"tab": {v.Tab}, "before": {fmt.Sprint(rows[len(rows)-1].ID)}}.Encode()
	}
	if v.Tab == "" {
		if v.Strays, err = s.strays(r.Context(), now); err != nil {
			return err
		}
	}
	s.render(w, r, "deliveries", page{Title: say("console.deliveries.heading"), Nav: "deliveries", Live: r.URL.RequestURI(), Body: v})
	return nil
}

func deliveryRowOf(row *chat.LedgerRow, now time.Time) deliveryRow {
	d := deliveryRow{
		deliveryState: *stateOf(row, now), Created: moment(now, row.Created), To: staffwords.Channel(row.To.Channel),
		Ticket: row.Ticket, Via: viaName(row.Via), Attempts: row.Attempts, Staff: row.Staff, Text: excerpt(row.Messages),
	}
	if row.State != chat.Sent {
		d.Error = row.Error
	}
	return d
}

// strays are the events that could not be decided, as the ledger shows them.
func (s *Service) strays(ctx context.Context, now time.Time) ([]strayRow, error) {
	if s.stores.Strays == nil {
		return nil, nil
	}
	found, err := s.stores.Strays.Strays(ctx)
	if err != nil {
		return nil, fmt.Errorf("list strays: %w", err)
	}
	var rows []strayRow
	for _, e := range found {
		rows = append(rows, strayRow{
			Seq: e.Seq, At: moment(now, e.At), From: staffwords.Channel(e.From.Channel), Error: e.Error, Attempts: e.Attempts,
			Text: orElse(excerpt([]chat.Message{{Text: e.Text}}), eventName(e.Kind)),
		})
	}
	return rows, nil
}

// revive lets an event be decided again, once what was wrong is mended.
func (s *Service) revive(w http.ResponseWriter, r *http.Request) error {
	seq, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || s.stores.Strays == nil {
		return chat.ErrNotFound
	}
	ok, err := s.stores.Strays.Revive(r.Context(), seq)
	if err != nil {
		return fmt.Errorf("revive event %d: %w", seq, err)
	}
	if ok {
		if err := s.stores.Trail.Audit(r.Context(), s.record(r, audit.EventRevived, strconv.FormatInt(seq, 10))); err != nil {
			return err
		}
	}
	f := flash{OK: true, Text: say("console.deliveries.revived")}
	if !ok {
		f = flash{Text: say("console.deliveries.already")}
	}
	s.redirect(w, r, "/desk/deliveries", f)
	return nil
}

// longestExcerpt is in characters: about a line of the ledger.
const longestExcerpt = 60

// excerpt is how what was to be said begins: the first line of each message, without addresses and
// numbers to call. What a member had given stands below a message's first line.
func excerpt(ms []chat.Message) string {
	var parts []string
	for i := range ms {
		text, _, _ := strings.Cut(strings.TrimSpace(ms[i].Text), "\n")
		if c := ms[i].Card; c != nil {
			text = c.Ticket + " " + c.Title
		}
		parts = append(parts, text)
	}
	rs := []rune(reading.MaskPersonal(strings.Join(parts, " ／ ")))
	if len(rs) > longestExcerpt {
		return string(rs[:longestExcerpt]) + "…"
	}
	return string(rs)
}

// A statusView is the state of things.
type statusView struct {
	Channels    []ChannelState
	Quota       *quotaView
	Backlog     *backlogView
	Tickets     []count
	Collections []collectionView
	Entries     int
	Threshold   *thresholdView
}

// A thresholdView is the threshold for answering at once, in a line for what it is and one for what it comes of.
type thresholdView struct{ Is, Measured string }

func thresholdOf(t learn.Threshold) *thresholdView {
	at := func(p float64) string { return fmt.Sprintf("%.2f", p) }
	percent := func(share float64) string { return fmt.Sprintf("%.1f", 100*share) }
	v := thresholdView{Is: say("console.threshold.fitted", "answer", at(t.Answer))}
	switch {
	case t.Answer > t.Fitted:
		v.Is = say("console.threshold.raised", "answer", at(t.Answer), "fitted", at(t.Fitted))
	case t.Answer < t.Fitted:
		v.Is = say("console.threshold.lowered", "answer", at(t.Answer), "fitted", at(t.Fitted))
	}
	switch {
	case t.Judged == 0:
		v.Measured = say("console.threshold.none", "wanting", t.Wanting())
	case !t.Enough():
		v.Measured = say("console.threshold.few", "n", t.Judged, "wanting", t.Wanting())
	default:
		v.Measured = say("console.threshold.measured", "n", t.Judged, "share", percent(float64(t.Right)/float64(t.Judged)), "low", percent(t.Low), "high", percent(t.High))
	}
	return &v
}

type quotaView struct {
	Used, Limit, Left int
	High              int // from here on little is left
	Until, RunsOut    string
	Low               bool
}

type backlogView struct {
	Backlog
	Waiting string // how long the oldest has been waiting
	Slow    bool
}

type count struct {
	Label string
	N     string
	Alert bool
}

func (s *Service) showStatus(w http.ResponseWriter, r *http.Request) error {
	v := statusView{Channels: s.channels()}
	cv := s.collectionsView("", entryPage{})
	v.Collections = cv.Collections
	for _, c := range cv.Collections {
		v.Entries += c.Count
	}
	if s.Threshold != nil {
		v.Threshold = thresholdOf(s.Threshold())
	}
	var err error
	if v.Tickets, err = s.counts(r.Context()); err != nil {
		return err
	}
	if v.Quota, err = s.quota(r.Context()); err != nil {
		return err
	}
	if v.Backlog, err = s.backlog(r.Context()); err != nil {
		return err
	}
	s.render(w, r, "status", page{Title: say("console.status.heading"), Nav: "status", Live: "/desk/status", Body: v})
	return nil
}

// channels are the channels' states, with what is wrong with them now.
func (s *Service) channels() []ChannelState {
	states := slices.Clone(s.Channels)
	for i := range states {
		if c := &states[i]; c.On && s.Trouble != nil {
			if trouble := s.Trouble(c.Name); trouble != "" {
				c.Note, c.Trouble = trouble, true
			}
		}
	}
	return states
}

// counts are the open tickets by status.
func (s *Service) counts(ctx context.Context) ([]count, error) {
	now := s.Now()
	var filters []ticket.Filter
	for _, status := range openStatuses {
		filters = append(filters, ticket.Filter{Status: []ticket.Status{status}})
	}
	n, err := s.stores.Queue.CountTickets(ctx, mostCounted+1, append(filters, ticket.Filter{Overdue: now})...)
	if err != nil {
		return nil, err
	}
	var out []count
	for i, status := range openStatuses {
		out = append(out, count{Label: status.Label(), N: upTo(n[i])})
	}
	late := n[len(openStatuses)]
	return append(out, count{Label: say("console.status.overdue"), N: upTo(late), Alert: late > 0}), nil
}

func (s *Service) quota(ctx context.Context) (*quotaView, error) {
	if s.Quota == nil {
		return nil, nil
	}
	q, err := s.Quota(ctx)
	if err != nil {
		return nil, fmt.Errorf("read quota: %w", err)
	}
	if q.Limit == 0 { // there is no limit, or it is not known now
		return nil, nil
	}
	v := &quotaView{Used: q.Used, Limit: q.Limit, Left: max(0, q.Limit-q.Used)}
	v.High = q.Limit - q.Limit/10
	v.Low = q.Used >= v.High
	if !q.Until.IsZero() {
		v.Until = ticket.Day(q.Until)
	}
	if !q.RunsOut.IsZero() {
		v.RunsOut = strconv.Itoa(q.RunsOut.In(reading.JST).Day())
	}
	return v, nil
}

// slow is how long a delivery may wait before the page says so.
const slow = time.Minute

func (s *Service) backlog(ctx context.Context) (*backlogView, error) {
	if s.Backlog == nil {
		return nil, nil
	}
	b, err := s.Backlog(ctx)
	if err != nil {
		return nil, fmt.Errorf("read backlog: %w", err)
	}
	v := &backlogView{Backlog: b}
	if !b.Oldest.IsZero() {
		age := s.Now().Sub(b.Oldest)
		v.Waiting, v.Slow = span(age), age > slow
	}
	return v, nil
}
