package console

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"madoguchi/audit"
	"madoguchi/chat"
	officefile "madoguchi/office"
	"madoguchi/office/edits"
)

// What stands in the office file is changed here part by part: a form, then what would come of it, then it is saved.
// Between the pages goes the part as the file would say it, which is checked anew each time.

// An officeView is the list of the parts.
type officeView struct {
	File  string
	Parts []partView
}

// A partView is a part as it stands.
type partView struct {
	Part, Label string
	Lines       []string // what is in force
	State       string
	Troubles    []string
	Closed      bool
	Edited      bool // there is something here that can be given back to the file
}

func (s *Service) showOffice(w http.ResponseWriter, r *http.Request) error {
	if s.stores.OfficeFile == nil {
		return chat.ErrNotFound
	}
	laid := s.stores.OfficeFile.Laid()
	v := officeView{File: s.stores.OfficeFile.FileName()}
	for i := range laid.Parts {
		part := s.partView(laid, &laid.Parts[i])
		if laid.Parts[i].Part == edits.Forms {
			part.Lines = orders(laid.Parts[i].Now)
		}
		v.Parts = append(v.Parts, part)
	}
	s.render(w, r, "office", page{Title: say("console.office.title"), Nav: "office", Body: v})
	return nil
}

func (s *Service) partView(laid *officefile.Laid, st *officefile.Standing) partView {
	v := partView{Part: string(st.Part), Label: st.Part.Label(), Closed: st.Closed, Edited: !st.Edit.Back(), Lines: describe(laid.Office, st.Part, st.Now)}
	name, at, file := st.Edit.By.Name, moment(s.Now(), st.Edit.Made), s.stores.OfficeFile.FileName()
	switch {
	case st.Closed:
		v.State = say("console.office.state_closed", "file", file)
	case st.Edited():
		v.State = say("console.office.state_edited", "name", name, "at", at)
	case st.Edit.Version > 0 && st.Edit.Back():
		v.State = say("console.office.state_back", "name", name, "at", at)
	default:
		v.State = say("console.office.state_file", "file", file)
	}
	if st.Ignored() && st.Closed {
		v.Troubles = append(v.Troubles, say("console.office.ignored_closed", "name", name, "at", at))
	}
	for _, f := range st.Faults {
		v.Troubles = append(v.Troubles, say("console.office.ignored", "name", name, "at", at, "why", f.Text))
	}
	if st.Edited() && st.Overtaken() {
		v.Troubles = append(v.Troubles, say("console.office.overtaken", "file", file, "at", at))
	}
	return v
}

// A partPage is the form of a part with its history.
type partPage struct {
	partView
	Form    officeForm
	Version int
	Seen    string
	Which   string   // the form among those that members fill in
	Wrong   []string // what is wrong with what was filled in, where no field has it
	Clash   []diffLine
	History []ruleVersion
}

// An ruleVersion is a version as its row in the history.
type ruleVersion struct {
	Version  int
	By, At   string
	Back     bool       // it gave the part back to the file
	Changed  []diffLine // against the version before
	Previous int        // the version before, 0 = the file
	Now      bool
}

// historyShown is how many versions of a part are listed.
const historyShown = 30

// part is what the address names, with the office as it stands.
func (s *Service) part(r *http.Request) (*officefile.Laid, *officefile.Standing, error) {
	p := edits.Part(r.PathValue("part"))
	if s.stores.OfficeFile == nil || !p.Known() {
		return nil, nil, chat.ErrNotFound
	}
	laid := s.stores.OfficeFile.Laid()
	return laid, laid.Part(p), nil
}

func (s *Service) showPart(w http.ResponseWriter, r *http.Request) error {
	laid, st, err := s.part(r)
	if err != nil {
		return err
	}
	return s.partPage(w, r, http.StatusOK, partPage{Form: formOf(laid.Office, st.Part, st.Now, whichForm(r), nil)})
}

// partPage shows the form that v has, with all else of the part as it stands now.
func (s *Service) partPage(w http.ResponseWriter, r *http.Request, status int, v partPage) error {
	laid, st, err := s.part(r)
	if err != nil {
		return err
	}
	v.partView = s.partView(laid, st)
	v.Version, v.Seen = st.Edit.Version, sum(st.Now)
	if v.Form.Questions != nil {
		v.Which = v.Form.Questions.ID
	}
	all, err := s.stores.OfficeFile.OfficeEditHistory(r.Context(), st.Part, historyShown+1)
	if err != nil {
		return err
	}
	for i := range all[:min(len(all), historyShown)] {
		e := &all[i]
		row := ruleVersion{Version: e.Version, By: e.By.Name, At: moment(s.Now(), e.Made), Back: e.Back(), Previous: e.Version - 1, Now: i == 0 && st.Edited()}
		before := e.Basis // what the file said then
		if i+1 < len(all) {
			before = cmp.Or(all[i+1].Text, before)
		}
		row.Changed = onlyChanged(diff(describe(laid.Office, st.Part, before), describe(laid.Office, st.Part, cmp.Or(e.Text, e.Basis))))
		v.History = append(v.History, row)
	}
	s.renderStatus(w, r, status, "officepart", page{Title: v.Label, Nav: "office", Body: v})
	return nil
}

// sum names a text, by which it is known again.
func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:8])
}

// takePart reads the form of a part and shows what would come of it, or what is wrong with it.
func (s *Service) takePart(w http.ResponseWriter, r *http.Request) error {
	laid, st, err := s.part(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	section, faults := readOfficeForm(st.Part, r), officefile.Faults(nil)
	if st.Part == edits.Forms {
		if section, faults, err = readQuestions(st, laid.Office.Routes, r); err != nil {
			return err
		}
	}
	text, err := section.Text(st.Part)
	if err != nil {
		return err
	}
	if faults != nil && !s.clashes(r, st) {
		return s.partFaults(w, r, st, text, faults)
	}
	return s.considerPart(w, r, text)
}

// whichForm is the form that a page is about, of those that members fill in.
func whichForm(r *http.Request) string { return r.FormValue("form") }

// partAddress is where a part is changed, at the form that a page was about.
func partAddress(p edits.Part, r *http.Request) string {
	address := "/desk/office/" + string(p)
	if which := whichForm(r); which != "" && p == edits.Forms {
		address += "?" + url.Values{"form": {which}}.Encode()
	}
	return address
}

// considerPart shows what would come of a text of a part: "" is what the file says.
func (s *Service) considerPart(w http.ResponseWriter, r *http.Request, text string) error {
	laid, st, err := s.part(r)
	if err != nil {
		return err
	}
	if s.clashes(r, st) {
		return s.partClash(w, r, st, text)
	}
	would, err := laid.Try(st.Part, text)
	var faults officefile.Faults
	switch {
	case errors.As(err, &faults):
		return s.partFaults(w, r, st, text, faults)
	case err != nil:
		return err
	}
	if will := would.Part(st.Part); will.Now == st.Now && (st.Edit.Back() || text != "") && !st.Overtaken() {
		s.redirect(w, r, partAddress(st.Part, r), flash{Text: say("console.office.same")})
		return nil
	}
	v, err := s.lookAtPart(r, laid, would, st.Part)
	if err != nil {
		return err
	}
	v.Text, v.Version, v.Seen, v.Again, v.Which = text, st.Edit.Version, sum(st.Now), cmp.Or(text, st.File), whichForm(r)
	s.render(w, r, "officelook", page{Title: say("console.office.look", "part", st.Part.Label()), Nav: "office", Body: v})
	return nil
}

// clashes reports whether a part is another than the one that the request's form was made of.
func (s *Service) clashes(r *http.Request, st *officefile.Standing) bool {
	return form(r, "version") != strconv.Itoa(st.Edit.Version) || form(r, "seen") != sum(st.Now)
}

// partClash tells who comes second what the part says by now. What they have filled in stays in the form.
func (s *Service) partClash(w http.ResponseWriter, r *http.Request, st *officefile.Standing, text string) error {
	off := s.stores.OfficeFile.Laid().Office
	v := partPage{Form: formOf(off, st.Part, cmp.Or(text, st.File), whichForm(r), nil)}
	v.Clash = diff(describe(off, st.Part, st.Now), describe(off, st.Part, cmp.Or(text, st.File)))
	who := say("console.office.clash_file", "file", s.stores.OfficeFile.FileName())
	if form(r, "version") != strconv.Itoa(st.Edit.Version) {
		who = say("console.office.clash", "name", st.Edit.By.Name, "at", moment(s.Now(), st.Edit.Made))
	}
	v.Wrong = []string{who}
	return s.partPage(w, r, http.StatusConflict, v)
}

// partFaults shows the form again, with what is wrong beside each field.
func (s *Service) partFaults(w http.ResponseWriter, r *http.Request, st *officefile.Standing, text string, faults officefile.Faults) error {
	v := partPage{Form: formOf(s.stores.OfficeFile.Laid().Office, st.Part, cmp.Or(text, st.File), whichForm(r), faults)}
	v.Wrong = []string{say("console.office.wrong")}
	for _, f := range faults {
		if !v.Form.shows(f.Key) {
			v.Wrong = append(v.Wrong, inOtherPart(st.Part, f))
		}
	}
	return s.partPage(w, r, http.StatusUnprocessableEntity, v)
}

// inOtherPart says what is wrong, with its place where that is in another part.
func inOtherPart(p edits.Part, f officefile.Fault) string {
	if other := officefile.PartOf(f.Key); other != "" && other != p {
		return say("console.office.elsewhere", "part", other.Label(), "where", f.Key, "text", f.Text)
	}
	return f.Text
}

// editPart goes back from what would come of it to the form, with what was filled in.
func (s *Service) editPart(w http.ResponseWriter, r *http.Request) error {
	laid, st, err := s.part(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	return s.partPage(w, r, http.StatusOK, partPage{Form: formOf(laid.Office, st.Part, cmp.Or(officeText(r), st.Now), whichForm(r), nil)})
}

// officeText is a part as it goes from page to page. What browsers do to the ends of lines is undone.
func officeText(r *http.Request) string { return form(r, "text") + ending(form(r, "text")) }

func ending(text string) string {
	if text == "" || text[len(text)-1] == '\n' {
		return ""
	}
	return "\n"
}

// savePart puts into force what was looked at.
func (s *Service) savePart(w http.ResponseWriter, r *http.Request) error {
	_, st, err := s.part(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	text := officeText(r)
	rec := s.record(r, audit.SettingsChanged, "")
	done := flash{OK: true, Text: say("console.office.saved", "part", st.Part.Label())}
	switch {
	case s.savedBy(r, st, rec):
		s.redirect(w, r, partAddress(st.Part, r), done)
		return nil
	case s.clashes(r, st):
		return s.partClash(w, r, st, text)
	}
	err = s.stores.OfficeFile.SaveOffice(r.Context(), edits.Edit{Part: st.Part, Version: st.Edit.Version + 1, Text: text, Basis: st.File}, rec)
	var faults officefile.Faults
	switch {
	case errors.Is(err, edits.ErrChanged):
		_, st, _ = s.part(r) // as it is by now
		return s.partClash(w, r, st, text)
	case errors.As(err, &faults):
		return s.partFaults(w, r, st, text, faults)
	case err != nil:
		return err
	}
	s.Log.Info("office changed", "part", st.Part, "version", st.Edit.Version+1, "person", who(r).ID)
	s.redirect(w, r, partAddress(st.Part, r), done)
	return nil
}

// savedBy reports whether the very form that is sent has made the part what it is: it was pressed twice.
func (s *Service) savedBy(r *http.Request, st *officefile.Standing, rec audit.Record) bool {
	v, err := strconv.Atoi(form(r, "version"))
	return err == nil && rec.Request != "" && st.Edit.Version == v+1 && st.Edit.By.ID == rec.Actor.ID && st.Edit.Text == officeText(r)
}

// giveBack shows what would come of it if the file spoke for a part again.
func (s *Service) giveBack(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	return s.considerPart(w, r, "")
}

// undoPart shows what would come of it if a part said again what it said before a version of it.
func (s *Service) undoPart(w http.ResponseWriter, r *http.Request) error {
	_, st, err := s.part(r)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(r.PathValue("version"))
	if err != nil || version < 1 {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	if version == 1 {
		return s.considerPart(w, r, "")
	}
	e, err := s.stores.OfficeFile.OfficeEdit(r.Context(), st.Part, version-1)
	if err != nil {
		return err
	}
	return s.considerPart(w, r, e.Text)
}
