package console

import (
	"encoding/json"
	"net/http"
	"strings"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// A voiceView is what a ticket's page offers for what is said by word of mouth.
type voiceView struct {
	Entries     []option // of the FAQ, near what the member asked
	Results     []option // of a call
	CallBack    bool     // the member wants to be called
	Consent     bool     // it can be noted that they agree to their words going abroad
	Only        bool     // nothing can be sent to them
	Said, Heard string   // words kept from an act that was not done
}

// voiceOf is what can be noted of a ticket by word of mouth.
func (s *Service) voiceOf(tk *ticket.Ticket) voiceView {
	v := voiceView{CallBack: len(tk.Fields[ticket.CallBackField])+len(tk.Fields[ticket.CallWhenField]) > 0, Consent: chat.Spoken(tk.Contact.Channel) && tk.Consent() == ""}
	v.Only = chat.Spoken(tk.Contact.Channel) && (s.Mail == nil || s.formOf(tk).Get(ticket.RoleEmail, tk.Fields) == "")
	for _, h := range tk.Trace.Hits {
		v.Entries = append(v.Entries, option{Value: h.Ref, Label: h.Question})
	}
	for _, c := range ticket.CallResults {
		v.Results = append(v.Results, option{Value: string(c), Label: c.Label()})
	}
	return v
}

// fillVoice completes an act by word of mouth with what its form says.
func fillVoice(e *chat.Event, r *http.Request) (problem string) {
	e.Text = strings.TrimSpace(form(r, "text"))
	var value any = ticket.Told{Ref: strings.TrimSpace(form(r, "ref")), Resolve: form(r, "resolve") == "on"}
	if e.Act == chat.Call {
		e.Version = 0 // it is kept whatever has happened since
		called := ticket.Called{Result: ticket.CallResult(form(r, "result")), Consent: form(r, "consent") == "on"}
		if value = called; called.Result.Label() == "" {
			return say("console.voice.no_result")
		}
	}
	b, err := json.Marshal(value)
	if err != nil {
		return say("console.act.failed")
	}
	e.Value = string(b)
	return ""
}
