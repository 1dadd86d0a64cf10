package child

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq/importer/tree"
)

// readers are what a child of these tests does with its document.
var readers = map[string]Reader{
	"echo": func(data []byte) (tree.Doc, error) {
		return tree.Doc{Title: string(data), Blocks: []tree.Block{{Kind: tree.Paragraph, Spans: []tree.Span{{Text: "<&\n>", URL: "https://example.jp/?a=b&c"}}}}}, nil
	},
	"fault": func([]byte) (tree.Doc, error) {
		return tree.Doc{}, fmt.Errorf("wrapped: %w", &tree.Fault{Code: tree.Encrypted})
	},
	"error": func([]byte) (tree.Doc, error) { return tree.Doc{}, errors.New("no such part") },
	"panic": func([]byte) (tree.Doc, error) { panic("index out of range") },
	"greedy": func([]byte) (tree.Doc, error) {
		var all [][]byte
		for {
			b := make([]byte, 64<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			all = append(all, b)
			if len(all) > 1000 {
				return tree.Doc{}, nil
			}
		}
	},
	"endless": func([]byte) (tree.Doc, error) { time.Sleep(time.Hour); return tree.Doc{}, nil },
	"secret":  func([]byte) (tree.Doc, error) { return tree.Doc{Title: os.Getenv("DATABASE_URL")}, nil },
	"talker":  func([]byte) (tree.Doc, error) { return tree.Doc{Title: strings.Repeat("x", 2<<20)}, nil },
	"again": func(data []byte) (tree.Doc, error) {
		return Run(context.Background(), "echo", data)
	},
}

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == Command {
		if err := Serve(readers, os.Args[2], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestRun(t *testing.T) {
	doc, err := Run(t.Context(), "echo", []byte("貸出"))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := readers["echo"]([]byte("貸出"))
	if diff := cmp.Diff(want, doc); diff != "" {
		t.Error(diff)
	}
}

// TestFaults: whatever becomes of the child, the parent learns what is wrong with the document.
func TestFaults(t *testing.T) {
	old := maxTree
	maxTree = 1 << 20
	t.Cleanup(func() { maxTree = old })
	for kind, want := range map[string]tree.FaultCode{
		"fault": tree.Encrypted, "error": tree.Broken, "panic": tree.Broken, "greedy": tree.OutOfSpace, "talker": tree.TooLarge, "again": tree.Broken,
	} {
		_, err := Run(t.Context(), kind, nil)
		var fault *tree.Fault
		if !errors.As(err, &fault) || fault.Code != want {
			t.Errorf("%s: %v, want the fault %s", kind, err, want)
		}
	}
}

// TestEnds: a child that does not end is ended with its parent's patience.
func TestEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := Run(ctx, "endless", nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the context's", err)
	}
}

// TestKnowsNothing: a child has none of its parent's secrets.
func TestKnowsNothing(t *testing.T) {
	t.Setenv("DATABASE_URL", "postgres://secret")
	doc, err := Run(t.Context(), "secret", nil)
	if err != nil || doc.Title != "" {
		t.Errorf("the child knows %q, %v", doc.Title, err)
	}
}

// TestUnknownReader: a kind nobody reads is a mistake in the program, not in the document.
func TestUnknownReader(t *testing.T) {
	if err := Serve(readers, "nothing", strings.NewReader(""), &strings.Builder{}); err == nil {
		t.Error("no error")
	}
}
