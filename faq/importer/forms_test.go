package importer

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq"
)

// A form rewrites a sample as another office might have written it.
type form struct {
	name string
	make func(string) string
}

var (
	reQ       = regexp.MustCompile(`(?m)^Q(\d+) `)
	reSection = regexp.MustCompile(`(?m)^●([^\t\n]+)(\t\d+)?$`)
	rePages   = regexp.MustCompile(`(?m)\.*\t(\d+)$`)
	reTOC     = regexp.MustCompile(`(?s)目次\n.*?\n\n`)
)

func label(with string) form {
	return form{"label " + with, func(s string) string { return reQ.ReplaceAllString(s, with) }}
}

func section(with string) form {
	return form{"section " + with, func(s string) string { return reSection.ReplaceAllString(s, with) }}
}

func leader(with string) form {
	return form{"leader " + with, func(s string) string { return rePages.ReplaceAllString(s, with) }}
}

// answerMark puts a mark before each answer.
func answerMark(mark string) form {
	re := regexp.MustCompile(`(?m)^(Q\d+ [^\t\n]*)\n\n`)
	return form{"answer " + mark, func(s string) string {
		n := 0
		return re.ReplaceAllStringFunc(s, func(q string) string {
			n++
			return q + strings.ReplaceAll(mark, "N", fmt.Sprint(n))
		})
	}}
}

// wrapped cuts every long line at width columns, with sep between the pieces.
func wrapped(width int, sep string) form {
	return form{fmt.Sprintf("wrapped at %d with %q", width, sep), func(s string) string {
		var out []string
		for _, l := range strings.Split(s, "\n") {
			if strings.Contains(l, "\t") || strings.Contains(l, "://") || strings.Contains(l, "@") || strings.Contains(l, "照会先") {
				out = append(out, l)
				continue
			}
			out = append(out, strings.Join(cutAt(l, width), sep))
		}
		return strings.Join(out, "\n")
	}}
}

// cutAt cuts a line as a printer does: anywhere but inside a
// Latin word, and no closing sign begins a line. Where the margin
// falls between two sentences it does not cut: nobody could tell that from a new paragraph.
func cutAt(l string, width int) []string {
	var lines []string
	var b strings.Builder
	n := 0
	var last rune
	for _, r := range l {
		w := columns(string(r))
		if n+w > width && !strings.ContainsRune("、。」）)ー？！・ ", r) && !strings.HasSuffix(b.String(), "。") && (r >= 0x80 || !isLatin(last)) {
			lines = append(lines, strings.TrimSpace(b.String()))
			b.Reset()
			n = 0
		}
		b.WriteRune(r)
		n += w
		last = r
	}
	return append(lines, strings.TrimSpace(b.String()))
}

func paged(every int) form {
	return form{fmt.Sprintf("a page every %d lines", every), func(s string) string {
		var out []string
		page := 1
		for i, l := range strings.Split(s, "\n") {
			if i > 0 && i%every == 0 {
				out = append(out, "", fmt.Sprintf("- %d -", page), "")
				page++
			}
			out = append(out, l)
		}
		return strings.Join(out, "\n")
	}}
}

var numberedForms = []form{
	label("Ｑ$1 "), label("Q$1. "), label("Q.$1 "), label("Q$1："), label("Q$1)"), label("Q-$1 "), label("問$1 "), label("問$1．"),
	label("【質問$1】"), label("【Q$1】 "), label("[Q$1] "), label("（Q$1）"), label("質問$1："), label("Q$1　"), label("■Q$1 "), label("**Q$1.** "),
	label("Ｑ$1．"), label("第${1}問　"), label("$1. "), label("（$1）"), label("FAQ$1: "), label("No.$1 "), label("### Q$1 "),
	section("■$1$2"), section("◆ $1$2"), section("【$1】$2"), section("《$1》$2"), section("## $1$2"), section("<$1>$2"), section("○$1$2"), section("▼$1$2"),
	leader("..........$1"), leader(" …………… $1"), leader(" ・・・・・・ p.$1"), leader("　　　$1ページ"), leader("\tP$1"), leader(" ( $1 )"), leader(" ……（$1）"), leader("　..... $1頁"), leader("─────$1"),
	{"no table of contents", func(s string) string { return reTOC.ReplaceAllString(s, "") }},
	{"contents without pages", func(s string) string { return rePages.ReplaceAllString(s, "") }},
	{"contents without heading", func(s string) string { return strings.Replace(s, "目次\n\n", "", 1) }},
	{"contents in brackets", func(s string) string { return strings.Replace(s, "目次\n", "【　目　次　】\n", 1) }},
	answerMark("A "), answerMark("A. "), answerMark("A："), answerMark("答 "), answerMark("【回答】"), answerMark("【回答】\n\n"), answerMark("AN. "), answerMark("ＡN　"), answerMark("回答："), answerMark("答：\n"),
	wrapped(60, "\n"), wrapped(72, "\n"), wrapped(80, "\n"), wrapped(60, "\n\n"), wrapped(76, "\n\n"), wrapped(80, "\n\n"),
	paged(13), paged(20), paged(31),
	{"indented answers", func(s string) string {
		return regexp.MustCompile(`(?m)^([^\sQ●<].*[。）])$`).ReplaceAllString(s, "　　$1")
	}},
	{"no blank lines", func(s string) string {
		s = regexp.MustCompile(`\n\n(\S)`).ReplaceAllString(s, "\n$1")
		return s
	}},
	{"wide blank lines", func(s string) string { return strings.ReplaceAll(s, "\n\nQ", "\n\n\n\nQ") }},
	{"blank lines with spaces", func(s string) string { return strings.ReplaceAll(s, "\n\n", "\n　 \n") }},
}

// TestNumberedForms: however the sample is written, the same entries come out.
func TestNumberedForms(t *testing.T) {
	formsAgree(t, "../../samples/hanro.txt", numberedForms)
}

var unnumberedForms = []form{
	{"no blank line within answers", func(s string) string {
		return regexp.MustCompile(`([^？わ。\n])\n\n([^\n])`).ReplaceAllString(s, "$1\n$2")
	}},
	{"half-width question marks", func(s string) string { return strings.ReplaceAll(s, "？", "?") }},
	{"no question marks", func(s string) string { return strings.ReplaceAll(s, "？", "") }},
	{"full stops for question marks", func(s string) string { return strings.ReplaceAll(s, "？", "。") }},
	{"a title", func(s string) string {
		return "海外商談サービス つなぐ\n\nよくあるご質問\n\n" + strings.TrimLeft(s, "\n")
	}},
	{"a title and an introduction", func(s string) string {
		return "つなぐ ヘルプ\n\nこのページでは、お寄せいただくことの多い質問にお答えします。\n\n" + strings.TrimLeft(s, "\n")
	}},
	{"marked sections", func(s string) string {
		return regexp.MustCompile(`(?m)^(\S+について)$`).ReplaceAllString(s, "■ $1")
	}},
	{"marked questions", func(s string) string {
		return regexp.MustCompile(`(?m)^(\S+(?:？|ことを教えてください。|わかりません。))$`).ReplaceAllString(s, "Q. $1")
	}},
	{"some marked questions", func(s string) string {
		return regexp.MustCompile(`(?m)^(\S+か？)$`).ReplaceAllString(s, "Q：$1")
	}},
	{"some headings", func(s string) string {
		return regexp.MustCompile(`(?m)^(\S+か？)$`).ReplaceAllString(s, "### $1")
	}},
	{"two blank lines before questions", func(s string) string {
		return regexp.MustCompile(`(?m)\n(\S+(?:？|ことを教えてください。|わかりません。))$`).ReplaceAllString(s, "\n\n$1")
	}},
	{"headings", func(s string) string {
		s = regexp.MustCompile(`(?m)^(\S+について)$`).ReplaceAllString(s, "## $1")
		return regexp.MustCompile(`(?m)^(\S+(?:？|ことを教えてください。|わかりません。))$`).ReplaceAllString(s, "### $1")
	}},
	paged(17), paged(40), wrapped(70, "\n\n"), wrapped(76, "\n\n"), wrapped(80, "\n\n"), wrapped(64, "\n\n"),
}

// TestUnnumberedForms does the same for the sample without numbers.
func TestUnnumberedForms(t *testing.T) {
	formsAgree(t, "../../samples/tsunagu.txt", unnumberedForms)
}

func formsAgree(t *testing.T, sample string, forms []form) {
	b, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	want := bare(readText(t, sample, b))
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			doc := f.make(string(b))
			if doc == string(b) {
				t.Fatal("the form changes nothing")
			}
			if diff := cmp.Diff(want, bare(readText(t, sample, []byte(doc)))); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
		})
	}
}

// bare is what must not depend on the form: sections, questions and the answers' blocks, but for
// spaces and question marks.
func bare(c faq.Collection) []string {
	var all []string
	for i := range c.Entries {
		e := &c.Entries[i]
		all = append(all, strings.TrimRight(e.Section+"｜"+squeeze(e.Question), "？?。"))
		for _, b := range e.Answer {
			all = append(all, squeeze(b.String()))
		}
	}
	return all
}
