package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A file goes to a member only where somebody puts it into the reply modal, or chooses "send to the
// member" on the message it is attached to: what lies in a thread stays there. Slack shows files to
// its own people alone, so ours is fetched, kept, and given an address that the member can open.

// What one reply can carry. Ten megabytes are what Slack itself takes in a modal and LINE in an
// image; with three images a text still has room in LINE's five messages.
const (
	maxAttached   = 3
	maxAttachment = 10 << 20
	maxListed     = 10  // options of Slack's checkboxes
	attachedUnits = 400 // of the reply's text, for each file's name and address
)

// The ids of the reply modal's inputs for files: new ones, and those that are with it already.
const (
	filesBlock = "files"
	keptBlock  = "kept"
)

// sendShortcut is the callback id of the message shortcut that sends a message on.
const sendShortcut = "send_to_member"

// An attached is a file on its way through the modals, in their private_metadata.
type attached struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size"`
	Off  bool   `json:"off,omitempty"` // listed, to be ticked again, but not to go
}

// fileInput asks for files to go along with a reply.
func fileInput() slack.Block {
	in := slack.NewInputBlock(filesBlock, plain(say("slack.files_label")), plain(say("slack.files_hint")), slack.NewFileInputBlockElement("files").WithMaxFiles(maxAttached))
	in.Optional = true
	return in
}

// keptInput lists the files that a reply has already, each to be ticked or not. There must be one.
func keptInput(files []attached) slack.Block {
	element := slack.NewCheckboxGroupsBlockElement("kept")
	for _, f := range files {
		o := slack.NewOptionBlockObject(f.ID, oneLine("📎 "+f.Name, 75), nil)
		element.Options = append(element.Options, o)
		if !f.Off {
			element.InitialOptions = append(element.InitialOptions, o)
		}
	}
	in := slack.NewInputBlock(keptBlock, plain(say("slack.kept_label")), plain(say("slack.kept_hint")), element)
	in.Optional = true
	return in
}

// attach adds files to those that are attached already, each once. One that is chosen anew goes.
func attach(have []attached, refs []fileRef) []attached {
	have = slices.Clone(have)
	for _, f := range refs {
		i := slices.IndexFunc(have, func(a attached) bool { return a.ID == f.ID })
		switch {
		case i >= 0:
			have[i].Off = false
		case f.ID != "" && len(have) < maxListed:
			have = append(have, attached{ID: f.ID, Name: attachedName(f.Name), Size: f.Size})
		}
	}
	return have
}

// fileIDs are the ids of files.
func fileIDs(files []attached) []string {
	ids := make([]string, len(files))
	for i, f := range files {
		ids[i] = f.ID
	}
	return ids
}

// ticked are a reply's files as its modal now has them.
func (v view) ticked(files []attached) []attached {
	if _, listed := v.State.Values[keptBlock]; !listed {
		return files
	}
	files = slices.Clone(files)
	for i := range files {
		files[i].Off = !slices.Contains(v.chosen(keptBlock), files[i].ID)
	}
	return files
}

// going are the files that are to be sent.
func going(files []attached) []attached {
	return slices.DeleteFunc(slices.Clone(files), func(f attached) bool { return f.Off })
}

// takenOff is files without the one that cannot go.
func takenOff(files []attached, id string) []attached {
	return slices.DeleteFunc(slices.Clone(files), func(f attached) bool { return f.ID == id })
}

// fitting is what of a message's files can go at once, and what to say of the others: those that are
// too large are left out, those too many are there to be chosen instead.
func fitting(files []attached) (fit []attached, complaint string) {
	for _, f := range files {
		switch {
		case f.Size > maxAttachment:
			complaint = say("slack.big_file", "name", f.Name)
			continue
		case len(going(fit)) == maxAttached:
			f.Off = true
		}
		fit = append(fit, f)
	}
	if len(going(fit)) < len(fit) {
		complaint = strings.TrimSpace(complaint + "\n" + say("slack.choose_files"))
	}
	return fit, complaint
}

// attachedName is a file's name without any path, on one line and short enough to travel along.
func attachedName(name string) string {
	return chars.Cut(cmp.Or(chars.Base(name), say("slack.a_file")), 60)
}

// attachedLines name the files of a reply.
func attachedLines(files []attached) []slack.Block {
	var blocks []slack.Block
	for _, f := range files {
		blocks = append(blocks, small("📎 "+f.Name))
	}
	return blocks
}

// wrongFiles says why files cannot go, or "".
func wrongFiles(files []attached) string {
	switch {
	case len(files) > maxAttached:
		return say("slack.too_many_files")
	case slices.ContainsFunc(files, func(f attached) bool { return f.Size > maxAttachment }):
		return say("slack.file_too_big")
	}
	return ""
}

// filesAt is the block of a reply modal beside which it is said what is wrong with its files.
func (v view) filesAt() string {
	if len(v.files(filesBlock)) > 0 {
		return filesBlock
	}
	if _, listed := v.State.Values[keptBlock]; listed {
		return keptBlock
	}
	return inputBlock
}

// shares are where files for members are kept, or nil where none are sent.
func (s *Service) shares() Shares {
	if s.cfg.Sharing != nil && !s.cfg.Sharing() {
		return nil
	}
	return s.cfg.Shares
}

// sendMessage opens the reply modal for a message of a thread, with its words and its files: what a
// colleague wrote there goes to the member only if they press on.
func (s *Service) sendMessage(ctx context.Context, in interaction) answer {
	if in.CallbackID != sendShortcut {
		return ok
	}
	m := memo{Act: chat.Reply}
	m.Channel, m.Thread = in.place()
	if in.Message.BotID == "" { // a colleague's; what we have posted ourselves is the member's or was sent already
		m.Text = s.plainOf(ctx, in.Message)
		if s.shares() != nil {
			m.Files = attach(nil, in.Message.Files)
		}
	}
	s.later(ctx, "open a modal", func(ctx context.Context) error { return s.openModal(ctx, in, m) })
	return ok
}

// handOn opens a reply with what a colleague has answered by mail. Nothing goes to the member before somebody has read
// it there and sent it.
func (s *Service) handOn(ctx context.Context, in interaction, sum string) error {
	m := memo{Act: chat.Reply}
	m.Channel, m.Thread = in.place()
	number, known, err := s.desk.TicketByThread(ctx, s.address(m.Channel).String(), m.Thread)
	if err != nil || !known {
		return err
	}
	log, err := s.desk.Log(ctx, number)
	if err != nil {
		return fmt.Errorf("read the log of %s: %w", number, err)
	}
	for _, e := range log {
		if e.What == ticket.LogAnswered && chat.SumOf(e.Text) == sum {
			m.Text = e.Text
		}
	}
	m.Ticket = number
	return s.openModal(ctx, in, m)
}

// sendWithFiles sends a reply with its files. Nothing is sent before all of them are ready. Should
// the program end meanwhile, the modal goes on saying that the thread shows whether it was sent.
func (s *Service) sendWithFiles(ctx context.Context, in interaction, m memo, e chat.Event) answer {
	waiting := modal(title(chat.Reply), viewLook, "", paragraph(say("slack.preparing")))
	waiting.ClearOnClose = true
	a, begun := s.patiently(ctx, in, "send files to a member", waiting, func(ctx context.Context) result {
		view := s.sendNow(ctx, m, e)
		return result{replied(view), func(context.Context) *slack.ModalViewRequest { return view }}
	})
	if !begun {
		return s.refuseView(in.View, m, say("slack.try_again"))
	}
	return a
}

// lateBy keeps the modal that comes after the answer from coming before it.
const lateBy = time.Second

// showLate tells in a submitted modal what came of it, in time of its own: however long the files
// took, the modal must not go on saying that the reply may not have been sent.
func (s *Service) showLate(ctx context.Context, id string, view *slack.ModalViewRequest) error {
	ctx, cancel := s.afresh(ctx)
	defer cancel()
	select {
	case <-time.After(lateBy):
	case <-ctx.Done():
	}
	if view == nil {
		sent := modal(title(chat.Reply), viewLook, "", paragraph(say("slack.sent_with_files")))
		sent.ClearOnClose = true
		view = &sent
	}
	_, err := s.api.UpdateViewContext(ctx, *view, "", "", id)
	if code(err) == "not_found" { // closed
		return nil
	}
	return err
}

// ready fetches a reply's files from Slack and gives each its address, or says what is wrong with
// one and takes that one off the reply, so that the next attempt is not bound to fail as well. What
// was kept before is given, too.
func (s *Service) ready(ctx context.Context, m *memo) (files []chat.File, complaint string, err error) {
	if s.shares() == nil {
		m.Files = nil
		return nil, say("slack.no_files"), nil
	}
	t, err := s.desk.Ticket(ctx, m.Ticket)
	if err != nil {
		return nil, "", fmt.Errorf("read ticket %s: %w", m.Ticket, err)
	}
	for _, a := range going(m.Files) {
		content, err := s.download(ctx, a.ID)
		switch {
		case errors.Is(err, chat.ErrTooBig):
			m.Files = takenOff(m.Files, a.ID)
			return files, say("slack.big_file", "name", a.Name), nil
		case err != nil:
			s.log.Warn("slack: fetch a file for a member", "ticket", m.Ticket, "err", detail(err))
			for i := range m.Files {
				m.Files[i].Off = m.Files[i].Off || m.Files[i].ID == a.ID
			}
			return files, say("slack.file_unread", "name", a.Name), nil
		}
		f, err := s.cfg.Shares.Share(ctx, t.Contact, chat.File{Name: a.Name, Bytes: int64(len(content))}, content)
		if err != nil {
			s.unshare(ctx, files)
			return nil, "", fmt.Errorf("share a file: %w", err)
		}
		files = append(files, f)
	}
	return files, "", nil
}

// unshare forgets the files of a reply that was refused.
func (s *Service) unshare(ctx context.Context, files []chat.File) {
	if len(files) == 0 {
		return
	}
	if err := s.cfg.Shares.Unshare(ctx, files); err != nil { // they go when their time is over
		s.log.Warn("slack: forget files that were not sent", "err", err)
	}
}

// download is a file's content. The client sends the token to Slack's own hosts alone.
func (s *Service) download(ctx context.Context, id string) ([]byte, error) {
	var info *slack.File
	err := s.call(ctx, "files.info", "", func() (err error) {
		info, _, _, err = s.api.GetFileInfoContext(ctx, id, 1, 1)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("files.info: %w", err)
	}
	if info.IsExternal {
		return nil, errors.New("the file is not kept by slack")
	}
	content := chat.Capped{Max: maxAttachment}
	if err := s.api.GetFileContext(ctx, cmp.Or(info.URLPrivateDownload, info.URLPrivate), &content); err != nil {
		return nil, fmt.Errorf("fetch file: %w", err)
	}
	if len(content.Bytes()) == 0 {
		return nil, errors.New("the file is empty")
	}
	return content.Bytes(), nil
}
