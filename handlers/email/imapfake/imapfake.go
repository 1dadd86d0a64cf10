// Package imapfake is a mailbox for tests: it speaks IMAP (RFC 3501) with IDLE on the loopback address, as the office's
// provider does. It holds one old mail when it begins.
//
//	box := imapfake.New(t)
//	box.Put("From: a@b.example\r\n\r\nhello")
//
// The protocol and the mailbox are go-imap's own.
package imapfake

import (
	"io"
	"log"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap"
	"github.com/emersion/go-imap/backend"
	"github.com/emersion/go-imap/backend/memory"
	"github.com/emersion/go-imap/client"
	"github.com/emersion/go-imap/server"
)

// A Server is the fake. Create it with New.
type Server struct {
	t        testing.TB
	listener net.Listener
	updates  chan backend.Update
	client   *client.Client
}

// telling is go-imap's mailbox in memory that tells who idles of new mails.
type telling struct {
	*memory.Backend
	updates chan backend.Update
}

// Updates implements [backend.BackendUpdater].
func (b telling) Updates() <-chan backend.Update { return b.updates }

// New starts a mailbox that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen: %v", err)
	}
	s := &Server{t: t, listener: listener, updates: make(chan backend.Update, 100)}
	imapd := server.New(telling{memory.New(), s.updates})
	imapd.AllowInsecureAuth = true // no secret leaves the machine
	imapd.ErrorLog = log.New(io.Discard, "", 0)
	go func() { _ = imapd.Serve(listener) }()
	t.Cleanup(func() { _ = imapd.Close() })
	if s.client, err = client.Dial(listener.Addr().String()); err == nil {
		err = s.client.Login("username", "password")
	}
	if err != nil {
		t.Fatalf("open the mailbox: %v", err)
	}
	return s
}

// URL is where the mailbox is, with its password.
func (s *Server) URL() string {
	return "imap://username:password@" + s.listener.Addr().String() + "?tls=none"
}

// Put lets a mail come in.
func (s *Server) Put(mail string) { s.t.Helper(); s.PutAt(mail, time.Now()) }

// PutAt lets a mail be there that came at a moment, while nobody was looking.
func (s *Server) PutAt(mail string, came time.Time) {
	s.t.Helper()
	if err := s.client.Append("INBOX", nil, came, strings.NewReader(mail)); err != nil {
		s.t.Fatalf("put a mail into the mailbox: %v", err)
	}
	status := imap.NewMailboxStatus("INBOX", []imap.StatusItem{imap.StatusMessages})
	status.Messages = uint32(s.Count())
	s.updates <- &backend.MailboxUpdate{Update: backend.NewUpdate("username", "INBOX"), MailboxStatus: status}
}

// Count is how many mails it holds.
func (s *Server) Count() int {
	s.t.Helper()
	status, err := s.client.Status("INBOX", []imap.StatusItem{imap.StatusMessages, imap.StatusUnseen})
	if err != nil {
		s.t.Fatalf("look at the mailbox: %v", err)
	}
	return int(status.Messages)
}
