package web

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime/debug"
	"time"
)

// A page that is open costs memory for as long as it is open, and most of the time nothing happens on it. A request
// of net/http holds two buffers of 4 kB and a goroutine whose stack has grown to 8 kB and more while it read the
// header and the database. So a stream, once it has begun, takes its connection over and lets the request end: what
// is left of it are two goroutines that have called nothing yet. What reads and writes does so in a third, which
// lasts for as long as that takes. Over HTTP/2, where a connection is not one request's, the request goes on.

// take takes the connection of a stream that has begun from the server, where it is one that can be taken. What
// the server has begun as a body in chunks goes on as one.
func (st *stream) take(r *http.Request) (net.Conn, bool) {
	if r.ProtoMajor != 1 || r.ProtoMinor < 1 {
		return nil, false // without chunks, or with frames
	}
	conn, _, err := st.control.Hijack()
	if err != nil {
		return nil, false
	}
	_ = conn.SetDeadline(time.Time{}) // those of the server's
	st.conn, st.w, st.control = conn, nil, nil
	return conn, true
}

// chunk sends what has gathered as a chunk of the body (RFC 9112, section 7.1).
func (st *stream) chunk() error {
	_ = st.conn.SetWriteDeadline(time.Now().Add(st.patience)) // on a closed connection the write fails
	chunk := net.Buffers{fmt.Appendf(nil, "%x\r\n", st.buf.Len()), st.buf.Bytes(), []byte("\r\n")}
	if _, err := chunk.WriteTo(st.conn); err != nil {
		return fmt.Errorf("write stream: %w", err)
	}
	return nil
}

// close ends the body and the connection of a stream that was taken.
func (st *stream) close() {
	_ = st.conn.SetWriteDeadline(time.Now().Add(time.Second))
	_, _ = st.conn.Write([]byte("0\r\n\r\n")) // a reader that is gone needs no end
	_ = st.conn.Close()
}

// A follower writes a session's lines on a stream, as they come.
type follower struct {
	*Service
	st      *stream
	session string
	by      []byte // the hash of the token that the stream was opened by
	after   int64  // the last line written
	watch   <-chan struct{}
}

// apart follows on a connection that was taken, and calls end at the end of it. Such a connection is read, too: a
// reader that goes away is known at once, and its place is free for the page that it has loaded anew.
func (f follower) apart(conn net.Conn, end func()) {
	defer end()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		defer cancel()
		_, _ = conn.Read(make([]byte, 1)) // a stream's reader says nothing more: what comes is the end
	}()
	defer f.st.close()
	f.follow(ctx)
}

// follow writes until the reader goes, the stream has lived long enough or the program ends.
func (f follower) follow(ctx context.Context) {
	life := time.NewTimer(f.StreamLife - time.Duration(rand.Int64N(int64(f.StreamLife)/4))) // not all at once
	defer life.Stop()
	beat := time.NewTicker(f.Heartbeat)
	defer beat.Stop()
	done := make(chan bool)
	for {
		var beats bool
		select {
		case <-ctx.Done():
			return
		case <-f.closing:
			return
		case <-life.C:
			return
		case <-f.watch:
		case <-beat.C:
			beats = true
		}
		go func() { done <- f.tell(ctx, beats) }() // on a stack of its own, which goes when it is done
		if !<-done {
			return
		}
	}
}

// tell writes what there is to tell, and reports whether the stream goes on. No server stands around it that would
// keep a panic from the program.
func (f *follower) tell(ctx context.Context, beats bool) (goesOn bool) {
	defer func() {
		if p := recover(); p != nil {
			f.Log.Error("a stream panicked", "panic", p, "stack", string(debug.Stack()))
			goesOn = false
		}
	}()
	if f.over(ctx, f.by) { // who has a dead token hears nothing more, also of what was said while it died
		return false
	}
	if beats {
		f.st.comment()
	}
	var err error
	if f.after, err = f.news(ctx, f.st, f.session, f.after); err != nil {
		if ctx.Err() == nil {
			f.Log.Error("a stream ends early", "err", err)
		}
		return false // the reader comes back and reads on
	}
	return f.st.flush() == nil
}
