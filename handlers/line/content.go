package line

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"madoguchi/chat"
)

var (
	// ErrGone means that LINE no longer has a message's content.
	ErrGone = fmt.Errorf("LINE no longer has this content: %w", chat.ErrNotFound)
	// ErrTooBig means that a content is larger than it may be.
	ErrTooBig = fmt.Errorf("the content is larger than allowed: %w", chat.ErrTooBig)
	// ErrNotReady means that LINE was still preparing a content when we stopped asking.
	ErrNotReady = errors.New("LINE has not made this content ready yet")
)

// polls is how often a content that LINE still prepares is asked for; the waits between double.
const polls = 6

// contentTime bounds the fetching of one content.
const contentTime = 2 * time.Minute

// firstPoll is the first of those waits.
const firstPoll = 500 * time.Millisecond

// inert are the kinds of content that a browser may be given as what they are. Any other kind is
// handed on as bytes, so that no page or drawing with a script in it is ever opened from our site.
var inert = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/bmp": true,
	"video/mp4": true, "video/webm": true, "audio/mpeg": true, "audio/wave": true, "audio/aiff": true, "audio/mp4": true, "application/ogg": true,
	"application/pdf": true, "application/zip": true,
}

// Content writes the content of a message that somebody sent to w, at most limit bytes of it, and
// returns its media type as its first bytes show it, whatever the sender called it. Only contents
// that LINE keeps are fetched, from LINE's data address and nowhere else. account is the
// chat.Address.Account it came to. When it fails with ErrTooBig, up to limit bytes were written.
func (s *Service) Content(ctx context.Context, account, messageID string, w io.Writer, limit int64) (mediaType string, err error) {
	acct, err := s.account(account)
	if err != nil {
		return "", err
	}
	if strings.Trim(messageID, "0123456789") != "" || messageID == "" {
		return "", fmt.Errorf("fetch LINE content: %q is no message ID", messageID)
	}
	ctx, cancel := context.WithTimeout(ctx, contentTime)
	defer cancel()
	res, err := s.readyContent(ctx, acct, messageID)
	if err != nil {
		return "", fmt.Errorf("fetch LINE content %s: %w", messageID, err)
	}
	defer res.Body.Close()
	if res.ContentLength > limit {
		return "", fmt.Errorf("fetch LINE content %s: %d bytes: %w", messageID, res.ContentLength, ErrTooBig)
	}
	return copyContent(w, res.Body, limit)
}

func copyContent(w io.Writer, r io.Reader, limit int64) (string, error) {
	buffered := bufio.NewReaderSize(r, 4096)
	head, err := buffered.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read LINE content: %w", err)
	}
	mediaType := sniff(head)
	n, err := io.Copy(w, io.LimitReader(buffered, limit))
	if err != nil {
		return mediaType, fmt.Errorf("copy LINE content: %w", err)
	}
	if n == limit {
		if _, err := buffered.ReadByte(); err == nil {
			return mediaType, ErrTooBig
		}
	}
	return mediaType, nil
}

// sniff names a content by its first bytes, and as mere bytes where a browser could run it.
func sniff(head []byte) string {
	kind, _, err := mime.ParseMediaType(http.DetectContentType(head))
	switch {
	case err != nil:
		return "application/octet-stream"
	case len(head) > 11 && string(head[4:11]) == "ftypM4A":
		return "audio/mp4"
	case kind == "text/plain" && !bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")), inert[kind]:
		return kind
	}
	return "application/octet-stream"
}

// readyContent asks for a content until LINE has it ready.
func (s *Service) readyContent(ctx context.Context, acct *account, messageID string) (*http.Response, error) {
	wait := firstPoll
	for try := 1; ; try++ {
		res, err := s.askContent(ctx, acct, messageID)
		if err != nil || res.StatusCode == http.StatusOK {
			return res, err
		}
		res.Body.Close()
		if res.StatusCode != http.StatusAccepted {
			return nil, fmt.Errorf("LINE answered %d", res.StatusCode)
		}
		if try == polls {
			return nil, ErrNotReady
		}
		if err := pause(ctx, wait); err != nil {
			return nil, errors.Join(ErrNotReady, err)
		}
		wait *= 2
	}
}

func (s *Service) askContent(ctx context.Context, acct *account, messageID string) (*http.Response, error) {
	for refreshed := false; ; refreshed = true {
		c, err := s.blob(ctx, acct)
		if err != nil {
			return nil, err
		}
		head, res, err := c.GetMessageContentWithHttpInfo(messageID)
		if err == nil {
			return res, nil
		}
		if head == nil {
			return nil, err
		}
		head.Body.Close()
		switch head.StatusCode {
		case http.StatusNotFound, http.StatusGone:
			return nil, ErrGone
		case http.StatusUnauthorized:
			if !refreshed && s.dropToken(acct) {
				continue
			}
		}
		return nil, fmt.Errorf("LINE answered %d", head.StatusCode)
	}
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
