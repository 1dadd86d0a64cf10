package slack

import (
	"context"
	"errors"
	"io"
	"log"

	"github.com/slack-go/slack/socketmode"
)

// runSocket keeps a Socket Mode connection until ctx ends. An envelope is acknowledged only when
// its handler would have answered 200 over HTTP; Slack sends the others again.
func (s *Service) runSocket(ctx context.Context) error {
	client := socketmode.New(s.api, socketmode.OptionReadLimit(maxBody), socketmode.OptionLog(log.New(io.Discard, "", 0)))
	done := make(chan error, 1)
	go func() { done <- client.RunContext(ctx) }()
	for {
		select {
		case e := <-client.Events:
			s.envelope(ctx, client, e)
		case err := <-done:
			if ctx.Err() != nil || errors.Is(err, context.Canceled) {
				return nil
			}
			s.health.set(err)
			return err
		}
	}
}

// envelope hands one envelope to the handler that HTTP uses for the same.
func (s *Service) envelope(ctx context.Context, client *socketmode.Client, e socketmode.Event) {
	handle, known := map[socketmode.EventType]func(context.Context, []byte) answer{
		socketmode.EventTypeEventsAPI:    s.event,
		socketmode.EventTypeInteractive:  s.interaction,
		socketmode.EventTypeSlashCommand: s.socketCommand,
	}[e.Type]
	switch {
	case e.Type == socketmode.EventTypeConnected:
		s.log.Info("slack: socket open")
	case e.Type == socketmode.EventTypeConnectionError:
		s.log.Warn("slack: socket cannot be opened; trying again")
	}
	if !known || e.Request == nil {
		return
	}
	_ = s.later(ctx, "handle an envelope", func(context.Context) error {
		handleCtx, cancel := context.WithTimeout(ctx, beforeAck)
		defer cancel()
		a := handle(handleCtx, e.Request.Payload)
		if a.status != 200 {
			return nil
		}
		if a.body != nil && e.Request.AcceptsResponsePayload {
			return client.AckCtx(ctx, e.Request.EnvelopeID, a.body)
		}
		return client.AckCtx(ctx, e.Request.EnvelopeID, nil)
	})
}
