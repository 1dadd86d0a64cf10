package slack

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/handlers/problem"
)

// An aside is where one person can be told something that nobody else sees.
type aside struct {
	channel, thread string // "" where the person acted in no channel: in the app's home tab
	user            string
	responseURL     string // Slack's one-time address for answers to the interaction; may be ""
}

// aside is where the person of an interaction can be told something. Who pressed a button in a
// thread is told there; who pressed one of the card's own is told in the channel, where they are:
// Slack shows a word for one person in a thread only to those who have it open.
func (in interaction) aside() aside {
	channel, thread := in.place()
	if thread == cmp.Or(in.Container.MessageTS, in.Message.TS) {
		thread = ""
	}
	return aside{channel: channel, thread: thread, user: in.User.ID, responseURL: in.ResponseURL}
}

// tell shows text to one person alone, after the acknowledgement.
func (s *Service) tell(ctx context.Context, to aside, text string) {
	if to.user == "" || text == "" {
		return
	}
	s.later(ctx, "tell one person", func(ctx context.Context) error {
		if to.channel == "" {
			return s.say(ctx, message{Channel: to.user}, text, nil)
		}
		err := s.whisper(ctx, to.channel, to.thread, to.user, text)
		switch code(err) {
		case "not_in_channel", "channel_not_found", "user_not_in_channel": // where the app is no member
			return s.respond(ctx, to.responseURL, ephemeral(text, nil))
		}
		return err
	})
}

// whisper posts text for one person alone.
func (s *Service) whisper(ctx context.Context, channel, thread, user, text string) error {
	options := []slack.MsgOption{slack.MsgOptionText(fallback(text), false), slack.MsgOptionBlocks(richText(chars.Cut(text, maxRich)))}
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	if _, err := s.api.PostEphemeralContext(ctx, channel, user, options...); err != nil {
		return fmt.Errorf("post to one person: %w", err)
	}
	return nil
}

// respond posts an answer to a response_url. Slack takes five answers there within half an hour; we
// give one, at once. The address comes from outside, so it must be one of Slack's.
func (s *Service) respond(ctx context.Context, address string, a answer) error {
	if !s.slackHost(address) {
		return fmt.Errorf("respond to an interaction: %q is no address of slack's", address)
	}
	body, err := json.Marshal(a.body)
	if err != nil {
		return fmt.Errorf("respond to an interaction: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("respond to an interaction: %w", err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	res, err := s.cfg.HTTPClient.Do(req)
	if err != nil {
		return fmt.Errorf("respond to an interaction: %w", err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("respond to an interaction: slack answered %s", res.Status)
	}
	return nil
}

// slackHost reports whether an address is Slack's: by https on one of its hosts, or on the very
// host the API is configured to be on.
func (s *Service) slackHost(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if api, err := url.Parse(s.cfg.APIURL); err == nil && u.Scheme == api.Scheme && u.Host == api.Host {
		return true
	}
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (strings.HasSuffix(host, ".slack.com") || strings.HasSuffix(host, ".slack-gov.com"))
}

// failure is an error in words for the one person who meets it in Slack: its own, or that it is not
// there, or that it is our fault.
func failure(err error) string {
	e := problem.Of(err)
	switch {
	case e.Message != "" || e.Words != "":
		return e.Text()
	case e.Kind == problem.NotFound:
		return say("slack.not_there")
	case e.Kind == problem.Unavailable:
		return say("slack.failed")
	}
	return e.Text()
}
