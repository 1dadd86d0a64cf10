package main

import (
	"strings"

	"madoguchi/chat"
	"madoguchi/office"
)

// featureRoutes are the addresses that go with a feature: one ending in "/" stands for all below it.
var featureRoutes = map[office.Feature][]string{
	office.WebChat:     {"/{$}", "/chat", "/chat/", "/widget.js", "/widget/", "/page.css", "/link.js"},
	office.AccountLink: {"/chat/link", "/link.js"},
	office.SharedFiles: {"/shared/"},
	office.MemberFiles: {"/chat/files/"},
	office.API:         {"/api/"},
	office.PublicFAQ:   {"/faq", "/faq/", "/sitemap.xml", "/robots.txt"},
}

// off reports whether the office has turned off what a route's pattern belongs to.
func (s *server) off(pattern string) bool {
	_, path, found := strings.Cut(pattern, " ")
	if !found {
		path = pattern
	}
	off := s.office.now()
	for feature, paths := range featureRoutes {
		for _, p := range paths {
			if (path == p || strings.HasSuffix(p, "/") && strings.HasPrefix(path, p)) && !off.On(feature) {
				return true
			}
		}
	}
	return false
}

// capabilities are what the channels can do, less what the office has turned off.
func (s *server) capabilities() map[string]chat.Capabilities {
	off := s.office.now()
	all := map[string]chat.Capabilities{}
	for _, ch := range s.channels() {
		can := ch.Capabilities()
		if ch.Name() == chat.Web {
			can.Members = can.Members && off.On(office.WebChat)
			can.NoFiles = can.NoFiles || !off.On(office.MemberFiles)
		}
		can.LinkPage = can.LinkPage && off.On(office.WebChat) && off.On(office.AccountLink)
		all[ch.Name()] = can
	}
	return all
}
