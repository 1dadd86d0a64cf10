package console

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/audit"
	"madoguchi/chat"
	officefile "madoguchi/office"
	"madoguchi/office/edits"
	"madoguchi/staff"
	"madoguchi/switches"
	"madoguchi/ticket"
)

// A shelf is the office file with its edits, in memory.
type shelf struct {
	t      testing.TB
	office *office
	mu     sync.Mutex
	file   string
	saved  []edits.Edit

	laid   *officefile.Laid // of laidOf, with so many edits
	laidOf string
	edits  int
}

func newShelf(t testing.TB, o *office) *shelf {
	data, err := os.ReadFile("../../samples/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return &shelf{t: t, office: o, file: string(data)}
}

// of is the shelf behind a desk.
func (d *desk) shelf() *shelf { return d.svc.stores.OfficeFile.(*shelf) }

func (s *shelf) latest() (out []edits.Edit) {
	for _, p := range edits.Parts() {
		for _, e := range slices.Backward(s.saved) {
			if e.Part == p {
				out = append(out, e)
				break
			}
		}
	}
	return out
}

func (s *shelf) Laid() *officefile.Laid {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.laid != nil && s.laidOf == s.file && s.edits == len(s.saved) {
		return s.laid
	}
	laid, err := officefile.Lay([]byte(s.file), s.latest())
	if err != nil {
		s.t.Error(err)
		return &officefile.Laid{}
	}
	s.laid, s.laidOf, s.edits = laid, s.file, len(s.saved)
	return laid
}

func (s *shelf) FileName() string { return "office.yaml" }

func (s *shelf) OfficeEditHistory(_ context.Context, p edits.Part, limit int) (out []edits.Edit, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range slices.Backward(s.saved) {
		if e.Part == p && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, nil
}

func (s *shelf) OfficeEdit(ctx context.Context, p edits.Part, version int) (edits.Edit, error) {
	all, _ := s.OfficeEditHistory(ctx, p, 1000)
	for _, e := range all {
		if e.Version == version {
			return e, nil
		}
	}
	return edits.Edit{}, chat.ErrNotFound
}

func (s *shelf) SaveOffice(_ context.Context, e edits.Edit, by audit.Record) error {
	if _, err := s.Laid().Try(e.Part, e.Text); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, old := range s.saved {
		if old.Part == e.Part && old.Version >= e.Version {
			return fmt.Errorf("save: %w", edits.ErrChanged)
		}
	}
	e.ID, e.Made, e.By = int64(len(s.saved)+1), by.At, by.Actor
	s.saved = append(s.saved, e)
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	s.office.trail = append(s.office.trail, by)
	return nil
}

func (s *shelf) Breaks(_ context.Context, would *officefile.Laid) (out switches.Impact, err error) {
	is := s.Laid().Office
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	for _, tk := range s.office.tickets {
		if is.Calendar.WorkingDay(tk.Due) && !would.Office.Calendar.WorkingDay(tk.Due) {
			out.Hits = append(out.Hits, switches.Hit{Number: tk.Number, Title: tk.Title, Channel: tk.Contact.Channel, Was: tk.Due, Due: would.Office.Calendar.Due(tk.Due, 1)})
		}
	}
	return out, nil
}

func (s *shelf) Said(_ context.Context, off *officefile.Office, colleague string, p edits.Part) ([]Saying, error) {
	if p == edits.Care {
		return []Saying{{"もう死にたいです", off.Care.Lines[0].Name}}, nil
	}
	if p == edits.Notices {
		return []Saying{{"チャットの最初の画面", strings.Join(off.NoticesAt("", chat.Web, today), "\n")}}, nil
	}
	return []Saying{{"こんにちは", off.Name + "です。"}, {"差出人", off.Name + off.StaffName(colleague)}, {"住所は？", off.Address}}, nil
}

func (s *shelf) WithSwitches(off *officefile.Office) *officefile.Office { return off }

// hiddenIn are the hidden fields of the first form that goes to an address.
func hiddenIn(t testing.TB, body, action string) url.Values {
	t.Helper()
	_, rest, found := strings.Cut(body, `action="`+action+`"`)
	if !found {
		t.Fatalf("no form goes to %s:\n%s", action, body)
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	v := url.Values{}
	for _, input := range strings.Split(rest, `<input type="hidden" name="`)[1:] {
		name, after, _ := strings.Cut(input, `" value="`)
		value, _, _ := strings.Cut(after, `"`)
		v.Set(name, unescape(value))
	}
	return v
}

func unescape(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&", "&lt;", "<", "&gt;", ">", "&#43;", "+").Replace(s)
}

// change fills in the form of a part and gives back the page that comes.
func (b *browser) change(part string, pairs ...string) answer {
	b.t.Helper()
	target := "/desk/office/" + part
	return b.post(target, with(hiddenIn(b.t, b.page(target), target), pairs...))
}

// save presses 保存 on the page of what would come of a change.
func (b *browser) save(part string, look answer) answer {
	b.t.Helper()
	target := "/desk/office/" + part + "/save"
	return b.post(target, hiddenIn(b.t, look.body, target))
}

var workdays = []string{"hours.mon", "9:30-17:30", "hours.tue", "9:30-17:30", "hours.thu", "9:30-17:30", "hours.fri", "9:30-17:30", "holidays", "on"}

// TestOfficeHours changes the hours, after a look at what comes of it, and takes that back.
func TestOfficeHours(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Due = today.AddDate(0, 0, 5) }) // a Wednesday
	d.newTicket("Q-1205", func(tk *ticket.Ticket) { tk.Due = today.AddDate(0, 0, 4) })
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/office"), "受付時間", "休業日", "事務局ファイル（office.yaml）のとおりです。", "月曜日　9:30-17:30", "国民の祝日は休み", "毎年12-29〜01-03　休み　年末年始", `href="/desk/office/hours"`)

	look := b.change("hours", append(workdays, "hours.mon", "９：３０〜１６：００")...)
	if look.status != http.StatusOK || len(d.shelf().saved) != 0 {
		t.Fatalf("looked at: status %d, saved %v\n%s", look.status, d.shelf().saved, look.body)
	}
	wantIn(t, look.body, "<del><span class=\"sr\">なくなる：</span>月曜日　9:30-17:30</del>", "月曜日　9:30-16:00</ins>", "水曜日　休み</ins>",
		"10/14（水）</th><td>9:30-17:30</td><td><ins>休み（水曜日）</ins>", "10/12（月）</th><td>休み（スポーツの日）</td>", "Q-1204", "お返事の期限が動くチケットは1件です。")
	if strings.Contains(look.body, "Q-1205") {
		t.Error("a promise that can be kept moves")
	}
	if r := b.save("hours", look); r.status != http.StatusSeeOther {
		t.Fatalf("saved: status %d\n%s", r.status, r.body)
	}
	if r := b.save("hours", look); r.status != http.StatusSeeOther || len(d.shelf().saved) != 1 {
		t.Errorf("pressed twice: status %d, %d versions", r.status, len(d.shelf().saved))
	}
	page := b.page("/desk/office/hours")
	wantIn(t, page, "佐々木さんが", "この画面で変えた内容です。", `value="9:30-16:00"`, "1回目", "いまの内容", "水曜日　9:30-17:30</del>", "事務局ファイルに合わせる")
	if e := d.shelf().saved[0]; e.By.Name != "佐々木" || e.Basis == "" || !slices.Contains(d.done(), audit.SettingsChanged) {
		t.Errorf("saved as %+v, written down %v", e, d.done())
	}

	back := "/desk/office/hours/undo/1"
	look = b.post(back, hiddenIn(t, page, back))
	wantIn(t, look.body, "事務局ファイルの内容に戻します", "水曜日　9:30-17:30</ins>")
	b.save("hours", look)
	if st := d.shelf().Laid().Part(edits.Hours); st.Edited() || st.Now != st.File || len(d.shelf().saved) != 2 {
		t.Errorf("taken back: %+v", st)
	}
	page = b.page("/desk/office/hours")
	wantIn(t, page, "事務局ファイルに合わせました")
	look = b.post("/desk/office/hours/undo/2", hiddenIn(t, page, "/desk/office/hours/undo/2"))
	b.save("hours", look)
	if got := d.shelf().Laid().Office.Calendar.Hours[3]; got != (ticket.Hours{}) {
		t.Errorf("what was taken back is in force again: Wednesday %v", got)
	}
}

// TestOfficeClosures adds a closure and a half day, takes one away, and finds each fault at its field.
func TestOfficeClosures(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	b := d.signIn("佐々木")
	kept := []string{"closures.1.from", "12-29", "closures.1.until", "01-03", "closures.1.note", "年末年始"}
	r := b.change("closures", append(kept, "closures.3.from", "13/45", "half_days.2.from", "12/28", "half_days.2.hours", "朝だけ")...)
	if r.status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d\n%s", r.status, r.body)
	}
	wantIn(t, r.body, "まだ保存していません", `value="13-45" aria-invalid="true"`, `value="朝だけ" aria-invalid="true"`, "「朝だけ」は時間帯として読み取れません")
	if n := strings.Count(r.body, `class="fault"`); n != 2 {
		t.Errorf("%d faults are shown, want 2\n%s", n, r.body)
	}
	look := b.change("closures", append(kept, "closures.2.from", "2027-08-12", "closures.2.drop", "on", "closures.3.from", "2027年4月29日", "closures.3.until", "2027/5/6", "closures.3.note", "大型連休", "half_days.2.from", "12/28", "half_days.2.hours", "9:30-12:00")...)
	wantIn(t, look.body, "2027-04-29〜2027-05-06　休み　大型連休</ins>", "夏季休業</del>", "そのあと1年で変わる日", "2027年4/30（金） 9:30-17:30 → <ins>休み（大型連休）</ins>")
	again := b.post("/desk/office/closures/edit", hiddenIn(t, look.body, "/desk/office/closures/edit"))
	wantIn(t, again.body, `value="2027-04-29"`, `value="大型連休"`)
	b.save("closures", look)
	if c := d.shelf().Laid().Office.Calendar; len(c.Closures) != 2 || c.Closures[1].Note != "大型連休" || len(c.Halves) != 1 {
		t.Errorf("in force: %+v %+v", c.Closures, c.Halves)
	}
	if r := b.change("closures", "closures.1.from", "12-29", "closures.1.until", "01-03", "closures.1.note", "年末年始", "closures.2.from", "2027-04-29", "closures.2.until", "2027-05-06", "closures.2.note", "大型連休", "half_days.1.from", "12-28", "half_days.1.hours", "9:30-12:00"); r.status != http.StatusSeeOther {
		t.Errorf("what is so already: status %d\n%s", r.status, r.body)
	}
}

// formValues are what the form of a part says as it stands, as a browser would send it.
func formValues(t testing.TB, body, action string) url.Values {
	t.Helper()
	v := hiddenIn(t, body, action)
	_, rest, _ := strings.Cut(body, `action="`+action+`"`)
	rest, _, _ = strings.Cut(rest, "</form>")
	for _, m := range regexp.MustCompile(`<input (?:id="[^"]*" )?name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(rest, -1) {
		v.Set(m[1], unescape(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<textarea (?:id="[^"]*" )?name="([^"]+)"[^>]*>(.*?)</textarea>`).FindAllStringSubmatch(rest, -1) {
		v.Set(m[1], unescape(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<select (?:id="[^"]*" )?name="([^"]+)"[^>]*>(.*?)</select>`).FindAllStringSubmatch(rest, -1) {
		v.Set(m[1], "")
		if chosen := regexp.MustCompile(`value="([^"]*)" selected`).FindStringSubmatch(m[2]); chosen != nil {
			v.Set(m[1], unescape(chosen[1]))
		}
	}
	return v
}

// refill sends the form of a part as it stands but for some fields.
func (b *browser) refill(part string, pairs ...string) answer {
	b.t.Helper()
	target := "/desk/office/" + part
	return b.post(target, with(formValues(b.t, b.page(target), target), pairs...))
}

// TestOfficeTeamsAndRoutes adds a team, sends consultations there, and takes the old one away: in that order, for the
// other way round is refused with the reason.
func TestOfficeTeamsAndRoutes(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	d.employ("小川", staff.Coordinator, "サポーター")
	consultation := func(number, topic string, countries ...string) {
		d.newTicket(number, func(tk *ticket.Ticket) {
			tk.Kind, tk.FormID, tk.Team = ticket.Consultation, "consultation", "サポーター"
			tk.Fields = ticket.Values{"topic": {topic}, "countries": countries}
		})
	}
	consultation("S-0001", "domestic")
	consultation("S-0002", "country", "TW")
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/office"), "コーディネーター　トラン、山本、林、シュミット、ジョンソン", "ベトナム：事前相談、国や海外企業のこと、ベトナム → コーディネーター、トラン、代理 山本、不在 2027-02-05〜2027-02-11 テト休暇")
	for _, part := range []string{"teams", "routes"} { // what was not touched is as it was
		if r := b.refill(part); r.status != http.StatusSeeOther {
			t.Fatalf("%s as it stands: status %d\n%s", part, r.status, r.body)
		}
	}
	r := b.refill("teams", "teams.3.name", "国内支援係")
	if r.status != http.StatusUnprocessableEntity {
		t.Fatalf("a team with routes is renamed: status %d\n%s", r.status, r.body)
	}
	wantIn(t, r.body, "「担当の振り分け」と合いません（routes[2].team）。「サポーター」という担当", `value="国内支援係"`)

	look := b.refill("teams", "teams.5.name", "国内支援係", "teams.5.members", "田村，小林")
	wantIn(t, look.body, "国内支援係　田村、小林</ins>", "最近の事前相談の届け先は変わりません。")
	b.save("teams", look)
	for _, wrong := range [][]string{{"routes.3.person", "小川さん"}, {"routes.3.countries", "夢の国"}, {"routes.3.absent", "夏休み"}, {"routes.3.id", "ベトナム"}, {"routes.3.team", ""}} {
		r := b.refill("routes", wrong...)
		if r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, `class="fault"`) || strings.Contains(r.body, "と合いません") {
			t.Errorf("%v: status %d\n%s", wrong, r.status, r.body)
		}
	}
	look = b.refill("routes", "routes.3.team", "国内支援係", "routes.3.person", "田村", "routes.6.place", "1", "routes.6.countries", "台湾、香港, マカオ")
	wantIn(t, look.body, "最近の事前相談のうち、1件の届け先が変わります。", "サポーター（小川） → <ins>国内支援係（田村）</ins>", "台湾、香港、マカオ → コーディネーター、林</ins>")
	b.save("routes", look)
	if routes := d.shelf().Laid().Office.Routes; len(routes) != 10 || routes[0].ID != "台湾・香港" || routes[1].ID != "サンプル輸送" {
		t.Errorf("routes: %+v", routes)
	}
	look = b.refill("teams", "teams.3.drop", "on")
	wantIn(t, look.body, "サポーター　小川</del>", "「サポーター」の職員がいます（小川）。", "「サポーター」に受付中のものが2件あります。")
	b.save("teams", look)
	laid := d.shelf().Laid()
	if to := laid.Office.Route(ticket.Facts{Kind: ticket.Consultation, Topic: "domestic"}, today); to.Team != "国内支援係" || to.Person != "田村" || laid.Office.Team("サポーター") != nil {
		t.Errorf("consultations go to %+v", to)
	}
	// Without the team that only the desk has, its routes fit no more.
	r = b.post("/desk/office/teams/file", hiddenIn(t, b.page("/desk/office/teams"), "/desk/office/teams/file"))
	if r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "「国内支援係」という担当") {
		t.Errorf("a team is given up that routes name: status %d\n%s", r.status, r.body)
	}
}

// TestOfficeTexts changes what members read, and shows how they read it.
func TestOfficeTexts(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木 花子", staff.Admin)
	b := d.signIn("佐々木 花子")
	if r := b.refill("texts"); r.status != http.StatusSeeOther {
		t.Fatalf("as it stands: status %d\n%s", r.status, r.body)
	}
	r := b.refill("texts", "member_word", "お客 様", "promise.inquiry", "すぐ", "promise.change", "31", "privacy", "ここ", "staff_name", "あだ名")
	if n := strings.Count(r.body, `class="fault"`); r.status != http.StatusUnprocessableEntity || n != 5 {
		t.Errorf("status %d, %d faults\n%s", r.status, n, r.body)
	}
	look := b.refill("texts", "name", "みなと窓口", "staff_name", "family", "promise.inquiry", "３", "purpose", "お答えのためだけに使います。\r\n二行目です。")
	wantIn(t, look.body, "事務局の名前：みなと窓口</ins>", "<ins>みなと窓口です。</ins>", "<ins>みなと窓口佐々木</ins>", "お問い合わせのお返事（営業日）：3営業日</ins>", `<dd class="text">〒100-0000`)
	b.save("texts", look)
	off := d.shelf().Laid().Office
	if off.Name != "みなと窓口" || off.PromiseDays(ticket.Inquiry) != 3 || off.StaffName("佐々木 花子") != "佐々木" || off.Front.Purpose != "お答えのためだけに使います。\n二行目です。" {
		t.Errorf("in force: %+v", off)
	}
}

// TestOfficeClash: who comes second is told, and what they have filled in stays; so is who looks at a part that the file
// has changed meanwhile.
func TestOfficeClash(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	d.employ("林", staff.Admin)
	first, second := d.signIn("佐々木"), d.signIn("林")
	form := hiddenIn(t, second.page("/desk/office/hours"), "/desk/office/hours")
	slow := second.change("hours", append(workdays, "hours.mon", "11:00-12:00")...)
	first.save("hours", first.change("hours", append(workdays, "hours.mon", "10:00-16:00")...))
	for what, r := range map[string]answer{
		"the form":       second.post("/desk/office/hours", with(form, append(workdays, "hours.mon", "11:00-12:00")...)),
		"what was shown": second.save("hours", slow),
	} {
		if r.status != http.StatusConflict {
			t.Errorf("%s: status %d", what, r.status)
		}
		wantIn(t, r.body, "ほかの方が先に変えています（佐々木さん", "月曜日　10:00-16:00</del>", "月曜日　11:00-12:00</ins>", `value="11:00-12:00"`)
	}
	if n := len(d.shelf().saved); n != 1 {
		t.Fatalf("%d versions", n)
	}
	form = hiddenIn(t, second.page("/desk/office/closures"), "/desk/office/closures")
	d.shelf().file = strings.ReplaceAll(d.shelf().file, "note: 夏季休業", "note: 夏休み")
	if r := second.post("/desk/office/closures", with(form, "closures.1.from", "12-30")); r.status != http.StatusConflict || !strings.Contains(r.body, "事務局ファイル（office.yaml）が書きかえられました") {
		t.Errorf("the file has changed: status %d\n%s", r.status, r.body)
	}
}

// TestOfficeFileIsTheSource: the desk says where the file keeps a part, has changed one, or fits an edit no more.
func TestOfficeFileIsTheSource(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	b := d.signIn("佐々木")
	b.save("hours", b.change("hours", append(workdays, "hours.mon", "10:00-16:00")...))
	file := d.shelf().file
	d.shelf().file = strings.ReplaceAll(file, "wed: 9:30-17:30", "wed: 9:30-12:00")
	page := b.page("/desk/office/hours")
	wantIn(t, page, "事務局ファイル（office.yaml）のこの部分が")
	look := b.post("/desk/office/hours/file", hiddenIn(t, page, "/desk/office/hours/file"))
	wantIn(t, look.body, "水曜日　9:30-12:00</ins>", "月曜日　9:30-17:30</ins>")
	b.save("hours", look)
	if page := b.page("/desk/office"); strings.Contains(page, "優先されています。ファイル") || d.shelf().Laid().Part(edits.Hours).Edited() {
		t.Errorf("given back, the page says\n%s", page)
	}

	b.save("hours", b.change("hours", append(workdays, "hours.mon", "10:00-15:00")...))
	d.shelf().file = file + "\ndesk_edits: [closures]\n"
	wantIn(t, b.page("/desk/office"), "事務局ファイル（office.yaml）で決めています", "事務局ファイルで決めることになったため、使われていません。", `href="/desk/office/closures"`)
	page = b.page("/desk/office/hours")
	if strings.Contains(page, "<input name=") || strings.Contains(page, "undo") {
		t.Errorf("a part that the file keeps has a form\n%s", page)
	}
	if r := b.post("/desk/office/hours", with(url.Values{}, append(workdays, "version", "3", "seen", sum(d.shelf().Laid().Part(edits.Hours).Now))...)); r.status != http.StatusUnprocessableEntity || len(d.shelf().saved) != 3 {
		t.Errorf("changed all the same: status %d, %d versions", r.status, len(d.shelf().saved))
	}

	d.shelf().file = file
	d.shelf().saved[2].Text = "hours:\n  mon: 朝\nholidays: true\n"
	d.shelf().laid = nil
	wantIn(t, b.page("/desk/office"), "いまの事務局ファイルと合わないため、使われていません。「朝」は")
	for target, want := range map[string]int{"/desk/office/nothing": 404, "/desk/office/hours/undo/0": 404} {
		if r := b.get(target); r.status != want {
			t.Errorf("%s: status %d, want %d", target, r.status, want)
		}
	}
	if r := b.post("/desk/office/hours/undo/9", with(url.Values{})); r.status != http.StatusNotFound {
		t.Errorf("a version that never was: status %d", r.status)
	}
}

// TestBrowserOffice changes the hours on a telephone.
func TestBrowserOffice(t *testing.T) {
	d := newDesk(t, quick)
	d.employ("佐々木", staff.Admin)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Due = today.AddDate(0, 0, 5) })
	w := d.open(t)
	w.size(390, 800)
	w.enter("佐々木")
	w.visit("/desk/office/hours")
	ask[bool](w, `(document.querySelector('input[name="hours.wed"]').value = '', true)`)
	w.do(chromedp.Click(`form[action="/desk/office/hours"] button.primary`))
	w.until(`document.body && document.body.innerText.includes("お返事の期限が動くチケットは1件です。")`)
	w.clean()
	w.picture("office-look-390")
	if wide := ask[int](w, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		t.Errorf("the page is %d px too wide", wide)
	}
	w.do(chromedp.Click(`form[action="/desk/office/hours/save"] button`))
	w.until(`document.body && document.body.innerText.includes("「受付時間」を変えました。")`)
	w.size(1280, 800)
	w.picture("office-saved-1280")
	if got := d.shelf().Laid().Office.Calendar.Hours[3]; got != (ticket.Hours{}) {
		t.Errorf("Wednesday is open %v", got)
	}
}

// TestOfficeForms changes what members are asked: words, order, what has to be answered, and a further question; what
// hangs on a question keeps it asked, and before.
func TestOfficeForms(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/office"), "お問い合わせ：会社名 → お名前 → ご用件 → メールアドレス → 対象の事業")
	page := func(form string) (url.Values, string) {
		body := b.page("/desk/office/forms?form=" + form)
		return formValues(t, body, "/desk/office/forms"), body
	}
	for _, form := range []string{"inquiry", "change", "consultation", "disclosure"} { // what was not touched is as it was
		v, _ := page(form)
		if r := b.post("/desk/office/forms", v); r.status != http.StatusSeeOther || !strings.HasSuffix(r.header.Get("Location"), "?form="+form) {
			t.Fatalf("%s as it stands: status %d\n%s", form, r.status, r.body)
		}
	}
	v, body := page("inquiry")
	wantIn(t, body, "質問を消すことと", `<legend class="sr">2. お名前</legend>`)
	look := b.post("/desk/office/forms", with(v, "fields.3.ask", "どのようなご用件でしょうか。", "fields.5.place", "3", "fields.4.answer", "unasked", "purpose", "ご回答のためだけに使います。",
		"fields.7.label", "ご希望の連絡方法", "fields.7.ask", "どの方法でご連絡しましょうか。", "fields.7.type", "choice", "fields.7.added", "電話\r\nメール\r\n\r\n電話", "fields.7.place", "4", "fields.7.answer", "required"))
	wantIn(t, look.body, "お問い合わせ：会社名 → お名前 → 対象の事業 → ご希望の連絡方法 → ご用件</ins>", "お問い合わせ・ご用件（必須）：どのようなご用件でしょうか。</ins>",
		"お問い合わせ・メールアドレス（たずねない）", "ご希望の連絡方法（必須）：どの方法でご連絡しましょうか。［電話、メール］</ins>")
	v, _ = page("inquiry")
	more := b.post("/desk/office/forms", with(v, "fields.7.label", "方法", "fields.7.ask", "どの方法で？", "fields.7.answer", "required"))
	wantIn(t, more.body, "「お問い合わせ」は質問を3つまでにしているため、次の質問をたずねなくなることがあります：メールアドレス。")
	if strings.Contains(look.body, "事前相談") {
		t.Errorf("what stays is listed, too\n%s", look.body)
	}
	again := b.post("/desk/office/forms/edit", hiddenIn(t, look.body, "/desk/office/forms/edit"))
	wantIn(t, again.body, `value="ご希望の連絡方法"`, `aria-current="page">お問い合わせ</a>`)
	if r := b.save("forms", look); r.header.Get("Location") != "/desk/office/forms?form=inquiry" {
		t.Errorf("saved: status %d, to %s", r.status, r.header.Get("Location"))
	}
	fm := d.shelf().Laid().Office.Form("inquiry")
	asked := fm.Fields[3]
	if fm.PurposeVersion != "3" || fm.Fields[2].ID != "programme" || asked.Label != "ご希望の連絡方法" || !asked.Required || !asked.Free || len(asked.Choices) != 2 || !fm.Field("email").Unasked || fm.Field("email").Role != ticket.RoleEmail {
		t.Errorf("in force: %+v", fm)
	}
	if own, _ := officefile.OwnForms(d.shelf().Laid().Office.Forms); len(own) == 0 || strings.Contains(d.shelf().saved[0].Text, "id: consultation") {
		t.Errorf("saved is more than what was changed\n%s", d.shelf().saved[0].Text)
	}

	for _, wrong := range []struct {
		form, want string
		pairs      []string
	}{
		{"consultation", "「ご相談の種類」は、答えをもとに受付が進む質問なので", []string{"fields.2.answer", "unasked"}},
		{"consultation", "「国・地域」は「ご相談の種類」の答えによってたずねる質問です。", []string{"fields.2.place", "9"}},
		{"consultation", "選択肢「サンプルの輸送」は消せません。質問「", []string{"fields.2.choice.3.label", ""}},
		{"consultation", "選択肢「市場・売れ筋」は消せません。これまでの受付の答えで", []string{"fields.9.choice.1.label", ""}},
		{"change", "「変更前」は「変更する項目」の答えによって", []string{"fields.4.place", "12"}},
		{"inquiry", "label（見出し）か ask（たずねる文）", []string{"fields.1.ask", ""}},
		{"inquiry", "選択肢（choices）がありません", []string{"fields.8.label", "色", "fields.8.ask", "何色ですか", "fields.8.type", "choices"}},
		{"inquiry", "purpose（利用目的）", []string{"purpose", ""}},
	} {
		v, _ := page(wrong.form)
		r := b.post("/desk/office/forms", with(v, wrong.pairs...))
		if r.status != http.StatusUnprocessableEntity || strings.Count(r.body, `class="fault"`) == 0 || !strings.Contains(r.body, wrong.want) {
			t.Errorf("%s %v: status %d, want %s\n%s", wrong.form, wrong.pairs, r.status, wrong.want, r.body)
		}
	}
	undo := "/desk/office/forms/undo/1"
	b.save("forms", b.post(undo, hiddenIn(t, b.page("/desk/office/forms"), undo)))
	if fm := d.shelf().Laid().Office.Form("inquiry"); fm.PurposeVersion != "2" || fm.Fields[3].ID != "email" {
		t.Errorf("taken back: %+v", fm)
	}
}

// TestOfficeNoticesCareAfter changes the three parts that are short, and finds each fault at its field.
func TestOfficeNoticesCareAfter(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	b := d.signIn("佐々木")
	for _, part := range []string{"notices", "care", "after"} {
		target := "/desk/office/" + part
		if r := b.post(target, tickedBoxes(formValues(t, b.page(target), target), b.page(target))); r.status != http.StatusSeeOther {
			t.Fatalf("%s as it stands: status %d\n%s", part, r.status, r.body)
		}
	}
	for part, pairs := range map[string][]string{
		"notices": {"notices.2.text", "説明会を開きます。", "notices.2.from", "2027/1/10", "notices.2.until", "2027/1/9"},
		"care":    {"lines.5.name", "県の窓口"},
		"after":   {"waiting_closes", "すぐ"},
	} {
		if r := b.refill(part, pairs...); r.status != http.StatusUnprocessableEntity || strings.Count(r.body, `class="fault"`) != 1 || strings.Count(r.body, "<p>") != 1 {
			t.Errorf("%s %v: status %d\n%s", part, pairs, r.status, r.body)
		}
	}
	look := b.refill("notices", "notices.2.text", "説明会を開きます。", "notices.2.until", "2099/1/9", "notices.1.drop", "on")
	wantIn(t, look.body, "説明会を開きます。（〜2099-01-09、すべての事業）</ins>", "説明会の動画を公開しました。", "<ins>説明会を開きます。</ins>")
	b.save("notices", look)
	look = b.refill("care", "lines.1.drop", "on", "lines.5.name", "県の窓口", "lines.5.phone", "０１２０-０００-０００", "words", "もうおしまいだ\r\n消えてしまいたい", "notify", "kanri@example.jp")
	wantIn(t, look.body, "県の窓口：", "よりそいホットライン：0120-279-338 24時間・無料</del>", "消えてしまいたい</ins>", "知らせる先：kanri@example.jp</ins>", "もう死にたいです")
	b.save("care", look)
	b.save("after", b.refill("after", "satisfaction", "on", "waiting_closes", "１０"))
	off := d.shelf().Laid().Office
	if len(off.Front.Notices) != 1 || len(off.Care.Lines) != 4 || len(off.Care.Words) != 2 || off.Care.Notify[0] != "kanri@example.jp" || !off.Satisfaction || off.WaitingCloses != 10 {
		t.Errorf("in force: %+v %+v %v %d", off.Front, off.Care, off.Satisfaction, off.WaitingCloses)
	}
	b.save("after", b.refill("after", "waiting_closes", ""))
	if off := d.shelf().Laid().Office; off.WaitingCloses != 0 || off.Satisfaction {
		t.Errorf("in force: %v %d", off.Satisfaction, off.WaitingCloses)
	}
}

// tickedBoxes adds the boxes of a page that are ticked, as a browser would.
func tickedBoxes(v url.Values, body string) url.Values {
	for _, m := range regexp.MustCompile(`<input type="checkbox" name="([^"]+)"(?: value="([^"]*)")? checked>`).FindAllStringSubmatch(body, -1) {
		v.Add(m[1], cmp.Or(m[2], "on"))
	}
	return v
}

// TestArranged: what is moved stands where its number says, whatever else is moved.
func TestArranged(t *testing.T) {
	for _, tc := range []struct {
		places []int
		want   string
	}{
		{[]int{1, 2, 3, 4}, "abcd"}, {[]int{1, 2, 3, 1}, "dabc"}, {[]int{3, 2, 3, 4}, "bcad"}, {[]int{1, 2, 2, 3}, "acdb"}, {[]int{9, 2, 3, 0}, "dbca"}, {[]int{4, 4, 3, 4}, "bcda"}, {[]int{2, 1, 3, 4}, "bacd"},
	} {
		var all []placed[rune]
		for i, p := range tc.places {
			all = append(all, placed[rune]{p, i + 1, 'a' + rune(i)})
		}
		if got := string(arranged(all)); got != tc.want {
			t.Errorf("%v: %s, want %s", tc.places, got, tc.want)
		}
	}
	if got := arranged[int](nil); len(got) != 0 {
		t.Errorf("nothing is %v", got)
	}
}
