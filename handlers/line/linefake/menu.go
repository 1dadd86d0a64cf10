package linefake

import (
	"bytes"
	"encoding/json"
	"image"
	_ "image/jpeg" // the two forms that LINE takes
	_ "image/png"
	"net/http"
	"slices"
)

// menu is a rich menu, with or without its image.
type menu struct {
	ID    string
	Body  map[string]any
	Image []byte
}

func (s *Server) menuRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v2/bot/richmenu", s.asking(s.createMenu))
	mux.HandleFunc("GET /v2/bot/richmenu/list", s.asking(s.listMenus))
	mux.HandleFunc("DELETE /v2/bot/richmenu/{id}", s.asking(s.deleteMenu))
	mux.HandleFunc("POST /v2/bot/richmenu/{id}/content", s.asking(s.setMenuImage))
	mux.HandleFunc("GET /v2/bot/user/all/richmenu", s.asking(s.defaultMenu))
	mux.HandleFunc("POST /v2/bot/user/all/richmenu/{id}", s.asking(s.setDefaultMenu))
	mux.HandleFunc("DELETE /v2/bot/user/all/richmenu", s.asking(s.clearDefaultMenu))
}

// Menus are the names of the rich menus there are, and the name of the default one.
func (s *Server) Menus() (names []string, standard string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.state.menus {
		names = append(names, str(m.Body["name"]))
		if m.ID == s.state.menu {
			standard = str(m.Body["name"])
		}
	}
	return names, standard
}

func (s *Server) createMenu(_ *http.Request, body []byte) answer {
	var in map[string]any
	c := &checker{}
	if err := json.Unmarshal(body, &in); err != nil {
		c.bad("body", "%v", err)
	}
	c.object("", in, shape{
		"size!": of(shape{"width!": whole(800, 2500), "height!": whole(250, 2500)}), "selected!": boolean, "name!": str1(300), "chatBarText!": str1(14),
		"areas!": list(0, 20, of(shape{
			"bounds!": of(shape{"x!": whole(0, 2500), "y!": whole(0, 2500), "width!": whole(1, 2500), "height!": whole(1, 2500)}), "action!": action(menuLabel),
		})),
	})
	if size, ok := in["size"].(map[string]any); ok {
		w, _ := size["width"].(float64)
		if h, _ := size["height"].(float64); h > 0 && w/h < 1.45 {
			c.bad("size", "the ratio of width to height must be at least 1.45")
		}
	}
	if len(c.details) > 0 {
		for _, d := range c.details {
			s.fault("rich menu: %s: %s", d.Property, d.Message)
		}
		return answer{status: 400, body: errorBody{Message: "The request body has errors", Details: c.details}}
	}
	id := "richmenu-" + s.hex(16)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.menus = append(s.state.menus, &menu{ID: id, Body: in})
	return ok(map[string]string{"richMenuId": id})
}

func (s *Server) listMenus(*http.Request, []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	menus := []map[string]any{}
	for _, m := range s.state.menus {
		one := map[string]any{"richMenuId": m.ID}
		for k, v := range m.Body {
			one[k] = v
		}
		menus = append(menus, one)
	}
	return ok(map[string]any{"richmenus": menus})
}

// find is a menu by ID, or nil. Server.mu is held.
func (s *Server) find(id string) *menu {
	if i := slices.IndexFunc(s.state.menus, func(m *menu) bool { return m.ID == id }); i >= 0 {
		return s.state.menus[i]
	}
	return nil
}

func (s *Server) deleteMenu(r *http.Request, _ []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.find(r.PathValue("id")) == nil {
		return notFound
	}
	s.state.menus = slices.DeleteFunc(s.state.menus, func(m *menu) bool { return m.ID == r.PathValue("id") })
	if s.state.menu == r.PathValue("id") {
		s.state.menu = ""
	}
	return ok(struct{}{})
}

func (s *Server) setMenuImage(r *http.Request, body []byte) answer {
	config, format, err := image.DecodeConfig(bytes.NewReader(body))
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.find(r.PathValue("id"))
	if m == nil {
		return notFound
	}
	size, _ := m.Body["size"].(map[string]any)
	switch {
	case m.Image != nil:
		return answer{status: 400, body: problem("An image has already been uploaded to the richmenu")}
	case err != nil || len(body) > 1<<20 || r.Header.Get("Content-Type") != "image/"+format:
		s.state.faults = append(s.state.faults, "rich menu: the image is no JPEG or PNG of at most 1 MB with its right type")
		return answer{status: 400, body: problem("invalid image")}
	case float64(config.Width) != size["width"] || float64(config.Height) != size["height"]:
		s.state.faults = append(s.state.faults, "rich menu: the image has another size than the menu")
		return answer{status: 400, body: problem("invalid image size")}
	}
	m.Image = body
	return ok(struct{}{})
}

func (s *Server) defaultMenu(*http.Request, []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.menu == "" {
		return answer{status: 404, body: problem("no default richmenu")}
	}
	return ok(map[string]string{"richMenuId": s.state.menu})
}

func (s *Server) setDefaultMenu(r *http.Request, _ []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.find(r.PathValue("id"))
	switch {
	case m == nil:
		return notFound
	case m.Image == nil:
		return answer{status: 400, body: problem("must upload richmenu image before applying it to user")}
	}
	s.state.menu = m.ID
	return ok(struct{}{})
}

func (s *Server) clearDefaultMenu(*http.Request, []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.menu = ""
	return ok(struct{}{})
}
