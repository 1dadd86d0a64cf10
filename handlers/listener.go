package handlers

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"madoguchi/handlers/peer"
)

// Listener bounds the connections that l accepts. One too many is answered 503 and closed; it is not
// left waiting, as it would be by a listener that stops accepting, and neither is whoever comes next.
func (g *Gate) Listener(l net.Listener) net.Listener {
	return &listener{Listener: l, gate: g, farewells: make(chan struct{}, maxFarewells)}
}

type listener struct {
	net.Listener
	gate      *Gate
	farewells chan struct{} // those being turned away in words
}

// Accept implements [net.Listener].
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		p := l.gate.party(peer.Addr(c.RemoteAddr().String()))
		if l.gate.enter(p) {
			return &conn{Conn: c, leave: sync.OnceFunc(func() { l.gate.leave(p) })}, nil
		}
		l.turnAway(c)
	}
}

func (g *Gate) enter(p party) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.connections.full(p, g.limits.HostConnections):
		g.count(limitHostConnections)
		return false
	case g.connections.all >= g.limits.Connections:
		g.count(limitConnections)
		return false
	}
	g.connections.add(p)
	return true
}

func (g *Gate) leave(p party) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.connections.remove(p)
}

// maxFarewells bounds the connections that are turned away in words at a time. Those beyond are just
// closed.
const maxFarewells = 64

// farewell is the answer to one connection too many.
var farewell = fmt.Sprintf("HTTP/1.1 %d %[2]s\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%[2]s",
	http.StatusServiceUnavailable, http.StatusText(http.StatusServiceUnavailable), len(http.StatusText(http.StatusServiceUnavailable)))

// turnAway answers a connection and closes it, after its request has been read: closed before, it
// would be reset, and the answer lost.
func (l *listener) turnAway(c net.Conn) {
	select {
	case l.farewells <- struct{}{}:
	default:
		_ = c.Close()
		return
	}
	go func() {
		defer func() { _ = c.Close(); <-l.farewells }()
		_ = c.SetDeadline(time.Now().Add(refuseTime))
		if _, err := io.WriteString(c, farewell); err != nil {
			return
		}
		_ = (&conn{Conn: c}).CloseWrite()
		_, _ = io.Copy(io.Discard, io.LimitReader(c, headerBytes))
	}()
}

// A conn gives its place back when it is closed.
type conn struct {
	net.Conn
	leave func()
}

// Close implements [net.Conn].
func (c *conn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}

// CloseWrite ends our half, where the connection can: net/http does so before it closes one whose
// request it has not read.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
