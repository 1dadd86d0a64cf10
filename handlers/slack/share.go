package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// shareTries is how often it is tried to show a file before its line goes out alone. The file itself
// is at the desk in any case.
const shareTries = 4

// share shows a member's file in the ticket's thread, and below it the line that tells of it. The
// line's metadata names both the file and the member's message, so that taking the message back
// takes the file away, too.
func (j *job) share(ctx context.Context, i int, m chat.Message) error {
	payload := j.payload(i, 0, m)
	if j.cfg.Contents != nil && j.thread != "" && j.found[slot(i, 0)] == "" {
		id, err := j.upload(ctx, m.Files[0])
		switch c := outcome(err); {
		case err == nil:
			payload["file"] = id
		case errors.Is(err, errWithheld):
			m.Text += "\n" + say("slack.withheld")
		case (c == passing || c == ambiguous || c == limited) && j.d.Attempt < shareTries && !errors.Is(err, chat.ErrNotFound):
			return fmt.Errorf("share a file: %w", err)
		default: // a missing scope for files is no reason to hold everything else back
			j.log.Warn("slack: a member's file is not shown in its thread; it is at the desk", "ticket", j.d.Ticket, "err", detail(err))
		}
	}
	m.Files = nil
	_, err := j.postOnce(ctx, i, 0, posts(m)[0], payload)
	return err
}

var errWithheld = errors.New("the file is for the desk alone")

// withheld reports whether a member's file must not go to Slack: one of a ticket that changes what is
// registered, which is mostly an extract of a register or an identity paper, or one that answers a
// question about the person. It is opened at the desk, where each look is written down. Of a ticket whose
// form the office has no more, no answer goes.
func (s *Service) withheld(t ticket.Ticket, f chat.File) bool {
	if t.Kind == ticket.Change {
		return true
	}
	form := s.form(t)
	for id, values := range t.Fields {
		answers := slices.ContainsFunc(values, func(v string) bool { return f.ID != "" && strings.HasSuffix(v, ":"+f.ID) })
		if !answers {
			continue
		}
		if form == nil {
			return true
		}
		if field := form.Field(id); field == nil || field.Personal {
			return true
		}
	}
	return false
}

// upload brings a file into the thread, unless an earlier attempt did, and gives its id.
func (j *job) upload(ctx context.Context, f chat.File) (string, error) {
	if j.d.Attempt > 1 {
		if id, err := j.shared(ctx); err != nil || id != "" {
			return id, err
		}
	}
	t, err := j.desk.Ticket(ctx, j.d.Ticket)
	if err != nil {
		return "", fmt.Errorf("read ticket %s: %w", j.d.Ticket, err)
	}
	if j.withheld(t, f) {
		return "", errWithheld
	}
	kind, content, err := j.cfg.Contents.File(ctx, t.Contact, f.ID)
	if err != nil {
		return "", err
	}
	name := fileName(f, kind)
	var place *slack.GetUploadURLExternalResponse
	err = j.call(ctx, "files.getUploadURLExternal", "", func() (err error) {
		place, err = j.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: name, FileSize: len(content)})
		return err
	})
	if err != nil {
		return "", err
	}
	if err := j.api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: place.UploadURL, Reader: bytes.NewReader(content), Filename: name}); err != nil {
		return "", err
	}
	err = j.call(ctx, "files.completeUploadExternal", j.d.To.ID, func() error {
		_, err := j.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
			Files: []slack.FileSummary{{ID: place.FileID, Title: name + j.mark()}}, Channel: j.d.To.ID, ThreadTimestamp: j.thread})
		return err
	})
	return place.FileID, err
}

// mark ends the title of a file, so that it is found again: a file carries no metadata.
func (j *job) mark() string { return fmt.Sprintf(" #%d", j.d.ID) }

// shared finds the file that an earlier attempt put into the thread, or "".
func (j *job) shared(ctx context.Context) (id string, err error) {
	err = j.readThread(ctx, "", func(page []slack.Message) bool {
		for _, m := range page {
			for _, f := range m.Files {
				if strings.HasSuffix(f.Title, j.mark()) {
					id = f.ID
				}
			}
		}
		return id != ""
	})
	if errors.Is(err, errTooLong) {
		return id, nil
	}
	return id, err
}

// deleteFile takes a file away from Slack. One that is gone already is no fault.
func (j *job) deleteFile(ctx context.Context, id string) error {
	err := j.call(ctx, "files.delete", "", func() error { return j.api.DeleteFileContext(ctx, id) })
	if word := code(err); word == "file_not_found" || word == "file_deleted" {
		return nil
	}
	return err
}

// extensions are those of the kinds that members mostly send, for files that come without a name.
var extensions = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
	"video/mp4": ".mp4", "audio/mp4": ".m4a", "audio/mpeg": ".mp3", "application/pdf": ".pdf",
}

// fileName is what a file is called in Slack: its own name without any path, or its kind.
func fileName(f chat.File, kind string) string {
	name := chars.Base(f.Name)
	if name == "" {
		kind, _, _ = strings.Cut(kind, ";")
		return "file" + extensions[kind]
	}
	return chars.Cut(name, 200)
}
