package fit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"madoguchi/faq"
	"madoguchi/faq/importer"
	"madoguchi/faq/search"
)

// A Subject is a sample FAQ of another subject than the sample programmes', with messages by an author who saw
// nothing but its document. Subjects keep the search from knowing one office's words only: what is fitted is fitted
// on them, too, and each is judged by a fit that has not seen it ([LeaveOneOut]).
type Subject struct {
	Name       string
	Collection faq.Collection
	Queries    []LabelledQuery
}

// ReadSubjects reads the subjects of a folder: in a folder each, faq.txt and messages.jsonl.
func ReadSubjects(ctx context.Context, folder string) ([]Subject, error) {
	dirs, err := filepath.Glob(filepath.Join(folder, "*", "faq.txt"))
	if err != nil || len(dirs) == 0 {
		return nil, fmt.Errorf("read subjects: no */faq.txt in %s", folder)
	}
	var out []Subject
	for _, document := range dirs {
		dir := filepath.Dir(document)
		s, err := readSubject(ctx, filepath.Base(dir), document)
		if err != nil {
			return nil, fmt.Errorf("read subject %s: %w", dir, err)
		}
		if s.Queries, err = ReadQueryFiles(filepath.Join(dir, "messages.jsonl")); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func readSubject(ctx context.Context, name, document string) (Subject, error) {
	f, err := os.Open(document)
	if err != nil {
		return Subject{}, err
	}
	defer f.Close()
	c, err := importer.Read(ctx, document, f, importer.Options{Programme: name})
	return Subject{Name: name, Collection: c}, err
}

// Samples gathers what is learnt from a subject's messages.
func (s *Subject) Samples(ctx context.Context, opt search.Options) ([]Sample, error) {
	ix, err := search.NewIndex(ctx, []faq.Collection{s.Collection}, opt)
	if err != nil {
		return nil, err
	}
	return Samples(ctx, ix, s.Queries)
}

// A LeftOut is how a fit does on a subject that it has not seen.
type LeftOut struct {
	Name          string
	N             int     // answerable messages
	R1, R3, R5    float64 // the right entry first, in the first three, in the first five
	Direct, Right float64 // answered at once by the confidence alone, and right of those
	Near          float64 // near-misses answered
}

// LeaveOneOut fits on all but one subject, with the samples that always take part, and measures that one; for each.
func LeaveOneOut(subjects map[string][]Sample, names []string, always []Sample, answer float64) []LeftOut {
	var out []LeftOut
	for _, held := range names {
		fit := append([]Sample{}, always...)
		for _, name := range names {
			if name != held {
				fit = append(fit, subjects[name]...)
			}
		}
		weights := fitRank(fit)
		sure := growSure(fit, weights)
		m := LeftOut{Name: held}
		near := 0.0
		for i := range subjects[held] {
			s := &subjects[held][i]
			if s.own || s.Query.Want != WantAnswer && s.Query.Style != NearMiss {
				continue
			}
			found := s.ordered(weights)
			answers := false
			if len(found) > 0 {
				x := s.index.Evidence(s.question, found, 0)
				answers = sure.P(x[:]) >= answer
			}
			if s.Query.Want != WantAnswer {
				near++
				m.Near += one(answers)
				continue
			}
			m.add(s.rank(found), answers)
		}
		m.divide(near)
		out = append(out, m)
	}
	return out
}

// rank is the place of the first candidate that is a target, 0 for none.
func (s *Sample) rank(found []candidate) int {
	for i := range found {
		if s.targets(found[i].Doc) {
			return i + 1
		}
	}
	return 0
}

func (m *LeftOut) add(rank int, answers bool) {
	m.N++
	m.R1 += one(rank == 1)
	m.R3 += one(rank >= 1 && rank <= 3)
	m.R5 += one(rank >= 1 && rank <= 5)
	m.Direct += one(answers)
	m.Right += one(answers && rank == 1)
}

func (m *LeftOut) divide(near float64) {
	n := float64(max(m.N, 1))
	m.Right /= max(m.Direct, 1)
	m.R1, m.R3, m.R5, m.Direct, m.Near = m.R1/n, m.R3/n, m.R5/n, m.Direct/n, m.Near/max(near, 1)
}
