package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/jackc/pgx/v5"

	"madoguchi/handlers/email/imapfake"
	"madoguchi/handlers/email/smtpfake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

const officeMail = "madoguchi@office.example"

// A mailedTown is a town whose office takes mails in.
type mailedTown struct {
	*town
	out  *smtpfake.Server
	lmtp string
}

func openMailedTown(t *testing.T, database string, further ...string) *mailedTown {
	t.Helper()
	m := &mailedTown{out: smtpfake.New(t, smtpfake.Options{}), lmtp: freeAddress(t)}
	addr := freeAddress(t)
	m.town = openTown(t, database, append([]string{
		"MADOGUCHI_ADDR=" + addr, "MADOGUCHI_URL=http://" + addr, "SMTP_URL=smtp://" + m.out.Addr() + "?tls=none", "MAIL_FROM=" + officeMail,
		"MAIL_LISTEN=lmtp://" + m.lmtp, "MAIL_AUTHSERV=mx.office.example",
	}, further...)...)
	return m
}

// bring hands a mail to the program over the wire, as a relay does, and gives the relay's answer.
func (m *mailedTown) bring(to, mail string) error {
	m.t.Helper()
	conn, err := net.Dial("tcp", m.lmtp)
	if err != nil {
		m.t.Fatalf("reach the listener: %v", err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	if err := c.Hello("mx.office.example"); err != nil {
		return err
	}
	if err := c.Mail("", nil); err != nil {
		return err
	}
	if err := c.Rcpt(to, nil); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, strings.ReplaceAll(mail, "\n", "\r\n")); err != nil {
		return err
	}
	return w.Close()
}

// write is a mail of somebody; further are lines of its header.
func write(from, to, subject, id, text string, further ...string) string {
	return strings.Join(further, "") + fmt.Sprintf("From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s>\nDate: Fri, 20 Nov 2026 10:12:00 +0900\nMIME-Version: 1.0\n"+
		"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n%s\n", from, to, subject, id, text)
}

// mail waits for the nth mail to an address.
func (m *mailedTown) mail(to string, n int) smtpfake.Message {
	m.t.Helper()
	m.until(fmt.Sprintf("mail %d to %s", n, to), func() bool { return len(m.out.Mails(to)) >= n })
	return m.out.Mails(to)[n-1]
}

var addressIn = regexp.MustCompile(`<([^<>]+@[^<>]+)>`)

func replyTo(m smtpfake.Message) string {
	if found := addressIn.FindStringSubmatch(m.Header.Get("Reply-To")); found != nil {
		return found[1]
	}
	return m.Header.Get("Reply-To")
}

func mustBring(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("the listener refused a mail: %v", err)
	}
}

// TestRoadMail takes a member's matter down the road by mail: in over the wire, a ticket and its card, the staff's
// reply in the thread of the member's mail, the member's answer back into the ticket. What a stranger sends does not.
func TestRoadMail(t *testing.T) {
	t.Parallel()
	m := openMailedTown(t, postgrestest.URL(t))
	first := write("=?UTF-8?B?5pyo5p2R?= <kimura@minato.example>", officeMail, "=?UTF-8?B?5Lya5ZOh6Ki844Gu5YaN55m66KGM?=", "first@minato.example",
		"お世話になっております。会員証を再発行してください。\n\n------------------------\n株式会社みなと 木村\nTEL 03-1111-2222\nkimura@minato.example")
	mustBring(t, m.bring(officeMail, first))
	mustBring(t, m.bring(officeMail, "Received: from a by b\n"+first)) // the relay has lost our answer
	receipt := m.mail("kimura@minato.example", 1)
	if !strings.Contains(receipt.Text, "Q-0001") || receipt.Header.Get("In-Reply-To") != "<first@minato.example>" || receipt.Subject != "Re: 会員証の再発行" ||
		!strings.HasPrefix(replyTo(receipt), "madoguchi+q-0001-") || receipt.Header.Get("Auto-Submitted") == "" {
		t.Fatalf("the receipt:\n%s\n%s", receipt.Raw, receipt.Text)
	}
	card := m.card("Q-0001")
	if !strings.Contains(card.Text(), "会員証の再発行") || strings.Contains(card.Text(), "kimura@") {
		t.Errorf("the card:\n%s", card.Text())
	}
	m.until("the member's words in the thread", func() bool { return strings.Contains(m.thread(card), "再発行してください") })
	if thread := m.thread(card); strings.Contains(thread, "TEL 03") {
		t.Errorf("the signature is not folded away:\n%s", thread)
	}

	m.reply(card, "お待たせしました。水曜日にお送りします。")
	reply := m.mail("kimura@minato.example", 2)
	if !strings.Contains(reply.Text, "水曜日にお送りします") || reply.Header.Get("In-Reply-To") != "<first@minato.example>" || !strings.Contains(reply.Header.Get("References"), "<first@minato.example>") || replyTo(reply) != replyTo(receipt) {
		t.Fatalf("the reply:\n%s\n%s", reply.Raw, reply.Text)
	}
	m.until("the reply's state in the thread", func() bool { return strings.Contains(m.thread(card), "送信済み") })

	quotedReply := "> " + strings.ReplaceAll(reply.Text, "\n", "\n> ")
	mustBring(t, m.bring(replyTo(reply), write("kimura@minato.example", replyTo(reply), "Re: x", "second@minato.example", "住所も変わりました。間に合いますか。\n\nOn 2026/11/20 9:30, Office wrote:\n"+quotedReply)))
	m.until("the answer in the thread", func() bool { return strings.Contains(m.thread(card), "間に合いますか") })
	if n := strings.Count(m.thread(card), "水曜日にお送りします"); n != 1 {
		t.Errorf("the staff's words stand %d times in the thread", n)
	}
	m.reply(card, "はい、間に合います。")
	if third := m.mail("kimura@minato.example", 3); third.Header.Get("In-Reply-To") != "<second@minato.example>" {
		t.Errorf("the third mail answers %s", third.Header.Get("In-Reply-To"))
	}

	ours := "In-Reply-To: " + reply.Header.Get("Message-Id") + "\n"
	pass := "Authentication-Results: mx.office.example; dkim=pass header.d=minato.example\n"
	mustBring(t, m.bring(officeMail, write("evil@bad.example", officeMail, "Re: x", "evil@bad.example", "私にも教えてください。", ours)))
	m.until("the stranger's ticket", func() bool {
		return strings.Contains(m.thread(m.card("Q-0002")), "Q-0001 の続きかもしれません")
	})
	mustBring(t, m.bring(officeMail, write("kimura@minato.example", officeMail, "Re: x", "forged@bad.example", "本人のふりをします。", "Received: from bad by mx\n", ours, "Authentication-Results: mx.bad.example; dkim=pass header.d=minato.example\n")))
	m.until("the forger's ticket", func() bool {
		return strings.Contains(m.thread(m.card("Q-0003")), "Q-0001 の続きかもしれません")
	})
	mustBring(t, m.bring(officeMail, write("kimura@minato.example", officeMail, "Re: x", "fourth@minato.example", "本人です。ありがとうございました。", pass, ours)))
	m.until("the member's own answer without the secret", func() bool { return strings.Contains(m.thread(card), "本人です。") })
	if thread := m.thread(card); strings.Contains(thread, "ふりを") || strings.Contains(thread, "私にも") {
		t.Errorf("a stranger has got into the thread:\n%s", thread)
	}
	if err := m.bring("somebody@office.example", first); err == nil || !strings.Contains(err.Error(), "no such mailbox") {
		t.Errorf("a mail to another address was answered with %v", err)
	}
}

// TestMailFiles follows a file that came by mail to the desk, and tells staff of one that cannot be opened.
func TestMailFiles(t *testing.T) {
	t.Parallel()
	m := openMailedTown(t, postgrestest.URL(t))
	mail := "From: ito@shop.example\nTo: " + officeMail + "\nSubject: =?UTF-8?B?6KaL56mN?=\nMessage-ID: <f1@shop.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" +
		"--b\nContent-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: attachment; filename*=UTF-8''%E8%A6%8B%E7%A9%8D.pdf\n\n%PDF-1.4 hello\n" +
		"--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Disposition: attachment\n\nx\n--b--\n"
	mustBring(t, m.bring(officeMail, mail))
	card := m.card("Q-0001")
	m.until("the file", func() bool {
		return strings.Contains(m.thread(card), "見積.pdf") && strings.Contains(m.desk("/desk/t/Q-0001"), "見積.pdf")
	})
	m.until("the warning", func() bool { return strings.Contains(m.thread(card), "winmail.dat の形で") })
	m.until("that it is kept", func() bool { return strings.Contains(m.desk("/desk/t/Q-0001"), "会員からのファイル") })
}

// TestMailThatIsNobodys: what servers, lists and programs write opens no ticket and gets no answer; that a mail of
// ours did not arrive is told.
func TestMailThatIsNobodys(t *testing.T) {
	t.Parallel()
	m := openMailedTown(t, postgrestest.URL(t))
	for _, mail := range []string{
		write("kimura@minato.example", officeMail, "Out of office", "n1@x.example", "不在です。", "Auto-Submitted: auto-replied\n"),
		write("news@shop.example", officeMail, "news", "n2@x.example", "セール", "List-Unsubscribe: <https://x.example/>\n"),
		write("mailer-daemon@mx.example", officeMail, "Undelivered Mail Returned to Sender", "n3@x.example", "user unknown", "Return-Path: <>\n"),
		write(officeMail, officeMail, "loop", "n4@x.example", "loop"),
		write("kimura@minato.example", officeMail, "round", "n5@x.example", "round", strings.Repeat("Received: from a by b\n", 60)),
		"\n\n\nno mail at all",
	} {
		mustBring(t, m.bring(officeMail, mail))
	}
	mustBring(t, m.bring(officeMail, write("kimura@minato.example", officeMail, "question", "n6@x.example", "会員証について教えてください。")))
	receipt := m.mail("kimura@minato.example", 1)
	if !strings.Contains(receipt.Text, "Q-0001") {
		t.Fatalf("something opened a ticket before: %s", receipt.Text)
	}
	card := m.card("Q-0001")
	m.reply(card, "お待ちください。")
	reply := m.mail("kimura@minato.example", 2)
	bounce := write("mailer-daemon@mx.example", officeMail, "Undelivered Mail Returned to Sender", "n7@x.example",
		"550 5.1.1 user unknown\n\nMessage-ID: "+reply.Header.Get("Message-Id"), "Return-Path: <>\n")
	mustBring(t, m.bring(officeMail, bounce))
	m.until("the bounce", func() bool {
		return strings.Contains(m.thread(card), "メールが会員に届きませんでした") && strings.Contains(m.card("Q-0001").Text(), "メールが届きませんでした")
	})
	mustBring(t, m.bring(replyTo(reply), write("kimura@minato.example", replyTo(reply), "Automatic reply: x", "n8@x.example", "不在です。", "Auto-Submitted: auto-replied\n")))
	m.until("the absence", func() bool { return strings.Contains(m.thread(card), "自動の返信が届きました") })
	if n := len(m.out.Mails("kimura@minato.example")); n != 2 {
		t.Errorf("%d mails went out, want the receipt and the reply", n)
	}
}

// TestColleagueAnswersByMail: what a coordinator who is in no Slack answers to a notice becomes a note with a button,
// and reaches the member only when somebody has sent it.
func TestColleagueAnswersByMail(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	if _, _, err := commandOn(t, database, "staff add Tran -role coordinator -mail tran@example.vn -language en -zone Asia/Ho_Chi_Minh -team 事務局"); err != nil {
		t.Fatal(err)
	}
	m := openMailedTown(t, database)
	mustBring(t, m.bring(officeMail, write("kimura@minato.example", officeMail, "vietnam", "c1@minato.example", "ベトナムの規制を教えてください。")))
	notice := m.mail("tran@example.vn", 1)
	if !strings.HasPrefix(replyTo(notice), "madoguchi+q-0001-s-") || !strings.Contains(notice.Text, "only the office reads") {
		t.Fatalf("the notice:\n%s\n%s", notice.Raw, notice.Text)
	}
	m.mail("kimura@minato.example", 1)
	mustBring(t, m.bring(replyTo(notice), write("tran@example.vn", replyTo(notice), "Re: New request", "c2@example.vn", "規制は当局のサイトにあります。\n\nOn Fri, Office wrote:\n> New request")))
	card := m.card("Q-0001")
	m.until("the note", func() bool {
		return strings.Contains(m.thread(card), "メールでの返事（Tran）：規制は当局のサイトにあります。")
	})
	page := m.desk("/desk/t/Q-0001")
	if !strings.Contains(page, "担当者のメールでの返事") || !strings.Contains(page, "会員へ送る") {
		t.Errorf("the desk does not offer to send it:\n%s", page)
	}
	if record := m.desk("/desk/audit"); !strings.Contains(record, "Tran") || !strings.Contains(record, "メール") {
		t.Errorf("the record does not say that Tran wrote:\n%s", record)
	}
	note := regexp.MustCompile(`name="note" value="(\d+)"`).FindStringSubmatch(page)
	if note == nil {
		t.Fatalf("no button at the desk:\n%s", page)
	}
	resp, err := m.browser.PostForm(m.base+"/desk/t/Q-0001/draft", url.Values{"note": {note[1]}})
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("put it into a reply: %v %v", resp, err)
	}
	if body := m.read(resp); !strings.Contains(body, ">規制は当局のサイトにあります。</textarea>") {
		t.Errorf("the reply does not hold it:\n%s", body)
	}
	if n := len(m.out.Mails("kimura@minato.example")); n != 1 {
		t.Fatalf("%d mails to the member, want the receipt alone", n)
	}
	m.slack.Press(slackfake.Sasaki, m.newest(card, "メールでの返事"), "会員へ送る")
	m.until("the reply in Slack, with the words in it", func() bool {
		v, open := m.slack.Top(slackfake.Sasaki)
		return open && strings.Contains(fmt.Sprint(v.Blocks), "規制は当局のサイトにあります。")
	})
	if n := len(m.out.Mails("kimura@minato.example")); n != 1 {
		t.Errorf("%d mails to the member before anybody has sent one", n)
	}
}

// TestMailbox reads a mailbox over IMAP: what comes after the beginning, once, and nothing is changed in it.
func TestMailbox(t *testing.T) {
	t.Parallel()
	box := imapfake.New(t)
	out, database := smtpfake.New(t, smtpfake.Options{}), postgrestest.URL(t)
	w := openTown(t, database, "SMTP_URL=smtp://"+out.Addr()+"?tls=none", "MAIL_FROM="+officeMail, "IMAP_URL="+box.URL())
	w.until("the mailbox to be read", func() bool { return countMailboxes(t, database) == 1 })
	put := func(mail string) { box.Put(strings.ReplaceAll(mail, "\n", "\r\n")) }
	put(write("kimura@minato.example", officeMail, "one", "i1@minato.example", "会員証について教えてください。"))
	w.until("the first ticket", func() bool { return strings.Contains(w.card("Q-0001").Text(), "one") })
	w.stop()
	put(write("kimura@minato.example", officeMail, "two", "i2@minato.example", "二通目です。"))
	w.start()
	w.until("the second ticket", func() bool { return strings.Contains(w.card("Q-0002").Text(), "two") })
	if n := box.Count(); n != 3 {
		t.Errorf("the mailbox holds %d mails, want 3", n)
	}
	w.until("a receipt for each", func() bool { return len(out.Mails("kimura@minato.example")) == 2 })
}

// countMailboxes is how many mailboxes have been looked at.
func countMailboxes(t *testing.T, database string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM mailboxes`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
