package main

import (
	"bytes"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/office"
	"madoguchi/postgres/postgrestest"
	"madoguchi/reading"
)

var ruleField = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)

// hiddenOf are the hidden fields of the first form of a page that goes to an address.
func hiddenOf(t testing.TB, page, action string) url.Values {
	t.Helper()
	_, rest, found := strings.Cut(page, `action="`+action+`"`)
	if !found {
		t.Fatalf("no form goes to %s:\n%s", action, page)
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	v := url.Values{}
	for _, m := range ruleField.FindAllStringSubmatch(rest, -1) {
		v.Set(m[1], strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&", "&#43;", "+").Replace(m[2]))
	}
	return v
}

// setRule changes a part at the desk, as somebody does who looks at what comes of it and saves.
func (w *town) setRule(part string, pairs ...string) {
	w.t.Helper()
	target := "/desk/office/" + part
	v := hiddenOf(w.t, w.desk(target), target)
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	look := w.deskPost(target, v)
	w.deskPost(target+"/save", hiddenOf(w.t, look, target+"/save"))
}

// TestRulesReachEveryProcess: hours that are changed at the desk of one program are in force in another without a word
// between them; the promises that they break move, once, and their members hear of it; 'office show' prints the file
// that says the same; given back to the file, all is as it says.
func TestRulesReachEveryProcess(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	f := newFleet(t, 2, url, privateData(t))
	there, here := f.members[0], f.members[1]
	member, silent := linefake.User("rules"), linefake.User("silent")
	here.matter(member, "会員証を再発行してください")
	here.matter(silent, "会員証の色を変えられますか")
	due := regexp.MustCompile(`\d+/\d+（.）17:30`).FindString(here.desk("/desk/t/Q-0001"))
	if due == "" {
		t.Fatal("the ticket has no promise")
	}
	// Closed for the two weeks in which the promise ends, and open again after.
	today := reading.Midnight(time.Now())
	from, until := today.Format(time.DateOnly), today.AddDate(0, 0, 14).Format(time.DateOnly)
	here.setRule("closures", "closures.1.from", from, "closures.1.until", until, "closures.1.note", "事務所の移転")
	began := time.Now()
	there.until("the closure there", func() bool {
		return strings.Contains(there.front(), "本日は休業日です（事務所の移転）")
	})
	t.Logf("in force in the other process after %s", time.Since(began).Round(10*time.Millisecond))
	here.until("the promise moved", func() bool {
		return strings.Contains(here.desk("/desk/t/Q-0001"), "お返事の期限を移しました（事務所の移転）：")
	})
	here.until("the other promise moved", func() bool {
		return strings.Contains(here.desk("/desk/t/Q-0002"), "お返事の期限を移しました（事務所の移転）：")
	})
	here.tell(member, "いつになりますか", 1)
	here.until("the member to hear of it", func() bool {
		return strings.Contains(strings.Join(here.line.Texts(member), "\n"), "事務所の移転のため、受付番号 Q-0001 のお返事を、")
	})
	if page := here.desk("/desk/t/Q-0001"); strings.Count(page, "お返事の期限を移しました") != 1 {
		t.Errorf("the promise has moved more than once:\n%s", page)
	}

	var shown bytes.Buffer
	env := environment{Getenv: func(name string) string {
		return map[string]string{"DATABASE_URL": url}[name]
	}, Stdout: &shown, Stderr: t.Output(), Now: time.Now}
	if err := runOfficeCommand(t.Context(), []string{"show"}, env); err != nil {
		t.Fatal(err)
	}
	if off, err := office.Parse(shown.Bytes()); err != nil || len(off.Calendar.Closures) != 1 || off.Calendar.Closures[0].Note != "事務所の移転" {
		t.Errorf("shown: %v\n%s", err, shown.Bytes())
	}

	page := here.desk("/desk/office/closures")
	look := here.deskPost("/desk/office/closures/file", hiddenOf(t, page, "/desk/office/closures/file"))
	if !strings.Contains(look, "元の期限に戻るチケットは") {
		t.Errorf("nothing says that promises may go back:\n%s", look)
	}
	here.deskPost("/desk/office/closures/save", hiddenOf(t, look, "/desk/office/closures/save"))
	there.until("the file's closures there", func() bool { return !strings.Contains(there.front(), "事務所の移転") })
	here.until("the promise of who has not heard of it to be what it was", func() bool {
		return strings.Contains(here.desk("/desk/t/Q-0002"), "お返事の期限を元に戻しました（会員には、移したことをまだお伝えしていません）：")
	})
	if page := here.desk("/desk/t/Q-0001"); strings.Contains(page, "元に戻しました") {
		t.Errorf("a promise is earlier than its member was told:\n%s", page)
	}
	if said := strings.Join(here.tell(silent, "いつになりますか", 1), "\n"); strings.Contains(said, "事務所の移転") {
		t.Errorf("who was moved back is told that they were moved: %s", said)
	}
	if !strings.Contains(here.desk("/desk/audit"), "office/closures") {
		t.Error("the trail does not know who changed what")
	}
}

// TestFileMovesPromises: closed days that are written into the office file move promises as those do that are entered at
// the desk, be it while the program runs or before it starts, once; taken out of the file, who has not heard of them has
// the promise that was.
func TestFileMovesPromises(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	member := linefake.User("file")
	r.matter(member, "会員証の色を変えられますか")
	ticketPage := func() string { return r.desk("/desk/t/Q-0001") }
	due := regexp.MustCompile(`\d+/\d+（.）\d+:30`).FindString(ticketPage())
	today := reading.Midnight(time.Now())
	from, until := today.Format(time.DateOnly), today.AddDate(0, 0, 14).Format(time.DateOnly)
	closure := "  - {from: " + from + ", until: " + until + ", note: 事務所の移転}\n"
	r.edit("office file taken", "closures:\n", "closures:\n"+closure)
	const moved, back = "お返事の期限を移しました（事務所の移転）：", "お返事の期限を元に戻しました"
	r.until("the promise moved", func() bool { return strings.Contains(ticketPage(), moved) })
	r.edit("office file taken", closure, "")
	r.until("the promise back", func() bool { return strings.Contains(ticketPage(), back) })
	if page := ticketPage(); due == "" || strings.Count(page, moved) != 1 || !strings.Contains(page, due) {
		t.Errorf("the promise %q is not what it was:\n%s", due, page)
	}

	r.stop()
	r.text = edited(t, r.text, "closures:\n", "closures:\n"+closure)
	if err := os.WriteFile(r.file, []byte(r.text), 0o644); err != nil {
		t.Fatal(err)
	}
	r.start()
	r.until("the promise moved by what was written while nothing ran", func() bool { return strings.Count(ticketPage(), moved) == 2 })
}

// TestRulesAndTheFile: an edit that fits the file no more is ignored and told of, at the desk and once in Slack; the file
// that is taken over from 'office show' needs it no more.
func TestRulesAndTheFile(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	r.setRule("hours", "hours.mon", "10:00-16:00", "hours.tue", "10:00-16:00", "holidays", "on")
	if page := r.desk("/desk/office"); !strings.Contains(page, "月曜日　10:00-16:00") {
		t.Errorf("what was saved is not in force at once:\n%s", page)
	}
	form := hiddenOf(t, r.desk("/desk/office/texts"), "/desk/office/texts")
	for name, value := range map[string]string{"name": "みなと窓口", "member_word": "申込者", "phone": "03-1111-2222", "staff_name": "office", "promise.inquiry": "2", "promise.change": "1", "promise.consultation": "1", "promise.disclosure": "10"} {
		form.Set(name, value)
	}
	look := r.deskPost("/desk/office/texts", form)
	for _, want := range []string{"みなと窓口の窓口です。", "03-1111-2222", "電話番号は？"} {
		if !strings.Contains(look, want) {
			t.Errorf("before it is saved nothing shows %s:\n%s", want, look)
		}
	}
	r.deskPost("/desk/office/texts/save", hiddenOf(t, look, "/desk/office/texts/save"))
	if said := strings.Join(r.tell(linefake.User("caller"), "電話番号は？", 1), "\n"); !strings.Contains(said, "03-1111-2222") {
		t.Errorf("who asks for the telephone reads\n%s", said)
	}
	r.edit("office file taken", "  wed: 9:30-17:30", "  wed: 9:30-12:00")
	if page := r.desk("/desk/office/hours"); !strings.Contains(page, "書きかえられています") {
		t.Errorf("nothing says that the file has changed:\n%s", page)
	}
	r.setRule("routes", "routes.1.id", "国内", "routes.1.kind", "consultation", "routes.1.team", "サポーター")
	r.edit("office file taken", "  - name: サポーター ", "  - name: 支援係 ", "team: サポーター, person: 小川", "team: 支援係, person: 小川")
	ignored := "「担当の振り分け」："
	r.until("the alert in Slack", func() bool { return strings.Contains(r.channelText(), ignored) })
	for _, path := range []string{"/desk", "/desk/office"} {
		if page := r.desk(path); !strings.Contains(page, "いまの事務局ファイルと合わないため、使われていません。「サポーター」という担当") {
			t.Errorf("%s says nothing of the edit that fits no more:\n%s", path, page)
		}
	}
	r.edit("office file taken", "\nhours:\n", "\ndesk_edits: no\nhours:\n")
	if page := r.desk("/desk/office"); !strings.Contains(page, "desk_edits") || !strings.Contains(page, "水曜日　9:30-12:00") {
		t.Errorf("the file keeps its hours, and the desk says\n%s", page)
	}
	if data, err := os.ReadFile(r.file); err != nil || !bytes.Contains(data, []byte("desk_edits: no")) {
		t.Errorf("the file: %v", err)
	}
	if page := r.desk("/desk"); strings.Contains(page, ignored) || strings.Count(r.channelText(), ignored) != 1 {
		t.Errorf("it is told again, or still:\n%s", r.channelText())
	}
	r.sound()
}
