package slackfake

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// A socket is the app's Socket Mode connection.
type socket struct {
	conn  *websocket.Conn
	write sync.Mutex

	mu    sync.Mutex
	acks  map[string]chan json.RawMessage
	ended chan struct{}
}

// connectionsOpen names the address of the socket.
func (s *Server) connectionsOpen(args) result {
	return result{"ok": true, "url": "ws" + strings.TrimPrefix(s.http.URL, "http") + "/socket"}
}

// serveSocket keeps the newest connection, greets it, pings it, and sorts its acknowledgements.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	sock := &socket{conn: conn, acks: map[string]chan json.RawMessage{}, ended: make(chan struct{})}
	_ = sock.json(map[string]any{"type": "hello", "num_connections": 1, "connection_info": map[string]any{"app_id": App}})
	s.mu.Lock()
	s.sock = sock
	s.mu.Unlock()
	go sock.ping()
	defer func() {
		s.mu.Lock()
		if s.sock == sock {
			s.sock = nil
		}
		s.mu.Unlock()
		sock.close()
	}()
	for {
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if err := conn.ReadJSON(&ack); err != nil {
			return
		}
		sock.mu.Lock()
		if c := sock.acks[ack.ID]; c != nil {
			c <- ack.Payload
			delete(sock.acks, ack.ID)
		}
		sock.mu.Unlock()
	}
}

func (k *socket) json(v any) error {
	k.write.Lock()
	defer k.write.Unlock()
	return k.conn.WriteJSON(v)
}

func (k *socket) ping() {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		_ = k.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
		select {
		case <-tick.C:
		case <-k.ended:
			return
		}
	}
}

func (k *socket) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	select {
	case <-k.ended:
	default:
		close(k.ended)
		_ = k.conn.Close()
	}
}

// send sends one envelope and waits for its acknowledgement: longer than the three seconds of Slack, for a machine that is
// busy with other tests.
func (k *socket) send(s *Server, kind string, payload []byte) Answer {
	s.mu.Lock()
	id := s.id("env-")
	s.mu.Unlock()
	acked := make(chan json.RawMessage, 1)
	k.mu.Lock()
	k.acks[id] = acked
	k.mu.Unlock()
	a := Answer{body: payload}
	if err := k.json(map[string]any{"type": kind, "envelope_id": id, "payload": json.RawMessage(payload),
		"accepts_response_payload": kind != "events_api"}); err != nil {
		return a
	}
	select {
	case body := <-acked:
		a.Status, a.Body = http.StatusOK, body
	case <-time.After(s.patience()):
	case <-k.ended:
	}
	return a
}

// SocketOpen reports whether the app keeps a socket open.
func (s *Server) SocketOpen() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sock != nil
}

// patience is how long an envelope's acknowledgement is waited for.
func (s *Server) patience() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.prompt {
		return slackTime
	}
	return triggerLife
}

// slackTime is within what an app has to acknowledge an envelope.
const slackTime = 3 * time.Second

// Prompt makes the fake wait for an acknowledgement no longer than Slack does: for one that must not come.
func (s *Server) Prompt(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prompt = on
}

// Disconnect asks the app to open a new socket, as Slack does every few hours.
func (s *Server) Disconnect() {
	s.mu.Lock()
	sock := s.sock
	s.sock = nil
	s.mu.Unlock()
	if sock != nil {
		_ = sock.json(map[string]any{"type": "disconnect", "reason": "refresh_requested"})
		sock.close()
	}
}
