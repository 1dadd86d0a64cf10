package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/staff"
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
	return newLink(ctx, s.stores.Logins, baseURL, staff.Login{Name: name, Expires: s.Now().Add(linkTime)})
}

// PromptLink makes a one-time link to be opened within 15 minutes, without a desk at hand: whoever
// may run commands where the database is may sign in.
func PromptLink(ctx context.Context, logins Logins, baseURL string, now time.Time) (string, error) {
	return newLink(ctx, logins, baseURL, staff.Login{Expires: now.Add(promptFor)})
}

// AccountLink makes a one-time link by which the person of an account can sign in within 15 minutes.
func AccountLink(ctx context.Context, logins Logins, baseURL string, a staff.Account, now time.Time) (string, error) {
	return newLink(ctx, logins, baseURL, staff.Login{Name: a.Name, Account: a.ID, Expires: now.Add(promptFor)})
}

func newLink(ctx context.Context, logins Logins, baseURL string, l staff.Login) (string, error) {
	t := token()
	if err := logins.NewLogin(ctx, hash(t), l); err != nil {
		return "", fmt.Errorf("make login link: %w", err)
	}
	return strings.TrimRight(baseURL, "/") + "/desk/login?t=" + t, nil
}

// A loginView is the form behind a one-time link, or the explanation without one.
type loginView struct {
	Token   string
	Name    string
	Invited bool // Name is who the link is for
	Error   string
	Open    bool     // there is no need of a link
	Ways    []option // at other companies, by their address
	ByMail  bool
	Mailed  string // the address to which a link was sent, if it is anybody's
}

// showLogin shows the form of a link. It uses nothing up: mail and chat programs open links, too.
func (s *Service) showLogin(w http.ResponseWriter, r *http.Request) error {
	if _, ok, err := s.session(r); err != nil {
		return err
	} else if ok {
		http.Redirect(w, r, "/desk", http.StatusSeeOther)
		return nil
	}
	v := loginView{Token: r.URL.Query().Get("t")}
	if len(v.Token) == tokenLength {
		link, _, err := s.stores.Logins.Login(r.Context(), hash(v.Token), s.Now())
		if err != nil {
			return err
		}
		v.Name, v.Invited = link.Name, link.Name != ""
	}
	s.render(w, r, "login", page{Title: say("console.login.title"), Body: s.loginView(v)})
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
		s.renderStatus(w, r, http.StatusUnprocessableEntity, "login", page{Title: say("console.login.title"), Body: s.loginView(v)})
		return nil
	}
	var link staff.Login
	ok := s.Open && v.Token == ""
	if len(v.Token) == tokenLength { // else it is none, and no question for the store
		var err error
		if link, ok, err = s.stores.Logins.UseLogin(r.Context(), hash(v.Token), s.Now()); err != nil {
			return fmt.Errorf("use login link: %w", err)
		}
	}
	if !ok {
		return s.refuseLogin(w, r, v.Name, "console.login.used")
	}
	a, err := s.entering(r, link, v.Name)
	if errors.Is(err, staff.ErrEnded) {
		return s.refuseLogin(w, r, link.Name, "console.login.ended")
	}
	if err != nil {
		return err
	}
	return s.begin(w, r, a, cmp.Or(link.Via, staff.ByLink), link.Go)
}

// entering is the account of who holds a link. Whom a colleague invited is not for the invited to choose.
func (s *Service) entering(r *http.Request, link staff.Login, name string) (staff.Account, error) {
	if link.Account == 0 {
		by := s.record(r, audit.AccountMade, "")
		by.Kind, by.Via = audit.Operator, audit.ViaTerminal // who made the link
		return s.stores.Logins.EnterByName(r.Context(), cmp.Or(link.Name, name), s.newcomer(), by)
	}
	a, err := s.stores.People.Account(r.Context(), link.Account)
	if err == nil && !a.Active(s.Now()) {
		err = staff.ErrEnded
	}
	return a, err
}

// newcomer is the role of who comes without anybody having said what they are.
func (s *Service) newcomer() staff.Role { return cmp.Or(s.Facts().Newcomer, staff.Clerk) }

// refuseLogin says why nobody was signed in, and writes down that somebody tried.
func (s *Service) refuseLogin(w http.ResponseWriter, r *http.Request, name string, why catalogue.Key) error {
	return s.refuseLoginWith(w, r, name, say(why))
}

func (s *Service) refuseLoginWith(w http.ResponseWriter, r *http.Request, name, why string) error {
	rec := s.record(r, audit.SessionRefused, "")
	rec.Actor.Name, rec.Note = name, why
	if err := s.stores.Trail.Audit(r.Context(), rec); err != nil {
		return err
	}
	s.renderStatus(w, r, http.StatusForbidden, "login", page{Title: say("console.login.title"), Body: s.loginView(loginView{Error: why})})
	return nil
}

// begin starts a session under a new token, whatever the browser carried before.
func (s *Service) begin(w http.ResponseWriter, r *http.Request, a staff.Account, way staff.Way, to string) error {
	if err := s.open(w, r, a, way); err != nil {
		return err
	}
	to = cmp.Or(ownPage(to), s.wanted(r), "/desk")
	http.SetCookie(w, s.cookie(toCookie, "", -time.Second))
	s.redirect(w, r, to, flash{OK: true, Text: say("console.login.done", "name", a.Name)})
	return nil
}

// open notes the session and gives the browser its token.
func (s *Service) open(w http.ResponseWriter, r *http.Request, a staff.Account, way staff.Way) error {
	if old, err := r.Cookie(s.cookieOf(sessionCookie)); err == nil {
		if err := s.stores.Logouts.EndStaffSession(r.Context(), hash(old.Value)); err != nil {
			return fmt.Errorf("end earlier session: %w", err)
		}
	}
	t := token()
	by := audit.Record{At: s.Now(), Kind: audit.Staff, Actor: a.Person(), Via: audit.ViaDesk}
	v := staff.Session{Via: way, Agent: agentName(r.UserAgent())}
	if err := s.stores.Logins.NewStaffSession(r.Context(), hash(t), a, s.Now(), v, by); err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	http.SetCookie(w, s.cookie(sessionCookie, t, sessionTime))
	s.Log.Info("staff signed in", "person", a.Person().ID, "way", way)
	return nil
}

// toCookie remembers which page somebody wanted who had to sign in first, for an hour.
const toCookie = "desk-to"

// sendToLogin leads who is signed out to the login, and remembers where they wanted to go.
func (s *Service) sendToLogin(w http.ResponseWriter, r *http.Request) {
	if to := ownPage(r.URL.Path); to != "" && to != "/desk" && to != "/desk/" && !refreshes(r) {
		http.SetCookie(w, s.cookie(toCookie, url.QueryEscape(to), time.Hour))
	}
	http.Redirect(w, r, "/desk/login", http.StatusSeeOther)
}

// wanted is the page that was wanted before the login, or "".
func (s *Service) wanted(r *http.Request) string {
	c, err := r.Cookie(s.cookieOf(toCookie))
	if err != nil {
		return ""
	}
	to, err := url.QueryUnescape(c.Value)
	if err != nil {
		return ""
	}
	return ownPage(to)
}

// ownPage is a path where it is one of the desk's pages, else "".
func ownPage(path string) string {
	if u, err := url.Parse(path); err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/desk/") && u.Path != "/desk" ||
		strings.HasPrefix(u.Path, "/desk/login") || strings.Contains(path, "\\") {
		return ""
	}
	return path
}

func (s *Service) logout(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(s.cookieOf(sessionCookie)); err == nil {
		if err := s.stores.Logouts.EndStaffSession(r.Context(), hash(c.Value)); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
	}
	if err := s.stores.Trail.Audit(r.Context(), s.record(r, audit.SessionEnded, who(r).ID)); err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(sessionCookie, "", -time.Second))
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
	a, known, err := s.stores.People.AccountByName(r.Context(), v.Name, s.Now())
	if err == nil && !known {
		a, err = s.stores.People.SaveAccount(r.Context(), staff.Account{Name: v.Name, Role: s.newcomer()}, s.record(r, audit.AccountMade, ""))
	}
	if err != nil {
		return err
	}
	if v.Link, err = s.inviteLink(r, a); err != nil {
		return err
	}
	s.render(w, r, "invite", page{Title: say("console.invite.title"), Nav: "invite", Body: v})
	return nil
}

// inviteLink makes a link by which an account can sign in once, to be handed over by the person who
// asked for it.
func (s *Service) inviteLink(r *http.Request, a staff.Account) (string, error) {
	link, err := newLink(r.Context(), s.stores.Logins, s.BaseURL, staff.Login{Name: a.Name, Account: a.ID, Expires: s.Now().Add(linkTime)})
	if err != nil {
		return "", err
	}
	return link, s.stores.Trail.Audit(r.Context(), s.record(r, audit.SessionInvited, a.Person().ID))
}

// longestName is in characters; colleagues' names stand in narrow columns.
const longestName = 30

// cleanName is a person's name as it is kept: one line of at most longestName characters.
func cleanName(s string) string {
	rs := []rune(chars.Line(s))
	return chars.Line(string(rs[:min(len(rs), longestName)])) // a cut may leave half of a character
}
