// Package child reads a document in a process of its own, with bounds of memory and time.
//
// A workbook or a PDF is a program's data, unpacked and interpreted by a large library; a broken or
// malicious one can ask for all memory there is, or never end. So the program starts itself once more
// with a hidden command, gives the document to the new process's standard input and takes a tree as
// JSON from its standard output. Whatever happens there, the parent gets a tree or an error in time:
//
//	parent: Run(ctx, "xlsx", data)  ──▶  madoguchi read-document xlsx  (Serve)
//	        tree or *tree.Fault     ◀──  {"doc":{…}} or {"fault":{…}}
//
// The child has none of the parent's environment but where caches and temporary files may lie, so a
// fault in a library meets no secret. A program that calls Run answers the command: it calls [Serve]
// where its first argument is [Command]. For tests that is their TestMain.
package child

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"time"

	"madoguchi/faq/importer/tree"
)

// Command is the argument by which the program knows that it is to read a document.
const Command = "read-document"

// The bounds of a child.
const (
	// A workbook of 10 MB with 60,000 rows needs 280 MB, a PDF without its compiled library at hand 330 MB.
	maxMemory = 1 << 30
	// The slowest real document takes 3 s on a small machine.
	maxTime = 30 * time.Second
	// Of a crash, so much is kept for the log.
	maxStderr = 4 << 10
)

// maxTree is the most bytes of a tree, which says little more than the text in it.
var maxTree = 64 << 20

// The most children at a time; more documents wait.
var slots = make(chan struct{}, 2)

// guard marks a child's environment: a child that asked for a child would be a program that does not
// know Command, started again and again.
const guard = "MADOGUCHI_READS_A_DOCUMENT"

// A Reader makes a tree of a document.
type Reader func(data []byte) (tree.Doc, error)

// An answer is what a child says.
type answer struct {
	Doc   *tree.Doc   `json:"doc,omitempty"`
	Fault *tree.Fault `json:"fault,omitempty"`
}

// Run has a new process read data as kind, a name that the program's readers know. It returns a
// [tree.Fault] where the document is at fault: it cannot be read, takes too long, or needs too much
// memory. Any other error is one of the program or of ctx.
func Run(ctx context.Context, kind string, data []byte) (tree.Doc, error) {
	if os.Getenv(guard) != "" {
		return tree.Doc{}, errors.New("read in a child: this program does not answer the command " + Command)
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-ctx.Done():
		return tree.Doc{}, ctx.Err()
	}
	program, err := os.Executable()
	if err != nil {
		return tree.Doc{}, fmt.Errorf("read in a child: %w", err)
	}
	timed, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	cmd := exec.CommandContext(timed, program, Command, kind)
	cmd.Env = environment()
	cmd.Stdin = bytes.NewReader(data)
	cmd.WaitDelay = time.Second
	out, said := &limited{max: maxTree}, &limited{max: maxStderr}
	cmd.Stdout, cmd.Stderr = out, said
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return tree.Doc{}, ctx.Err()
	case timed.Err() != nil:
		return tree.Doc{}, &tree.Fault{Code: tree.TooSlow, Limit: int(maxTime / time.Second)}
	case err != nil:
		return tree.Doc{}, crash(err, said.kept.String())
	}
	return decode(out)
}

// environment is what a child may know.
func environment() []string {
	env := []string{guard + "=1"}
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "TMPDIR", "TZ", "GOCOVERDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// crash says why a child ended without an answer. A program that cannot start is no fault of the
// document.
func crash(err error, said string) error {
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		return fmt.Errorf("read in a child: %w", err)
	}
	first, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	if strings.Contains(said, "out of memory") || strings.Contains(said, "failed to allocate") || strings.Contains(said, "cannot allocate memory") {
		return &tree.Fault{Code: tree.OutOfSpace, Limit: maxMemory >> 20, Cause: first}
	}
	return &tree.Fault{Code: tree.Broken, Cause: fmt.Sprintf("its reader ended with %v: %s", ended, first)}
}

func decode(out *limited) (tree.Doc, error) {
	if out.over {
		return tree.Doc{}, &tree.Fault{Code: tree.TooLarge, Limit: maxTree >> 20}
	}
	var a answer
	if err := json.Unmarshal(out.kept.Bytes(), &a); err != nil {
		return tree.Doc{}, fmt.Errorf("read in a child: its answer: %w", err)
	}
	switch {
	case a.Fault != nil:
		return tree.Doc{}, a.Fault
	case a.Doc == nil:
		return tree.Doc{}, errors.New("read in a child: its answer is empty")
	}
	return *a.Doc, nil
}

// Serve reads the document of stdin with the reader of kind and answers on stdout. It bounds the
// process's memory and processor time first, so it is the last thing a process does.
func Serve(readers map[string]Reader, kind string, stdin io.Reader, stdout io.Writer) error {
	read, known := readers[kind]
	if !known {
		return fmt.Errorf("%s: no reader of %q", Command, kind)
	}
	if err := bound(maxMemory, maxTime); err != nil {
		return fmt.Errorf("%s: %w", Command, err)
	}
	debug.SetMemoryLimit(maxMemory * 3 / 4)
	data, err := io.ReadAll(stdin)
	if err != nil {
		return fmt.Errorf("%s: %w", Command, err)
	}
	var a answer
	doc, err := read(data)
	var fault *tree.Fault
	switch {
	case errors.As(err, &fault):
		a.Fault = fault
	case err != nil:
		a.Fault = &tree.Fault{Code: tree.Broken, Cause: err.Error()}
	default:
		a.Doc = &doc
	}
	return json.NewEncoder(stdout).Encode(a)
}

// limited keeps the first max bytes it is given, and takes the rest without keeping it.
type limited struct {
	kept bytes.Buffer // not embedded: its ReadFrom would go round Write
	max  int
	over bool
}

// Write implements io.Writer.
func (l *limited) Write(p []byte) (int, error) {
	if room := l.max - l.kept.Len(); len(p) > room {
		l.over = true
		l.kept.Write(p[:room])
		return len(p), nil
	}
	return l.kept.Write(p)
}
