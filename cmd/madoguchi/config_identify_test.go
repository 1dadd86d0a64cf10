package main

import (
	"strings"
	"testing"
)

// TestIdentifySecret: with a secret that could be guessed the program does not start, and says so without it.
func TestIdentifySecret(t *testing.T) {
	for secret, good := range map[string]bool{"": true, "short secret": false, strings.Repeat("s", 31): false, strings.Repeat("s", 32): true} {
		_, err := readConfig(func(name string) string {
			if name == "MADOGUCHI_IDENTIFY_SECRET" {
				return secret
			}
			return ""
		})
		if (err == nil) != good || err != nil && (!strings.Contains(err.Error(), "MADOGUCHI_IDENTIFY_SECRET") || strings.Contains(err.Error(), secret)) {
			t.Errorf("%q: %v", secret, err)
		}
	}
}
