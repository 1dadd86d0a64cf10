package importer

import (
	"regexp"
	"strings"
)

var (
	reTag = regexp.MustCompile(`(?i)</?(?:html|head|body|div|p|span|a|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td|h[1-6]|section|article|main|nav|header|footer|` +
		`button|form|input|label|script|style|link|meta|details|summary|strong|img|iframe|template)(?:\s[^<>]*)?/?>`)
	reXMLLine = regexp.MustCompile(`^</?[A-Za-z_][\w:.-]*(?:\s[^<>]*)?/?>|</[A-Za-z_][\w:.-]*>$|^<!--|^<!\[CDATA\[`)
)

// tagShare is the share of lines with a tag of HTML. <br> is none: people write it into tables.
func tagShare(lines []string) float64 { return share(lines, reTag.MatchString) }

func xmlShare(lines []string) float64 { return share(lines, reXMLLine.MatchString) }

var (
	// A key of one or two letters is none, nor are a text's marks: 「Q: …」, 「A1: …」, "Question: …".
	reYAMLKey = regexp.MustCompile(`^(?:- +)*["']?(?:[A-Za-z_][\w.-]{2,}|id|no)["']?:(?:\s|$)`)
	// 「- 質問: …」 with 「  回答: …」 under it.
	reYAMLItem = regexp.MustCompile(`^(\s*)- +["']?([\p{L}\w]{1,20})["']?:(?:\s|$)`)
	reYAMLFlow = regexp.MustCompile(`^\s*- \{.*\}$`)
	reYAMLMore = regexp.MustCompile(`^(\s+)["']?([\p{L}\w]{1,20})["']?:(?:\s|$)`)
)

// yamlShare is the share of lines that are keys of YAML, with the lines of block scalars under them.
func yamlShare(lines []string) float64 {
	n, keys, item := 0, 0, -1
	under := -1 // the indentation of a key whose value stands in the lines below
	for _, l := range lines {
		indent := len(l) - len(strings.TrimLeft(l, " "))
		t := strings.TrimSpace(l)
		more := reYAMLMore.FindStringSubmatch(l)
		switch {
		case under >= 0 && indent > under:
			n++
			continue
		case reYAMLFlow.MatchString(l):
			n++
		case reYAMLItem.MatchString(l):
			item = indent + 2
			n++
		case more != nil && len(more[1]) == item, reYAMLKey.MatchString(t) && (indent > 0 || cutMark(t).role == 0):
			n++
		case t == "---", t == "...":
			n++
			continue
		default:
			under, item = -1, -1
			continue
		}
		keys++
		if under = -1; strings.HasSuffix(t, "|") || strings.HasSuffix(t, ">") || strings.HasSuffix(t, "|-") || strings.HasSuffix(t, ">-") {
			under = indent
		}
	}
	if keys < 2 || len(lines) == 0 {
		return 0
	}
	return float64(n) / float64(len(lines))
}

var (
	reSetting = regexp.MustCompile(`^(?:[A-Za-z_][\w.-]*\s*=\s*\S|\[{1,2}[\w.-]+\]{1,2}$|msg(?:id|str)\s+")`)
	reLogTime = regexp.MustCompile(`^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d`)
	reTiming  = regexp.MustCompile(`^(?:\d+:)?\d\d:\d\d[,.]\d{3} --> `)
)

func settingShare(lines []string) float64 { return share(lines, reSetting.MatchString) }

// subtitleShare counts timings three times: the number above and the words below belong to each.
func subtitleShare(lines []string) float64 { return 3 * share(lines, reTiming.MatchString) }

func logShare(lines []string) float64 { return share(lines, reLogTime.MatchString) }

var (
	reCodeEnd  = regexp.MustCompile(`[;{}]$|^[)}\]]+[,;]?$|[}\])"']\s*,$|=\s*[\[({]$|=>\s*[\[({]?$`)
	reCodeHead = regexp.MustCompile(`^(?:import|from|package|func|def|class|public|private|protected|static|const|let|var|function|return|if|elif|else|for|while|switch|case|export|include|require|use|using|namespace|type|struct|enum|print|echo|select|insert|create|update)\b[\w\s.*"'({@$]*[(;:{=]` +
		`|^#\s*(?:include|define|ifdef|ifndef|endif)\b|^//|^/\*|^\*/|^(?:import|from)\s+[\w.{}", ]+$|^package\s+\w+$|^(?i:select|insert into|create table|update)\s.+|^\w+\s*=\s*[\[({"'\w]`)
)

// codeShare is the share of lines that end or begin as a program's do.
func codeShare(lines []string) float64 {
	return share(lines, func(l string) bool { return reCodeEnd.MatchString(l) || reCodeHead.MatchString(l) })
}
