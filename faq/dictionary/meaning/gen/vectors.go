package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"madoguchi/faq/dictionary/meaning"
)

// A known word is one of English: its unit vector, and the how many-th commonest it is.
type known struct {
	meaning.Vector
	rank int
}

// beginning is what stands before the vectors in the file: {"words":[…],"vectors":{"the":[…],…}}.
const beginning = `"vectors":{`

// longestLine is more than a word and its numbers take.
const longestLine = 1 << 16

// vectorsOf reads, of some words, the vectors out of the 300 MB of JSON, which nothing of ours is worth holding in
// memory for: the numbers of each word, its length and its rank.
func vectorsOf(wanted map[string]bool) func(io.Reader) (map[string]known, error) {
	return func(from io.Reader) (map[string]known, error) {
		r := bufio.NewReaderSize(from, 1<<20)
		if err := skip(r, beginning); err != nil {
			return nil, err
		}
		out := map[string]known{}
		pending := ""
		for {
			b, err := r.ReadSlice(']')
			if errors.Is(err, io.EOF) {
				return out, nil
			}
			if err != nil || len(pending)+len(b) > longestLine {
				return nil, fmt.Errorf("a word after %q has no vector: %w", pending, err)
			}
			if pending += string(b); !strings.Contains(pending, ":[") || strings.Count(pending, ",") < meaning.Size {
				continue // a word with a bracket in it
			}
			word, k, err := readVector(strings.TrimPrefix(pending, ","), wanted)
			if err != nil {
				return nil, err
			}
			if pending = ""; wanted[word] {
				out[word] = k
			}
		}
	}
}

// skip reads to behind some text.
func skip(r *bufio.Reader, text string) error {
	for at := 0; at < len(text); {
		b, err := r.ReadByte()
		if err != nil {
			return fmt.Errorf("there are no vectors: %w", err)
		}
		switch b {
		case text[at]:
			at++
		case text[0]:
			at = 1
		default:
			at = 0
		}
	}
	return nil
}

// readVector reads "word":[100 numbers, their length, the word's rank]; only the word, where it is not wanted.
func readVector(line string, wanted map[string]bool) (string, known, error) {
	at := strings.LastIndex(line, `":[`)
	if at < 1 || line[0] != '"' {
		return "", known{}, nil // what stands behind the vectors
	}
	word := line[1:at]
	if !wanted[word] {
		return word, known{}, nil
	}
	numbers := strings.Split(strings.TrimSuffix(line[at+len(`":[`):], "]"), ",")
	if len(numbers) != meaning.Size+2 {
		return "", known{}, fmt.Errorf("the vector of %q has %d numbers", word, len(numbers))
	}
	var k known
	for i := range k.Vector {
		x, err := strconv.ParseFloat(numbers[i], 32)
		if err != nil {
			return "", known{}, fmt.Errorf("the vector of %q: %w", word, err)
		}
		k.Vector[i] = float32(x)
	}
	k.Unit()
	rank, err := strconv.Atoi(numbers[meaning.Size+1])
	if err != nil {
		return "", known{}, fmt.Errorf("the rank of %q: %w", word, err)
	}
	k.rank = rank
	return word, k, nil
}
