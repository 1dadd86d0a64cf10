package main

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"madoguchi/faq/links"
	"madoguchi/faq/lint"
	"madoguchi/webhook"
)

// Links are looked at a few at a time, from some minutes after the start on: a program that is tried out for a moment
// asks nobody.
const (
	linksBegin = 10 * time.Minute
	linksEvery = time.Hour
	linksPause = time.Second // other sites are in no hurry, either
)

// keepLinks asks other sites whether what the FAQ links to can be opened. Every process does; the store hands each
// link to one of them.
func (s *server) keepLinks(ctx context.Context) {
	if !s.config.Links {
		return
	}
	public := func(a netip.Addr) bool { return webhook.Guard{}.Allows(a, false) }
	c := &links.Checker{Store: s.db.store, Client: links.NewClient(public), Now: s.env.Now, Log: s.log, Pause: linksPause}
	for wait := linksBegin; ; wait = linksEvery {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		ix := s.library.Current()
		if ix == nil {
			continue
		}
		if err := c.Round(ctx, links.Addresses(ix.Collections(), s.host())); err != nil && ctx.Err() == nil {
			s.log.Error("look whether the FAQ's links can be opened", "err", err)
		}
	}
}

// host is the host of the office's own pages.
func (s *server) host() string {
	u, err := url.Parse(s.base)
	if err != nil {
		return ""
	}
	return u.Host
}

// deadLinks are the FAQ's links that nobody can open, and why.
func (s *server) deadLinks(ctx context.Context) (map[string]lint.Fault, error) {
	if !s.config.Links {
		return nil, nil
	}
	failing, err := s.db.store.FailingLinks(ctx)
	if err != nil {
		return nil, fmt.Errorf("check the FAQ's links: %w", err)
	}
	dead := map[string]lint.Fault{}
	for _, l := range failing {
		if l.Dead() {
			dead[l.Address] = l.Fault
		}
	}
	return dead, nil
}
