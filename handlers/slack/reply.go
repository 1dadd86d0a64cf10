package slack

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/office/staffwords"
	"madoguchi/ticket"
)

// maxInput is the longest text Slack lets one input begin with.
const maxInput = 3000

// lastMessages is how much of the conversation the reply modal shows.
const lastMessages = 5

// replyModal is the modal a reply is written in: who it goes to, what was said last, and the plain
// warning that it leaves the office. A complaint, where there is one, stands on top.
func (s *Service) replyModal(ctx context.Context, m memo, text, complaint string) (slack.ModalViewRequest, error) {
	t, err := s.desk.Ticket(ctx, m.Ticket)
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("read ticket %s: %w", m.Ticket, err)
	}
	log, err := s.desk.Log(ctx, m.Ticket)
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("read the log of %s: %w", m.Ticket, err)
	}
	m.Version, m.Text, m.Sum = t.Version, "", ""
	var blocks []slack.Block
	if complaint != "" {
		blocks = append(blocks, paragraph("⚠️ "+complaint))
	}
	blocks = append(blocks, small(say("slack.reply_to", "number", t.Number, "name", s.memberName(t), "channel", staffwords.Channel(t.Contact.Channel))))
	if t.Has(ticket.GroupTag) {
		blocks = append(blocks, paragraph("👥 "+say("slack.group")))
	}
	heard := spoken(log, lastMessages)
	if q := s.question(t); q != "" && len(heard) < lastMessages {
		blocks = append(blocks, small(say("slack.asked")), quote(chars.Cut(q, 1000)))
	}
	for _, e := range heard {
		blocks = append(blocks, said(e)...)
	}
	element := slack.NewPlainTextInputBlockElement(nil, "text").WithMultiline(true).WithMaxLength(maxInput)
	if text != "" {
		element.InitialValue = chars.Cut(text, maxInput)
	}
	blocks = limitBlocks(blocks, 80)
	canned, err := s.cannedInput(ctx, t, m)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	input := slack.NewInputBlock(m.block(inputBlock), plain(say("slack.reply_label")), plain(say("slack.reply_warning")), element)
	input.Optional = canned != nil
	blocks = append(blocks, input)
	if canned != nil {
		blocks = append(blocks, canned)
	}
	if len(m.Files) > 0 {
		blocks = append(blocks, keptInput(m.Files))
	}
	if s.shares() != nil && !m.NoInput {
		blocks = append(blocks, fileInput())
	}
	full := modal(title(chat.Reply), viewReply, say("slack.to_preview"), blocks...)
	full.PrivateMetadata = m.String()
	return full, nil
}

// previewReply answers the first step: what is wrong with the text, or the text once more as the
// member will see it, with the button that sends it.
func (s *Service) previewReply(ctx context.Context, in interaction, m memo, who chat.Person) answer {
	text := s.typed(ctx, in.View.input(m.block(inputBlock)))
	m.Files = attach(in.View.ticked(m.Files), in.View.files(filesBlock))
	if id := in.View.input(m.block(cannedBlock)); id != "" {
		return s.insertCanned(ctx, in, m, who, text, id)
	}
	files, unfilled := going(m.Files), ticket.UnfilledRefusal(text)
	switch {
	case unfilled != "":
		return s.refuseView(in.View, m, unfilled)
	case text == "":
		return s.refuseView(in.View, m, say("slack.empty"))
	case chat.HasAside(text):
		return s.refuseView(in.View, m, say("slack.aside"))
	case chars.Units(text) > chat.MaxReply-attachedUnits*len(files):
		return s.refuseView(in.View, m, say("slack.too_long"))
	case wrongFiles(files) != "":
		return refuseInput(in.View.filesAt(), wrongFiles(files))
	}
	full := preview(m, text)
	if in.View.Previous != "" { // Slack stacks three modals at most: a second preview takes the place of its modal
		return answer{status: 200, body: slack.NewUpdateViewSubmissionResponse(&full)}
	}
	return answer{status: 200, body: slack.NewPushViewSubmissionResponse(&full)}
}

// draftBlock begins the ids of the blocks that hold the text of a preview.
const draftBlock = "draft"

// preview shows a reply as it will go out. The text travels in the metadata or, where that is too
// small, in the blocks themselves under a checksum: nothing is kept here, so that a restart between
// the two steps loses nothing.
func preview(m memo, text string) slack.ModalViewRequest {
	blocks := []slack.Block{small(say("slack.preview_lead"))}
	for i, part := range split(text, 2500) {
		b := richText(part)
		b.BlockID = fmt.Sprintf("%s%d", draftBlock, i)
		blocks = append(blocks, b)
	}
	blocks = append(append(blocks, attachedLines(going(m.Files))...), small(say("slack.preview_tail")))
	full := modal(say("slack.preview_title"), viewPreview, say("slack.send"), blocks...)
	full.Close = plain(say("slack.back"))
	m.Text, m.Sum = text, ""
	if meta := m.String(); chars.Units(meta) <= maxMetadata {
		full.PrivateMetadata = meta
		return full
	}
	m.Text, m.Sum = "", checksum(text)
	full.PrivateMetadata = m.String()
	return full
}

func checksum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// sendReply sends what the preview showed. If the ticket moved meanwhile, a colleague's reply first
// of all, nothing is sent: the person sees what is new and decides again.
func (s *Service) sendReply(ctx context.Context, in interaction, m memo, who chat.Person) answer {
	text, intact := draft(in.View, m)
	if !intact {
		return s.refuseView(in.View, m, say("slack.draft_lost"))
	}
	e := s.memoEvent(in, m, who)
	e.ID, e.Text = replyID(in.View, m, text), text
	if len(going(m.Files)) > 0 {
		return s.sendWithFiles(ctx, in, m, e)
	}
	return replied(s.sendNow(ctx, m, e))
}

// replyID names a reply by the modal it was begun in and by what it says: pressed again there, where
// an answer of ours was lost on its way, it is the same event and reaches the member once.
func replyID(v view, m memo, text string) string {
	return fmt.Sprintf("reply:%s:%d:%s", cmp.Or(v.Root, v.ID), m.Try, checksum(fmt.Sprintf("%s\n%q\n%s", m.Ticket, fileIDs(going(m.Files)), text))[:32])
}

// replied answers the submission of a reply: sent, or the modal that says why not.
func replied(view *slack.ModalViewRequest) answer {
	if view == nil {
		return answer{status: 200, body: slack.NewClearViewSubmissionResponse()}
	}
	return answer{status: 200, body: slack.NewUpdateViewSubmissionResponse(view)}
}

// sendNow sends a reply. It gives nil, or, where the reply was refused, the modal that says why and
// keeps its text.
func (s *Service) sendNow(ctx context.Context, m memo, e chat.Event) *slack.ModalViewRequest {
	var outcome chat.Outcome
	var err error
	withFiles := len(going(m.Files)) > 0
	if withFiles {
		e.Files, outcome.Text, err = s.ready(ctx, &m)
	}
	if err == nil && outcome.Text == "" {
		outcome, err = s.sink.Act(ctx, e)
	}
	if err == nil && outcome.OK {
		return nil
	}
	if withFiles { // after the acknowledgement
		var cancel context.CancelFunc
		ctx, cancel = s.afresh(ctx)
		defer cancel()
		if err == nil {
			s.unshare(ctx, e.Files)
		}
	}
	complaint := outcome.Text
	if err != nil { // it may have been taken all the same, and keeps its name
		s.log.Error("slack: reply", "ticket", m.Ticket, "err", err)
		complaint = say("slack.try_again")
	} else {
		m.Try++
	}
	full, err := s.replyModal(ctx, m, e.Text, complaint)
	if err != nil {
		full = modal(title(chat.Reply), viewLook, "", paragraph(complaint))
	}
	return &full
}

// draft is the text of a preview, and whether it is the one that was shown.
func draft(v view, m memo) (string, bool) {
	if m.Sum == "" {
		return m.Text, m.Text != ""
	}
	var blocks []struct {
		ID       string `json:"block_id"`
		Elements []struct {
			Elements []struct {
				Text string `json:"text"`
			} `json:"elements"`
		} `json:"elements"`
	}
	if err := json.Unmarshal(v.Blocks, &blocks); err != nil {
		return "", false
	}
	var b strings.Builder
	for _, block := range blocks {
		if !strings.HasPrefix(block.ID, draftBlock) {
			continue
		}
		for _, section := range block.Elements {
			for _, element := range section.Elements {
				b.WriteString(element.Text)
			}
		}
	}
	return b.String(), checksum(b.String()) == m.Sum
}

// question is what the member began with.
func (s *Service) question(t ticket.Ticket) string {
	return cmp.Or(s.form(t).About(t.Fields), t.Trace.Query)
}

// spoken is the last n things that the member and the office said to each other.
func spoken(log []ticket.Entry, n int) []ticket.Entry {
	var out []ticket.Entry
	for _, e := range log {
		if e.Text != "" && (e.What == ticket.LogMemberWrote || e.What == ticket.LogReplied) {
			out = append(out, e)
		}
	}
	return out[max(0, len(out)-n):]
}

// said shows one entry of a log: who and when, then the words.
func said(e ticket.Entry) []slack.Block {
	return []slack.Block{small(speaker(e.Who) + "　" + clock(e.At)), richText(chars.Cut(e.Text, 1000))}
}

// speaker names who an entry is by.
func speaker(p chat.Person) string {
	switch {
	case p.ID == "member":
		return say("slack.member")
	case p.ID == "" && p.Name == "":
		return say("slack.program")
	case p.Name != "":
		return p.Name
	}
	return p.ID
}

// memberName is what the ticket's form knows of who the member is.
func (s *Service) memberName(t ticket.Ticket) string {
	form := s.form(t)
	name := strings.TrimSpace(form.Get(ticket.RoleCompany, t.Fields) + " " + form.Get(ticket.RolePerson, t.Fields))
	if name == "" {
		return say("slack.member")
	}
	return say("slack.member_name", "names", name)
}

// form is the one a ticket was made by, nil where the office has it no more.
func (s *Service) form(t ticket.Ticket) *ticket.Form {
	if s.cfg.Form == nil {
		return nil
	}
	return s.cfg.Form(t.FormID)
}
