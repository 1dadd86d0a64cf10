package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/webhook"
)

// Hooks keep the addresses at which other systems are told what happens. What is not there is chat.ErrNotFound.
type Hooks interface {
	Webhooks(ctx context.Context) ([]webhook.Hook, error)
	// UnsettledWebhooks are messages that were given up, or have failed and are tried again, the newest first.
	UnsettledWebhooks(ctx context.Context, limit int) ([]webhook.Delivery, error)
	// NewWebhook keeps one of each secret.
	NewWebhook(ctx context.Context, h webhook.Hook, by audit.Record) (webhook.Hook, error)
	// RotateWebhook puts another secret in place of a hook's, which stays good until a moment, once for the same.
	RotateWebhook(ctx context.Context, id int64, secret string, oldGood time.Time, by audit.Record) error
	DropWebhook(ctx context.Context, id int64, by audit.Record) error
	TestWebhook(ctx context.Context, id int64, by audit.Record) error
	ResendWebhook(ctx context.Context, message int64, by audit.Record) error
}

// A hooksView is where other systems are told, what did not arrive, and the form for another.
type hooksView struct {
	Rows   []hookRow
	Failed []hookMessageRow
	Name   string
	URL    string
	Events []option
	Error  string
	Seed   string // of the secrets that the forms make, however often they are pressed
	Secret string // shown once
	Whose  string
}

type hookRow struct {
	ID                     int64
	Name, URL, By, Created string
	Events                 []string
	Old                    string // until when the secret before is good
	Dead                   int
}

type hookMessageRow struct {
	ID                   int64
	Hook, Event, At, Due string
	Error                string
	Attempts             int
	Dead                 bool
}

// failedShown is how many messages are listed: more than a person looks through.
const failedShown = 100

func hookEventName(e webhook.Event) string {
	return wordOr(catalogue.Key("console.hook_event."+string(e)), string(e))
}

func (s *Service) showHooks(w http.ResponseWriter, r *http.Request) error {
	return s.renderHooks(w, r, http.StatusOK, hooksView{})
}

func (s *Service) renderHooks(w http.ResponseWriter, r *http.Request, status int, v hooksView) error {
	if s.stores.Hooks == nil {
		return chat.ErrNotFound
	}
	hooks, err := s.stores.Hooks.Webhooks(r.Context())
	if err != nil {
		return err
	}
	failed, err := s.stores.Hooks.UnsettledWebhooks(r.Context(), failedShown)
	if err != nil {
		return err
	}
	now := s.Now()
	for _, h := range hooks {
		row := hookRow{ID: h.ID, Name: h.Name, URL: h.URL, By: h.By, Created: moment(now, h.Created), Dead: h.Dead}
		for _, e := range h.Events {
			row.Events = append(row.Events, hookEventName(e))
		}
		if h.Old != "" && now.Before(h.OldGood) {
			row.Old = moment(now, h.OldGood)
		}
		v.Rows = append(v.Rows, row)
	}
	for _, d := range failed {
		v.Failed = append(v.Failed, hookMessageRow{
			ID: d.ID, Hook: d.Hook.Name, Event: hookEventName(d.Event), At: moment(now, d.At), Due: moment(now, d.Due), Error: d.Error, Attempts: d.Attempts, Dead: d.State == webhook.Dead,
		})
	}
	v.Seed = token()
	if v.Events == nil {
		v.Events = eventOptions(nil)
	}
	s.renderStatus(w, r, status, "hooks", page{Title: say("console.hooks.title"), Nav: "hooks", Body: v})
	return nil
}

func eventOptions(chosen []webhook.Event) []option {
	var out []option
	for _, e := range webhook.Events() {
		out = append(out, option{Value: string(e), Label: hookEventName(e), Selected: slices.Contains(chosen, e)})
	}
	return out
}

// hookSecret is the secret that a form makes for a hook, or for a new one. Of two presses a browser shows the second's
// answer, which has the first's secret for that reason.
func hookSecret(r *http.Request) string {
	return webhook.SecretOf(seedOf(r) + " " + r.PathValue("id"))
}

// addHook makes a hook, and shows the secret by which its messages are signed.
func (s *Service) addHook(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Hooks == nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	h := webhook.Hook{Name: cleanName(form(r, "name")), URL: strings.TrimSpace(form(r, "url")), Secret: hookSecret(r)}
	for _, e := range r.PostForm["event"] {
		h.Events = append(h.Events, webhook.Event(e))
	}
	var fault *webhook.Fault
	if errors.As(h.Check(s.PlainHooks), &fault) {
		wrong := map[string]string{"name": say("console.applications.no_name"), "url": say("console.hooks.no_url"), "events": say("console.hooks.no_events")}[fault.What]
		return s.renderHooks(w, r, http.StatusUnprocessableEntity, hooksView{Name: h.Name, URL: h.URL, Events: eventOptions(h.Events), Error: wrong})
	}
	made, err := s.stores.Hooks.NewWebhook(r.Context(), h, s.record(r, audit.WebhookMade, ""))
	if err != nil {
		return err
	}
	return s.renderHooks(w, r, http.StatusOK, hooksView{Secret: made.Secret, Whose: made.Name})
}

// actOnHook tests a hook, gives it another secret, or forgets it.
func (s *Service) actOnHook(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || s.stores.Hooks == nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	var said string
	switch ctx, by := r.Context(), s.record(r, "", ""); r.PathValue("act") {
	case "test":
		said, err = say("console.hooks.tested"), s.stores.Hooks.TestWebhook(ctx, id, by)
	case "drop":
		said, err = say("console.hooks.dropped"), s.stores.Hooks.DropWebhook(ctx, id, by)
	case "resend":
		said, err = say("console.hooks.resent"), s.stores.Hooks.ResendWebhook(ctx, id, by)
	case "rotate":
		secret := hookSecret(r)
		if err := s.stores.Hooks.RotateWebhook(ctx, id, secret, s.Now().Add(webhook.Overlap), by); err != nil {
			return err
		}
		return s.renderHooks(w, r, http.StatusOK, hooksView{Secret: secret, Whose: form(r, "name")})
	default:
		return chat.ErrNotFound
	}
	if err != nil {
		return err
	}
	s.redirect(w, r, "/desk/hooks", flash{OK: true, Text: said})
	return nil
}
