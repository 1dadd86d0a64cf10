package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// A bad request is one that a route refuses, with the status and the form of the refusal: the kind of
// an error as JSON, or "page".
type bad struct {
	pattern string // of the route
	request string // "POST /path"
	as      string // who asks: words of [sender.headers]
	body    string
	status  int
	want    string
}

const (
	asJSON    = "json "
	asForm    = "form "
	asVisitor = "visitor "
	asStaff   = "staff "
	asForeign = "foreign "
	asLINE    = "line "
	asSlack   = "slack "
	asBrowser = "browser "
)

// long is more than any body may be.
var long = strings.Repeat("長", 1<<20)

// badRequests go through every route of the program.
var badRequests = []bad{
	{"OPTIONS /chat/", "OPTIONS /chat/session", asForeign, "", 403, "forbidden"},
	{"POST /chat/session", "POST /chat/session", "", "{}", 415, "invalid"},
	{"POST /chat/session", "POST /chat/session", asJSON + asForeign, "{}", 403, "forbidden"},
	{"POST /chat/session", "DELETE /chat/session", "", "", 405, "invalid"},
	{"POST /chat/messages", "POST /chat/messages", asJSON, "{}", 401, "signed_out"},
	{"POST /chat/messages", "POST /chat/messages", asJSON + asVisitor, "{", 400, "invalid"},
	{"POST /chat/messages", "POST /chat/messages", asJSON + asVisitor, `{"client_id":"00000000-0000-4000-8000-000000000001","text":" "}`, 400, "invalid"},
	{"POST /chat/messages", "POST /chat/messages", asJSON + asVisitor, `{"text":"` + long + `"}`, 413, "too_large"},
	{"GET /chat/events", "GET /chat/events", "", "", 401, "signed_out"},
	{"GET /chat/events", "GET /chat/events?after=x", asVisitor, "", 400, "invalid"},
	{"GET /chat/events", "GET /chat/events?wait=x", asVisitor, "", 400, "invalid"},
	{"GET /chat/suggest", "GET /chat/suggest?q=x", asForeign, "", 403, "forbidden"},
	{"GET /widget.js", "POST /widget.js", "", "", 405, "invalid"},
	{"GET /page.css", "POST /page.css", "", "", 405, "invalid"},
	{"GET /link.js", "POST /link.js", "", "", 405, "invalid"},
	{"GET /chat/link", "PUT /chat/link", asBrowser, "", 405, "page"},
	{"POST /chat/link", "POST /chat/link", asJSON, "{}", 401, "signed_out"},
	{"POST /chat/link", "POST /chat/link", asJSON + asVisitor, `{"link_token":"<"}`, 400, "invalid"},
	{"GET /{$}", "POST /", "", "", 405, "invalid"},
	{"GET /chat", "POST /chat", asBrowser, "", 405, "page"},
	{"GET /chat/plain", "PUT /chat/plain", asBrowser, "", 405, "page"},
	{"POST /chat/plain", "POST /chat/plain", asForm, "client_id=1&text=x", 400, "page"},
	{"POST /chat/plain", "POST /chat/plain", asForm, "text=" + long, 413, "page"},
	{"POST /chat/plain", "POST /chat/plain", asForm + asForeign, "text=x", 403, "page"},
	{"POST /chat/plain/end", "POST /chat/plain/end", asForm + asForeign, "", 403, "page"},
	{"POST /chat/end", "POST /chat/end", asJSON, "{}", 401, "signed_out"},
	{"POST /chat/end", "POST /chat/end", asVisitor, "{}", 415, "invalid"},
	{"POST /chat/copy", "POST /chat/copy", asJSON, "{}", 401, "signed_out"},
	{"POST /chat/copy", "POST /chat/copy", asVisitor, "{}", 415, "invalid"},
	{"POST /chat/copy", "POST /chat/copy", asJSON + asVisitor, "{", 400, "invalid"},
	{"POST /chat/copy", "POST /chat/copy", asJSON + asVisitor, `{"mail":"x","sure":true}`, 400, "invalid"},
	{"POST /chat/plain/copy", "POST /chat/plain/copy", asForm + asForeign, "mail=x", 403, "page"},
	{"POST /chat/identify", "POST /chat/identify", asJSON, "{}", 401, "signed_out"},
	{"POST /chat/identify", "POST /chat/identify", asVisitor, "{}", 415, "invalid"},
	{"POST /chat/identify", "POST /chat/identify", asJSON + asVisitor, "{}", 400, "invalid"},
	{"POST /chat/identify", "POST /chat/identify", asJSON + asVisitor, `{"token":"e30.e30.e30"}`, 400, "invalid"},
	{"PUT /chat/files/{id}", "PUT /chat/files/00000000-0000-4000-8000-000000000001?size=1&at=0", "", "x", 401, "signed_out"},
	{"PUT /chat/files/{id}", "PUT /chat/files/x?size=1&at=0", asVisitor, "x", 400, "invalid"},
	{"PUT /chat/files/{id}", "PUT /chat/files/00000000-0000-4000-8000-000000000001?size=99999999&at=0", asVisitor, "x", 413, "too_large"},
	{"GET /chat/files/{id}", "GET /chat/files/00000000-0000-4000-8000-000000000001", asVisitor, "", 404, "not_found"},
	{"DELETE /chat/files/{id}", "DELETE /chat/files/x", asVisitor, "", 400, "invalid"},
	{"GET /chat/front", "GET /chat/front", asForeign, "", 403, "forbidden"},
	{"GET /chat/receipt", "PUT /chat/receipt", asBrowser, "", 405, "page"},
	{"POST /chat/receipt", "POST /chat/receipt", asForm + asForeign, "number=Q-0001&code=x", 403, "page"},
	{"POST /chat/receipt", "POST /chat/receipt", asForm, "number=Q-0001&code=AAAAA-AAAAA", 403, "page"},
	{"POST /chat/receipt", "POST /chat/receipt", asForm, "number=", 400, "page"},
	{"GET /chat/logo", "GET /chat/logo", "", "", 404, "not_found"}, // the sample office has none
	{"GET /widget/{name}", "GET /widget/none.js", "", "", 404, "not_found"},
	{"GET /shared/{id}", "GET /shared/none", "", "", 404, "page"},
	{"GET /shared/{id}/preview", "GET /shared/none/preview", "", "", 404, "page"},

	{"GET /faq", "POST /faq", asBrowser, "", 405, "page"},
	{"GET /faq/{programme}", "GET /faq/none", "", "", 404, "page"},
	{"GET /faq/{programme}/{order}", "GET /faq/hanro/999", "", "", 404, "page"},
	{"GET /faq/{programme}/{order}", "GET /faq/hanro/x", "", "", 404, "page"},
	{"POST /faq/{programme}/{order}/useful", "POST /faq/hanro/1/useful", asForm + asForeign, "useful=yes", 403, "page"},
	{"POST /faq/{programme}/{order}/useful", "POST /faq/hanro/1/useful", asForm, "useful=perhaps", 400, "page"},
	{"POST /faq/{programme}/{order}/useful", "POST /faq/hanro/1/useful", asForm, "useful=" + long, 413, "page"},
	{"GET /faq/style.css", "POST /faq/style.css", "", "", 405, "invalid"},
	{"GET /faq/office.logo", "GET /faq/office.logo", "", "", 404, "page"}, // the sample office has none
	{"GET /sitemap.xml", "POST /sitemap.xml", "", "", 405, "invalid"},
	{"GET /robots.txt", "POST /robots.txt", "", "", 405, "invalid"},

	{"GET /api/v1/me", "GET /api/v1/me", "", "", 401, "signed_out"},
	{"GET /api/v1/tickets", "GET /api/v1/tickets", "", "", 401, "signed_out"},
	{"POST /api/v1/tickets", "POST /api/v1/tickets", asJSON, "{}", 401, "signed_out"},
	{"GET /api/v1/tickets/{number}", "GET /api/v1/tickets/Q-0001", "", "", 401, "signed_out"},
	{"GET /api/v1/tickets/{number}/messages", "GET /api/v1/tickets/Q-0001/messages", "", "", 401, "signed_out"},
	{"GET /api/v1/tickets/{number}/log", "GET /api/v1/tickets/Q-0001/log", "", "", 401, "signed_out"},
	{"POST /api/v1/tickets/{number}/replies", "POST /api/v1/tickets/Q-0001/replies", asJSON, "{}", 401, "signed_out"},
	{"POST /api/v1/tickets/{number}/notes", "POST /api/v1/tickets/Q-0001/notes", asJSON, "{}", 401, "signed_out"},
	{"POST /api/v1/tickets/{number}/drafts", "POST /api/v1/tickets/Q-0001/drafts", asJSON, "{}", 401, "signed_out"},
	{"POST /api/v1/tickets/{number}/assign", "POST /api/v1/tickets/Q-0001/assign", asJSON, "{}", 401, "signed_out"},
	{"POST /api/v1/tickets/{number}/status", "POST /api/v1/tickets/Q-0001/status", asJSON, "{}", 401, "signed_out"},
	{"GET /api/v1/contacts", "GET /api/v1/contacts", "", "", 401, "signed_out"},
	{"GET /api/v1/contacts/{id}", "GET /api/v1/contacts/1", "", "", 401, "signed_out"},
	{"GET /api/v1/faq/programmes", "GET /api/v1/faq/programmes", "", "", 401, "signed_out"},
	{"GET /api/v1/faq/entries", "GET /api/v1/faq/entries", "", "", 401, "signed_out"},
	{"POST /api/v1/faq/entries", "POST /api/v1/faq/entries", asJSON, "{}", 401, "signed_out"},
	{"GET /api/v1/faq/entries/{programme}/{order}", "GET /api/v1/faq/entries/hanro/1", "", "", 401, "signed_out"},
	{"GET /api/v1/faq/entries/{programme}/{order}/draft", "GET /api/v1/faq/entries/hanro/1/draft", "", "", 401, "signed_out"},
	{"PUT /api/v1/faq/entries/{programme}/{order}/draft", "PUT /api/v1/faq/entries/hanro/1/draft", asJSON, "{}", 401, "signed_out"},
	{"POST /api/v1/faq/entries/{programme}/{order}/publish", "POST /api/v1/faq/entries/hanro/1/publish", asJSON, "{}", 401, "signed_out"},
	{"GET /api/v1/faq/search", "GET /api/v1/faq/search", "", "", 401, "signed_out"},
	{"POST /api/v1/faq/ask", "POST /api/v1/faq/ask", asJSON, "{}", 401, "signed_out"},
	{"GET /api/v1/faq/export/{programme}", "GET /api/v1/faq/export/hanro", "", "", 401, "signed_out"},
	{"GET /api/v1/deliveries", "GET /api/v1/deliveries", "", "", 401, "signed_out"},
	{"GET /api/v1/reports", "GET /api/v1/reports", "", "", 401, "signed_out"},
	{"GET /api/v1/openapi.json", "POST /api/v1/openapi.json", asJSON, "{}", 405, "invalid"},
	{"/api/mcp", "POST /api/mcp", asJSON, "{}", 401, "signed_out"},
	{"/api/v1/", "GET /api/v1/none", "", "", 404, "not_found"},

	{"POST /webhook/line", "POST /webhook/line", "", "{}", 401, "signed_out"},
	{"POST /webhook/line", "POST /webhook/line", asLINE, "[]", 400, "invalid"},
	{"POST /webhook/line", "POST /webhook/line", asLINE, long, 413, "too_large"},
	{"POST /webhook/line", "GET /webhook/line", "", "", 405, "invalid"},
	{"/webhook/slack/", "GET /webhook/slack/", "", "", 401, "signed_out"},
	{"/webhook/slack/", "POST /webhook/slack/none", asSlack, "{}", 404, "not_found"},
	{"/webhook/slack/", "POST /webhook/slack/events", asSlack, long, 413, "too_large"},
	{"POST /webhook/slack/events", "POST /webhook/slack/events", asSlack, "[", 400, "invalid"},
	{"POST /webhook/slack/events", "GET /webhook/slack/events", asSlack, "", 405, "invalid"},
	{"POST /webhook/slack/interactive", "POST /webhook/slack/interactive", asSlack + asForm, "payload=[", 400, "invalid"},
	{"POST /webhook/slack/command", "POST /webhook/slack/command", asSlack + asForm, "%", 400, "invalid"},

	{"GET /healthz", "POST /healthz", "", "", 405, "invalid"},
	{"GET /readyz", "POST /readyz", "", "", 405, "invalid"},
	{"GET /metrics", "POST /metrics", "", "", 405, "invalid"},
	{"GET /metrics", "GET /metrics", "", "", 404, "not_found"},
	{"", "GET /nowhere", "", "", 404, "not_found"},
	{"", "GET /nowhere", asBrowser, "", 404, "page"},

	{"/desk", "POST /desk", "", "", 401, "page"},
	{"/desk/", "POST /desk/none", "", "", 401, "page"},
	{"/", "GET /desk/none/else", asStaff, "", 404, "page"},
	{"/desk/", "GET /desk/none", asStaff, "", 404, "page"},
	{"GET /desk/login", "GET /desk/login", asForeign + asBrowser, "", 200, "page"}, // nothing is refused to who only looks
	{"POST /desk/login", "POST /desk/login", asForm + asForeign, "t=x", 403, "page"},
	{"POST /desk/login", "POST /desk/login", asForm, "t=" + long, 413, "page"},
	{"GET /desk/login/with/{way}", "GET /desk/login/with/none", "", "", 404, "page"},
	{"GET /desk/login/back/{way}", "GET /desk/login/back/none", "", "", 404, "page"},
	{"POST /desk/login/mail", "POST /desk/login/mail", asForm + asForeign, "mail=x", 403, "page"},
	{"GET /desk/assets/{name}", "GET /desk/assets/none", "", "", 404, "page"},
	{"GET /desk", "PUT /desk", asStaff, "", 404, "page"},
	{"GET /desk/{$}", "PUT /desk/", asStaff, "", 404, "page"},
	{"POST /desk/search", "POST /desk/search", asForm, "text=x", 401, "page"},
	{"POST /desk/search", "POST /desk/search", asForm + asStaff, "%", 400, "page"},
	{"GET /desk/new", "PUT /desk/new", asStaff, "", 404, "page"},
	{"POST /desk/new", "POST /desk/new", asForm + asStaff, "do=save", 422, "page"},
	{"POST /desk/new", "POST /desk/new", asForm + asStaff, "fill=Q-9999", 404, "page"},
	{"GET /desk/canned", "PUT /desk/canned", asStaff, "", 404, "page"},
	{"POST /desk/canned", "POST /desk/canned", asForm + asStaff, "name=x", 422, "page"},
	{"POST /desk/canned", "POST /desk/canned", asForm + asStaff, "id=999&name=x&text=y", 404, "page"},
	{"POST /desk/canned/{id}/drop", "POST /desk/canned/999/drop", asForm + asStaff, "", 404, "page"},
	{"GET /desk/t/{number}", "GET /desk/t/Q-9999", asStaff, "", 404, "page"},
	{"POST /desk/t/{number}/send", "POST /desk/t/none/send", asForm + asStaff, "", 404, "page"},
	{"POST /desk/t/{number}/send", "POST /desk/t/Q-9999/send", asForm + asStaff, "text=x", 404, "page"},
	{"POST /desk/me/away", "POST /desk/me/away", asForm + asStaff, "%", 400, "page"},
	{"POST /desk/me/news", "POST /desk/me/news", asForm + asStaff, "%", 400, "page"},
	{"POST /desk/t/{number}/look", "POST /desk/t/none/look", asForm + asStaff, "", 404, "page"},
	{"GET /desk/t/{number}/record", "GET /desk/t/Q-9999/record", asStaff, "", 404, "page"},
	{"POST /desk/t/{number}/record", "POST /desk/t/none/record", asForm + asStaff, "", 404, "page"},
	{"POST /desk/t/{number}/file", "POST /desk/t/Q-9999/file", asForm + asStaff, "file=x", 404, "page"},
	{"POST /desk/t/{number}/draft", "POST /desk/t/Q-9999/draft", asForm + asStaff, "text=x", 404, "page"},
	{"POST /desk/t/{number}/preview", "POST /desk/t/Q-9999/preview", asForm + asStaff, "text=x", 404, "page"},
	{"POST /desk/t/{number}/preview", "POST /desk/t/Q-0001/preview", asForm + asStaff, "text=x&version=99", 409, "page"},
	{"POST /desk/t/{number}/act/{act}", "POST /desk/t/Q-0001/act/none", asForm + asStaff, "", 404, "page"},
	{"POST /desk/t/{number}/act/{act}", "POST /desk/t/Q-0001/act/resolve", asForm + asStaff, "version=99", 409, "page"},
	{"POST /desk/t/{number}/act/{act}", "POST /desk/t/Q-0001/act/reply", asForm + asStaff, "text=x", 404, "page"}, // by its preview alone
	{"POST /desk/t/{number}/act/{act}", "POST /desk/t/Q-0001/act/note", asForm, "text=x", 401, "page"},
	{"POST /desk/t/{number}/act/{act}", "POST /desk/t/Q-0001/act/note", asForm + asStaff + asForeign, "text=x", 403, "page"},
	{"POST /desk/t/{number}/act/{act}", "POST /desk/t/Q-0001/act/note", asForm + asStaff, "text=" + long, 413, "page"},
	{"POST /desk/t/{number}/subject/{act}", "POST /desk/t/Q-0001/subject/none", asForm + asStaff, "", 404, "page"},
	{"POST /desk/t/{number}/subject/{act}", "POST /desk/t/Q-0001/subject/export", asForm + asStaff, "reason=x", 404, "page"}, // no claim
	{"GET /desk/faq", "DELETE /desk/faq", asStaff, "", 404, "page"},
	{"POST /desk/faq", "POST /desk/faq", asForm + asStaff, "%", 400, "page"},
	{"GET /desk/faq/{collection}/{order}", "GET /desk/faq/none/1", asStaff, "", 404, "page"},
	{"POST /desk/faq/{collection}/{order}/kind", "POST /desk/faq/hanro/3/kind", asForm + asStaff, "kind=none", 404, "page"},
	{"POST /desk/faq/{collection}/{order}/kind", "POST /desk/faq/none/1/kind", asForm + asStaff, "kind=answer", 404, "page"},
	{"GET /desk/faq/import", "DELETE /desk/faq/import", asStaff, "", 404, "page"},
	{"POST /desk/faq/import", "POST /desk/faq/import", asForm + asStaff, "programme=hanro", 400, "page"},
	{"POST /desk/faq/import", "POST /desk/faq/import", asForm, "programme=hanro", 401, "page"},
	{"GET /desk/faq/import/{id}", "GET /desk/faq/import/none", asStaff, "", 404, "page"},
	{"GET /desk/faq/import/{id}/contrast", "GET /desk/faq/import/none/contrast", asStaff, "", 404, "page"},
	{"GET /desk/faq/import/{id}/contrast/docx", "GET /desk/faq/import/none/contrast/docx", asStaff, "", 404, "page"},
	{"POST /desk/faq/import/{id}/publish", "POST /desk/faq/import/none/publish", asForm + asStaff, "revision=1", 404, "page"},
	{"POST /desk/faq/import/{id}/publish", "POST /desk/faq/import/none/publish", asForm + asStaff, "revision=x", 400, "page"},
	{"GET /desk/shown/{token}", "GET /desk/shown/none", "", "", 404, "page"},
	{"GET /desk/shown/{token}/docx", "GET /desk/shown/AAAAAAAAAAAAAAAAAAAAAAAAAA/docx", "", "", 404, "page"},
	{"POST /desk/faq/import/{id}/contrast/link", "POST /desk/faq/import/none/contrast/link", asForm, "", 401, "page"},
	{"POST /desk/faq/import/{id}/contrast/link", "POST /desk/faq/import/none/contrast/link", asForm + asStaff, "", 404, "page"},
	{"GET /desk/contrast", "PUT /desk/contrast", asBrowser, "", 401, "page"},
	{"POST /desk/contrast", "POST /desk/contrast", asForm + asStaff, "drop=x", 400, "page"},
	{"GET /desk/contrast/{collection}/{order}", "GET /desk/contrast/hanro/1", asStaff, "", 404, "page"},
	{"GET /desk/contrast/{collection}/{order}/docx", "GET /desk/contrast/hanro/x/docx", asStaff, "", 404, "page"},
	{"POST /desk/contrast/{collection}/{order}/link", "POST /desk/contrast/hanro/1/link", asForm, "", 401, "page"},
	{"POST /desk/contrast/{collection}/{order}/link", "POST /desk/contrast/hanro/1/link", asForm + asStaff, "drop=x", 400, "page"},
	{"GET /desk/faq/checks", "DELETE /desk/faq/checks", asStaff, "", 404, "page"},
	{"POST /desk/faq/checks", "POST /desk/faq/checks", asForm, "key=x", 401, "page"},
	{"POST /desk/faq/checks", "POST /desk/faq/checks", asForm + asStaff, "key=x&act=untick", 404, "page"},
	{"POST /desk/faq/checks", "POST /desk/faq/checks", asForm + asStaff, "key=x&why=x", 409, "page"},
	{"POST /desk/faq/import/{id}/review", "POST /desk/faq/import/none/review", asForm, "act=ask", 401, "page"},
	{"POST /desk/faq/import/{id}/review", "POST /desk/faq/import/none/review", asForm + asStaff, "act=dance", 400, "page"},
	{"POST /desk/faq/import/{id}/review", "POST /desk/faq/import/none/review", asForm + asStaff, "act=ask&revision=1", 404, "page"},
	{"POST /desk/faq/import/{id}/drop", "POST /desk/faq/import/none/drop", asForm, "", 401, "page"},
	{"POST /desk/faq/inherit", "POST /desk/faq/inherit", asForm + asStaff, "%", 400, "page"},
	{"POST /desk/faq/{collection}/{order}/decide", "POST /desk/faq/hanro/3/decide", asForm + asStaff, "decision=none", 400, "page"},
	{"POST /desk/faq/{collection}/{order}/decide", "POST /desk/faq/none/1/decide", asForm + asStaff, "decision=withdraw", 404, "page"},
	{"POST /desk/faq/{collection}/{order}/term", "POST /desk/faq/none/1/term", asForm + asStaff, "", 404, "page"},
	{"POST /desk/documents/{collection}/drafts", "POST /desk/documents/hanro/drafts", asForm + asStaff, "order=x", 400, "page"},
	{"GET /desk/documents/{collection}/{document}", "GET /desk/documents/none/1", asStaff, "", 404, "page"},
	{"GET /desk/documents/{collection}/{document}/back", "GET /desk/documents/none/1/back", asStaff, "", 404, "page"},
	{"POST /desk/documents/{collection}/{document}/back", "POST /desk/documents/hanro/1/back", asForm + asStaff, "publication=99", 409, "page"},
	{"POST /desk/documents/{collection}/{document}/back", "POST /desk/documents/hanro/1/back", asForm + asStaff, "publication=x", 400, "page"},
	{"GET /desk/edit/new", "DELETE /desk/edit/new", asStaff, "", 404, "page"},
	{"POST /desk/edit/new", "POST /desk/edit/new", asForm + asStaff, "programme=none", 400, "page"},
	{"POST /desk/edit/new", "POST /desk/edit/new", asForm + asStaff, "programme=hanro", 422, "page"},
	{"GET /desk/edit/{collection}/{order}", "GET /desk/edit/none/1", asStaff, "", 404, "page"},
	{"POST /desk/edit/{collection}/{order}", "POST /desk/edit/none/1", asForm + asStaff, "question=x", 404, "page"},
	{"POST /desk/edit/{collection}/{order}", "POST /desk/edit/hanro/1", asForm + asStaff, "version=9&question=x&text-1=x", 409, "page"},
	{"POST /desk/edit/{collection}/{order}/publish", "POST /desk/edit/hanro/1/publish", asForm + asStaff, "version=x", 400, "page"},
	{"POST /desk/edit/{collection}/{order}/drop", "POST /desk/edit/hanro/1/drop", asForm + asStaff, "version=x", 400, "page"},
	{"POST /desk/edit/{collection}/{order}/review", "POST /desk/edit/hanro/1/review", asForm + asStaff, "version=1&act=none", 400, "page"},
	{"POST /desk/edit/{collection}/{order}/state", "POST /desk/edit/hanro/1/state", asForm + asStaff, "state=none", 400, "page"},
	{"POST /desk/edit/{collection}/{order}/state", "POST /desk/edit/none/1/state", asForm + asStaff, "state=withdraw", 404, "page"},
	{"POST /desk/edit/{collection}/{order}/move", "POST /desk/edit/hanro/1/move", asForm + asStaff, "after=x", 400, "page"},
	{"POST /desk/edit/{collection}/{order}/move", "POST /desk/edit/hanro/1/move", asForm + asStaff, "after=9999", 404, "page"},
	{"GET /desk/export/{collection}/{format}", "GET /desk/export/none/csv", asStaff, "", 404, "page"},
	{"GET /desk/export/{collection}/{format}", "GET /desk/export/hanro/exe", asStaff, "", 404, "page"},
	{"GET /desk/correct/{collection}/{order}", "GET /desk/correct/none/1", asStaff, "", 404, "page"},
	{"POST /desk/correct/{collection}/{order}", "POST /desk/correct/none/1", asForm + asStaff, "line=x", 404, "page"},
	{"POST /desk/correct/{collection}/{order}", "POST /desk/correct/hanro/1", asForm + asStaff, "v=1&since=&until=&fault=ours&line=", 422, "page"},
	{"POST /desk/correct/{collection}/{order}", "POST /desk/correct/hanro/1", asForm + asStaff, "v=1&since=2026-02-03&until=2026-02-01&fault=ours&line=x", 422, "page"},
	{"GET /desk/corrections", "PUT /desk/corrections", asBrowser, "", 401, "page"},
	{"GET /desk/corrections/{id}", "GET /desk/corrections/9", asStaff, "", 404, "page"},
	{"GET /desk/corrections/{id}/edit", "GET /desk/corrections/x/edit", asStaff, "", 404, "page"},
	{"POST /desk/corrections/{id}/edit", "POST /desk/corrections/9/edit", asForm + asStaff, "version=1", 404, "page"},
	{"POST /desk/corrections/{id}/look", "POST /desk/corrections/9/look", asForm + asStaff, "", 404, "page"},
	{"POST /desk/corrections/{id}/act/{act}", "POST /desk/corrections/9/act/send", asForm + asStaff, "version=1", 404, "page"},
	{"GET /desk/history/{collection}/{order}", "GET /desk/history/none/1", asStaff, "", 404, "page"},
	{"POST /desk/history/{collection}/{order}/{version}", "POST /desk/history/hanro/1/99", asForm + asStaff, "", 404, "page"},
	{"GET /desk/deliveries", "DELETE /desk/deliveries", asStaff, "", 404, "page"},
	{"POST /desk/deliveries/{id}/{act}", "POST /desk/deliveries/x/resend", asForm + asStaff, "", 404, "page"},
	{"POST /desk/strays/{id}/revive", "POST /desk/strays/x/revive", asForm + asStaff, "", 404, "page"},
	{"GET /desk/status", "DELETE /desk/status", asStaff, "", 404, "page"},
	{"GET /desk/invite", "DELETE /desk/invite", asStaff, "", 404, "page"},
	{"POST /desk/invite", "POST /desk/invite", asForm + asStaff, "name=", 422, "page"},
	{"GET /desk/applications", "DELETE /desk/applications", asStaff, "", 404, "page"},
	{"POST /desk/applications", "POST /desk/applications", asForm + asStaff, "name=", 422, "page"},
	{"POST /desk/applications/{id}/revoke", "POST /desk/applications/9999/revoke", asForm + asStaff, "", 404, "page"},
	{"GET /desk/hooks", "DELETE /desk/hooks", asStaff, "", 404, "page"},
	{"POST /desk/hooks", "POST /desk/hooks", asForm + asStaff, "name=x&url=http://10.0.0.1/", 422, "page"},
	{"POST /desk/hooks/{id}/{act}", "POST /desk/hooks/9999/test", asForm + asStaff, "", 404, "page"},
	{"POST /desk/hooks/{id}/{act}", "POST /desk/hooks/1/none", asForm + asStaff, "", 404, "page"},
	{"GET /desk/staff", "DELETE /desk/staff", asStaff, "", 404, "page"},
	{"POST /desk/staff", "POST /desk/staff", asForm + asStaff, "name=&role=clerk", 422, "page"},
	{"POST /desk/staff", "POST /desk/staff", asForm + asStaff, "name=x&role=boss", 400, "page"},
	{"POST /desk/staff/join", "POST /desk/staff/join", asForm + asStaff, "person=desk:x&into=x", 400, "page"},
	{"GET /desk/staff/{id}", "GET /desk/staff/9999", asStaff, "", 404, "page"},
	{"POST /desk/staff/{id}", "POST /desk/staff/x", asForm + asStaff, "name=x", 404, "page"},
	{"POST /desk/staff/{id}", "POST /desk/staff/1", asForm + asStaff, "name=", 422, "page"},
	{"POST /desk/staff/{id}/link", "POST /desk/staff/9999/link", asForm + asStaff, "", 404, "page"},
	{"POST /desk/staff/{id}/sessions", "POST /desk/staff/1/sessions", asForm + asStaff, "session=x", 400, "page"},
	{"GET /desk/staff/{id}/leave", "GET /desk/staff/9999/leave", asStaff, "", 404, "page"},
	{"POST /desk/staff/{id}/leave", "POST /desk/staff/1/leave", asForm + asStaff, "when=date&date=x", 422, "page"},
	{"POST /desk/staff/{id}/leave", "POST /desk/staff/1/leave", asForm + asStaff, "when=now", 422, "page"}, // the last administrator
	{"POST /desk/staff/{id}/erase", "POST /desk/staff/1/erase", asForm + asStaff, "", 409, "page"},
	{"GET /desk/roles", "DELETE /desk/roles", asStaff, "", 404, "page"},
	{"GET /desk/audit", "DELETE /desk/audit", asStaff, "", 404, "page"},
	{"POST /desk/audit", "POST /desk/audit", asForm + asStaff, "%", 400, "page"},
	{"POST /desk/audit/csv", "POST /desk/audit/csv", asForm + asStaff, "reason=", 422, "page"},
	{"GET /desk/records", "DELETE /desk/records", asStaff, "", 404, "page"},
	{"POST /desk/records/dispose", "POST /desk/records/dispose", asForm + asStaff, "group=x", 400, "page"},
	{"POST /desk/records/dispose", "POST /desk/records/dispose", asForm + asStaff, "", 422, "page"},
	{"POST /desk/records/dispose", "POST /desk/records/dispose", asForm + asStaff, "group=change|hanro|9&sure=on", 409, "page"},
	{"POST /desk/records/hold", "POST /desk/records/hold", asForm + asStaff, "what=none", 400, "page"},
	{"POST /desk/records/hold", "POST /desk/records/hold", asForm + asStaff, "what=ticket&why=audit&number=Q-9999", 422, "page"},
	{"POST /desk/records/lift/{id}", "POST /desk/records/lift/99", asForm + asStaff, "", 404, "page"},
	{"GET /desk/reports", "GET /desk/reports?span=x", asStaff, "", 422, "page"},
	{"POST /desk/reports/file", "POST /desk/reports/file", asForm + asStaff, "format=none", 404, "page"},
	{"POST /desk/reports/file", "POST /desk/reports/file", asForm + asStaff, "format=csv", 422, "page"},
	{"GET /desk/reports/year/{year}", "GET /desk/reports/year/none", asStaff, "", 404, "page"},
	{"POST /desk/reports/year/{year}", "POST /desk/reports/year/2026", asForm + asStaff, "programme=none", 404, "page"},
	{"GET /desk/me", "DELETE /desk/me", asStaff, "", 404, "page"},
	{"POST /desk/me/sessions", "POST /desk/me/sessions", asForm + asStaff, "session=x", 400, "page"},
	{"POST /desk/logout", "POST /desk/logout", asForm, "", 401, "page"},

	{"GET /desk/faq/unanswered", "DELETE /desk/faq/unanswered", asStaff, "", 404, "page"},
	{"GET /desk/faq/unanswered/{id}", "GET /desk/faq/unanswered/9999", asStaff, "", 404, "page"},
	{"GET /desk/faq/unanswered/{id}/new", "GET /desk/faq/unanswered/x/new", asStaff, "", 404, "page"},
	{"POST /desk/faq/unanswered/{id}/new", "POST /desk/faq/unanswered/9999/new", asForm + asStaff, "", 404, "page"},
	{"POST /desk/faq/unanswered/{id}/alias", "POST /desk/faq/unanswered/9999/alias", asForm + asStaff, "ref=hanro/1", 404, "page"},
	{"POST /desk/faq/unanswered/{id}/off", "POST /desk/faq/unanswered/9999/off", asForm + asStaff, "", 404, "page"},
	{"POST /desk/faq/unanswered/{id}/decline", "POST /desk/faq/unanswered/9999/decline", asForm + asStaff, "", 404, "page"},
	{"POST /desk/faq/{collection}/{order}/send", "POST /desk/faq/port/1/send", asForm + asStaff, "", 404, "page"},
	{"POST /desk/faq/unanswered/{id}/send", "POST /desk/faq/unanswered/9999/send", asForm + asStaff, "", 404, "page"},
	{"GET /form/{token}", "GET /form/1-none", "", "", 404, "page"},
	{"POST /form/{token}", "POST /form/1-none", asForm, "q.company=x", 404, "page"},

	{"GET /desk/switches", "DELETE /desk/switches", asStaff, "", 404, "page"},
	{"POST /desk/switches/{kind}", "POST /desk/switches/elsewhere", asForm + asStaff, "", 404, "page"},
	{"POST /desk/switches/{kind}", "POST /desk/switches/notice", asForm + asStaff, "text=", 422, "page"},
	{"POST /desk/switches/{kind}", "POST /desk/switches/closed", asForm + asStaff, "day=x&clock=25:00", 422, "page"},
	{"POST /desk/switches/{id}/off", "POST /desk/switches/x/off", asForm + asStaff, "", 404, "page"},
	{"GET /desk/t/{number}/astray/{delivery}", "GET /desk/t/Q-9999/astray/1", asStaff, "", 404, "page"},
	{"GET /desk/model", "DELETE /desk/model", asStaff, "", 404, "page"},
	{"GET /desk/office", "DELETE /desk/office", asStaff, "", 404, "page"},
	{"GET /desk/office/{part}", "GET /desk/office/nothing", asStaff, "", 404, "page"},
	{"POST /desk/office/{part}", "POST /desk/office/hours", asForm + asStaff, "hours.mon=9:00-17:00", 409, "page"},
	{"POST /desk/office/{part}/edit", "POST /desk/office/nothing/edit", asForm + asStaff, "", 404, "page"},
	{"POST /desk/office/{part}/save", "POST /desk/office/hours/save", asForm + asStaff, "text=x&version=0", 409, "page"},
	{"POST /desk/office/{part}/file", "POST /desk/office/hours/file", asForm + asStaff, "", 409, "page"},
	{"POST /desk/office/{part}/undo/{version}", "POST /desk/office/hours/undo/99", asForm + asStaff, "", 404, "page"},
	{"GET /desk/incidents", "DELETE /desk/incidents", asStaff, "", 404, "page"},
	{"GET /desk/incidents/new", "DELETE /desk/incidents/new", asStaff, "", 404, "page"},
	{"POST /desk/incidents", "POST /desk/incidents", asForm + asStaff, "title=x&known_day=2999-01-01", 422, "page"},
	{"GET /desk/incidents/{id}", "GET /desk/incidents/x", asStaff, "", 404, "page"},
	{"POST /desk/incidents/{id}", "POST /desk/incidents/9999", asForm + asStaff, "title=x", 404, "page"},
	{"POST /desk/incidents/{id}/apology", "POST /desk/incidents/9999/apology", asForm + asStaff, "text=x", 404, "page"},
	{"POST /desk/incidents/{id}/approve", "POST /desk/incidents/9999/approve", asForm + asStaff, "", 404, "page"},
	{"POST /desk/incidents/{id}/step/{step}", "POST /desk/incidents/9999/step/early", asForm + asStaff, "", 404, "page"},
	{"GET /desk/incidents/{id}/report", "GET /desk/incidents/9999/report", asStaff, "", 404, "page"},
	{"POST /desk/bulk", "POST /desk/bulk", asForm, "act=claim", 401, "page"},
	{"POST /desk/bulk", "POST /desk/bulk", asForm + asStaff, "%", 400, "page"},
	{"GET /desk/replies/new", "GET /desk/replies/new?alike=x", asStaff, "", 404, "page"},
	{"POST /desk/replies/new", "POST /desk/replies/new", asForm + asStaff, "%", 400, "page"},
	{"POST /desk/replies/preview", "POST /desk/replies/preview", asForm, "text=x", 401, "page"},
	{"POST /desk/replies/preview", "POST /desk/replies/preview", asForm + asStaff, "%", 400, "page"},
	{"POST /desk/replies", "POST /desk/replies", asForm + asStaff, "%", 400, "page"},
	{"GET /desk/replies/{id}", "GET /desk/replies/x", asStaff, "", 404, "page"},
	{"POST /desk/replies/{id}/undo", "POST /desk/replies/99/undo", asForm + asStaff, "", 404, "page"},
	{"POST /desk/views", "POST /desk/views", asForm + asStaff, "query=%25&name=x", 400, "page"},
	{"POST /desk/views/{id}/drop", "POST /desk/views/x/drop", asForm + asStaff, "", 400, "page"},
	{"POST /desk/views/{id}/drop", "POST /desk/views/999/drop", asForm + asStaff, "", 404, "page"},
	{"POST /desk/t/{number}/act/{act}", "POST /desk/t/Q-0001/act/edit", asForm + asStaff, "due_day=2026-13-01&due_clock=x", 409, "page"},
}

// routePattern is how routes are written in the handlers' source.
var routePattern = regexp.MustCompile(`(?:\.Handle\(|\.HandleFunc\(|\{)"((?:[A-Z]+ )?/[^"]*)", *(?:s\.|write|check|promhttp|http\.|h\))`)

// TestProblems asks every route of the running program for what it refuses, and holds it to the one
// shape of an error.
func TestProblems(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, b := range badRequests {
		tried[b.pattern] = true
	}
	routes := routesInSource(t)
	for _, pattern := range routes {
		if !tried[pattern] {
			t.Errorf("no bad request is made to the route %s", pattern)
		}
	}
	if len(routes) < 40 {
		t.Errorf("only %d routes are found in the source: %q", len(routes), routes)
	}
	addr := freeAddress(t)
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_ADDR="+addr, "MADOGUCHI_URL=http://"+addr, "MADOGUCHI_IDENTIFY_SECRET="+strings.Repeat("s", 32),
		"SMTP_URL=smtp://127.0.0.1:9?tls=none", "MAIL_FROM=madoguchi@office.example")
	w.matter(linefake.User("problem"), "会員証を再発行してください")
	visitor := w.visit()
	for _, b := range badRequests {
		name := fmt.Sprintf("%s as %s with %.30q", b.request, b.as, b.body)
		status, got := w.refusal(b, visitor)
		if status != b.status || got != b.want {
			t.Errorf("%s: %d %s, want %d %s", name, status, got, b.status, b.want)
		}
	}
}

func routesInSource(t *testing.T) (patterns []string) {
	t.Helper()
	err := filepath.WalkDir("../../handlers", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "fake") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range routePattern.FindAllStringSubmatch(string(source), -1) {
			patterns = append(patterns, m[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return append(patterns, "POST /webhook/line") // of the wiring
}

// refusal makes a bad request and says how it ended: the kind of a JSON error, "page", or what else
// came.
func (w *town) refusal(b bad, v *visitor) (status int, form string) {
	w.t.Helper()
	method, path, _ := strings.Cut(b.request, " ")
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.base+path, strings.NewReader(b.body))
	if err != nil {
		w.t.Fatal(err)
	}
	client := http.DefaultClient
	for _, one := range strings.Fields(b.as) {
		switch one + " " {
		case asJSON:
			req.Header.Set("Content-Type", "application/json")
		case asForm:
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		case asVisitor:
			req.Header.Set("Authorization", "Bearer "+v.token)
		case asStaff:
			client = w.staff()
		case asForeign:
			req.Header.Set("Origin", "https://evil.example")
			req.Header.Set("Sec-Fetch-Site", "cross-site")
		case asBrowser:
			req.Header.Set("Accept", "text/html,*/*;q=0.8")
		case asLINE:
			req.Header.Set("X-Line-Signature", w.line.Signed([]byte(b.body)).Signature)
		case asSlack:
			stamp := strconv.FormatInt(time.Now().Unix(), 10)
			req.Header.Set("X-Slack-Request-Timestamp", stamp)
			req.Header.Set("X-Slack-Signature", slackfake.Sign(slackfake.Secret, stamp, []byte(b.body)))
		}
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return res.StatusCode, err.Error()
	}
	var answer struct {
		Error struct{ Kind, Message string }
	}
	switch kind := res.Header.Get("Content-Type"); {
	case strings.HasPrefix(kind, "text/html") && strings.Contains(string(body), "</html>"):
		return res.StatusCode, "page"
	case strings.HasPrefix(kind, "application/json") && json.Unmarshal(body, &answer) == nil && answer.Error.Message != "":
		return res.StatusCode, answer.Error.Kind
	}
	var details struct{ Kind, Detail string }
	if res.Header.Get("Content-Type") == "application/problem+json" && json.Unmarshal(body, &details) == nil && details.Detail != "" {
		return res.StatusCode, details.Kind
	}
	return res.StatusCode, fmt.Sprintf("%s %.100q", res.Header.Get("Content-Type"), body)
}
