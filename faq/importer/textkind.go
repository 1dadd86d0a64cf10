package importer

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
)

// A text may be for people or for programs. Data, markup and program text have questions and answers in
// them, too, and the reader of plain text would find some of them and show members the rest.
//
// textKind judges by the share of lines that have the shape of such a language; what stands in
// Markdown's front matter and code fences is left out of account, so that an answer may show an
// example. The file's name lowers the share that is asked for, and decides nothing by itself.

// The shares of lines that tell a language: alone, and where the name agrees.
const (
	tellingShare = 0.5
	namedShare   = 0.15
)

// A language is one that programs read.
type language struct {
	kind       fileKind
	extensions string
	share      func(lines []string) float64
}

var languages = []language{
	{fileKind{name: "import.file.html", help: helpWeb, reader: "html"}, ".html .htm .xhtml .mhtml .mht .shtml .php .vue", tagShare},
	{fileKind{name: "import.file.xml", help: helpData}, ".xml .svg .rss .opml .xliff .plist", xmlShare},
	{fileKind{name: "import.file.yaml", help: helpData, reader: "yaml"}, ".yml .yaml", yamlShare},
	{fileKind{name: "import.file.settings", help: helpData}, ".toml .ini .cfg .conf .properties .env .po", settingShare},
	{fileKind{name: "import.file.subtitles", help: helpData}, ".srt .vtt", subtitleShare},
	{fileKind{name: "import.file.log", help: helpWrong}, ".log", logShare},
	{fileKind{name: "import.file.program", help: helpWrong}, ".js .mjs .ts .tsx .jsx .py .go .java .rb .php .sh .sql .css .c .h .cpp .cs .rs .swift .kt .bat .ps1 .pl .r .lua .tex", codeShare},
}

// textKind names what a text is that is not plain text, or is nil.
func textKind(name, text string) *fileKind {
	if k := firstSign(text); k != nil {
		return k
	}
	ext := strings.ToLower(filepath.Ext(name))
	lines := proseLines(text)
	for _, named := range []bool{true, false} {
		for i := range languages {
			l := &languages[i]
			least := tellingShare
			if isNamed := ext != "" && strings.Contains(l.extensions+" ", ext+" "); isNamed != named {
				continue
			} else if isNamed {
				least = namedShare
			}
			if l.share(lines) >= least {
				return &l.kind
			}
		}
	}
	return nil
}

// firstSign tells what its beginning, or a parser, tells for certain.
func firstSign(text string) *fileKind {
	s := strings.TrimSpace(text)
	first, _, _ := strings.Cut(s, "\n")
	lower := strings.ToLower(first)
	switch {
	case isJSON(s):
		return &fileKind{name: "import.file.json", help: helpData, reader: "json"}
	case strings.HasPrefix(lower, "<!doctype html"), strings.HasPrefix(lower, "<html"):
		return &languages[0].kind
	case strings.HasPrefix(lower, "<?xml"):
		return &languages[1].kind
	case strings.HasPrefix(s, "#!/"), strings.HasPrefix(lower, "<?php"), strings.HasPrefix(s, `\documentclass`):
		return &fileKind{name: "import.file.program", help: helpWrong}
	case strings.HasPrefix(lower, "### yamlmime:"), strings.HasPrefix(lower, "%yaml"):
		return &fileKind{name: "import.file.yaml", help: helpData, reader: "yaml"}
	case strings.HasPrefix(s, "BEGIN:VCARD"), strings.HasPrefix(s, "BEGIN:VCALENDAR"):
		return &fileKind{name: "import.file.contacts", help: helpWrong}
	case strings.HasPrefix(s, "diff --git "), strings.HasPrefix(s, "--- a/"):
		return &fileKind{name: "import.file.diff", help: helpWrong}
	case strings.HasPrefix(s, "WEBVTT"):
		return &fileKind{name: "import.file.subtitles", help: helpData}
	case isMail(s):
		return &fileKind{name: "import.file.mail", help: helpSaveText}
	}
	return nil
}

var reJSONKey = regexp.MustCompile(`"[^"\n]{1,80}"\s*:`)

// isJSON says whether a text is JSON, or one JSON value a line, or was meant to be either.
func isJSON(s string) bool {
	if !strings.HasPrefix(s, "{") && !strings.HasPrefix(s, "[") {
		return false
	}
	if json.Valid([]byte(s)) {
		return true
	}
	inner := strings.TrimLeft(s, "{[ \t\n")
	return len(inner) < len(s) && (strings.HasPrefix(inner, `"`) || strings.HasPrefix(inner, "}")) && len(reJSONKey.FindAllStringIndex(s, 2)) == 2
}

var reMailHead = regexp.MustCompile(`(?im)^(?:mime-version|content-type|content-transfer-encoding|message-id|return-path|received|delivered-to|x-[a-z-]+):\s`)

// isMail looks for a mail's header in the first lines.
func isMail(s string) bool {
	return len(reMailHead.FindAllStringIndex(s[:min(len(s), 2000)], 2)) == 2
}

// proseLines are the lines that count: not empty, and in no front matter and no code fence.
func proseLines(text string) []string {
	all := strings.Split(text, "\n")
	all = all[frontMatter(all):]
	var lines []string
	fence := ""
	for _, l := range all {
		t := strings.TrimSpace(l)
		if mark := t[:min(len(t), 3)]; fence == "" && (mark == "```" || mark == "~~~") {
			fence = mark
			continue
		} else if fence != "" {
			if strings.HasPrefix(t, fence) {
				fence = ""
			}
			continue
		}
		if t != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// frontMatter is how many lines the front matter has that lines begin with. What ends with the file is
// none.
func frontMatter(lines []string) int {
	if strings.TrimSpace(lines[0]) != "---" {
		return 0
	}
	for i := 1; i < len(lines) && i < 30; i++ {
		if strings.TrimSpace(lines[i]) == "---" && strings.TrimSpace(strings.Join(lines[i+1:], "")) != "" {
			return i + 1
		}
	}
	return 0
}

// share is the share of lines for which is holds; few lines tell nothing.
func share(lines []string, is func(string) bool) float64 {
	n := 0
	for _, l := range lines {
		n += btoi(is(strings.TrimSpace(l)))
	}
	if n < 2 {
		return 0
	}
	return float64(n) / float64(len(lines))
}
