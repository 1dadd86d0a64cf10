package line_test

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// TestL3AnySender: LINE does not publish where it calls from, so nothing but the signature decides;
// and it may speak HTTP/1.1 or 2.
func TestL3AnySender(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	s := newService(t, fake, sink, nil)
	for i, from := range []string{"147.92.150.1:4711", "10.0.0.1:1", "[2001:db8::1]:443", "nowhere", ""} {
		hook := fake.Text(linefake.User("a"), strings.Repeat("あ", i+1))
		for signature, want := range map[string]int{hook.Signature: 200, "wrong": 401} {
			r := httptest.NewRequest(http.MethodPost, "/webhook/line", bytes.NewReader(hook.Body))
			r.RemoteAddr = from
			r.Header.Set("X-Forwarded-For", "203.0.113.7")
			r.Header.Set("X-Line-Signature", signature)
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, r); w.Code != want {
				t.Errorf("from %q with signature %.6s…: status %d, want %d", from, signature, w.Code, want)
			}
		}
	}
	for _, two := range []bool{false, true} {
		server := httptest.NewUnstartedServer(s)
		server.EnableHTTP2 = two
		server.StartTLS()
		r, err := fake.Text(linefake.User("a"), "質問").Request(t.Context(), server.URL)
		if err != nil {
			t.Fatal(err)
		}
		res, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != 200 || (res.ProtoMajor == 2) != two {
			t.Errorf("over %s: status %d", res.Proto, res.StatusCode)
		}
		server.Close()
	}
	if n := len(sink.all()); n != 7 {
		t.Errorf("%d events stored, want 7", n)
	}
}

// TestL43NoLoadOnLINE: nothing that is tested or measured here can reach LINE itself, for the way out
// of this machine is closed (see TestMain).
func TestL43NoLoadOnLINE(t *testing.T) {
	s, err := line.New(line.Config{Accounts: []line.Account{{Secrets: []string{"s"}, Token: "t"}}, Log: quiet()}, nil) // LINE's own addresses
	if err != nil {
		t.Fatal(err)
	}
	before := len(outward.all())
	_, err = s.Send(deadline(t, time.Minute), chat.Delivery{Key: "k", To: address("a"), Attempt: 1, Messages: []chat.Message{{Text: "x"}}})
	if tried := outward.all()[before:]; err == nil || len(tried) != 1 || !strings.HasPrefix(tried[0], "api.line.me:") {
		t.Errorf("sent to %v: %v; want one attempt that was stopped", tried, err)
	}
	outward.forget(before)
}

// outward are the addresses outside this machine that tests have tried to reach.
var outward attempts

// TestMain closes the way out of this machine to all HTTP clients that are made of the standard
// one, as the service's own is, and fails where a test has tried to go there.
func TestMain(m *testing.M) {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	http.DefaultTransport.(*http.Transport).DialContext = outward.stop(dialer)
	goleak.VerifyTestMain(stopped{m}, goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"))
}

type stopped struct{ *testing.M }

func (m stopped) Run() int {
	code := m.M.Run()
	if tried := outward.all(); len(tried) > 0 {
		_, _ = os.Stderr.WriteString("tests tried to reach " + strings.Join(tried, ", ") + "\n")
		return 1
	}
	return code
}
