// Package embed asks a server for text vectors over the /v1/embeddings interface that OpenAI, TEI,
// Ollama and vLLM share. A [Client] is a rank.Embedder: one more feature of the ranking. It is off
// unless an address is configured.
//
// The text of members' messages goes to that server. Nothing depends on it: where it fails or is slow,
// the ranking does without (package rank bounds the wait).
package embed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// maxAnswer is the most bytes that are read of a server's answer: 64 vectors of 4,096 numbers fit.
const maxAnswer = 16 << 20

// maxKept is how many vectors are kept, by text, so that a rebuilt index asks only for what is new.
const maxKept = 20_000

// A Client asks one server for vectors of one model. Many goroutines may use it at once.
type Client struct {
	url   string
	model string
	key   string
	http  *http.Client
	mu    sync.Mutex
	kept  map[[sha256.Size]byte][]float32
}

// New gives a client for the server at base ("http://127.0.0.1:11434"; a path of /v1 may be part of
// it), for the named model. key is sent as a bearer token when it is not empty.
func New(base, model, key string) *Client {
	base = strings.TrimSuffix(strings.TrimSuffix(base, "/"), "/v1")
	return &Client{url: base + "/v1/embeddings", model: model, key: key,
		http: &http.Client{Timeout: 30 * time.Second}, kept: map[[sha256.Size]byte][]float32{}}
}

// Model is the model's name.
func (c *Client) Model() string { return c.model }

// Embed gives the vectors of texts, in their order. Vectors once had are not asked for again.
func (c *Client) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	var missing []int
	c.mu.Lock()
	for i, t := range texts {
		if out[i] = c.kept[c.sum(t)]; out[i] == nil {
			missing = append(missing, i)
		}
	}
	c.mu.Unlock()
	if len(missing) == 0 {
		return out, nil
	}
	ask := make([]string, len(missing))
	for i, m := range missing {
		ask[i] = texts[m]
	}
	vs, err := c.ask(ctx, ask)
	if err != nil {
		return nil, fmt.Errorf("embed %d texts with %s: %w", len(ask), c.model, err)
	}
	c.keep(ask, vs)
	for i, m := range missing {
		out[m] = vs[i]
	}
	return out, nil
}

func (c *Client) sum(text string) [sha256.Size]byte {
	return sha256.Sum256([]byte(c.model + "\x00" + text))
}

func (c *Client) keep(texts []string, vs [][]float32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept)+len(texts) > maxKept {
		clear(c.kept)
	}
	for i, t := range texts {
		c.kept[c.sum(t)] = vs[i]
	}
}

type answer struct {
	Data []struct {
		Index     int       `json:"index"`
		Embedding []float32 `json:"embedding"`
	} `json:"data"`
}

// ask sends one request.
func (c *Client) ask(ctx context.Context, texts []string) ([][]float32, error) {
	body, err := json.Marshal(map[string]any{"model": c.model, "input": texts, "encoding_format": "float"})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %s", res.Status)
	}
	var a answer
	if err := json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(&a); err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	return a.vectors(len(texts))
}

// vectors puts an answer's vectors in the order of the texts.
func (a *answer) vectors(n int) ([][]float32, error) {
	out := make([][]float32, n)
	for _, d := range a.Data {
		if d.Index < 0 || d.Index >= n || len(d.Embedding) == 0 {
			return nil, fmt.Errorf("vector %d of %d is not usable", d.Index, n)
		}
		out[d.Index] = d.Embedding
	}
	for i := range out {
		if out[i] == nil {
			return nil, fmt.Errorf("vector %d of %d is missing", i, n)
		}
	}
	return out, nil
}
