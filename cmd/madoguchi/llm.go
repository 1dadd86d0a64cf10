package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/faq"
	"madoguchi/faq/search"
	"madoguchi/learn"
	"madoguchi/llm"
	"madoguchi/ticket"
)

// runLLM shows what the language model was asked, and has it propose wordings.
func runLLM(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("llm", flag.ContinueOnError)
	n := fs.Int("n", 50, "of calls: the latest `N`; of wordings: at most N an entry")
	asJSON := fs.Bool("json", false, "print one JSON object a call")
	programme := fs.String("programme", "", "of wordings: the programme's short `ID`")
	rest, err := parse(fs, args)
	switch {
	case err != nil:
		return err
	case len(rest) != 1 || rest[0] != "calls" && rest[0] != "wordings":
		return usageError{"llm: want 'calls' or 'wordings'"}
	case *n < 1:
		return usageError{"llm: -n must be at least 1"}
	case rest[0] == "wordings" && *programme == "":
		return usageError{"llm: wordings wants -programme"}
	}
	db, err := openDatabase(ctx, env)
	if err != nil {
		return err
	}
	defer db.close()
	if rest[0] == "calls" {
		return listCalls(ctx, env, db, *n, *asJSON)
	}
	return draftWordings(ctx, env, db, *programme, min(*n, wordingsAnEntry))
}

// A callLine is one question to the language model, as llm calls -json prints it.
type callLine struct {
	At      time.Time   `json:"at"`
	Purpose llm.Purpose `json:"purpose"`
	Server  string      `json:"server"`
	Model   string      `json:"model"`
	Text    string      `json:"text"`
	Given   []string    `json:"given"`
	Outcome llm.Outcome `json:"outcome"`
	Answer  llm.Answer  `json:"answer"`
	Used    llm.Use     `json:"used"`
	Took    int         `json:"ms"`
	In      int         `json:"tokens_in"`
	Out     int         `json:"tokens_out"`
}

// listCalls shows what has left the house, the latest first.
func listCalls(ctx context.Context, env environment, db *database, n int, asJSON bool) error {
	calls, err := db.store.ModelCalls(ctx, llm.CallFilter{Limit: n})
	if err != nil {
		return err
	}
	if asJSON {
		enc := json.NewEncoder(env.Stdout)
		for _, c := range calls {
			if err := enc.Encode(callLine{c.Asked, c.Purpose, c.Server, c.Model, c.Text, c.Given, c.Outcome, c.Answer, c.Used, c.Took, c.Answer.Tokens.In, c.Answer.Tokens.Out}); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ASKED\tPURPOSE\tSERVER\tMS\tTOKENS\tOUTCOME\tUSED\tSAID\tGIVEN\tTEXT")
	for _, c := range calls {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d+%d\t%s\t%s\t%s\t%s\t%s\n", c.Asked.Format("2006-01-02 15:04:05"), c.Purpose, c.Server, c.Took, c.Answer.Tokens.In, c.Answer.Tokens.Out, c.Outcome, c.Used, saidIn(c), strings.Join(c.Given, " "), strings.Join(strings.Fields(c.Text), " "))
	}
	return w.Flush()
}

// saidIn is what came of a call, in a word.
func saidIn(c llm.Call) string {
	said := c.Answer.Choice
	if n := len(c.Answer.Parts) + len(c.Answer.Values) + len(c.Answer.Wordings); n > 0 {
		said = strings.TrimSpace(fmt.Sprintf("%s +%d", said, n))
	}
	return said
}

const (
	wordingsAnEntry = 3                // are proposed at most: a person reads each
	wordingsTime    = 60 * time.Second // for an entry, where no member waits
)

// draftWordings has the language model word the entries of a programme otherwise, and keeps what is of use as proposals.
func draftWordings(ctx context.Context, env environment, db *database, programme string, most int) error {
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	if !c.LLM.on() {
		return usageError{"llm: wordings wants MADOGUCHI_LLM_URL and MADOGUCHI_LLM_MODEL"}
	}
	cs, _, err := db.store.LoadCollections(ctx)
	if err != nil {
		return fmt.Errorf("load FAQ from the database: %w", err)
	}
	i := slices.IndexFunc(cs, func(c faq.Collection) bool { return c.ID == programme })
	if i < 0 {
		return fmt.Errorf("no entries of %s are served: see 'madoguchi import'", programme)
	}
	opt, err := indexOptions(env)
	if err != nil {
		return err
	}
	ix, err := search.NewIndex(ctx, cs, opt)
	if err != nil {
		return err
	}
	d := drafter{client: llm.New(llm.Config{URL: c.LLM.URL, Model: c.LLM.Model, Key: string(c.LLM.Key), Limit: wordingsTime}), db: db, ix: ix, env: env, most: most}
	total := 0
	for _, e := range cs[i].Entries {
		n, err := d.draft(ctx, &e)
		if total += n; err != nil {
			return err
		}
	}
	fmt.Fprintf(env.Stdout, "%d wordings are proposed: take them or not at /desk/model\n", total)
	return nil
}

// A drafter proposes wordings.
type drafter struct {
	client *llm.Client
	db     *database
	ix     *search.Index
	env    environment
	most   int
}

// draft proposes wordings of one entry. One that the model is of no help with is passed over, unless the server is gone.
func (d *drafter) draft(ctx context.Context, e *faq.Entry) (int, error) {
	q := llm.Question{Purpose: llm.Wordings, Text: e.Question, Context: e.AnswerText()}
	id, _, err := d.db.store.BeginConsultation(ctx, turn.Consulting{Question: q, Server: d.client.Server(), Model: d.client.Model(), At: d.env.Now()})
	if err != nil {
		return 0, err
	}
	began := time.Now()
	a, outcome, failure := d.client.Ask(ctx, q)
	if err := d.db.store.EndConsultation(ctx, id, outcome, a, time.Since(began)); err != nil {
		return 0, err
	}
	if failure != nil {
		fmt.Fprintf(d.env.Stderr, "%s: %v\n", e.Ref(), failure)
		if errors.Is(failure, llm.ErrInvalid) {
			return 0, nil
		}
		return 0, failure
	}
	var proposals []learn.Proposal
	for _, wording := range a.Wordings {
		useful, err := d.useful(ctx, e, wording)
		if err != nil {
			return 0, err
		}
		if useful && len(proposals) < d.most {
			proposals = append(proposals, learn.Proposal{Programme: e.Collection, Ref: e.Ref(), Wording: wording})
		}
	}
	return d.report(ctx, id, proposals)
}

func (d *drafter) report(ctx context.Context, call int64, proposals []learn.Proposal) (int, error) {
	n, err := d.db.store.ProposeWordings(ctx, proposals...)
	if err == nil {
		use := llm.Nothing
		if n > 0 {
			use = llm.Proposed
		}
		err = d.db.store.NoteUse(ctx, call, use)
	}
	for _, p := range proposals {
		_, _ = io.WriteString(d.env.Stdout, p.Ref+"  "+p.Wording+"\n")
	}
	return n, err
}

// useful reports whether a wording would help: the search does not answer it by itself, and finds the entry among the
// first. What it answers needs none; what it finds nothing near in has strayed from the entry.
func (d *drafter) useful(ctx context.Context, e *faq.Entry, wording string) (bool, error) {
	found, err := d.ix.Decide(ctx, wording, faq.Scope{Programme: e.Collection})
	if err != nil {
		return false, err
	}
	near := slices.ContainsFunc(found.Hits, func(h faq.Hit) bool { return h.Entry.Ref() == e.Ref() && h.P >= ticket.NearEnough })
	return near && found.Verdict != faq.Answer && !found.Act && !found.Human, nil
}
