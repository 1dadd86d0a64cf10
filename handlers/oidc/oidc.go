// Package oidc lets the office's people prove who they are at another company that knows them: Slack,
// Google, Microsoft, or any that speaks OpenID Connect.
//
// It only asks and listens: [Provider.Begin] gives the address at which somebody signs in there,
// [Provider.Finish] turns the code they come back with into a [staff.Identity]. Whose account that is, and
// whether they may come in, is for the desk to say. The state, the nonce and the verifier of a sign-in
// are the desk's, too, who keeps them in the browser that began it.
//
//	p := oidc.New(oidc.Config{Issuer: "https://accounts.google.com", ClientID: id, Secret: secret})
//	address, err := p.Begin(ctx, redirect, attempt)
//	identity, err := p.Finish(ctx, redirect, attempt, code)
//
// What a provider says of itself (its addresses and keys) is read when the first person signs in, and
// kept: the program starts whether or not the provider can be reached.
package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"madoguchi/staff"
)

// SlackIssuer is where Sign in with Slack lives.
const SlackIssuer = "https://slack.com"

// A Config says of a provider who it is, and as whom it knows the office.
type Config struct {
	Issuer           string // https://accounts.google.com
	ClientID, Secret string
	TrustMail        bool         // its mail addresses are its own people's, even where it does not say email_verified
	HTTPClient       *http.Client // one with a limit of ten seconds when nil
}

// A Provider is another company at which people sign in. Its methods may be called from many goroutines.
type Provider struct {
	config Config
	client *http.Client

	mu    sync.Mutex
	known *oidc.Provider // nil until it has answered once
}

// New makes a provider. It calls nobody.
func New(c Config) *Provider {
	if c.HTTPClient == nil {
		c.HTTPClient = &http.Client{Timeout: 10 * time.Second}
	}
	return &Provider{config: c, client: c.HTTPClient}
}

// discovered is what the provider says of itself.
func (p *Provider) discovered(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	// The keys are fetched later, by whoever signs in then: not within this request's time.
	known, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.config.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask %s what it is: %w", p.config.Issuer, err)
	}
	p.known = known
	return known, nil
}

func (p *Provider) oauth(known *oidc.Provider, redirect string) *oauth2.Config {
	endpoint := known.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams // else the library tries two, and a code is good for one
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.Secret, Endpoint: endpoint, RedirectURL: redirect,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// Begin is the address at which somebody signs in. They come back to redirect.
func (p *Provider) Begin(ctx context.Context, redirect string, a staff.Attempt) (string, error) {
	known, err := p.discovered(ctx)
	if err != nil {
		return "", err
	}
	return p.oauth(known, redirect).AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), nil
}

var errNonce = errors.New("the token was made for another sign-in")

// Finish trades the code that somebody came back with for who they are.
func (p *Provider) Finish(ctx context.Context, redirect string, a staff.Attempt, code string) (staff.Identity, error) {
	known, err := p.discovered(ctx)
	if err != nil {
		return staff.Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.oauth(known, redirect).Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return staff.Identity{}, fmt.Errorf("trade a code at %s: %w", p.config.Issuer, err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := known.Verifier(&oidc.Config{ClientID: p.config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return staff.Identity{}, fmt.Errorf("verify what %s says: %w", p.config.Issuer, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.Nonce)) != 1 {
		return staff.Identity{}, fmt.Errorf("verify what %s says: %w", p.config.Issuer, errNonce)
	}
	return p.identity(id)
}

// identity reads the claims of a token that was verified.
func (p *Provider) identity(id *oidc.IDToken) (staff.Identity, error) {
	var claims struct {
		Mail     string `json:"email"`
		Verified any    `json:"email_verified"` // a boolean; some send it as a word
		Name     string `json:"name"`
		User     string `json:"https://slack.com/user_id"`
		Team     string `json:"https://slack.com/team_id"`
	}
	if err := id.Claims(&claims); err != nil {
		return staff.Identity{}, fmt.Errorf("read what %s says: %w", p.config.Issuer, err)
	}
	who := staff.Identity{Issuer: id.Issuer, Subject: id.Subject, Name: claims.Name, Slack: claims.User, SlackTeam: claims.Team}
	if claims.Verified == true || claims.Verified == "true" || p.config.TrustMail {
		who.Mail = claims.Mail
	}
	return who, nil
}
