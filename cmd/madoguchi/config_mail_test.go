package main

import (
	"strings"
	"testing"
)

// TestMailConfig sets the variables of mail in part and in whole.
func TestMailConfig(t *testing.T) {
	const url = "smtp://mado:hunter2@mail.example"
	for name, c := range map[string]struct {
		vars map[string]string
		want string // in the error; "" = none
		on   bool
	}{
		"none":                {map[string]string{}, "", false},
		"both":                {map[string]string{"SMTP_URL": url, "MAIL_FROM": "a@office.example"}, "", true},
		"all":                 {map[string]string{"SMTP_URL": url, "MAIL_FROM": "a@office.example", "MAIL_REPLY_TO": "b@office.example"}, "", true},
		"no sender":           {map[string]string{"SMTP_URL": url}, "set MAIL_FROM too", false},
		"no server":           {map[string]string{"MAIL_FROM": "a@office.example"}, "set SMTP_URL too", false},
		"where to reply only": {map[string]string{"MAIL_REPLY_TO": "b@office.example"}, "MAIL_REPLY_TO is set", false},
	} {
		got, err := readConfig(func(name string) string { return c.vars[name] })
		if c.want == "" && (err != nil || got.Mail.on() != c.on) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: on %t, %v; want %q", name, got.Mail.on(), err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error shows the password: %v", name, err)
		}
	}
}
