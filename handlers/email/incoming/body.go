package incoming

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/textproto"
)

// parts reads the tree of parts that a body is.
type parts struct {
	letter *Letter
	count  int
	left   int // bytes that may still be decoded
	notice []byte
	inner  []byte // the mail, or its header, that a report gives back
}

// A text is what a part says.
type text struct {
	plain string
	rich  bool // it was HTML
	any   bool // there was such a part
}

// read reads one part and all below it.
func (r *parts) read(h textproto.Header, body []byte, depth int) text {
	r.count++
	if r.count > maxParts || depth > maxDepth {
		r.letter.remark(OddTooMany, "")
		return text{}
	}
	kind := readParams(h.Get("Content-Type"))
	media, _, _ := strings.Cut(kind.value, " ")
	boundary := kind.params["boundary"]
	if strings.HasPrefix(media, "multipart/") && boundary != "" {
		if media == "multipart/encrypted" {
			r.letter.remark(OddSealed, "")
		}
		return r.several(media, boundary, body, depth)
	}
	content := r.content(h, body)
	where := readParams(h.Get("Content-Disposition"))
	name := firstOf(where.params["filename"], kind.params["name"], words(h.Get("Content-Description")))
	named := where.params["filename"] != "" || kind.params["name"] != ""
	switch {
	case media == "message/delivery-status", media == "message/disposition-notification":
		r.notice = content
		return text{}
	case media == "message/rfc822", media == "message/global", media == "text/rfc822-headers", media == "message/rfc822-headers":
		r.inner = content
		inside, _ := divide(content)
		r.file(firstOf(fileNameOf(strings.ReplaceAll(words(inside.Get("Subject")), "/", "／")), "mail")+".eml", media, content, false)
		return text{}
	case where.value == "attachment", named && !strings.HasPrefix(media, "text/"), named && where.value != "inline":
		r.file(name, media, content, where.value != "attachment" && h.Get("Content-Id") != "")
		return text{}
	case media == "", media == "text/plain", media == "text", strings.HasPrefix(media, "multipart/"): // without a boundary
		return text{plain: r.flowed(r.decode(content, kind.params["charset"], 4*maxText), kind.params), any: true}
	case media == "text/html", media == "application/xhtml+xml":
		return text{plain: htmlText(r.decode(content, htmlCharset(content, kind.params["charset"]), maxHTML)), rich: true, any: true}
	}
	r.file(name, media, content, where.value == "inline" || h.Get("Content-Id") != "")
	return text{}
}

// several reads a part that is made of parts.
func (r *parts) several(media, boundary string, body []byte, depth int) text {
	mr := textproto.NewMultipartReader(bytes.NewReader(body), boundary)
	var all []text
	for faults := 0; ; {
		p, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.letter.remark(OddBroken, "")
			if faults++; faults > 3 || p == nil && !strings.Contains(err.Error(), "malformed") {
				break
			}
			continue
		}
		if r.count >= maxParts {
			r.letter.remark(OddTooMany, "")
			break
		}
		content, err := io.ReadAll(io.LimitReader(p, MaxBytes))
		if err != nil {
			r.letter.remark(OddBroken, "")
		}
		all = append(all, r.read(p.Header, content, depth+1))
	}
	if len(all) == 0 && len(bytes.TrimSpace(body)) > 0 { // its boundary never comes
		r.letter.remark(OddBroken, "")
		return text{plain: r.decode(body, "", 4*maxText), any: true}
	}
	if media == "multipart/alternative" {
		return alternative(all)
	}
	return joined(all)
}

// alternative is the one of several forms of the same text that is read: plain, unless that says nothing.
func alternative(all []text) text {
	var best text
	for _, t := range all {
		blank := strings.TrimSpace(tidy(t.plain)) == "" || !t.rich && isPlaceholder(t.plain)
		switch {
		case !t.any, blank && best.any:
		case !best.any, best.rich && !t.rich && !blank, isPlaceholder(best.plain) && !best.rich, strings.TrimSpace(best.plain) == "":
			best = t
		}
	}
	return best
}

// isPlaceholder reports whether a plain text only says that the text is elsewhere.
func isPlaceholder(s string) bool {
	s = strings.TrimSpace(s)
	if len(s) > 400 {
		return false
	}
	for _, phrase := range []string{"HTML形式のメール", "HTMLメール", "HTML対応", "does not support HTML", "view this email in HTML", "HTML compatible", "HTML-compatible"} {
		if strings.Contains(s, phrase) {
			return true
		}
	}
	return false
}

// joined is what parts say one after the other.
func joined(all []text) text {
	var out text
	var said []string
	for _, t := range all {
		if t.any {
			out.any, out.rich = true, out.rich || t.rich
			if strings.TrimSpace(t.plain) != "" {
				said = append(said, t.plain)
			}
		}
	}
	out.plain = strings.Join(said, "\n")
	return out
}

// content is a part's body as it was before it was made fit for the wire.
func (r *parts) content(h textproto.Header, body []byte) []byte {
	h = h.Copy()
	h.Del("Content-Type") // no character set of the library's: that is decode's
	e, err := message.New(message.Header{Header: h}, bytes.NewReader(body))
	if err != nil && !message.IsUnknownEncoding(err) {
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(e.Body, int64(max(r.left, 0))))
	if err != nil {
		r.letter.remark(OddBroken, "")
	}
	r.left -= len(content)
	if r.left <= 0 {
		r.letter.remark(OddTooMany, "")
	}
	return content
}

func (r *parts) decode(content []byte, charset string, most int) string {
	if len(content) > most {
		content = content[:most]
		r.letter.remark(OddCut, "")
	}
	s, whole := decode(content, charset)
	if !whole {
		r.letter.remark(OddGarbled, charset)
	}
	return s
}

// flowed joins the lines of a paragraph that was cut for the wire (RFC 3676).
func (r *parts) flowed(s string, params map[string]string) string {
	if !strings.EqualFold(params["format"], "flowed") {
		return s
	}
	del := strings.EqualFold(params["delsp"], "yes")
	var b strings.Builder
	scan := bufio.NewScanner(strings.NewReader(s))
	scan.Buffer(nil, 4*maxText)
	for scan.Scan() {
		line := strings.TrimSuffix(scan.Text(), "\r")
		if !strings.HasPrefix(line, ">") {
			line = strings.TrimPrefix(line, " ")
		}
		if soft := strings.HasSuffix(line, " ") && line != "-- " && !strings.HasPrefix(line, ">"); soft {
			if del {
				line = line[:len(line)-1]
			}
			b.WriteString(line)
			continue
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s = oneLine(s); s != "" {
			return s
		}
	}
	return ""
}
