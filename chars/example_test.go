package chars_test

import (
	"fmt"

	"madoguchi/chars"
)

// What is stored and shown is cleaned and no more; what is compared is folded.
func Example() {
	said := "㈱髙﨑\u200bの件\r\nです\u0000"
	fmt.Printf("%q\n", chars.Clean(said))
	fmt.Println(chars.Fold("カイヒ　Ⅱ") == chars.Fold("ｶｲﾋ ii"))
	// Output:
	// "㈱髙﨑の件\nです"
	// true
}

// A platform counts in units of its own, and a text is not cut inside what a reader sees as one
// character.
func ExampleCut() {
	family := "三人の家族👨‍👩‍👧"
	fmt.Println(chars.Units(family), chars.Graphemes(family))
	fmt.Println(chars.Cut(family, 9))
	// Output:
	// 13 6
	// 三人の家族…
}
