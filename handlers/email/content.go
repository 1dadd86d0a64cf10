package email

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"madoguchi/chat"
	"madoguchi/handlers/email/incoming"
)

// keep keeps the files of a mail before its event is stored. Their ids follow from the mail: brought again, they are
// the same.
func (s *Service) keep(ctx context.Context, l *incoming.Letter, e *chat.Event) ([]chat.File, error) {
	var files []chat.File
	for i, f := range l.Files {
		if f.Content == nil {
			continue // the remarks tell of it
		}
		id := "mail:" + l.Key + ":" + strconv.Itoa(i)
		if err := s.in.Desk.KeepMailFile(ctx, id, e.From, f.Content); err != nil {
			return nil, err
		}
		files = append(files, chat.File{ID: id, Name: f.Name, Type: fileType(f.Type), Bytes: f.Bytes})
	}
	return files, nil
}

// fileType is what the vocabulary calls a media type.
func fileType(media string) string {
	for _, t := range []string{"image", "video", "audio"} {
		if strings.HasPrefix(media, t+"/") {
			return t
		}
	}
	return "file"
}

// Content writes a file that came with a mail to w: see files.Source. What it is, its first bytes tell, never the mail.
func (s *Service) Content(ctx context.Context, _, id string, w io.Writer, limit int64) (mediaType string, err error) {
	content, err := s.in.Desk.MailFile(ctx, id)
	if err != nil {
		return "", err
	}
	if int64(len(content)) > limit {
		return "", fmt.Errorf("file %s of a mail: %w", id, chat.ErrTooBig)
	}
	_, err = w.Write(content)
	return sniff(content), err
}

// inert are the kinds of content that a browser may be given as what they are.
var inert = map[string]bool{"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true, "application/pdf": true, "audio/mpeg": true, "video/mp4": true}

func sniff(content []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(content), ";")
	if inert[kind] || kind == "text/plain" && !strings.HasPrefix(strings.TrimSpace(string(content[:min(len(content), 512)])), "<") {
		return kind
	}
	return "application/octet-stream"
}
