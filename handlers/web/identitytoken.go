package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"madoguchi/chars"
)

// A member's site that has signed its member in says who that is by a JSON Web Token (RFC 7519), signed by
// HMAC with SHA-256 under a secret that the site shares with us. It goes by way of the member's browser,
// which can read it and cannot make one.

// MinIdentifySecret is how many bytes the secret has at least: as many as the hash gives (RFC 7518, 3.2).
const MinIdentifySecret = 32

const (
	identityLife = time.Hour   // a token is good for that long at most, by its own words
	identitySkew = time.Minute // by so much the clocks of two servers may differ
	maxIdentity  = 4 << 10     // bytes of a token
	maxSub       = 100         // characters of the member's id
	maxDetail    = 200         // characters of a name, a company, an address
)

// A siteMember is who a token says that the visitor is.
type siteMember struct {
	Sub, Name, Company, Mail string
	Until                    time.Time // the token is good until then
}

// siteClaims are what a token holds.
type siteClaims struct {
	jwt.Claims
	Name    string `json:"name"`
	Company string `json:"company"`
	Mail    string `json:"mail"`
}

// errLate is of a token that was good.
var errLate = errors.New("its time is over")

// readIdentity reads a token that was signed with the secret. Only the one algorithm counts, whatever the
// token's own header names.
func readIdentity(secret []byte, token string, now time.Time) (siteMember, error) {
	if len(token) > maxIdentity {
		return siteMember{}, fmt.Errorf("it has more than %d bytes", maxIdentity)
	}
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return siteMember{}, err
	}
	var c siteClaims
	if err := parsed.Claims(secret, &c); err != nil {
		return siteMember{}, err
	}
	if err := c.good(now); err != nil {
		return siteMember{}, err
	}
	return c.member()
}

// good says what is wrong with the times of a token.
func (c *siteClaims) good(now time.Time) error {
	switch {
	case c.Expiry == nil || c.IssuedAt == nil:
		return errors.New("iat or exp is missing")
	case c.Expiry.Time().Sub(c.IssuedAt.Time()) > identityLife || c.Expiry.Time().Sub(now) > identityLife+identitySkew:
		return fmt.Errorf("it is good for more than %v", identityLife)
	case !c.Expiry.Time().After(c.IssuedAt.Time()):
		return errors.New("exp is not after iat")
	case c.IssuedAt.Time().Sub(now) > identitySkew || c.NotBefore != nil && c.NotBefore.Time().Sub(now) > identitySkew:
		return errors.New("it is of a time to come: is the clock of one of the servers wrong?")
	case now.Sub(c.Expiry.Time()) >= identitySkew:
		return errLate
	}
	return nil
}

// member is who the claims name. An id has to be plain, for staff go by it; what is too long or strange of
// the rest is left out, for the member is asked for it then.
func (c *siteClaims) member() (siteMember, error) {
	sub := strings.TrimSpace(c.Subject)
	if sub == "" || chars.Clean(sub) != sub || strings.ContainsAny(sub, "\r\n\t") || utf8.RuneCountInString(sub) > maxSub {
		return siteMember{}, fmt.Errorf("sub is empty, has more than %d characters, or some that cannot be shown", maxSub)
	}
	m := siteMember{Sub: sub, Name: detail(c.Name), Company: detail(c.Company), Mail: detail(c.Mail), Until: c.Expiry.Time().Add(identitySkew)}
	if a, err := mail.ParseAddress(cmp.Or(m.Mail, "-")); err != nil || a.Address != m.Mail {
		m.Mail = ""
	}
	return m, nil
}

func detail(s string) string {
	s = strings.Join(strings.Fields(chars.Clean(s)), " ")
	if utf8.RuneCountInString(s) > maxDetail {
		return ""
	}
	return s
}
