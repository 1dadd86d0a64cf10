package importer

import (
	"strings"

	"madoguchi/faq/importer/tree"
)

// sameAnswer is how alike two answers are that one page gives to people and to machines.
const sameAnswer = 0.8

// mergeStated adds what a page says once more for machines. What both say is one entry: people's
// wording is the question, the other one an alias. Where the page shows people little of it, machines
// are believed.
func (d *document) mergeStated(blocks []tree.Block) {
	if len(blocks) == 0 {
		return
	}
	said := &document{tree: true}
	said.walk(blocks, nil)
	matched := map[int]int{} // stated piece by shown piece
	taken := map[int]bool{}
	for i := range said.pieces {
		if k := d.shown(&said.pieces[i], taken); k >= 0 {
			matched[k], taken[k] = i, true
		}
	}
	if len(matched)*2 < len(said.pieces) {
		d.pieces, d.cells = said.pieces, true
		return
	}
	found := map[int]bool{}
	for k, i := range matched {
		p := &d.pieces[k]
		found[i] = true
		p.addAlias(spanOf(said.pieces[i].question))
		if len(p.answer) == 0 {
			p.answer = said.pieces[i].answer
		}
	}
	for i := range said.pieces {
		if !found[i] {
			d.pieces = append(d.pieces, said.pieces[i])
		}
	}
}

// shown finds the piece that people see of one that machines are told, or -1.
func (d *document) shown(said *piece, taken map[int]bool) int {
	key, answer := matchKey(spanOf(said.question)), matchKey(answerOf(said))
	for k := range d.pieces {
		if !taken[k] && matchKey(spanOf(d.pieces[k].question)) == key {
			return k
		}
	}
	for k := range d.pieces {
		if other := matchKey(answerOf(&d.pieces[k])); !taken[k] && answer != "" && (other == answer || similarity(other, answer) >= sameAnswer) {
			return k
		}
	}
	return -1
}

func answerOf(p *piece) string {
	var words []string
	for _, l := range p.answer {
		words = append(words, l.text)
	}
	return strings.Join(words, "\n")
}
