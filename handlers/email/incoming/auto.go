package incoming

import (
	"regexp"
	"strings"

	"github.com/emersion/go-message/textproto"
)

var (
	awaySubject = regexp.MustCompile(`(?i)^\s*(?:【?(?:自動返信|自動応答|自動送信|自動配信|不在(?:通知|のお知らせ|の連絡)|開封確認|開封済み)】?|\[自動(?:返信|応答)\]|＜自動(?:返信|応答)＞|automatic reply\s?[:：]|auto[- ]?(?:reply|response)\b|autoreply\b|out of (?:the )?office|read\s?[:：]|vacation)`)
	bounceFrom  = regexp.MustCompile(`(?i)^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@`)
	bounceSays  = regexp.MustCompile(`(?i)(?:undeliver|delivery (?:status notification|failure|has failed|incomplete)|returned mail|returned to sender|failure notice|mail delivery (?:failed|system)|配信不能|配信できません|送信できません|お届けできません|配達できません|エラーメール|delivery.{0,20}delayed)`)
	delaySays   = regexp.MustCompile(`(?i)(?:delayed|warning: message still undelivered|配信が遅|遅延)`)
	innerID     = regexp.MustCompile(`(?im)^[\s>]*message-id\s?:\s*<([^<>\s]{1,250})>`)
	statusField = regexp.MustCompile(`(?im)^status\s?:\s*([245]\.\d{1,3}\.\d{1,3})`)
	actionField = regexp.MustCompile(`(?im)^action\s?:\s*([a-z]+)`)
	finalField  = regexp.MustCompile(`(?im)^(?:final|original)-recipient\s?:\s*(?:[a-z0-9]+\s?;)?\s*([^\s;<>]+@[^\s;<>]+)`)
	diagnostic  = regexp.MustCompile(`(?im)^diagnostic-code\s?:\s*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)`)
	codeInText  = regexp.MustCompile(`\b([45]\.\d{1,2}\.\d{1,3})\b`)
)

// maxHops is how many servers hand a mail on before it must be going round: RFC 5321 wants at least 100 to be let
// through by servers; ours is no server on the way, and mails come by 3 to 15.
const maxHops = 50

// judge says who wrote the mail.
func (l *Letter) judge(h textproto.Header, body text) {
	kind := readParams(h.Get("Content-Type"))
	auto := strings.ToLower(strings.TrimSpace(firstToken(h.Get("Auto-Submitted"))))
	precedence := strings.ToLower(strings.TrimSpace(h.Get("Precedence")))
	returnPath := strings.TrimSpace(h.Get("Return-Path"))
	report := kind.params["report-type"]
	l.List = listOf(h)
	switch {
	case l.Hops > maxHops:
		l.Kind = Returned
	case kind.value == "multipart/report" && report == "disposition-notification":
		l.Kind = Absent
	case kind.value == "multipart/report" && (report == "delivery-status" || report == ""), h.Get("X-Failed-Recipients") != "",
		(bounceFrom.MatchString(l.From.Address) || returnPath == "<>") && (bounceSays.MatchString(l.Subject) || bounceSays.MatchString(clipBytes(body.plain, 500))):
		l.Kind = Bounced
	case auto == "auto-replied", precedence == "auto_reply", h.Get("X-Autoreply") != "", h.Get("X-Autorespond") != "", h.Get("X-Auto-Reply-From") != "",
		strings.EqualFold(h.Get("X-Ms-Exchange-Generated-Message-Source"), "Mailbox Rules Agent"), awaySubject.MatchString(l.Subject):
		l.Kind = Absent
	case h.Get("List-Id") != "", h.Get("List-Post") != "", h.Get("List-Unsubscribe") != "", precedence == "bulk", precedence == "list", precedence == "junk":
		l.Kind = List
	case auto != "" && auto != "no", returnPath == "<>", bounceFrom.MatchString(l.From.Address):
		l.Kind = Machine
	}
	if l.ReplyTo.Address != "" && l.Kind == Person {
		l.remark(OddElsewhow, l.ReplyTo.Address)
	}
}

func firstToken(s string) string {
	s, _, _ = strings.Cut(s, ";")
	s, _, _ = strings.Cut(s, "(")
	return s
}

// listOf is the name of the list that a mail came by, "" where it says none.
func listOf(h textproto.Header) string {
	id := h.Get("List-Id")
	if i := strings.LastIndexByte(id, '<'); i >= 0 {
		id = id[i+1:]
	}
	return strings.ToLower(strings.Trim(id, "<> \t"))
}

// readBounce reads what a server says of a mail of ours.
func (r *parts) readBounce(body string) {
	l := r.letter
	if l.Kind != Bounced {
		return
	}
	b := &Bounce{}
	notice := string(r.notice)
	inner := firstMatch(innerID, clipBytes(string(r.inner), maxHeader))
	b.ID = firstOf(inner, firstMatch(innerID, clipBytes(body, maxText)))
	if b.ID == "" && len(l.After) > 0 {
		b.ID = l.After[len(l.After)-1]
	}
	b.Status = firstOf(firstMatch(statusField, notice), firstMatch(codeInText, clipBytes(body, 20_000)))
	b.Address = strings.ToLower(firstMatch(finalField, notice))
	b.Reason = clip(oneLine(firstMatch(diagnostic, notice)), 300)
	action := strings.ToLower(firstMatch(actionField, notice))
	switch {
	case action == "delayed", strings.HasPrefix(b.Status, "4.") && action != "failed", action == "" && delaySays.MatchString(l.Subject):
		l.Kind = Delayed
	case action == "delivered", action == "relayed", action == "expanded":
		l.Kind = Absent // it has arrived: nobody need know
		return
	}
	l.Bounce = b
}

func firstMatch(re *regexp.Regexp, s string) string {
	if m := re.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}
