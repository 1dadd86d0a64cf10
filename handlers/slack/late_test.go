package slack

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestS12ToldLate: the modal is told what came of a reply also where its files have used up all the
// time there was.
func TestS12ToldLate(t *testing.T) {
	told := make(chan string, 1)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"ok":true,"view":{"id":"V1"}}`)
		told <- r.URL.Path
	}))
	defer api.Close()
	s, err := New(Config{SigningSecret: "x", BotToken: "xoxb-x", Channel: "C0OFFICE", APIURL: api.URL}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.showLate(over, "V1", nil); err != nil {
		t.Fatal(err)
	}
	if got := <-told; got != "/views.update" {
		t.Errorf("called %s", got)
	}
}
