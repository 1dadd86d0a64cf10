package faq

// An Explanation says why entries rank where they do for a message.
type Explanation struct {
	Query      string       `json:"query"`
	Normalised string       `json:"normalised"`
	Atoms      []AtomReport `json:"atoms"`   // what the message says, in its order
	Asks       []string     `json:"asks"`    // the question words in it
	Named      []string     `json:"named"`   // the programmes it names
	Unknown    []string     `json:"unknown"` // what no entry explains
	Hits       []HitReport  `json:"hits"`
	Decision   Decision     `json:"-"`
}

// An AtomReport is one thing the message says.
type AtomReport struct {
	Text     string   `json:"text"`
	Concepts []string `json:"concepts"` // of the dictionary, surest first
	BySound  bool     `json:"by_sound"` // found by its sound, not its spelling
	Weight   float64  `json:"weight"`   // share of the message
	Entries  int      `json:"entries"`  // in how many entries it occurs
}

// A HitReport is one entry with what its rank is made of.
type HitReport struct {
	Ref      string             `json:"ref"`
	Question string             `json:"question"`
	Score    float64            `json:"score"`
	P        float64            `json:"p"`
	Found    []string           `json:"found"`   // what of the message its question or answer explains
	Missing  []string           `json:"missing"` // and what not
	Features map[string]float64 `json:"features"`
}
