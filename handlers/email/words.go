package email

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/chars"
	"madoguchi/chat"
)

// divider stands between two messages of one mail, rule above the signature.
const (
	divider = "――――――"
	rule    = "────────────────────"
)

// again is the mark of what may be a second copy.
const again = "※通信が途中で切れたため、同じメールを2通お届けしている場合があります。重ねてのお届けでしたら、ご容赦ください。"

const (
	howToChoose = "お答えは、このメールではなく、お問い合わせいただいたトークやチャットに、番号か言葉でお送りください。"
	notRead     = "このメールは送信専用です。ご返信いただいても、お読みすることができません。\n続きは、お問い合わせいただいたトークやチャットからお送りください。"
	read        = "このメールにそのままご返信いただけます。"
)

// subject is what a list of mails shows: the office, what it is about, and the ticket.
func (s *Service) subject(d *chat.Delivery) string {
	about := "お知らせ"
	if fromStaff(d) {
		about = "お問い合わせへのお返事"
	} else if line := firstLine(d.Messages); line != "" {
		about = line
	}
	subject := "【" + chars.Clip(s.office(), 40) + "】" + chars.Clip(about, 50)
	if number := chars.Clip(chars.Line(d.Ticket), 20); !strings.Contains(subject, number) {
		subject += "（受付番号 " + number + "）"
	}
	return subject
}

// opening is how a mail begins.
func (s *Service) opening(d *chat.Delivery) string {
	text := fmt.Sprintf("お世話になっております。%sです。", s.office())
	switch {
	case d.Ticket == "":
	case fromStaff(d):
		text += fmt.Sprintf("\nお問い合わせ（受付番号 %s）へのお返事をお送りします。", chars.Line(d.Ticket))
	default:
		text += fmt.Sprintf("\n受付番号 %s についてのお知らせです。", chars.Line(d.Ticket))
	}
	return text
}

// signature is how it ends.
func (s *Service) signature(d *chat.Delivery) string {
	lines := []string{rule, s.office()}
	if d.Ticket != "" {
		lines = append(lines, "受付番号："+chars.Line(d.Ticket))
	}
	if s.replyTo != nil {
		return strings.Join(append(lines, read), "\n")
	}
	return strings.Join(append(lines, notRead), "\n")
}

// messageText is one message as a paragraph of the mail: its words, whatever the words leave out
// of its answer, the names of its files that it has no address of, and what can be chosen.
func messageText(m *chat.Message) string {
	parts := []string{chars.Clean(m.Text)}
	if a := m.Answer; a != nil {
		parts = append(parts, leftOut(m.Text, a)...)
	}
	for _, f := range m.Files {
		if f.URL != "" { // its address stands in the words
			continue
		}
		parts = append(parts, "（ファイル"+quoted(f.Name)+"があります。お問い合わせいただいたトークやチャットでご覧ください）")
	}
	if len(m.Choices) > 0 {
		parts = append(parts, choices(m.Choices))
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "\n\n")
}

func quoted(name string) string {
	if name = chars.Line(name); name == "" {
		return ""
	}
	return "「" + chars.Clip(name, 100) + "」"
}

// leftOut are the links and the source of an answer, where its text does not show them.
func leftOut(text string, a *chat.Answer) []string {
	var out []string
	for _, b := range a.Blocks {
		if address := strings.TrimPrefix(b.URL, "mailto:"); address != "" && !strings.Contains(text, address) {
			out = append(out, chars.Line(b.Text)+"\n"+chars.Line(b.URL))
		}
	}
	if a.Source.Document != "" && !strings.Contains(text, a.Source.Document) {
		source := strings.TrimSpace(a.Source.Document + " " + a.Source.Label)
		if a.Source.Page > 0 {
			source += fmt.Sprintf("・p.%d", a.Source.Page)
		}
		out = append(out, "（出典："+chars.Line(source)+"）")
	}
	return out
}

// choices lists what can be said next, and what pages can be opened.
func choices(cs []chat.Choice) string {
	var lines []string
	ask := false
	for i, c := range cs {
		line := fmt.Sprintf("%d. %s", i+1, chars.Line(c.Label))
		if c.URL != "" {
			line += "\n   " + chars.Line(c.URL)
		} else {
			ask = true
		}
		lines = append(lines, line)
	}
	if ask {
		lines = append(lines, howToChoose)
	}
	return strings.Join(lines, "\n")
}

func fromStaff(d *chat.Delivery) bool {
	return slices.ContainsFunc(d.Messages, func(m chat.Message) bool { return m.Author == chat.Staff })
}

func firstLine(ms []chat.Message) string {
	for i := range ms {
		for line := range strings.Lines(ms[i].Text) {
			if line = chars.Line(line); line != "" {
				return line
			}
		}
	}
	return ""
}
