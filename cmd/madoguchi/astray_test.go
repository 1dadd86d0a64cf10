package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var astrayLink = regexp.MustCompile(`/desk/t/Q-0001/astray/(\d+)`)

// TestAstrayReply: a reply to the wrong member is written down at the desk. The member who looks again reads that it was
// taken back, who looks on is told which line it was, and the desk has the incident with what it said.
func TestAstrayReply(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visit()
	v.matter("会員証を再発行してください", "Q-0001")
	const wrong = "お申し込みの結果は不採択でした。"
	w.deskSend("Q-0001", url.Values{"text": {wrong}, "sure": {"1"}})
	said := v.lines("the reply", func(ls []webLine) bool { return strings.Contains(text(ls), wrong) })
	reply := said[len(said)-1]

	var link []string
	w.until("the reply at the desk", func() bool { link = astrayLink.FindStringSubmatch(w.desk("/desk/t/Q-0001")); return link != nil })
	if page := w.desk(link[0]); !strings.Contains(page, wrong) {
		t.Errorf("the desk asks of another reply:\n%s", page)
	}
	page := w.deskAct("Q-0001", "misdirect", url.Values{"delivery": {link[1]}, "text": {"別の会員の結果"}})
	for _, want := range []string{"Q-0001への返信の誤送信", "1日目", "別の会員の結果"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page that follows lacks %q:\n%s", want, page)
		}
	}
	const gone = "事務局からのメッセージを取り消しました。"
	again := v.lines("the withdrawal", func(ls []webLine) bool { return strings.Count(text(ls), gone) == 2 })
	if strings.Contains(text(again), wrong) {
		t.Errorf("the member still reads it:\n%s", text(again))
	}
	if last := again[len(again)-1]; last.Withdraws != reply.Seq || last.Text != gone {
		t.Errorf("the last line withdraws %d, want %d: %+v", last.Withdraws, reply.Seq, last)
	}
	if report := w.desk("/desk/incidents/1/report"); !strings.Contains(report, wrong) {
		t.Errorf("the report lacks the words:\n%s", report)
	}
	w.sound()
}
