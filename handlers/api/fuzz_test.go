package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/handlers/problem"
)

// FuzzBodies gives every body of the API what strangers may send: it is refused with a field or a reason, and never as our
// fault, or what is read keeps the bounds and says the same when it is written and read again.
func FuzzBodies(f *testing.F) {
	for _, seed := range []string{
		`{"text":"請求書を再発行してください","kind":"inquiry","programme":"hanro","contact":{"reference":"crm-77","name":"湊 太郎","company":"株式会社みなと","email":"minato@example.jp","phone":"03-1234-5678"}}`,
		`{"text":"あ","contact":{"reference":"a"}}`, `{"text":"\u0000\ud800","contact":{"reference":"a","email":"a <b@example.jp>"}}`,
		`{"person":"staff:1"}`, `{"team":"総務","reason":"担当が違うため"}`, `{"status":"on_hold","until":"2026-12-01T09:00:00+09:00"}`, `{"version":-1}`,
		`{"programme":"hanro","question":"停める場所は","answer":[{"type":"paragraph","text":"あります。"},{"type":"link","text":"地図","url":"https://example.jp/"}],"wordings":["駐輪場","駐輪場"],"section":"施設","version":1}`,
		`{"question":"会費は","answer":[{"type":"table","header":["区分","会費"],"rows":[["正会員","1万円"],["賛助会員"]]}]}`,
		`{"text":"領収書は","programme":"hanro","last":"hanro/1"}`, `{"text":7}`, `{"text":"あ","colour":1}`, `{} {}`, `[`, `null`, `[]`, `7`, ``,
	} {
		f.Add([]byte(seed))
	}
	s := New(Config{Facts: func() Facts { return Facts{Programmes: []Programme{{ID: "hanro"}}} }, Now: func() time.Time { return time.Unix(1_800_000_000, 0) }}, nil, Stores{})
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, body := range []any{&textBody{}, &assignBody{}, &statusBody{}, &publishBody{}, &askBody{}} {
			readBody(t, data, body)
		}
		var file fileBody
		if readBody(t, data, &file) {
			holdFiled(t, s, &file)
		}
		var draft draftBody
		if readBody(t, data, &draft) {
			holdDraft(t, &draft)
		}
	})
}

func bodyRequest(data []byte) *http.Request {
	r := httptest.NewRequest("POST", "/", bytes.NewReader(data))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	return r
}

// readBody reports whether a body can be read, and holds that it is refused in the sender's terms where not.
func readBody(t *testing.T, data []byte, body any) bool {
	err := read(bodyRequest(data), body)
	if err != nil {
		holdRefusal(t, data, err, http.StatusBadRequest, http.StatusUnprocessableEntity)
	}
	return err == nil
}

func holdRefusal(t *testing.T, what any, err error, statuses ...int) {
	e := problem.Of(err)
	for _, status := range statuses {
		if e.HTTP() == status && (e.Field != "" || status == http.StatusBadRequest) {
			return
		}
	}
	t.Errorf("%q is refused with %d, %v", what, e.HTTP(), err)
}

func holdFiled(t *testing.T, s *Service, body *fileBody) {
	e, err := s.filed(httptest.NewRequest("POST", "/", nil), body)
	if err != nil {
		holdRefusal(t, body, err, http.StatusUnprocessableEntity)
		return
	}
	if e.Text == "" || chars.Units(e.Text) > longestFiled || e.Text != chars.Clean(e.Text) || !referencePattern.MatchString(e.From.ID) {
		t.Errorf("filed: %+v", e)
	}
	for role, value := range e.Values {
		if value == "" || chars.Units(value) > longestName || value != chars.Line(value) {
			t.Errorf("%s is %q", role, value)
		}
	}
}

func holdDraft(t *testing.T, body *draftBody) {
	var e, again faq.Entry
	if err := body.into(&e); err != nil {
		holdRefusal(t, body, err, http.StatusUnprocessableEntity)
		return
	}
	if chars.Units(e.Question) > longestQuery || len(e.Answer) == 0 || len(e.Answer) > faq.MostBlocks || len(e.Aliases) > mostWordings {
		t.Errorf("out of bounds: %+v", e)
	}
	data, err := json.Marshal(draftBody{Question: e.Question, Answer: e.Answer, Wordings: e.Aliases, Section: &e.Section})
	if err != nil {
		t.Fatal(err)
	}
	var second draftBody
	if err := read(bodyRequest(data), &second); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	if err := second.into(&again); err != nil || !cmp.Equal(sayings(e), sayings(again)) {
		t.Errorf("%s: %v %s", data, err, cmp.Diff(sayings(e), sayings(again)))
	}
}

// sayings are what an entry says, as it is written.
func sayings(e faq.Entry) string {
	text, err := json.Marshal([]any{e.Question, e.Answer, e.Aliases, e.Section})
	if err != nil {
		return err.Error()
	}
	return string(text)
}
