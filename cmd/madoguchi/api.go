package main

import (
	"madoguchi/handlers/api"
)

// buildAPI sets up the API for other systems.
func (s *server) buildAPI() {
	s.api = api.New(api.Config{BaseURL: s.base, Facts: s.apiFacts, Proxies: s.config.Limits.Proxies, Now: s.env.Now, Log: s.log}, s.counter(), api.Stores{
		Applications: s.db.store, Requests: s.db.store, Tickets: s.db.store, Contacts: s.db.store, People: s.db.store, Ledger: s.db.store, Trail: s.db.store,
		FAQ: s.library, Editor: s.editor(), Reports: s.db.store,
	})
}

// apiFacts are what the API shows and takes of the office file.
func (s *server) apiFacts() api.Facts {
	off := s.office.now()
	facts := api.Facts{Forms: off.Forms, Teams: off.TeamNames(), Wareki: off.Wareki}
	for i := range off.Programmes {
		facts.Programmes = append(facts.Programmes, api.Programme{ID: off.Programmes[i].ID, Name: off.Programmes[i].Name})
	}
	return facts
}
