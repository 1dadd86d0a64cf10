package api

import (
	_ "embed"
	"fmt"
	"net/http"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed openapi.yaml
var description []byte

// Description is what the API is, as OpenAPI 3.1 has it, in JSON.
var Description = sync.OnceValues(func() ([]byte, error) {
	out, err := yaml.YAMLToJSON(description)
	if err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	return out, nil
})

// describe serves the description to everybody: it holds nothing of an office.
func (s *Service) describe(w http.ResponseWriter, r *http.Request) error {
	body, err := Description()
	if err != nil {
		return err
	}
	sendTagged(w, r, body)
	return nil
}
