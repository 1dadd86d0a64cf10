package console

import (
	"fmt"
	"mime"
	"net/http"
	"slices"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/export"
)

// mediaTypes are those of the formats in which a programme's FAQ is taken out.
var mediaTypes = map[export.Format]string{
	export.Markdown: "text/markdown; charset=utf-8", export.CSV: "text/csv; charset=utf-8", export.JSON: "application/json",
}

// exportFAQ hands over a programme's FAQ as a file. Brought back, it changes what was changed in it.
func (s *Service) exportFAQ(w http.ResponseWriter, r *http.Request) error {
	format := export.Format(r.PathValue("format"))
	all := s.collections()
	at := slices.IndexFunc(all, func(c faq.Collection) bool { return c.ID == r.PathValue("collection") })
	if at < 0 || mediaTypes[format] == "" {
		return chat.ErrNotFound
	}
	data, err := export.Write(format, all[at])
	if err != nil {
		return fmt.Errorf("export the FAQ: %w", err)
	}
	if err := s.audited(r, audit.DataExported, "faq:"+all[at].ID, fmt.Sprintf("%s entries=%d", format, len(all[at].Entries))); err != nil {
		return err
	}
	name := chars.FileName(all[at].Title, all[at].ID) + "." + string(format)
	w.Header().Set("Content-Type", mediaTypes[format])
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = w.Write(data) // an error here is a browser that has left
	return nil
}
