package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/postgres/postgrestest"
)

// front is the first screen of the web chat, as it comes.
func (w *town) front() string {
	w.t.Helper()
	return w.get(http.DefaultClient, "/chat/front")
}

// TestSwitchesReachEveryProcess: what is turned on at the desk of one program is in force in another without a word
// between them, and over again when it is turned off; a new office file does not undo it.
func TestSwitchesReachEveryProcess(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 2, postgrestest.URL(t), privateData(t))
	there, here := f.members[0], f.members[1] // the link to sign in that was printed last is the one that is good
	for _, notice := range []string{"点検のため返信が遅れます", "窓口は通常どおりです"} {
		here.deskPost("/desk/switches/notice", url.Values{"text": {notice}})
		here.until("the notice here", func() bool { return strings.Contains(here.front(), notice) })
		there.until("the notice there", func() bool { return strings.Contains(there.front(), notice) })
		there.until("the notice on the pages", func() bool { return strings.Contains(there.get(http.DefaultClient, "/faq"), notice) })
	}
	here.deskPost("/desk/switches/closed", url.Values{"go": {"1"}, "text": {"台風接近のため"}, "until": {time.Now().AddDate(0, 0, 1).Format(time.DateOnly)}})
	there.until("the closure there", func() bool {
		return strings.Contains(there.front(), "本日は休業です（台風接近のため）。")
	})
	page := here.desk("/desk/switches")
	for _, off := range regexp.MustCompile(`/desk/switches/\d+/off`).FindAllString(page, -1) {
		here.deskPost(off, url.Values{})
	}
	there.until("the office open again", func() bool {
		return !strings.Contains(there.front(), "休業です（台風") && !strings.Contains(there.front(), "点検")
	})
	if here.desk("/desk/audit"); !strings.Contains(here.desk("/desk/audit"), "臨時の切り替えを入れた") {
		t.Error("the trail does not know who turned what")
	}
}
