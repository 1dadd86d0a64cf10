package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/postgres/postgrestest"
)

// TestUploadRoad follows a file of a visitor's all the way: in pieces into the chat, with the ticket into the staff's
// thread, back to its visitor alone, and away when its time is over.
func TestUploadRoad(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := openTown(t, database)
	w.slack.LimitPosts(0)
	v := w.visit()
	for _, say := range []string{"人", "株式会社ミナト", "木村", "登録した商品の写真を差しかえてください", "とばす", "つなぐ"} {
		v.say(say)
	}
	v.lines("the summary", func(ls []webLine) bool { return strings.Contains(text(ls), "この内容で送ります") })
	v.say("送る")
	v.lines("the receipt", func(ls []webLine) bool { return strings.Contains(text(ls), "Q-0001") })
	card := w.card("Q-0001")

	const id = "00000000-0000-4000-8000-0000000000f1"
	content := bytes.Repeat([]byte("%PDF-1.7 商品の写真 "), 8000)
	for at := 0; at < len(content); at += 128 << 10 {
		query := url.Values{"name": {"店頭の写真.pdf"}, "size": {strconv.Itoa(len(content))}, "at": {strconv.Itoa(at)}}
		if status, body := v.file("PUT", id+"?"+query.Encode(), content[at:min(len(content), at+128<<10)]); status != http.StatusOK {
			t.Fatalf("a piece at %d: %d %s", at, status, body)
		}
	}
	w.post("/chat/messages", v.token, map[string]any{"client_id": "00000000-0000-4000-8000-0000000000f2", "files": []string{id}}, nil)
	w.until("the file's name in the thread", func() bool { return strings.Contains(w.thread(card), "店頭の写真.pdf") })
	if status, body := v.file("GET", id, nil); status != http.StatusOK || !bytes.Equal(body, content) {
		t.Errorf("its visitor gets %d, %d bytes of %d", status, len(body), len(content))
	}
	if status, _ := w.visit().file("GET", id, nil); status != http.StatusNotFound {
		t.Errorf("another visitor gets %d", status)
	}

	forget := func(later time.Duration) {
		t.Helper()
		err := run(t.Context(), []string{"retention"}, environment{
			Getenv: func(name string) string { return map[string]string{"DATABASE_URL": database, "USER": "sasaki"}[name] },
			Stdout: io.Discard, Stderr: io.Discard, Now: func() time.Time { return time.Now().Add(later) },
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	forget(24 * time.Hour)
	if status, _ := v.file("GET", id, nil); status != http.StatusOK {
		t.Errorf("after a day its visitor gets %d", status)
	}
	forget(20 * 365 * 24 * time.Hour)
	if status, body := v.file("GET", id, nil); status == http.StatusOK {
		t.Errorf("when its time is over its visitor still gets %d bytes", len(body))
	}
}

// file asks for a file of the visitor's, or sends a piece of one.
func (v *visitor) file(method, path string, piece []byte) (int, []byte) {
	v.town.t.Helper()
	req, err := http.NewRequest(method, v.town.base+"/chat/files/"+path, bytes.NewReader(piece))
	if err != nil {
		v.town.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+v.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		v.town.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		v.town.t.Fatal(err)
	}
	return resp.StatusCode, body
}
