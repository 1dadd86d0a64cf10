package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"madoguchi/chat"
)

type line = chat.Line

// A view is a line as the browser gets it: nothing in it that is meant for staff.
type view struct {
	Seq     int64         `json:"seq"`
	At      time.Time     `json:"at"`
	Author  chat.Author   `json:"author"`
	Name    string        `json:"name,omitempty"`
	Text    string        `json:"text"`
	Choices []chat.Choice `json:"choices,omitempty"`
	Answer  *chat.Answer  `json:"answer,omitempty"`
	Input   string        `json:"input,omitempty"`
	Event   string        `json:"event,omitempty"` // of the member's own words: session id and client id

	Withdraws int64 `json:"withdraws,omitempty"` // the number of the line that this one takes back

	Waits   string         `json:"waits,omitempty"`
	Summary *chat.Summary  `json:"summary,omitempty"`
	Receipt *chat.Ticketed `json:"receipt,omitempty"`
	Files   []viewFile     `json:"files,omitempty"`
}

// A viewFile is a file as the browser gets it.
type viewFile struct {
	ID    string `json:"id,omitempty"` // of the member's own: by which /chat/files gives it back
	Name  string `json:"name"`
	Type  string `json:"type"` // image, video, audio, file
	Bytes int64  `json:"bytes,omitempty"`
	URL   string `json:"url,omitempty"` // of the office's
}

func showFiles(files []chat.File, author chat.Author) []viewFile {
	var out []viewFile
	for _, f := range files {
		v := viewFile{Name: f.Name, Type: f.Type, Bytes: f.Bytes, URL: f.URL}
		if _, id, own := strings.Cut(f.ID, ":"); own && author == chat.Member {
			v.ID = id
		}
		out = append(out, v)
	}
	return out
}

// show is the line as the member sees it, if it is for the member at all.
func show(l line) (view, bool) {
	m := l.Message
	if m.Private != "" || m.Card != nil || m.Status != nil || m.Unsent != "" {
		return view{}, false
	}
	v := view{Seq: l.Seq, At: l.At.UTC(), Author: m.Author, Name: m.Name, Text: m.Text, Choices: m.Choices, Answer: m.Answer, Input: m.Input, Event: l.Event, Withdraws: m.Withdraws,
		Waits: m.Waits, Summary: m.Summary, Receipt: m.Receipt}
	if v.Author == "" {
		v.Author = chat.Bot
		if l.Event != "" {
			v.Author = chat.Member
		}
	}
	v.Files = showFiles(m.Files, v.Author)
	return v, true
}

// A stream is a response that goes on. What is written gathers in a buffer until flush.
type stream struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	conn     net.Conn // taken over from the server; nil = it is the server's
	buf      bytes.Buffer
	patience time.Duration
}

func newStream(w http.ResponseWriter, patience time.Duration) *stream {
	return &stream{w: w, control: http.NewResponseController(w), patience: patience}
}

// start prepares the header, which goes out with the first flush. The server's own read timeout must not end the stream.
func (st *stream) start() {
	_ = st.control.SetReadDeadline(time.Time{}) // a response without deadlines is a test's, and needs none
	h := st.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	fmt.Fprintf(&st.buf, "retry: %d\n\n", retryMS)
}

// lines writes lines as events and returns the number of the last.
func (st *stream) lines(lines []line) int64 {
	var last int64
	for _, l := range lines {
		last = l.Seq
		v, ok := show(l)
		if !ok {
			continue
		}
		data, err := json.Marshal(v)
		if err != nil {
			continue // only a year beyond 9999 does that
		}
		writeEvent(&st.buf, l.Seq, "", string(data))
	}
	return last
}

// ready tells the reader that it now has all there was.
func (st *stream) ready() { writeEvent(&st.buf, 0, "ready", "{}") }

func (st *stream) comment() { st.buf.WriteString(": \n\n") }

// flush sends what has gathered. A reader that takes nothing for longer than our patience loses
// the stream. Between writes there is no deadline: over HTTP/2 one would end a quiet stream.
func (st *stream) flush() error {
	if st.buf.Len() == 0 {
		return nil
	}
	defer func() { st.buf = bytes.Buffer{} }() // most streams are quiet for long: they should not hold a buffer
	if st.conn != nil {
		return st.chunk()
	}
	_ = st.control.SetWriteDeadline(time.Now().Add(st.patience))
	if _, err := st.w.Write(st.buf.Bytes()); err != nil {
		return fmt.Errorf("write stream: %w", err)
	}
	if err := st.control.Flush(); err != nil {
		return fmt.Errorf("flush stream: %w", err)
	}
	_ = st.control.SetWriteDeadline(time.Time{})
	return nil
}

// writeEvent writes one server-sent event. id 0 and name "" are left out. However data is broken
// into lines, every one of them stays data: a line end in it cannot begin a field or an event.
func writeEvent(buf *bytes.Buffer, id int64, name, data string) {
	if id != 0 {
		buf.WriteString("id: ")
		buf.WriteString(strconv.FormatInt(id, 10))
		buf.WriteByte('\n')
	}
	if name != "" {
		buf.WriteString("event: ")
		buf.WriteString(name)
		buf.WriteByte('\n')
	}
	data = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(data)
	for part := range strings.SplitSeq(data, "\n") {
		buf.WriteString("data: ")
		buf.WriteString(part)
		buf.WriteByte('\n')
	}
	buf.WriteByte('\n')
}
