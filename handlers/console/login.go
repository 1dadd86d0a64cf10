package console

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
)

// linkTime is how long a one-time link can be used: one for a colleague has to reach them first, one
// that was asked for on the terminal is opened at once.
const (
	linkTime  = 24 * time.Hour
	promptFor = 15 * time.Minute
)

// LoginLink makes a one-time link by which somebody can sign in within a day. The name is who they
// will be to their colleagues; with "" they say it themselves when they sign in. Older links for the
// same name are no longer good.
func (s *Service) LoginLink(ctx context.Context, baseURL, name string) (string, error) {
	return newLink(ctx, s.stores.Logins, baseURL, name, s.Now().Add(linkTime))
}

// PromptLink makes a one-time link to be opened within 15 minutes, without a desk at hand: whoever
// may run commands where the database is may sign in.
func PromptLink(ctx context.Context, logins Logins, baseURL string, now time.Time) (string, error) {
	return newLink(ctx, logins, baseURL, "", now.Add(promptFor))
}

func newLink(ctx context.Context, logins Logins, baseURL, name string, until time.Time) (string, error) {
	t := token()
	if err := logins.NewLogin(ctx, hash(t), name, until); err != nil {
		return "", fmt.Errorf("make login link: %w", err)
	}
	return strings.TrimRight(baseURL, "/") + "/desk/login?t=" + t, nil
}

// A loginView is the form behind a one-time link, or the explanation without one.
type loginView struct {
	Token string
	Name  string
	Error string
}

// showLogin shows the form of a link. It uses nothing up: mail and chat programs open links, too.
func (s *Service) showLogin(w http.ResponseWriter, r *http.Request) error {
	if _, ok, err := s.session(r); err != nil {
		return err
	} else if ok {
		http.Redirect(w, r, "/desk", http.StatusSeeOther)
		return nil
	}
	s.render(w, r, "login", page{Title: say("console.login.title"), Body: loginView{Token: r.URL.Query().Get("t")}})
	return nil
}

// login uses a link up and begins a session.
func (s *Service) login(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	v := loginView{Token: form(r, "t"), Name: cleanName(form(r, "name"))}
	if v.Name == "" {
		v.Error = say("console.login.no_name")
		s.renderStatus(w, r, http.StatusUnprocessableEntity, "login", page{Title: say("console.login.title"), Body: v})
		return nil
	}
	var invited string
	var ok bool
	if len(v.Token) == tokenLength { // else it is none, and no question for the store
		var err error
		if invited, ok, err = s.stores.Logins.UseLogin(r.Context(), hash(v.Token), s.Now()); err != nil {
			return fmt.Errorf("use login link: %w", err)
		}
	}
	if !ok {
		v.Token, v.Error = "", say("console.login.used")
		s.renderStatus(w, r, http.StatusForbidden, "login", page{Title: say("console.login.title"), Body: v})
		return nil
	}
	if invited != "" { // whom a colleague invited is not for the invited to choose
		v.Name = invited
	}
	return s.begin(w, r, chat.Person{ID: "desk:" + v.Name, Name: v.Name})
}

// begin starts a session under a new token, whatever the browser carried before.
func (s *Service) begin(w http.ResponseWriter, r *http.Request, person chat.Person) error {
	if old, err := r.Cookie(s.cookieName()); err == nil {
		if err := s.stores.Logouts.EndStaffSession(r.Context(), hash(old.Value)); err != nil {
			return fmt.Errorf("end earlier session: %w", err)
		}
	}
	t := token()
	if err := s.stores.Logins.NewStaffSession(r.Context(), hash(t), person, s.Now()); err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	http.SetCookie(w, s.cookie(s.cookieName(), t, sessionTime))
	s.Log.Info("staff signed in", "person", person.ID)
	s.redirect(w, r, "/desk", flash{OK: true, Text: say("console.login.done", "name", person.Name)})
	return nil
}

func (s *Service) logout(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(s.cookieName()); err == nil {
		if err := s.stores.Logouts.EndStaffSession(r.Context(), hash(c.Value)); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
	}
	http.SetCookie(w, s.cookie(s.cookieName(), "", -time.Second))
	http.Redirect(w, r, "/desk/login", http.StatusSeeOther)
	return nil
}

// An inviteView is the form for inviting a colleague, and the link once it is made.
type inviteView struct {
	Name, Link, Error string
	Hours             int
}

func (s *Service) showInvite(w http.ResponseWriter, r *http.Request) error {
	s.render(w, r, "invite", page{Title: say("console.invite.title"), Nav: "invite", Body: inviteView{Hours: int(linkTime / time.Hour)}})
	return nil
}

// invite makes a link for a colleague, to be handed over by the person who asked for it.
func (s *Service) invite(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	v := inviteView{Name: cleanName(form(r, "name")), Hours: int(linkTime / time.Hour)}
	if v.Name == "" {
		v.Error = say("console.invite.no_name")
		s.renderStatus(w, r, http.StatusUnprocessableEntity, "invite", page{Title: say("console.invite.title"), Nav: "invite", Body: v})
		return nil
	}
	link, err := s.LoginLink(r.Context(), s.base(r), v.Name)
	if err != nil {
		return err
	}
	v.Link = link
	s.Log.Info("colleague invited", "by", who(r).ID, "name", v.Name)
	s.render(w, r, "invite", page{Title: say("console.invite.title"), Nav: "invite", Body: v})
	return nil
}

// base is where the desk is reached.
func (s *Service) base(r *http.Request) string {
	switch {
	case s.BaseURL != "":
		return s.BaseURL
	case s.Secure:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// longestName is in characters; colleagues' names stand in narrow columns.
const longestName = 30

// cleanName is a person's name as it is kept: one line of at most longestName characters.
func cleanName(s string) string {
	rs := []rune(chars.Line(s))
	return chars.Line(string(rs[:min(len(rs), longestName)])) // a cut may leave half of a character
}
