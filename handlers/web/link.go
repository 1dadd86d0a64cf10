package web

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"

	"madoguchi/chat"
)

// A member comes to the page for linking from a button in LINE, with a link token of LINE's. The
// page's script speaks for the web session that their browser holds, and is told the address of
// LINE's dialog: with the token, and a nonce that stands for the session until LINE brings it back
// with the account that agreed. LINE sees to it that only the member whom the token was given to can
// agree; that nobody links another's session the session's own token sees to.

const (
	defaultLinkDialog = "https://access.line.me/dialog/bot/accountLink"

	nonceBytes = 32      // LINE wants at least 16, unguessable
	maxLinkAsk = 4 << 10 // bytes of the script's question
)

// A Linker keeps that a nonce stands for a session, for as long as LINE may take to bring it back. It
// keeps the nonce's hash alone.
type Linker interface {
	NewLink(ctx context.Context, nonce string, from chat.Address) error
}

// linkToken is the form of LINE's link tokens, as far as it matters in an address.
var linkToken = regexp.MustCompile(`^[A-Za-z0-9_-]{8,255}$`)

// postLink serves POST /chat/link: the address of LINE's dialog for the session that asks.
func (s *Service) postLink(w http.ResponseWriter, r *http.Request) error {
	session, err := s.speaker(r)
	if err != nil {
		return err
	}
	var ask struct {
		Token string `json:"link_token"`
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxLinkAsk))
	if err != nil || json.Unmarshal(body, &ask) != nil || !linkToken.MatchString(ask.Token) {
		return badRequest(errors.Join(errors.New("no link token"), err))
	}
	secret := make([]byte, nonceBytes)
	rand.Read(secret)
	nonce := base64.RawURLEncoding.EncodeToString(secret)
	if err := s.Linker.NewLink(r.Context(), nonce, address(session)); err != nil {
		return fmt.Errorf("keep a nonce: %w", err)
	}
	writeJSON(w, http.StatusCreated, map[string]string{"url": s.LinkDialog + "?" + url.Values{"linkToken": {ask.Token}, "nonce": {nonce}}.Encode()})
	return nil
}
