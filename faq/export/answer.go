package export

import (
	"strings"

	"madoguchi/faq"
)

// An answer is written block by block, a blank line between them. What is no paragraph says so at its beginning, in
// brackets, with its address where it has one:
//
//	受付でお貸しします。
//
//	【注記】雨の日はお早めに。
//
//	【リンク https://example.jp/】お申し込み
//
//	【表】
//	区分 | 料金
//	会員 | 無料
//
// A paragraph that would be read as another block begins with 【本文】. A line of a block that is blank, or all
// backslashes, has one backslash more.

var tags = map[faq.BlockType]string{faq.Paragraph: "本文", faq.Note: "注記", faq.Link: "リンク", faq.Contact: "連絡先", faq.Table: "表"}

var (
	escapeURL   = strings.NewReplacer(`\`, `\\`, "】", `\]`, "\n", `\n`)
	unescapeURL = strings.NewReplacer(`\\`, `\`, `\]`, "】", `\n`, "\n")
)

// WriteAnswer writes blocks as text.
func WriteAnswer(blocks []faq.Block) string {
	parts := make([]string, len(blocks))
	for i, b := range blocks {
		parts[i] = writeBlock(b)
	}
	return strings.Join(parts, "\n\n")
}

func writeBlock(b faq.Block) string {
	text := b.Text
	if b.Type == faq.Table {
		text = "\n" + faq.WriteTable(b)
	}
	tag := ""
	if kind, _, _, tagged := cutTag(text); b.Type != faq.Paragraph || b.URL != "" || tagged || kind != "" || strings.Trim(text, "\n") == "" {
		tag = "【" + tags[b.Type]
		if b.URL != "" {
			tag += " " + escapeURL.Replace(b.URL)
		}
		tag += "】"
	}
	lines := strings.Split(tag+text, "\n")
	for i, line := range lines {
		if strings.Trim(line, `\`) == "" {
			lines[i] = `\` + line
		}
	}
	return strings.Join(lines, "\n")
}

// ReadAnswer reads what WriteAnswer has written, or what a person has written like it.
func ReadAnswer(text string) []faq.Block {
	var out []faq.Block
	var block []string
	end := func() {
		if len(block) > 0 {
			out = append(out, readBlock(strings.Join(block, "\n")))
			block = nil
		}
	}
	for _, line := range strings.Split(text, "\n") {
		switch {
		case line == "":
			end()
		case strings.Trim(line, `\`) == "":
			block = append(block, line[1:])
		default:
			block = append(block, line)
		}
	}
	end()
	return out
}

func readBlock(text string) faq.Block {
	kind, url, rest, ok := cutTag(text)
	if !ok {
		return faq.Block{Type: faq.Paragraph, Text: text}
	}
	if kind == faq.Table {
		b := faq.ReadTable(strings.TrimPrefix(rest, "\n"))
		b.URL = url
		return b
	}
	return faq.Block{Type: kind, Text: rest, URL: url}
}

// cutTag takes the tag off the beginning of a block.
func cutTag(text string) (kind faq.BlockType, url, rest string, ok bool) {
	inner, found := strings.CutPrefix(text, "【")
	if !found {
		return "", "", text, false
	}
	for k, name := range tags {
		after, found := strings.CutPrefix(inner, name)
		if !found {
			continue
		}
		address, body, closed := strings.Cut(after, "】")
		if !closed || address != "" && !strings.HasPrefix(address, " ") {
			continue
		}
		return k, unescapeURL.Replace(strings.TrimPrefix(address, " ")), body, true
	}
	return "", "", text, false
}
