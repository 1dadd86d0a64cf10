package slack

import (
	"bytes"
	"cmp"
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

// share shows a member's files in the ticket's thread, in one post, and below it the line that tells of
// them. The line's metadata names each file and the member's message it came with, so that taking a message
// back takes its file away, too.
func (j *job) share(ctx context.Context, i int, m chat.Message) error {
	payload := j.payload(i, 0, m)
	if j.cfg.Contents != nil && j.thread != "" && j.found[slot(i, 0)] == "" {
		up, err := j.upload(ctx, m.Files)
		switch c := outcome(err); {
		case err == nil:
			payload["files"] = pieces(m, up.ids)
		case (c == passing || c == ambiguous || c == limited) && j.d.Attempt < shareTries && !errors.Is(err, chat.ErrNotFound):
			return fmt.Errorf("share a file: %w", err)
		default: // a missing scope for files is no reason to hold everything else back
			j.log.Warn("slack: a member's file is not shown in its thread; it is at the desk", "ticket", j.d.Ticket, "err", detail(err))
		}
		if up.withheld {
			m.Text += "\n" + say("slack.withheld")
		}
	}
	m.Files = nil
	_, err := j.postOnce(ctx, i, 0, posts(m)[0], payload)
	return err
}

// pieces are the files of a line by Slack's ids, "" for one that is not shown, each with the member's
// message it came with.
func pieces(m chat.Message, ids []string) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = map[string]any{"file": id, "member_message": cmp.Or(m.Files[i].MessageID, m.MessageID)}
	}
	return out
}

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

// uploaded is what became of a line's files: Slack's id of each, "" for one that is not shown.
type uploaded struct {
	ids      []string
	withheld bool // one at least is for the desk alone
}

// upload brings files into the thread in one post, unless an earlier attempt did. One that has no content
// here, or must stay at the desk, does not hold up the others; where there is none at all, it fails.
func (j *job) upload(ctx context.Context, files []chat.File) (uploaded, error) {
	up := uploaded{ids: make([]string, len(files))}
	if j.d.Attempt > 1 {
		if found, err := j.shared(ctx, up.ids); err != nil || found {
			return up, err
		}
	}
	t, err := j.desk.Ticket(ctx, j.d.Ticket)
	if err != nil {
		return up, fmt.Errorf("read ticket %s: %w", j.d.Ticket, err)
	}
	var parts []slack.FileSummary
	var missing error
	for i, f := range files {
		if j.withheld(t, f) {
			up.withheld = true
			continue
		}
		part, err := j.put(ctx, t.Contact, f, i)
		switch {
		case errors.Is(err, chat.ErrNotFound):
			missing = err
		case err != nil:
			return up, err
		default:
			up.ids[i], parts = part.ID, append(parts, part)
		}
	}
	if len(parts) == 0 {
		return up, missing
	}
	err = j.call(ctx, "files.completeUploadExternal", j.d.To.ID, func() error {
		_, err := j.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{Files: parts, Channel: j.d.To.ID, ThreadTimestamp: j.thread})
		return err
	})
	return up, err
}

// put gives Slack the content of the delivery's i-th file, which nobody sees yet.
func (j *job) put(ctx context.Context, from chat.Address, f chat.File, i int) (slack.FileSummary, error) {
	kind, content, err := j.cfg.Contents.File(ctx, from, f.ID)
	if err != nil {
		return slack.FileSummary{}, err
	}
	name := fileName(f, kind)
	var place *slack.GetUploadURLExternalResponse
	err = j.call(ctx, "files.getUploadURLExternal", "", func() (err error) {
		place, err = j.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: name, FileSize: len(content)})
		return err
	})
	if err != nil {
		return slack.FileSummary{}, err
	}
	err = j.api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: place.UploadURL, Reader: bytes.NewReader(content), Filename: name})
	return slack.FileSummary{ID: place.FileID, Title: name + j.mark(i)}, err
}

// mark ends the title of the delivery's i-th file, so that it is found again: a file carries no metadata.
func (j *job) mark(i int) string { return fmt.Sprintf(" #%d-%d", j.d.ID, i+1) }

// shared finds the files that an earlier attempt put into the thread and notes their ids.
func (j *job) shared(ctx context.Context, ids []string) (found bool, err error) {
	err = j.readThread(ctx, "", func(page []slack.Message) bool {
		for _, m := range page {
			for _, f := range m.Files {
				for i := range ids {
					if strings.HasSuffix(f.Title, j.mark(i)) {
						ids[i], found = f.ID, true
					}
				}
			}
		}
		return found
	})
	if errors.Is(err, errTooLong) {
		return found, nil
	}
	return found, err
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
