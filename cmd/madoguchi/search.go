package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/dictionary"
	"madoguchi/faq/embed"
	"madoguchi/faq/search"
)

// indexOptions are the options of every index this program builds: the office's own dictionaries,
// files named in MADOGUCHI_SYNONYMS and parted as in PATH. A file whose name ends in .csv or has
// "sudachi" in it is read in Sudachi's synonym format, others in ours. MADOGUCHI_EMBED_URL, _MODEL
// and _KEY name a server of text vectors; without the address there is none.
func indexOptions(env environment) (search.Options, error) {
	var opt search.Options
	for _, file := range filepath.SplitList(env.Getenv("MADOGUCHI_SYNONYMS")) {
		if file == "" {
			continue
		}
		d, err := readSynonyms(file)
		if err != nil {
			return search.Options{}, fmt.Errorf("MADOGUCHI_SYNONYMS: %w", err)
		}
		opt.Synonyms = append(opt.Synonyms, d)
	}
	if url := env.Getenv("MADOGUCHI_EMBED_URL"); url != "" {
		opt.Embedder = embed.New(url, env.Getenv("MADOGUCHI_EMBED_MODEL"), env.Getenv("MADOGUCHI_EMBED_KEY"))
	}
	return opt, nil
}

func readSynonyms(file string) (*dictionary.Dictionary, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read synonyms: %w", err)
	}
	defer f.Close()
	name := filepath.Base(file)
	if strings.Contains(name, "sudachi") || filepath.Ext(name) == ".csv" {
		return dictionary.ParseSudachi(name, f)
	}
	return dictionary.Parse(name, f)
}

// eachQuery hands a command's query over: the arguments as one, or with "-" each line of standard input.
func eachQuery(args []string, env environment, do func(query string) error) error {
	if len(args) == 1 && args[0] == "-" {
		sc := bufio.NewScanner(env.Stdin)
		sc.Buffer(make([]byte, 64<<10), 4<<20)
		for sc.Scan() {
			if err := do(sc.Text()); err != nil {
				return err
			}
		}
		if err := sc.Err(); err != nil {
			return fmt.Errorf("read queries: %w", err)
		}
		return nil
	}
	return do(strings.Join(args, " "))
}

// searchLine is the answer to one query of search -json.
type searchLine struct {
	Query string      `json:"query"`
	Hits  []searchHit `json:"hits"`
	Took  int64       `json:"took_us"`
}

type searchHit struct {
	Ref      string  `json:"ref"`
	Question string  `json:"question"`
	Score    float64 `json:"score"`
}

// runSearch ranks the entries for queries.
func runSearch(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("search", flag.ContinueOnError)
	var docs documents
	docs.flag(fs)
	n := fs.Int("n", 10, "print the best `N` entries")
	asJSON := fs.Bool("json", false, "print one JSON object a query")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if *n < 1 {
		return usageError{"search: -n must be at least 1"}
	}
	if len(rest) == 0 {
		return usageError{"search: give a query, or - to read queries from standard input"}
	}
	ix, err := docs.index(ctx, env)
	if err != nil {
		return err
	}
	return eachQuery(rest, env, func(query string) error {
		began := time.Now()
		hits, err := ix.Search(ctx, query, *n, faq.Scope{})
		if err != nil {
			return err
		}
		line := searchLine{Query: query, Hits: []searchHit{}, Took: time.Since(began).Microseconds()}
		for _, h := range hits {
			line.Hits = append(line.Hits, searchHit{h.Entry.Ref(), h.Entry.Question, h.Score})
		}
		if *asJSON || rest[0] == "-" {
			return json.NewEncoder(env.Stdout).Encode(line)
		}
		for _, h := range line.Hits {
			fmt.Fprintf(env.Stdout, "%6.3f  %-12s %s\n", h.Score, h.Ref, h.Question)
		}
		return nil
	})
}
