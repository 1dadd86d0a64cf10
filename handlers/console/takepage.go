package console

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/office/staffwords"
	"madoguchi/ticket"
)

// A takeView is the page on which a colleague writes down what somebody calls or comes by with. All of it is one
// form: each of its buttons sends all that is typed, so that nothing is lost on the way to 受け付ける.
type takeView struct {
	Vias, Forms []option
	Form, Title string
	Caller      string // what was looked for
	Callers     []callerRow
	Searched    bool
	Like        string // a ticket of the caller, by which they are known
	Fields      []takeField
	Opens       bool // some fields open others
	Suggested   *suggestion
	CallBack    string
	CallWhen    string
	Note        string
	Told        string
	Urgent      bool
	Mine        bool
	Consent     bool
	Receipt     bool
	Loose       bool
	Faults      bool
	Refused     string
}

// A callerRow is somebody known, by the latest of their tickets that was found.
type callerRow struct {
	Number, Company, Case, Channel, When string
}

// A takeField is a question of the form.
type takeField struct {
	Key, Label, Hint, Input, Value, Fault string
	Long, Required, Multiple, Free        bool
	Options                               []option
}

// A suggestion is what the FAQ says to what is asked.
type suggestion struct {
	Verdict string
	Hits    []suggestedHit
}

type suggestedHit struct {
	Ref, Question, Title, P string
	Blocks                  []chat.Block
	Chosen                  bool
}

// The buttons of the page.
const (
	takeLook     = "look"     // look the caller and the question up, and open further fields
	takeSave     = "save"     // open the ticket
	takeAnswered = "answered" // open it as answered there and then
)

func (s *Service) showTake(w http.ResponseWriter, r *http.Request) error {
	asked := r.URL.Query()
	r.PostForm = url.Values{"form": asked["form"], "via": asked["via"]}
	v, _, _ := s.takeView(r)
	s.renderTake(w, r, http.StatusOK, v)
	return nil
}

func (s *Service) renderTake(w http.ResponseWriter, r *http.Request, status int, v *takeView) {
	s.renderStatus(w, r, status, "take", page{Title: say("console.take.title"), Nav: "queue", Script: "take", Body: v})
}

// take does what a button of the page asks for.
func (s *Service) take(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if number := form(r, "fill"); number != "" {
		if err := s.fillCaller(r, number); err != nil {
			return err
		}
	}
	v, in, fm := s.takeView(r)
	do := form(r, "do")
	if fm == nil || do != takeSave && do != takeAnswered {
		if err := s.lookUp(r, v, fm, in); err != nil {
			return err
		}
		s.renderTake(w, r, http.StatusOK, v)
		return nil
	}
	if do == takeAnswered {
		if in.Told = (&ticket.Told{Ref: v.Told, Resolve: true}); v.Told == "" && v.Note == "" {
			v.Refused = say("console.take.told_what")
		}
	}
	if v.markFaults(fm, in, s.Now()); v.Faults && v.Refused == "" {
		v.Refused = say("console.take.faults")
	}
	if v.Refused == "" {
		outcome, err := s.sink.Act(r.Context(), s.takeEvent(r, in))
		if err == nil && outcome.OK {
			return s.taken(w, r, outcome)
		}
		if v.Refused = outcome.Text; err != nil {
			s.Log.Error("staff act", "act", chat.Take, "err", err)
			v.Refused = say("console.act.failed")
		}
	}
	if err := s.lookUp(r, v, fm, in); err != nil {
		return err
	}
	s.renderTake(w, r, http.StatusUnprocessableEntity, v)
	return nil
}

// taken goes on to the new ticket, where who has taken it may see it.
func (s *Service) taken(w http.ResponseWriter, r *http.Request, outcome chat.Outcome) error {
	s.Log.Info("staff act", "act", chat.Take, "ticket", outcome.Ticket, "person", who(r).ID)
	to := "/desk"
	if _, err := s.seen(r, outcome.Ticket); err == nil {
		to = "/desk/t/" + outcome.Ticket
	}
	s.redirect(w, r, to, flash{OK: true, Text: outcome.Text})
	return nil
}

// takeEvent is the act. Its contact is the form's: a second press makes no second ticket.
func (s *Service) takeEvent(r *http.Request, in ticket.Taken) chat.Event {
	e := s.event(r, chat.Take, "")
	e.Version = 0
	e.From = chat.Address{Channel: viaOf(r), ID: e.ID[strings.LastIndex(e.ID, ":")+1:][:tokenLength/2]}
	b, err := json.Marshal(in)
	if err != nil { // of strings, which it always can
		s.Log.Error("write down what was taken", "err", err)
	}
	e.Value = string(b)
	return e
}

// viaOf is whether somebody has called or come by.
func viaOf(r *http.Request) string {
	if form(r, "via") == chat.Counter {
		return chat.Counter
	}
	return chat.Phone
}

// takeView is the page as it was filled in, with the form that it fills.
func (s *Service) takeView(r *http.Request) (*takeView, ticket.Taken, *ticket.Form) {
	v := &takeView{
		Caller: strings.TrimSpace(form(r, "caller")), Like: form(r, "like"), CallBack: form(r, "call_back"), CallWhen: form(r, "call_when"),
		Note: strings.TrimSpace(form(r, "note")), Told: form(r, "told"), Urgent: form(r, "urgent") == "on", Mine: form(r, "mine") == "on",
		Consent: form(r, "consent") == "on", Receipt: form(r, "receipt") == "on", Loose: form(r, "loose") == "on",
	}
	for _, via := range []string{chat.Phone, chat.Counter} {
		v.Vias = append(v.Vias, option{via, staffwords.Channel(via), via == viaOf(r)})
	}
	forms := s.Facts().Forms
	var fm *ticket.Form
	for i := range forms {
		if fm == nil || forms[i].ID == form(r, "form") {
			fm = &forms[i]
		}
	}
	for i := range forms {
		v.Forms = append(v.Forms, option{forms[i].ID, forms[i].Title, &forms[i] == fm})
	}
	if fm == nil {
		return v, ticket.Taken{}, nil
	}
	v.Form, v.Title = fm.ID, fm.Title
	in := ticket.Taken{
		Form: fm.ID, Answers: answersIn(r), Urgent: v.Urgent, Mine: v.Mine, Loose: v.Loose, CallBack: v.CallBack, CallWhen: v.CallWhen,
		Note: v.Note, Consent: v.Consent, Receipt: v.Receipt,
	}
	if tk, err := s.seen(r, v.Like); err == nil {
		in.Like = tk.Number
		if !chat.Spoken(tk.Contact.Channel) && !tk.Has(ticket.GroupTag) {
			in.Tell = tk.Contact
		}
	} else {
		v.Like = ""
	}
	v.put(fm, in, s)
	return v, in, fm
}

// answersIn are the answers of a page by the keys of their questions. Several choices stand one a line.
func answersIn(r *http.Request) map[string]string {
	out := map[string]string{}
	for name, values := range r.PostForm {
		if key, is := strings.CutPrefix(name, "q."); is {
			out[key] = chars.Clean(strings.Join(values, "\n"))
		}
	}
	return out
}

// put shows the questions that apply, with what was answered.
func (v *takeView) put(fm *ticket.Form, in ticket.Taken, s *Service) {
	now := s.Now()
	fl, _ := ticket.Fill(fm, in.Answers, true, now)
	for _, f := range fl.Questions() {
		key := f.Key()
		field := takeField{
			Key: key, Label: strings.ReplaceAll(f.Label, "{item}", f.Name), Input: inputOf(f), Value: in.Answers[key], Required: f.Required, Multiple: f.Multiple,
			Long: f.Type == ticket.TypeText && (f.Max == 0 || f.Max > 200) || f.Type == ticket.TypeSlots,
		}
		if f.Name != "" && !strings.Contains(field.Label, f.Name) {
			field.Label = f.Name + "：" + field.Label
		}
		if f.Hint != "" && f.Item == "" && len(f.Choices) == 0 && f.Type != ticket.TypeEmail && f.Type != ticket.TypeCompany {
			field.Hint = ticket.Examples(f.Hint, now)
		}
		if len(f.Choices) > 0 && f.Type != ticket.TypeDate {
			field.Free = f.Free
			chosen := strings.Split(field.Value, "\n")
			for _, o := range f.Choices {
				field.Options = append(field.Options, option{o.Value, o.Label, slices.Contains(chosen, o.Value)})
			}
		}
		v.Fields = append(v.Fields, field)
	}
	v.Opens = slices.ContainsFunc(fm.Fields, func(f ticket.Field) bool { return f.Each != "" || f.When != nil })
}

// inputOf is the input that suits a field.
func inputOf(f *ticket.Field) string {
	switch f.Type {
	case ticket.TypeEmail:
		return "email"
	case ticket.TypePhone:
		return "tel"
	case ticket.TypeDate:
		if len(f.Choices) == 0 {
			return "date"
		}
	}
	return "text"
}
