package console

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/switches"
)

// A switchesView is the page of what is on for a while, and what can be turned on.
type switchesView struct {
	On         []switchView
	Past       []switchView
	Programmes []option
	Channels   []option
	Today      string
	MostDays   int
	Longest    int
	Refused    string
	Kind       string // what was refused: its form stands open, with what was typed
	Typed      typedSwitch
}

// A typedSwitch is what a form said.
type typedSwitch struct{ Day, Clock, Until, Text, Days string }

// A switchView is a switch as the page shows it.
type switchView struct {
	ID           int64
	Kind, Label  string
	Span, Text   string
	About, Where string
	By, At       string
	OffBy, OffAt string
	Push, Ended  bool
	Moved        int
	MovedTo      []movedView
	Days         int
}

// A movedView is a promise that a closure has moved.
type movedView struct{ Number, Title, Channel, Was, Due string }

// pastSwitches is how many former switches are listed.
const pastSwitches = 20

func (s *Service) showSwitches(w http.ResponseWriter, r *http.Request) error {
	return s.switchesPage(w, r, http.StatusOK, switchesView{})
}

func (s *Service) switchesPage(w http.ResponseWriter, r *http.Request, status int, v switchesView) error {
	if s.stores.Switches == nil {
		return chat.ErrNotFound
	}
	now, names := s.Now(), s.programmes()
	all, err := s.stores.Switches.SwitchHistory(r.Context(), pastSwitches)
	if err != nil {
		return err
	}
	on, err := s.stores.Switches.Switches(r.Context(), now)
	if err != nil {
		return err
	}
	for _, sw := range on {
		if i := slices.IndexFunc(all, func(o switches.Switch) bool { return o.ID == sw.ID }); i >= 0 {
			sw = all[i] // with what it has moved
		}
		view := viewOfSwitch(&sw, now, names)
		if view.MovedTo, err = s.movedBy(r, &sw, now); err != nil {
			return err
		}
		v.On = append(v.On, view)
	}
	for i := range all {
		if !all[i].Ahead(now) {
			v.Past = append(v.Past, viewOfSwitch(&all[i], now, names))
		}
	}
	for _, c := range s.collections() {
		v.Programmes = append(v.Programmes, option{c.ID, names[c.ID], slices.Contains(r.PostForm["programme"], c.ID)})
	}
	for _, c := range switches.Channels() {
		v.Channels = append(v.Channels, option{c, switches.ChannelName(c), slices.Contains(r.PostForm["channel"], c)})
	}
	v.Today, v.MostDays, v.Longest = reading.FormatDay(now), switches.MostDays, switches.LongestNotice
	s.renderStatus(w, r, status, "switches", page{Title: say("console.switches.title"), Nav: "switches", Body: v})
	return nil
}

// movedBy lists what a closure has moved, for its entry on the page.
func (s *Service) movedBy(r *http.Request, sw *switches.Switch, now time.Time) ([]movedView, error) {
	if sw.Moved == 0 {
		return nil, nil
	}
	moved, err := s.stores.Switches.MovedBy(r.Context(), sw.ID)
	if err != nil {
		return nil, err
	}
	var out []movedView
	for _, m := range moved {
		out = append(out, movedView{Number: m.Ticket, Was: moment(now, m.Was), Due: moment(now, m.Due)})
	}
	return out, nil
}

func viewOfSwitch(sw *switches.Switch, now time.Time, names map[string]string) switchView {
	v := switchView{
		ID: sw.ID, Kind: string(sw.Kind), Label: sw.Kind.Label(), Span: sw.Span(now), Text: sw.Text, Push: sw.Push, Moved: sw.Moved, Days: sw.Days,
		By: sw.By.Name, At: moment(now, sw.Made), OffBy: sw.OffBy.Name, OffAt: moment(now, sw.Off), Ended: !sw.Ahead(now),
	}
	var about, where []string
	for _, id := range sw.Programmes {
		about = append(about, nameOr(names, id))
	}
	for _, c := range sw.Channels {
		where = append(where, switches.ChannelName(c))
	}
	v.About, v.Where = strings.Join(about, say("console.switches.list_mark")), strings.Join(where, say("console.switches.list_mark"))
	return v
}

// turnOn reads a switch and turns it on; a closure is shown with what it breaks before.
func (s *Service) turnOn(w http.ResponseWriter, r *http.Request) error {
	kind := switches.Kind(r.PathValue("kind"))
	if s.stores.Switches == nil || !slices.Contains(switches.Kinds(), kind) {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	sw, err := s.readSwitch(r, kind)
	if err == nil && kind == switches.Closed && form(r, "go") != "1" {
		return s.sureToClose(w, r, sw)
	}
	if err == nil {
		err = s.stores.Switches.TurnOn(r.Context(), sw, s.record(r, audit.SwitchOn, ""))
	}
	var fault *switches.Fault
	if errors.As(err, &fault) {
		typed := typedSwitch{form(r, "day"), form(r, "clock"), form(r, "until"), form(r, "text"), form(r, "days")}
		return s.switchesPage(w, r, http.StatusUnprocessableEntity, switchesView{Refused: switches.Refusal(fault), Kind: string(kind), Typed: typed})
	}
	if err != nil {
		return err
	}
	s.Log.Info("switched on", "kind", kind, "person", who(r).ID)
	s.redirect(w, r, "/desk/switches", flash{OK: true, Text: say("console.switches.done", "what", kind.Label())})
	return nil
}

// readSwitch reads what a form says of a switch, and checks it.
func (s *Service) readSwitch(r *http.Request, kind switches.Kind) (switches.Switch, error) {
	now := s.Now()
	sw := switches.Switch{Kind: kind, From: now, Text: strings.TrimSpace(form(r, "text")), Push: form(r, "push") == "on"}
	sw.Days, _ = strconv.Atoi(form(r, "days")) // 0 is none, which is refused
	for _, id := range r.PostForm["programme"] {
		if slices.ContainsFunc(s.collections(), func(c faq.Collection) bool { return c.ID == id }) {
			sw.Programmes = append(sw.Programmes, id)
		}
	}
	if kind == switches.Notice {
		sw.Channels = r.PostForm["channel"]
	}
	var err error
	if sw.From, sw.Until, err = switches.Times(kind, now, form(r, "day"), form(r, "clock"), form(r, "until")); err != nil {
		return sw, err
	}
	return sw, sw.Check(now)
}

// A closingView asks once more before the office is closed, with whom that concerns.
type closingView struct {
	Span, Why        string
	Hits             []movedView
	More, Push       bool
	Cost             string // what telling them at once uses up
	Day, Clock, Last string
}

// sureToClose shows whose promises a closure would move.
func (s *Service) sureToClose(w http.ResponseWriter, r *http.Request, sw switches.Switch) error {
	impact, err := s.stores.Switches.Impact(r.Context(), sw)
	if err != nil {
		return err
	}
	now := s.Now()
	v := closingView{Span: sw.Span(now), Why: sw.Text, More: impact.More, Push: sw.Push, Day: form(r, "day"), Clock: form(r, "clock"), Last: form(r, "until")}
	for _, h := range impact.Hits {
		v.Hits = append(v.Hits, movedView{h.Number, h.Title, staffwords.Channel(h.Channel), moment(now, h.Was), moment(now, h.Due)})
	}
	v.Cost = impact.Cost(sw.Push, s.costs)
	s.render(w, r, "closing", page{Title: say("console.switches.closed.sure"), Nav: "switches", Body: v})
	return nil
}

// turnOff turns a switch off with one press.
func (s *Service) turnOff(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || s.stores.Switches == nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	sw, err := s.stores.Switches.TurnOff(r.Context(), id, s.record(r, audit.SwitchOff, ""))
	if isAbsent(err) { // somebody was faster: it is off, as was wished
		s.redirect(w, r, "/desk/switches", flash{})
		return nil
	}
	if err != nil {
		return err
	}
	s.redirect(w, r, "/desk/switches", flash{OK: true, Text: say("console.switches.undone", "what", sw.Kind.Label())})
	return nil
}
