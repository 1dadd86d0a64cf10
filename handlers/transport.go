package handlers

import (
	"net/http"
	"sync"
)

// strict tells browsers to come by https alone, for a year from each answer. Other hosts of the office's
// domain are not ours to speak for.
const strict = "max-age=31536000"

// transport sees to the way between browsers and us.
func transport(c Config, next http.Handler) http.Handler {
	var once sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.Secure {
			w.Header().Set("Strict-Transport-Security", strict)
		}
		if c.Gate.limits.Proxies.Unbelieved(r) {
			once.Do(func() {
				c.Log.Warn("a proxy that MADOGUCHI_PROXIES does not name says whom it speaks for: all its visitors count as one, and share one limit",
					"proxy", host(r.RemoteAddr))
			})
		}
		next.ServeHTTP(w, r)
	})
}
