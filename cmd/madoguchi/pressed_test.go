package main

import (
	"html"
	"net/url"
	"regexp"
	"sync"
	"testing"

	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
)

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)
	shownSecret = regexp.MustCompile(`<code class="token">([^<]+)</code>`)
)

// formOn is the hidden part of the form on a page that is sent to an address.
func (w *town) formOn(page, action string) url.Values {
	w.t.Helper()
	form := regexp.MustCompile(`(?s)<form method="post" action="` + regexp.QuoteMeta(action) + `".*?</form>`).FindString(w.desk(page))
	if form == "" {
		w.t.Fatalf("%s has no form for %s", page, action)
	}
	values := url.Values{}
	for _, field := range hiddenField.FindAllStringSubmatch(form, -1) {
		values.Set(field[1], html.UnescapeString(field[2]))
	}
	return values
}

// TestPressedTwice: a form that makes something makes it once, though its button is pressed several times at the same
// moment, and each answer, whichever the browser shows, has the secret that is good.
func TestPressedTwice(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := openTown(t, database, "MADOGUCHI_WEBHOOK_NETWORKS=127.0.0.1")
	db := connectTo(t, database)
	for _, tc := range []struct {
		what, page, action string
		typed              url.Values
		made, act          string
		secret             bool
		other              url.Values // filled in after going back in the browser
	}{
		{"an incident", "/desk/incidents/new", "/desk/incidents", url.Values{"title": {"封筒の入れ違い"}, "known_day": {"2026-10-01"}}, "FROM incidents", "incident.opened", false, url.Values{"title": {"封筒の紛失"}}},
		{"a token", "/desk/applications", "/desk/applications", url.Values{"name": {"kintone"}, "scope": {string(staff.ReadTickets)}}, "FROM applications", "application.made", true, url.Values{"name": {"n8n"}}},
		{"a webhook", "/desk/hooks", "/desk/hooks", url.Values{"name": {"kintone"}, "url": {"http://127.0.0.1:9/"}, "event": {"ticket.opened"}}, "FROM webhooks", "webhook.made", true, nil},
		{"its other secret", "/desk/hooks", "/desk/hooks/1/rotate", url.Values{}, "FROM webhooks WHERE old_secret <> '' AND old_secret <> secret", "webhook.rotated", true, nil},
		{"a new entry", "/desk/edit/new", "/desk/edit/new", entryForm("0", "0", "傘は借りられますか", "はい。", "programme", "hanro"), "FROM drafts", "faq.drafted", false, url.Values{"question": {"長靴は借りられますか"}}},
	} {
		form, before := w.formOn(tc.page, tc.action), ""
		for name, values := range tc.typed {
			form[name] = values
		}
		if tc.act == "webhook.rotated" {
			if err := db.QueryRow(t.Context(), `SELECT secret FROM webhooks`).Scan(&before); err != nil {
				t.Fatal(err)
			}
		}
		w.staff()
		pages := make([]string, 4)
		var presses sync.WaitGroup
		for i := range pages {
			presses.Go(func() { pages[i] = w.deskPost(tc.action, form) })
		}
		presses.Wait()
		var made, written int
		if err := db.QueryRow(t.Context(), `SELECT (SELECT count(*) `+tc.made+`), (SELECT count(*) FROM audit WHERE act = $1)`, tc.act).Scan(&made, &written); err != nil {
			t.Fatal(err)
		}
		if made != 1 || written != 1 {
			t.Errorf("%s: made %d times, written down %d times, want once", tc.what, made, written)
		}
		secrets := map[string]bool{}
		for _, page := range pages {
			shown := shownSecret.FindStringSubmatch(page)
			if tc.secret != (shown != nil) {
				t.Fatalf("%s: shown %v, want a secret: %t\n%s", tc.what, shown, tc.secret, page)
			}
			if shown != nil {
				secrets[html.UnescapeString(shown[1])] = true
			}
		}
		if tc.secret {
			w.soleSecret(tc.act, secrets)
		}
		if tc.other != nil {
			for name, values := range tc.other {
				form[name] = values
			}
			w.deskPost(tc.action, form)
			if err := db.QueryRow(t.Context(), `SELECT count(*) `+tc.made).Scan(&made); err != nil || made != 2 {
				t.Errorf("%s, and then another from the same page: %d, %v", tc.what, made, err)
			}
		}
		if before != "" {
			var old string
			if err := db.QueryRow(t.Context(), `SELECT old_secret FROM webhooks`).Scan(&old); err != nil || old != before {
				t.Errorf("the secret in use was %.12s…, what stays good is %.12s…, %v", before, old, err)
			}
		}
	}
	w.sound()
}

// soleSecret: the answers show one secret, and if it is a token, it is good.
func (w *town) soleSecret(act string, shown map[string]bool) {
	w.t.Helper()
	if len(shown) != 1 {
		w.t.Errorf("%s: %d secrets are shown, want one", act, len(shown))
	}
	if act != "application.made" {
		return
	}
	for token := range shown {
		c := &caller{w, token, describedAPI(w.t)}
		c.want(200, c.ask("GET", "/tickets", ""))
	}
}
