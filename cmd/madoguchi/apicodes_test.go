package main

import (
	"regexp"
	"strings"
	"testing"

	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
)

// TestCodeOfReceipt: the code by which a member shows who they are is in their mail, and nobody who works at the counter
// is shown it, in the receipt or where a mail quotes it: not at the desk, not by the API, not as an assistant.
func TestCodeOfReceipt(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	m := openMailedTown(t, url)
	mustBring(t, m.bring(officeMail, write("kimura@minato.example", officeMail, "=?UTF-8?B?55m76Yyy5YaF5a6544Gu5aSJ5pu0?=", "change@minato.example",
		"登録している住所を変更してください。\n新住所：大阪市北区見本4-5-6")))
	receipt := m.mail("kimura@minato.example", 1)
	found := regexp.MustCompile(`確認コード：(\d{6})`).FindStringSubmatch(receipt.Text)
	if found == nil {
		t.Fatalf("the receipt asks for no code:\n%s", receipt.Text)
	}
	code := found[1]
	const number = "H-0001"
	mustBring(t, m.bring(replyTo(receipt), write("other@minato.example", replyTo(receipt), "Re: x", "quoted@minato.example", "確認コード：999999 と 確認コード："+code+" のどちらですか。")))
	c := m.application(url, "助手", staff.ReadTickets, staff.SeePersonal)
	m.until("the quoted code", func() bool {
		return strings.Contains(c.ask("GET", "/tickets/"+number+"/log", "").text, "のどちらですか")
	})
	read, failed := use(t, m.assistant(c.token), "ticket_read", map[string]any{"number": number})
	if failed {
		t.Fatal(read)
	}
	for where, text := range map[string]string{
		"the desk": m.deskPages("/desk/t/"+number, "/desk/t/"+number+"?all=1"), "ticket_read": read,
		"messages": c.want(200, c.ask("GET", "/tickets/"+number+"/messages", "")).text, "masked messages": c.want(200, c.ask("GET", "/tickets/"+number+"/messages?masked=true", "")).text,
		"the log": c.want(200, c.ask("GET", "/tickets/"+number+"/log", "")).text, "the ticket": c.want(200, c.ask("GET", "/tickets/"+number, "")).text,
		"the list": c.want(200, c.ask("GET", "/tickets?q=%E4%BD%8F%E6%89%80", "")).text,
	} {
		if strings.Contains(text, code) {
			t.Errorf("%s shows the code %s: %s", where, code, text)
		}
	}
	if !strings.Contains(read, "確認コード：（確認コード）") {
		t.Errorf("ticket_read lacks the receipt: %s", read)
	}
}
