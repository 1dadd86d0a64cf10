package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/handlers/problem"
)

// encode is a value as the API writes it: like a person reads it, Japanese and < unescaped.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return buf.Bytes(), err
}

// tagOf is the strong ETag of a body.
func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// show answers with a value and its ETag, or with 304 where the client has it.
func show(w http.ResponseWriter, r *http.Request, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	sendTagged(w, r, body)
	return nil
}

// asJSON is the media type of what the API answers unless another is asked for.
const asJSON = "application/json; charset=utf-8"

// sendTagged answers with a body and its ETag, or with 304 where the client has it.
func sendTagged(w http.ResponseWriter, r *http.Request, body []byte) {
	sendTaggedAs(w, r, asJSON, body)
}

// sendTaggedAs is sendTagged for a body of another media type.
func sendTaggedAs(w http.ResponseWriter, r *http.Request, mediaType string, body []byte) {
	tag := tagOf(body)
	w.Header().Set("ETag", tag)
	if names(r.Header.Get("If-None-Match"), tag, true) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	sendAs(w, http.StatusOK, mediaType, body)
}

// answer answers a write.
func answer(w http.ResponseWriter, status int, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	send(w, status, body)
	return nil
}

func send(w http.ResponseWriter, status int, body []byte) { sendAs(w, status, asJSON, body) }

func sendAs(w http.ResponseWriter, status int, mediaType string, body []byte) {
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client has gone: nobody is left to tell
}

// names reports whether a list of entity tags names one. Weak ones count where weak is true (RFC 9110, 13.1).
func names(list, tag string, weak bool) bool {
	for name := range strings.SplitSeq(list, ",") {
		name = textproto.TrimString(name)
		if weak {
			name = strings.TrimPrefix(name, "W/")
		}
		if name == "*" || name == tag {
			return true
		}
	}
	return false
}

// errStale answers a write whose If-Match is of another state.
var errStale = &problem.Error{Kind: problem.Conflict, Status: http.StatusPreconditionFailed, Code: "stale", Field: "If-Match", Words: "api.fault.stale"}

// unchanged is nil where a request is about the value as it is now, or does not say which.
func unchanged(r *http.Request, v any) error {
	wanted := r.Header.Get("If-Match")
	if wanted == "" {
		return nil
	}
	body, err := encode(v)
	if err != nil {
		return err
	}
	if !names(wanted, tagOf(body), false) {
		return errStale
	}
	return nil
}

// invalid is a value that cannot be taken.
func invalid(field string) error {
	return &problem.Error{Kind: problem.Invalid, Status: http.StatusUnprocessableEntity, Field: field, Words: "api.fault.value"}
}

// read reads a request's body, which says nothing that it should not. Texts are made fit to be kept.
func read(r *http.Request, into any) error {
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); !strings.EqualFold(strings.TrimSpace(kind), "application/json") {
		return &problem.Error{Kind: problem.Invalid, Status: http.StatusUnsupportedMediaType, Field: "Content-Type", Words: "api.fault.json"}
	}
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil && dec.Decode(&struct{}{}) != io.EOF {
		err = errors.New("more than one value")
	}
	var tooLarge *http.MaxBytesError
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &tooLarge):
		return err
	case errors.As(err, &wrong) && wrong.Field != "": // else the whole body is something else
		return invalid(wrong.Field)
	}
	if field, is := strings.CutPrefix(err.Error(), `json: unknown field "`); is && field != `"` {
		return invalid(strings.TrimSuffix(field, `"`))
	}
	return &problem.Error{Kind: problem.Invalid, Words: "api.fault.json", Err: err}
}

// text is a text of a body, made fit to be kept; what is too long or empty is refused.
func text(field, value string, most int) (string, error) {
	value = strings.TrimSpace(chars.Clean(value))
	if value == "" || chars.Units(value) > most {
		return "", invalid(field)
	}
	return value, nil
}

// A query reads the parameters of a list; the first that cannot be read is kept.
type query struct {
	r   *http.Request
	err error
}

func (q *query) text(name string) string { return chars.Clean(q.r.URL.Query().Get(name)) }

func (q *query) fail(name string) {
	if q.err == nil {
		q.err = badParameter(name)
	}
}

// badParameter is a parameter of a list that cannot be taken.
func badParameter(name string) error {
	return &problem.Error{Kind: problem.Invalid, Field: name, Words: "api.fault.value"}
}

// number is a whole number between two, or the given one where there is none.
func (q *query) number(name string, otherwise, least, most int) int {
	value := q.text(name)
	if value == "" {
		return otherwise
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		q.fail(name)
		return otherwise
	}
	return n
}

// moment is a time as RFC 3339 has it.
func (q *query) moment(name string) time.Time {
	value := q.text(name)
	if value == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		q.fail(name)
	}
	return at
}

// cursorMark begins what a cursor hides: it changes with what it holds, so that an old one is refused.
const cursorMark = "v1:"

// cursor hides the ID behind which the next page begins: clients must not make their own.
func cursor(id int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorMark + strconv.FormatInt(id, 10)))
}

// cursor is the ID behind which a page begins, 0 where it is the first.
func (q *query) cursor() int64 {
	value := q.text("cursor")
	if value == "" {
		return 0
	}
	plain, err := base64.RawURLEncoding.DecodeString(value)
	number, ours := strings.CutPrefix(string(plain), cursorMark)
	id, bad := strconv.ParseInt(number, 10, 64)
	if err != nil || !ours || bad != nil || id < 1 {
		q.fail("cursor")
		return 0
	}
	return id
}

// limit is how long a page is.
func (q *query) limit() int { return q.number("limit", 50, 1, 100) }

// A page is one of a list: Next is the cursor of the one behind it, nil at the end.
type page[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"`
}

// paged makes a page of what was read, one more than the page is long where there is more.
func paged[S, T any](found []S, limit int, show func(*S) T, id func(*S) int64) page[T] {
	p := page[T]{Items: []T{}}
	for i := range found {
		if i == limit {
			next := cursor(id(&found[i-1]))
			p.Next = &next
			break
		}
		p.Items = append(p.Items, show(&found[i]))
	}
	return p
}
