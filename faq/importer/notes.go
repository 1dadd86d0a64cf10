package importer

import (
	"madoguchi/faq/importer/tree"
)

// takeNotes makes warnings of what a reader left out.
func (d *document) takeNotes(notes []tree.Note) {
	for _, n := range notes {
		switch n.Code {
		case tree.HiddenSheet:
			d.note("hidden_left_out", "import.warning.hidden_sheet", "name", n.Words)
		case tree.HistorySheet:
			d.note("hidden_left_out", "import.warning.history_sheet", "name", n.Words)
		case tree.HiddenRows:
			d.note("hidden_left_out", "import.warning.hidden_rows", "n", n.N, "line", n.At.Line)
		case tree.HiddenText:
			d.note("hidden_left_out", "import.warning.hidden_text", "n", n.N)
		case tree.Deleted:
			d.note("deleted_left_out", "import.warning.deleted", "n", n.N)
		case tree.Draft:
			d.note("unpublished_left_out", "import.warning.draft", "n", n.N, "words", n.Words)
		case tree.Language:
			d.note("language_left_out", "import.warning.language", "n", n.N)
		case tree.Picture:
			d.note("picture_left_out", "import.warning.picture", "n", n.N)
		case tree.ScannedPages:
			d.note("picture_left_out", "import.warning.scanned", "n", n.N, "page", n.At.Page)
		case tree.LostLetters:
			d.note("broken_character", "import.warning.lost", "n", n.N, "page", n.At.Page)
		case tree.BrokenText:
			d.note("broken_character", "import.warning.unreadable", "line", n.At.Line)
		}
	}
}
