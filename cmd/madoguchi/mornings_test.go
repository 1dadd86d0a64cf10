package main

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/email"
	"madoguchi/handlers/email/smtpfake"
	"madoguchi/handlers/line/linefake"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// alwaysOpen is a copy of the sample office that never closes, and calls others a minute after a promise was due.
func alwaysOpen(t *testing.T) (file string) {
	t.Helper()
	oldnew := []string{
		"holidays: true\n", "holidays: false\n", "overdue: {deputy: 1h, admins: 4h}", "overdue: {deputy: 1m, admins: 80h}", "{from: 12-29, until: 01-03, note: 年末年始}", "{from: 2000-01-01}",
		"{from: 12-28, hours: 9:30-12:00, note: 仕事納め}", "{from: 2000-01-02, hours: 9:30-12:00}", "  fri: 9:30-17:30\n", "  fri: 0:00-24:00\n  sat: 0:00-24:00\n  sun: 0:00-24:00\n",
	}
	for _, day := range []string{"mon", "tue", "wed", "thu"} {
		oldnew = append(oldnew, "  "+day+": 9:30-17:30\n", "  "+day+": 0:00-24:00\n")
	}
	return officeCopy(t, oldnew...)
}

// TestToldWithoutSlack: who hears by mail is told at once of a new ticket and of a promise that was broken, who wants
// one mail a morning gets that one, and no mail says more than a number.
func TestToldWithoutSlack(t *testing.T) {
	t.Parallel()
	file, addr := alwaysOpen(t), freeAddress(t)
	mails, at := smtpfake.New(t, smtpfake.Options{}), postgrestest.URL(t)
	people := func(args ...string) {
		t.Helper()
		if _, failure, code := call(t, "", map[string]string{"DATABASE_URL": at}, append([]string{"staff"}, args...)...); code != 0 {
			t.Fatal(failure)
		}
	}
	people("add", "林", "-mail", "lin@office.example", "-team", "事務局")
	people("add", "小川", "-mail", "ogawa@office.example", "-team", "事務局", "-news", "daily")
	w := openTown(t, at, "SMTP_URL=smtp://"+mails.Addr()+"?tls=none", "MAIL_FROM=madoguchi@office.example", "MADOGUCHI_OFFICE="+file,
		"MADOGUCHI_ADDR="+addr, "MADOGUCHI_URL=http://"+addr)
	w.staff()
	people("set", "佐々木", "-mail", "sasaki@office.example", "-team", "事務局", "-slack", "U0SASAKI")
	holds(t, "one's own page", w.deskPost("/desk/me/news", url.Values{"news": {"none"}}), "お知らせの受け取り方を保存しました", `value="none" selected`)

	user := linefake.User("minato")
	for _, text := range []string{"人", "株式会社ミナト", "木村", "会員証の再発行について", "つなぐ", "送る"} {
		w.tell(user, text, 1)
	}
	holds(t, "the receipt", w.lineSaid(user), "Q-0001")
	w.until("the mail of the new ticket", func() bool { return mailsSay(mails, "lin@office.example", "新しい受付") == 1 })
	card := w.card("Q-0001")
	if _, err := connectTo(t, at).Exec(t.Context(), `UPDATE tickets SET due = now() - interval '10 minutes'`); err != nil {
		t.Fatal(err)
	}
	w.until("the mail of the broken promise", func() bool { return mailsSay(mails, "lin@office.example", "お返事の期限を過ぎました") == 1 })
	w.until("the mail to who stands in", func() bool { return mailsSay(mails, "lin@office.example", "担当の方の代わりに") == 1 })
	w.until("the thread to name them", func() bool {
		return strings.Contains(w.thread(card), "ほかの方にもお知らせしました（佐々木、林）")
	})

	store, err := postgres.Open(t.Context(), at, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	s := &server{db: &database{store: store}, email: &email.Service{}, config: config{BaseURL: w.base}}
	for range 2 {
		if err := s.mornings(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	w.until("the mail of the morning", func() bool { return mailsSay(mails, "ogawa@office.example", "期限を過ぎています") == 1 })
	for to, want := range map[string]int{"lin@office.example": 3, "ogawa@office.example": 1, "sasaki@office.example": 0} {
		got := mails.Mails(to)
		if len(got) != want {
			t.Errorf("%s got %d mails, want %d", to, len(got), want)
		}
		for _, m := range got {
			if strings.Contains(m.Text, "ミナト") || strings.Contains(m.Text, "再発行") || !strings.Contains(m.Text, w.base+"/desk/t/Q-0001") {
				t.Errorf("a mail says\n%s", m.Text)
			}
		}
	}
}

// mailsSay is how many mails to somebody say something, in the subject or the text.
func mailsSay(server *smtpfake.Server, to, text string) (n int) {
	for _, m := range server.Mails(to) {
		if strings.Contains(m.Subject+m.Text, text) {
			n++
		}
	}
	return n
}
