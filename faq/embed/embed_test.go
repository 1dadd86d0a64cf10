package embed_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq"
	"madoguchi/faq/embed"
	"madoguchi/faq/search"
)

// server speaks /v1/embeddings: a text's vector says whether it is about receipts or about fees.
func server(t *testing.T, asked *atomic.Int32, before func(http.ResponseWriter) bool) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if before != nil && !before(w) {
			return
		}
		var req struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil || r.URL.Path != "/v1/embeddings" {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		type item struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		}
		var data []item
		for i := len(req.Input) - 1; i >= 0; i-- { // servers may answer in any order
			v := []float32{.1, 1}
			if strings.Contains(req.Input[i], "領収書") || strings.Contains(req.Input[i], "ぴらぴら") {
				v = []float32{1, .1}
			}
			data = append(data, item{i, v})
		}
		json.NewEncoder(w).Encode(map[string]any{"data": data})
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func collection() []faq.Collection {
	return []faq.Collection{{ID: "a", Title: "例", Entries: []faq.Entry{
		{Collection: "a", Order: 1, Question: "会費の紙の案内はどこですか"},
		{Collection: "a", Order: 2, Question: "領収書の紙の控えはどこですか"},
	}}}
}

func first(t *testing.T, ix *search.Index, query string) string {
	t.Helper()
	hits, err := ix.Search(t.Context(), query, 1, faq.Scope{})
	if err != nil || len(hits) == 0 {
		t.Fatalf("search: %v, %d hits", err, len(hits))
	}
	return hits[0].Entry.Ref()
}

func TestClientKeepsVectors(t *testing.T) {
	var asked atomic.Int32
	c := embed.New(server(t, &asked, nil)+"/v1/", "m", "key")
	for range 2 {
		got, err := c.Embed(t.Context(), []string{"会費", "領収書"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([][]float32{{.1, 1}, {1, .1}}, got); diff != "" {
			t.Error(diff)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("the server was asked %d times, want once", asked.Load())
	}
}

// TestVectorsRank shows that a word which no dictionary knows is placed by its vector.
func TestVectorsRank(t *testing.T) {
	var asked atomic.Int32
	ix, err := search.NewIndex(t.Context(), collection(), search.Options{Embedder: embed.New(server(t, &asked, nil), "m", "")})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); first(t, ix, "ぴらぴらの紙") != "a/2"; {
		if time.Now().After(deadline) {
			t.Fatal("the vectors never moved the right entry to the top")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestBrokenAndSlowServersHarmNothing(t *testing.T) {
	for name, before := range map[string]func(http.ResponseWriter) bool{
		"broken": func(w http.ResponseWriter) bool { http.Error(w, "no", http.StatusInternalServerError); return false },
		"junk":   func(w http.ResponseWriter) bool { w.Write([]byte("{")); return false },
		"short":  func(w http.ResponseWriter) bool { w.Write([]byte(`{"data":[]}`)); return false },
		"slow":   nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			release := make(chan struct{})
			if before == nil {
				before = func(http.ResponseWriter) bool { <-release; return true }
			}
			url := server(t, &asked, before)
			t.Cleanup(func() { close(release) }) // before the server, which waits for whom it serves
			ix, err := search.NewIndex(t.Context(), collection(), search.Options{Embedder: embed.New(url, "m", "")})
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			if got := first(t, ix, "領収書の紙"); got != "a/2" {
				t.Errorf("first hit %s, want a/2", got)
			}
			if took := time.Since(began); took > 20*time.Second { // one that waited for the slow server would give up after thirty
				t.Errorf("the search took %v", took)
			}
			if _, err := embed.New(url, "m", "").Embed(contextFor(t, 100*time.Millisecond), []string{"x"}); err == nil {
				t.Error("the client gave no error")
			}
		})
	}
}

func contextFor(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
