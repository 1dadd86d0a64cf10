package smtpfake

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// A Message is a mail as its reader has it.
type Message struct {
	From, Rcpt string      // of the envelope
	Header     mail.Header // as sent
	Subject    string      // decoded
	Text       string      // decoded, lines ended by \n
	Raw        string
}

// once are the header lines a mail has exactly one of (RFC 5322, 3.6).
var once = []string{"Date", "From", "To", "Message-Id", "Subject", "Mime-Version", "Content-Type", "Content-Transfer-Encoding"}

// Parse reads a mail as sent, or says what a server or reader may stumble over.
func Parse(raw string) (Message, error) { return parse(raw) }

func parse(raw string) (Message, error) {
	m := Message{Raw: raw}
	for i := range len(raw) {
		if raw[i] >= 0x80 || raw[i] < 0x20 && raw[i] != '\r' && raw[i] != '\n' && raw[i] != '\t' {
			return m, fmt.Errorf("byte %#x at %d: only printable ASCII goes everywhere", raw[i], i)
		}
	}
	for line := range strings.Lines(raw) {
		if len(line) > 80 { // RFC 5322, 2.1.1: 78 and the end of the line
			return m, fmt.Errorf("line of %d characters", len(line)-2)
		}
	}
	read, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		return m, err
	}
	m.Header = read.Header
	for _, name := range once {
		if n := len(m.Header[name]); n != 1 {
			return m, fmt.Errorf("%d header lines %s", n, name)
		}
	}
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return m, err
	}
	body, err := io.ReadAll(decoder(m.Header.Get("Content-Transfer-Encoding"), read.Body))
	if err != nil {
		return m, err
	}
	if strings.Count(string(body), "\n") != strings.Count(string(body), "\r\n") {
		return m, errors.New("lines of the text not ended by CRLF")
	}
	m.Text = strings.ReplaceAll(string(body), "\r\n", "\n")
	return m, nil
}

func decoder(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}
