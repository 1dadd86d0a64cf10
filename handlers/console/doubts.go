package console

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/lazyregexp"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A receiver is who would get a reply, as it is shown before it goes.
type receiver struct{ Company, Person, Channel, Group string }

// receiverOf names the member of a ticket. Of the person no more is shown than tells them from others: the rest is
// personal data, which is opened by an act of its own.
func (s *Service) receiverOf(tk *ticket.Ticket) receiver {
	fm := s.formOf(tk)
	to := receiver{Channel: s.replyWay(tk)}
	if fm != nil {
		to.Company = fm.Get(ticket.RoleCompany, tk.Fields)
		to.Person = initial(fm.Get(ticket.RolePerson, tk.Fields))
	}
	if tk.Has(ticket.GroupTag) {
		to.Group = say("console.preview.group")
	}
	return to
}

// replyWay is by what a reply reaches the member: who has called or come by, and left a mail address, is written to there.
func (s *Service) replyWay(tk *ticket.Ticket) string {
	if chat.Spoken(tk.Contact.Channel) && !s.voiceOf(tk).Only {
		return staffwords.Channel(chat.Email)
	}
	return staffwords.Channel(tk.Contact.Channel)
}

// initial is the first character of a name.
func initial(name string) string {
	r, n := utf8.DecodeRuneInString(strings.TrimSpace(name))
	if n == 0 || r == utf8.RuneError {
		return ""
	}
	return string(r) + "＊＊"
}

var (
	mailIn  = lazyregexp.New(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	wordsIn = lazyregexp.New(`[^\s、。，．,「」『』（）()【】：:；;！!？?／/|｜]+`)
	titles  = lazyregexp.New(`(?:御中|様|さま|さん|殿)$`)
)

// recentCompanies is how many of the latest tickets' companies a reply is compared with.
const recentCompanies = 3000

// A doubter looks for what in replies is about somebody else. It reads what it compares them with once.
type doubter struct {
	s     *Service
	ctx   context.Context
	known []company
	mails map[string][]ticket.Found // by address: the tickets in which it stands
}

// A company is a name as it is written, and as it is compared.
type company struct{ name, bare string }

func (s *Service) doubter(ctx context.Context) (*doubter, error) {
	names, err := s.stores.Tickets.Companies(ctx, recentCompanies)
	if err != nil {
		return nil, err
	}
	return &doubter{s: s, ctx: ctx, known: barely(names), mails: map[string][]ticket.Found{}}, nil
}

func barely(names []string) []company {
	out := make([]company, 0, len(names))
	for _, name := range names {
		if bare := reading.BareCompany(name); utf8.RuneCountInString(bare) >= 2 {
			out = append(out, company{name, bare})
		}
	}
	return out
}

// doubts are what in a reply seems to be about somebody else than its receiver: another company's name, another
// member's number or mail address. It goes all the same, once somebody has said that it is right so.
func (s *Service) doubts(r *http.Request, tk *ticket.Ticket, text string) ([]string, error) {
	d, err := s.doubter(r.Context())
	if err != nil {
		return nil, err
	}
	return d.of(tk, text)
}

func (d *doubter) of(tk *ticket.Ticket, text string) ([]string, error) {
	plain := norm.NFKC.String(text)
	var found []string
	add := func(what string) {
		if !slices.Contains(found, what) {
			found = append(found, what)
		}
	}
	for _, number := range numbersIn(plain) {
		if number == tk.Number {
			continue
		}
		other, err := d.s.stores.Tickets.Ticket(d.ctx, number)
		switch {
		case isAbsent(err):
		case err != nil:
			return nil, err
		case other.Contact != tk.Contact:
			add(say("console.doubt.number", "number", number))
		}
	}
	for _, mail := range mailIn.FindAllString(plain, -1) {
		elsewhere, err := d.othersMail(tk, mail)
		if err != nil {
			return nil, err
		}
		if elsewhere {
			add(say("console.doubt.mail", "mail", mail))
		}
	}
	for _, name := range d.othersCompanies(tk, plain) {
		add(say("console.doubt.company", "company", name))
	}
	return found, nil
}

// numbersIn are the numbers of tickets in a text, each once, however it writes them.
func numbersIn(text string) (numbers []string) {
	for {
		number, rest, ok := reading.TicketNumber(text)
		if !ok {
			return numbers
		}
		if !slices.Contains(numbers, number) {
			numbers = append(numbers, number)
		}
		text = rest
	}
}

// unsure reports whether a reply has doubts of which nobody has said yet that it is right all the same.
func (s *Service) unsure(r *http.Request, tk *ticket.Ticket) (bool, error) {
	if form(r, "sure") == "1" {
		return false, nil
	}
	found, err := s.doubts(r, tk, form(r, "text"))
	return len(found) > 0, err
}

// askAgain shows the preview, which asks, unless looking for doubts has failed.
func (s *Service) askAgain(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil {
		return err
	}
	return s.preview(w, r)
}

// othersMail reports whether an address stands in another member's tickets, and not in this one.
func (d *doubter) othersMail(tk *ticket.Ticket, mail string) (bool, error) {
	if holds(tk, mail) {
		return false, nil
	}
	hits, known := d.mails[mail]
	if !known {
		var err error
		if hits, err = d.s.stores.Queue.Search(d.ctx, ticket.Filter{Limit: pageRows}, mail); err != nil {
			return false, err
		}
		d.mails[mail] = hits
	}
	return slices.ContainsFunc(hits, func(f ticket.Found) bool { return f.Ticket.Contact != tk.Contact && holds(&f.Ticket, mail) }), nil
}

// holds reports whether one of a ticket's answers has some words.
func holds(tk *ticket.Ticket, words string) bool {
	for _, values := range tk.Fields {
		if slices.ContainsFunc(values, func(v string) bool { return strings.Contains(chars.Fold(v), chars.Fold(words)) }) {
			return true
		}
	}
	return tk.Contact.Channel == chat.Email && strings.EqualFold(tk.Contact.ID, words)
}

// othersCompanies are the companies that a text names and that are not the receiver's: those that call themselves one,
// and those that have written lately.
func (d *doubter) othersCompanies(tk *ticket.Ticket, text string) []string {
	own := map[string]bool{reading.BareCompany(d.s.Facts().Office): true}
	if fm := d.s.formOf(tk); fm != nil {
		own[reading.BareCompany(fm.Get(ticket.RoleCompany, tk.Fields))] = true
	}
	var found []string
	seen, folded := map[string]bool{}, chars.Fold(text)
	for _, c := range append(d.unknownIn(text, folded), d.known...) {
		if own[c.bare] || seen[c.bare] || partOf(own, c.bare) || beginsWith(own, c.bare) || !names(folded, c.name, c.bare) {
			continue
		}
		seen[c.bare] = true
		found = append(found, c.name)
	}
	return slices.DeleteFunc(slices.Clone(found), func(name string) bool { // the words around one that is known are no other
		return slices.ContainsFunc(found, func(other string) bool { return other != name && strings.Contains(name, other) })
	})
}

// afterName is what stands behind a company's name in a sentence.
var afterName = lazyregexp.New(`^(?:の|は|が|を|に|へ|と|も|で|から|より|まで|様|さま|さん|殿|御中)`)

// beginsWith reports whether words are the receiver's own company in a sentence: 「みなと食品の高橋様には」 of 「みなと食品」.
func beginsWith(own map[string]bool, bare string) bool {
	for o := range own {
		if rest, mine := strings.CutPrefix(bare, o); mine && o != "" && afterName.MatchString(rest) {
			return true
		}
	}
	return false
}

// partOf reports whether a name stands within the receiver's own: 「みなと」 in 「みなと食品」.
func partOf(own map[string]bool, bare string) bool {
	for o := range own {
		if o != "" && strings.Contains(o, bare) {
			return true
		}
	}
	return false
}

// names reports whether a folded text has a company's name: as it is written, or, of a longer one, without its legal form. A
// short one counts only where somebody is addressed by it.
func names(folded, name, bare string) bool {
	switch {
	case strings.Contains(folded, chars.Fold(name)) && reading.IsCompany(name):
		return true
	case utf8.RuneCountInString(bare) >= 4:
		return strings.Contains(folded, bare)
	}
	for _, mark := range []string{"様", "さま", "さん", "御中"} {
		if strings.Contains(folded, bare+mark) {
			return true
		}
	}
	return false
}

// unknownIn are the companies that call themselves one in a text, without those that are a known one's with a person of
// it: of 合同会社さくら工業の齋藤様 the company says all.
func (d *doubter) unknownIn(text, folded string) []company {
	return slices.DeleteFunc(barely(companiesIn(text)), func(c company) bool {
		return slices.ContainsFunc(d.known, func(k company) bool { return strings.HasPrefix(c.bare, k.bare+"の") && names(folded, k.name, k.bare) })
	})
}

// companiesIn are the words of a text that are surely companies' names.
func companiesIn(text string) []string {
	var out []string
	for _, w := range wordsIn.FindAllString(text, -1) {
		if w = titles.ReplaceAllString(w, ""); reading.IsCompany(w) && utf8.RuneCountInString(w) <= longestCompany {
			out = append(out, w)
		}
	}
	return out
}
