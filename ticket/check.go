package ticket

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"unicode"

	"madoguchi/chars"
)

// A Check is what a member shows, with a ticket's number, to be told how it stands. Only the hash is kept:
// whoever reads the database can ask for nobody's ticket.
type Check struct {
	Code string // as it stands on the receipt: K7Q2M-9XRTV
	Hash []byte
}

// checkLetters are those that nobody takes for one another.
const checkLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// checkLength is how many of them a code has: ten of thirty are 49 bits. With five tries an hour, a guesser
// needs longer than the office has existed.
const checkLength = 10

// DrawCheck draws the code of a ticket with the number.
func DrawCheck(number string) *Check {
	code := make([]byte, 0, checkLength)
	for one := make([]byte, 1); len(code) < checkLength; {
		_, _ = rand.Read(one) // never fails: see crypto/rand
		if n := int(one[0]); n < 256-256%len(checkLetters) {
			code = append(code, checkLetters[n%len(checkLetters)])
		}
	}
	return &Check{Code: string(code[:checkLength/2]) + "-" + string(code[checkLength/2:]), Hash: HashCheck(number, string(code))}
}

// HashCheck is what is kept of a code, however its letters were typed. The number in it makes a list of
// hashes useless for any other ticket.
func HashCheck(number, code string) []byte {
	sum := sha256.Sum256([]byte(CheckNumber(number) + "\n" + lettersOf(code)))
	return sum[:]
}

// CheckNumber is a ticket's number however it was typed: 「ｑ－１２０４」 and 「Q1204」 are Q-1204.
func CheckNumber(number string) string {
	letters := lettersOf(number)
	if at := strings.IndexFunc(letters, unicode.IsDigit); at > 0 {
		return letters[:at] + "-" + letters[at:]
	}
	return letters
}

// lettersOf are the letters and digits of a text in one width, as capitals.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToUpper(r)
		}
		return -1
	}, chars.Plain(s))
}
