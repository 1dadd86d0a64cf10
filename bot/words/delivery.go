package words

import (
	"fmt"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// What staff and members read of a reply on its way, and of the files that go with it.

// FilesStay says honestly that a colleague's files have not gone to the member.
func FilesStay(files []chat.File) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = "「" + f.Name + "」"
	}
	return say("desk.file.stays", "names", strings.Join(names, ""))
}

// WithNames is a reply as the office keeps it: the words, then what went along.
func WithNames(text string, files []chat.File) string {
	for _, f := range files {
		text = strings.TrimSpace(text + "\n📎 " + f.Name)
	}
	return text
}

// WithAddresses is a reply as the member reads it: the words, then each file with where it opens.
func WithAddresses(text string, files []chat.File) string {
	for _, f := range files {
		text = strings.TrimSpace(say("member.with_file", "text", text, "name", f.Name, "size", megabytes(f.Bytes), "url", f.URL, "until", ticket.Day(f.Until)))
	}
	return text
}

// Unreachable says why a channel cannot reach its member: that they have closed it, or else.
func Unreachable(closed bool) string {
	if closed {
		return FailSessionOver
	}
	return FailUnreachable
}

// HeldBack tells staff that a reply waits until the member can be reached.
func HeldBack(reason string) string { return say("desk.held_back", "reason", reason) }

// GivenUp tells staff that a reply does not arrive unless they do something.
func GivenUp(reason string) string { return say("desk.given_up", "reason", reason) }

// Delivery is what staff read of a reply on its way.
func Delivery(state chat.DeliveryState, reason string) string {
	switch state {
	case chat.Sent:
		if reason != "" {
			return say("desk.delivery.sent") + "（" + reason + "）"
		}
		return say("desk.delivery.sent")
	case chat.Discarded:
		return say("desk.delivery.discarded")
	case chat.Held:
		return say("desk.delivery.held", "reason", reason)
	case chat.Dead:
		return say("desk.delivery.dead", "reason", reason)
	case chat.Sending:
		return say("desk.delivery.sending", "reason", reason)
	}
	if reason != "" {
		return say("desk.delivery.waiting_for", "reason", reason)
	}
	return say("desk.delivery.waiting")
}

// File is what staff read of what a member sent along; size is in bytes, of a kept one.
func File(fate turn.FileFate, name string, size int64) string {
	switch fate {
	case turn.FileKept:
		return say("desk.file.kept", "name", name, "size", megabytes(size))
	case turn.FileTooBig:
		return say("desk.file.too_big", "name", name)
	case turn.FileFull:
		return say("desk.file.full", "name", name)
	}
	return say("desk.file.gone", "name", name)
}

// MaybeTwice marks a reply of which the member may have got two copies.
var MaybeTwice = fixed("desk.maybe_twice")

// FilesWithForm says that files go to the office with the form; n is how many so far.
func FilesWithForm(n int) string { return say("member.files_with_form", "n", n) }

// FilesLabel names the files a ticket was opened with.
var FilesLabel = fixed("desk.files_label")

// FileNews tells the staff of a ticket what became of a file; size is in bytes, of a kept one.
func FileNews(fate turn.FileFate, f chat.File, size int64) string {
	return File(fate, named(f), size)
}

// FilesNews tells the staff of a ticket of several files that were kept.
func FilesNews(n int) string { return say("desk.file.several", "n", n) }

// FilesLeft tells the staff of a ticket of files of which the member has taken some back.
var FilesLeft = fixed("desk.file.rest")

// Sent describes what came: its text, or else its files.
func Sent(e chat.Event) string {
	if e.Text != "" {
		return e.Text
	}
	parts := make([]string, len(e.Files))
	for i, f := range e.Files {
		parts[i] = named(f)
	}
	return "［" + strings.Join(parts, "、") + "］"
}

// fileTypes are what a file is called by what it holds.
var fileTypes = map[string]catalogue.Key{"image": "member.file.image", "video": "member.file.video", "audio": "member.file.audio"}

// named is a file by what it holds and its name.
func named(f chat.File) string {
	what := say("member.file.other")
	if key, known := fileTypes[f.Type]; known {
		what = say(key)
	}
	if f.Name != "" {
		what += "「" + f.Name + "」"
	}
	return what
}

// megabytes is a size for people.
func megabytes(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%dKB", max(bytes/1024, 1))
	}
	return fmt.Sprintf("%.1fMB", float64(bytes)/(1<<20))
}
