package slack

import (
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/chat"
)

// How long a delivery waits where Slack gives no time of its own.
const (
	limitedWait = 30 * time.Second // a 429 without Retry-After
	brokenWait  = time.Minute      // until an administrator mends the app; the whole account waits
)

// code is the error word of Slack's answer, or "".
func code(err error) string {
	var e slack.SlackErrorResponse
	if errors.As(err, &e) {
		return e.Err
	}
	return ""
}

// A class is what an error of Slack's means for what was tried.
type class int

const (
	passing   class = iota // try again; nothing was done
	ambiguous              // try again, but it may have been done: look first
	limited                // too fast
	broken                 // the app itself: its token, its scopes, its installation
	refused                // this will never work
	tooRich                // the blocks were not taken; plain text may be
	gone                   // the message to be changed is not there
	shut                   // the channel does not take the app's posts
)

// classify sorts an error of any call.
func classify(err error) class {
	var rate *slack.RateLimitedError
	var status slack.StatusCodeError
	var dial *net.OpError
	var wait *waitError
	switch {
	case errors.As(err, &wait):
		return limited
	case errors.Is(err, errTooLong):
		return refused
	case errors.As(err, &rate):
		return limited
	case errors.As(err, &status):
		return classifyStatus(status.Code)
	case code(err) != "":
		return classifyCode(code(err))
	case errors.As(err, &dial) && dial.Op == "dial":
		return passing
	}
	return ambiguous
}

func classifyStatus(status int) class {
	switch {
	case status == http.StatusTooManyRequests:
		return limited
	case status >= 500:
		return ambiguous
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return broken
	}
	return refused
}

// classifyCode sorts the error words that Slack documents for the methods we call.
func classifyCode(word string) class {
	switch word {
	case "ratelimited", "rate_limited", "message_limit_exceeded":
		return limited
	case "fatal_error", "internal_error", "request_timeout", "service_unavailable":
		return ambiguous
	case "team_added_to_org":
		return passing
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
		"no_permission", "not_allowed_token_type", "ekm_access_denied", "org_login_required", "access_denied",
		"team_access_not_granted", "two_factor_setup_required", "accesslimited", "app_missing_action_url":
		return broken
	case "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long":
		return tooRich
	case "message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found":
		return gone
	case "channel_not_found", "not_in_channel", "is_archived", "restricted_action", "restricted_action_thread_only_channel":
		return shut
	}
	return refused
}

// sendError is err as the outbox understands it. What the administrator has to mend is held for
// the whole account, never given up: the cards are sent when it is mended.
func (s *Service) sendError(err error, p progress) error {
	out := &chat.SendError{Err: err, Progress: p.String()}
	switch classify(err) {
	case limited:
		out.Fault, out.After = chat.Limited, retryAfter(err)
	case broken:
		s.log.Error("slack: the app cannot send; nothing is lost, but an administrator is needed", "err", detail(err))
		s.health.set(err)
		out.Fault, out.After, out.Patient = chat.Limited, brokenWait, true
	case shut: // whoever runs the office puts it right; until then this lane waits, and others go on
		s.log.Error("slack: a channel does not take posts; nothing is lost, but somebody has to invite the app or open the channel", "err", detail(err))
		s.health.set(err)
		out.Fault, out.Patient = chat.Temporary, true
	case refused, tooRich, gone:
		out.Fault = chat.Rejected
	case ambiguous:
		p.Unsure = true
		out.Progress = p.String()
		out.Fault = chat.Temporary
	default:
		out.Fault = chat.Temporary
	}
	return out
}

func retryAfter(err error) time.Duration {
	var rate *slack.RateLimitedError
	if errors.As(err, &rate) {
		return max(rate.RetryAfter, time.Second)
	}
	var wait *waitError
	if errors.As(err, &wait) {
		return wait.after
	}
	return limitedWait
}

// detail is err with the scopes Slack says are missing.
func detail(err error) string {
	var e slack.SlackErrorResponse
	if errors.As(err, &e) && e.Needed != "" {
		return e.Err + ": needed " + e.Needed + ", provided " + e.Provided
	}
	return err.Error()
}

// revoked notes that the app was taken out of the workspace.
func (s *Service) revoked(event string) {
	s.log.Error("slack: the app was removed from the workspace; deliveries wait", "event", event)
	s.health.set(errors.New(event))
}
