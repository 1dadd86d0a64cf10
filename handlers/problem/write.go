package problem

import (
	"bytes"
	"encoding/json"
	"html/template"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"

	"madoguchi/catalogue"
)

// A Writer writes an error as the answer to a request.
type Writer func(w http.ResponseWriter, r *http.Request, err error)

// Handler serves what serve answers, and writes what it returns.
func (write Writer) Handler(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := serve(w, r); err != nil {
			write(w, r, err)
		}
	})
}

// Begin readies the answer to a request that ended in err: it logs what is our fault, by the route
// and never by the path, which may be a secret; sets Retry-After; and gives the error to be shown.
func Begin(w http.ResponseWriter, r *http.Request, err error, log *slog.Logger) *Error {
	e := Of(err)
	if e.HTTP() >= http.StatusInternalServerError && !Left(r) {
		log.Error("request failed", "method", r.Method, "route", r.Pattern, "kind", e.Kind, "err", err)
	}
	if e.After > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.After.Seconds()))))
	}
	return e
}

// body is the one shape.
type body struct {
	Kind    Kind   `json:"kind"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message"`
	Field   string `json:"field,omitempty"`
	Version int    `json:"version,omitempty"`
}

// JSON writes errors for programs.
func JSON(log *slog.Logger) Writer {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		e := Begin(w, r, err, log)
		WriteJSON(w, e, nil)
	}
}

// WriteJSON writes an error with further fields beside it.
func WriteJSON(w http.ResponseWriter, e *Error, beside map[string]any) {
	answer := map[string]any{"error": body{e.Kind, e.Code, e.Text(), e.Field, e.Version}}
	for name, value := range beside {
		answer[name] = value
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(e.HTTP())
	_ = json.NewEncoder(w).Encode(answer) // the client has gone: nobody is left to tell
}

// details is an error as RFC 9457 has it.
type details struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	Status  int    `json:"status"`
	Detail  string `json:"detail"`
	Kind    Kind   `json:"kind"`
	Code    string `json:"code,omitempty"`
	Field   string `json:"field,omitempty"`
	Version int    `json:"version,omitempty"`
}

// DetailsType is the media type of what [Details] writes.
const DetailsType = "application/problem+json"

// Details writes errors for programs of others, as RFC 9457 has them: the title is English and the same for
// every error of a kind, the detail is for a person, in the language of Accept-Language.
func Details(log *slog.Logger) Writer {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		e := Begin(w, r, err, log)
		language := catalogue.JA
		if strings.HasPrefix(strings.TrimSpace(r.Header.Get("Accept-Language")), "en") {
			language = catalogue.EN
		}
		h := w.Header()
		h.Set("Content-Type", DetailsType)
		h.Set("Content-Language", language.Tag())
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(e.HTTP())
		_ = json.NewEncoder(w).Encode(details{ // the client has gone: nobody is left to tell
			"urn:madoguchi:problem:" + string(e.Kind), titles[e.Kind], e.HTTP(), e.In(language), e.Kind, e.Code, e.Field, e.Version,
		})
	}
}

// titles name the kinds for programmers.
var titles = map[Kind]string{
	NotFound: "Not found", Invalid: "Invalid request", Conflict: "Conflict", SignedOut: "Not authenticated", Forbidden: "Not allowed",
	RateLimited: "Too many requests", TooLarge: "Too large", Unavailable: "Temporarily unavailable",
}

var page = template.Must(template.New("").Parse(`<!doctype html>
<html lang="ja">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>{{.}}</title></head>
<body><main><p>{{.}}</p></main></body>
</html>
`))

// Page writes errors for people, where a surface has no page of its own.
func Page(log *slog.Logger) Writer {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		e := Begin(w, r, err, log)
		var buf bytes.Buffer
		_ = page.Execute(&buf, e.Text()) // a constant template with one text: it cannot fail
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(e.HTTP())
		_, _ = w.Write(buf.Bytes()) // the client has gone: nobody is left to tell
	}
}

// Any writes a page for who asks for one, as browsers do for what is in their address bar, and JSON
// for all others: for routes that are no surface's.
func Any(log *slog.Logger) Writer {
	asPage, asJSON := Page(log), JSON(log)
	return func(w http.ResponseWriter, r *http.Request, err error) {
		if strings.Contains(r.Header.Get("Accept"), "text/html") {
			asPage(w, r, err)
		} else {
			asJSON(w, r, err)
		}
	}
}
