package main

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/handlers/email/smtpfake"
	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/oidc/oidcfake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// stranger is a browser in which nobody has signed in.
func (w *town) stranger() *http.Client {
	jar, _ := cookiejar.New(nil) // without options it cannot fail
	return &http.Client{Jar: jar, Timeout: patience}
}

// sees is what a browser is shown, after all redirects.
func (w *town) sees(client *http.Client, path string) string {
	w.t.Helper()
	resp, err := client.Get(w.base + path)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.read(resp)
}

// TestOnePersonInSlackAndAtTheDesk: who claims a ticket in Slack and then signs in with Slack has it among
// their own at the desk; the administrator's word makes the account they had there the same; and once it
// has ended neither way leads on.
func TestOnePersonInSlackAndAtTheDesk(t *testing.T) {
	t.Parallel()
	company, addr := oidcfake.New(t), freeAddress(t)
	database := postgrestest.URL(t)
	w := openTown(t, database, "MADOGUCHI_ADDR="+addr, "MADOGUCHI_URL=http://"+addr,
		"SLACK_CLIENT_ID="+oidcfake.ClientID, "SLACK_CLIENT_SECRET="+oidcfake.Secret, "SLACK_ISSUER="+company.URL())
	w.slack.LimitPosts(0)
	admin := w.staff() // the first is the administrator
	w.matter(linefake.User("kaede"), "会員証の再発行について")
	const number = "Q-0001"
	w.slack.Press(slackfake.Sasaki, w.card(number), "引き受ける")
	w.until("the claim on the card", func() bool { return strings.Contains(w.card(number).Text(), "佐々木") })

	company.Be(oidcfake.Person{Subject: slackfake.Sasaki, SlackUser: slackfake.Sasaki, SlackTeam: slackfake.Team})
	sasaki := w.stranger()
	if page := w.sees(sasaki, "/desk/login/with/slack"); !strings.Contains(page, "としてログインしました") {
		t.Fatalf("not let in:\n%s", page)
	}
	if page := w.sees(sasaki, "/desk?tab=mine"); !strings.Contains(page, number) {
		t.Errorf("what was claimed in Slack is not among their own:\n%s", page)
	}
	if page := w.sees(sasaki, "/desk/staff"); !strings.Contains(page, "いまの役割ではお使いになれません") {
		t.Errorf("a clerk sees the accounts:\n%s", page)
	}

	people := w.sees(admin, "/desk/staff")
	id := regexp.MustCompile(`/desk/staff/(\d+)">佐々木 \(Slack\)`).FindStringSubmatch(people)
	if id == nil {
		t.Fatalf("no account of Slack's member:\n%s", people)
	}
	resp, err := admin.PostForm(w.base+"/desk/staff/"+id[1], url.Values{"name": {"佐々木花子"}, "role": {"viewer"}, "slack": {slackfake.Sasaki}})
	if err != nil {
		t.Fatal(err)
	}
	w.read(resp)
	w.slack.Press(slackfake.Sasaki, w.card(number), "解決")
	w.until("the refusal in Slack", func() bool {
		return slices.ContainsFunc(w.slack.Ephemerals(slackfake.Sasaki), func(m slackfake.Message) bool {
			return strings.Contains(m.Text(), "いまの役割ではできません")
		})
	})
	if page := w.sees(sasaki, "/desk/t/"+number); !strings.Contains(page, "いまの役割ではお使いになれません") {
		t.Errorf("a viewer sees a ticket:\n%s", page)
	}
	if _, _, err := commandOn(t, database, "staff end 佐々木花子"); err != nil {
		t.Fatal(err)
	}
	if page := w.sees(sasaki, "/desk/status"); !strings.Contains(page, "窓口デスクにログイン") {
		t.Errorf("an ended account sees\n%s", page)
	}
	if page := w.sees(w.stranger(), "/desk/login/with/slack"); !strings.Contains(page, "いまは使われていません") {
		t.Errorf("an ended account signs in again:\n%s", page)
	}
}

// TestWaysIn: a company that vouches for an address, and a mailed link, lead to the account that an
// administrator has made, and to no other.
func TestWaysIn(t *testing.T) {
	t.Parallel()
	company, mails, addr := oidcfake.New(t), smtpfake.New(t, smtpfake.Options{}), freeAddress(t)
	database := postgrestest.URL(t)
	w := openTown(t, database, "MADOGUCHI_ADDR="+addr, "MADOGUCHI_URL=http://"+addr,
		"OIDC_ISSUER="+company.URL(), "OIDC_CLIENT_ID="+oidcfake.ClientID, "OIDC_CLIENT_SECRET="+oidcfake.Secret, "OIDC_NAME=Google",
		"SMTP_URL=smtp://"+mails.Addr()+"?tls=none", "MAIL_FROM=madoguchi@office.example")
	w.staff()
	if _, _, err := commandOn(t, database, "staff add Tran -role coordinator -mail tran@example.vn -language en -zone Asia/Ho_Chi_Minh"); err != nil {
		t.Fatal(err)
	}
	company.Be(oidcfake.Person{Subject: "7", Email: "tran@example.vn", Verified: true})
	if page := w.sees(w.stranger(), "/desk/login/with/oidc"); !strings.Contains(page, "Tranさんとしてログインしました") {
		t.Errorf("by the company:\n%s", page)
	}
	company.Be(oidcfake.Person{Subject: "8", Email: "evil@example.com", Verified: true})
	if page := w.sees(w.stranger(), "/desk/login/with/oidc"); !strings.Contains(page, "アカウントがありません") {
		t.Errorf("a stranger:\n%s", page)
	}
	tran := w.stranger()
	resp, err := tran.PostForm(w.base+"/desk/login/mail", url.Values{"mail": {"tran@example.vn"}})
	if err != nil {
		t.Fatal(err)
	}
	w.read(resp)
	w.until("the mail", func() bool { return len(mails.Mails("tran@example.vn")) == 1 })
	mail := mails.Mails("tran@example.vn")[0]
	link := regexp.MustCompile(`http://\S+/desk/login\?t=([\w-]{43})`).FindStringSubmatch(mail.Text)
	if link == nil || !strings.Contains(mail.Text, "within 15 minutes") || !strings.HasSuffix(mail.Subject, "your sign-in link") {
		t.Fatalf("the mail reads %q\n%s", mail.Subject, mail.Text)
	}
	resp, err = tran.PostForm(w.base+"/desk/login", url.Values{"t": {link[1]}, "name": {"Tran"}})
	if err != nil {
		t.Fatal(err)
	}
	if page := w.read(resp); !strings.Contains(page, "Tranさんとしてログインしました") {
		t.Errorf("by mail:\n%s", page)
	}
}

// TestLeaving: who leaves is out at once, at the desk and in Slack, and within the minute what they had is
// their heir's, on the card, too; what nobody inherits goes back to its team.
func TestLeaving(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := openTown(t, database)
	w.slack.LimitPosts(0)
	w.staff()
	for i, user := range []string{"kaede", "momiji"} {
		w.matter(linefake.User(user), "会員証の再発行について")
		number := []string{"Q-0001", "Q-0002"}[i]
		w.slack.Press(slackfake.Sasaki, w.card(number), "引き受ける")
		w.until("the claim on the card", func() bool { return strings.Contains(w.card(number).Text(), "佐々木") })
	}
	id := regexp.MustCompile(`/desk/staff/(\d+)">佐々木 \(Slack\)`).FindStringSubmatch(w.desk("/desk/staff"))
	if id == nil {
		t.Fatal("no account of Slack's member")
	}
	if _, _, err := commandOn(t, database, "staff add 林 -role clerk"); err != nil {
		t.Fatal(err)
	}
	lin := regexp.MustCompile(`/desk/staff/(\d+)">林`).FindStringSubmatch(w.desk("/desk/staff"))
	page := w.deskPost("/desk/staff/"+id[1]+"/leave", url.Values{"when": {"now"}, "heir-tickets": {lin[1]}, "heir-Q-0002": {"0"}})
	if !strings.Contains(page, "利用を終えました") {
		t.Fatalf("the page says\n%s", page)
	}
	w.slack.Press(slackfake.Sasaki, w.card("Q-0001"), "解決")
	w.until("the refusal in Slack", func() bool {
		return slices.ContainsFunc(w.slack.Ephemerals(slackfake.Sasaki), func(m slackfake.Message) bool { return strings.Contains(m.Text(), "利用が終わっている") })
	})
	w.until("the heir on the card", func() bool { return strings.Contains(w.card("Q-0001").Text(), "林") })
	w.until("the other card without an assignee", func() bool { return !strings.Contains(w.card("Q-0002").Text(), "佐々木") })
	if page := w.desk("/desk/t/Q-0001"); !strings.Contains(page, "引き継ぎ（自動）") {
		t.Errorf("the log does not tell:\n%s", page)
	}
	if page := w.desk("/desk/audit"); !strings.Contains(page, "担当を引き継ぎ") || !strings.Contains(page, "アカウントを終了") {
		t.Errorf("the record:\n%s", page)
	}
}

// TestAbroadByMailAlone: a coordinator abroad who is in no Slack is told by mail of a request for their team,
// signs in by a mailed link that leads to it, and sees their own time there.
func TestAbroadByMailAlone(t *testing.T) {
	t.Parallel()
	mails, addr, database := smtpfake.New(t, smtpfake.Options{}), freeAddress(t), postgrestest.URL(t)
	if _, _, err := commandOn(t, database, "staff add Tran -role coordinator -mail tran@example.vn -language en -zone Asia/Ho_Chi_Minh -team 事務局"); err != nil {
		t.Fatal(err)
	}
	w := openTown(t, database, "MADOGUCHI_ADDR="+addr, "MADOGUCHI_URL=http://"+addr, "SMTP_URL=smtp://"+mails.Addr()+"?tls=none", "MAIL_FROM=madoguchi@office.example")
	w.matter(linefake.User("kaede"), "会員証の再発行について")
	notice := func() (found smtpfake.Message) {
		for _, m := range mails.Mails("tran@example.vn") {
			if strings.Contains(m.Subject, "Q-0001") {
				found = m
			}
		}
		return found
	}
	w.until("the notice", func() bool { return notice().Subject != "" })
	if m := notice(); m.Subject != "New request (Q-0001)" || !strings.Contains(m.Text, w.base+"/desk/t/Q-0001") || strings.Contains(m.Text, "木村") || strings.Contains(m.Text, "会員証") {
		t.Fatalf("the notice is %q\n%s", m.Subject, m.Text)
	}
	tran := w.stranger()
	if page := w.sees(tran, "/desk/t/Q-0001"); !strings.Contains(page, "メールでリンクを受け取る") {
		t.Fatalf("signed out they see\n%s", page)
	}
	resp, err := tran.PostForm(w.base+"/desk/login/mail", url.Values{"mail": {"tran@example.vn"}})
	if err != nil {
		t.Fatal(err)
	}
	w.read(resp)
	link := ""
	w.until("the link", func() bool {
		for _, m := range mails.Mails("tran@example.vn") {
			if found := regexp.MustCompile(`/desk/login\?t=([\w-]{43})`).FindStringSubmatch(m.Text); found != nil {
				link = found[1]
			}
		}
		return link != ""
	})
	resp, err = w.stranger().PostForm(w.base+"/desk/login", url.Values{"t": {link}, "name": {"x"}})
	if err != nil {
		t.Fatal(err)
	}
	if page := w.read(resp); !strings.Contains(page, "Q-0001") || !strings.Contains(page, "現地の時間（Asia/Ho_Chi_Minh）") {
		t.Errorf("the link leads to\n%s", page)
	}
}
