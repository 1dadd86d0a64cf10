package ticket

import (
	"madoguchi/chars"
	"madoguchi/reading"
)

// one is the reading of one canonical value that is shown as it is.
func one(value string) Reading { return Reading{Values: []string{value}, Shown: value} }

func (f *Field) readEmail(text string) (Reading, error) {
	switch found := reading.Mail(text); found.Fault {
	case "":
		return one(found.Value), nil
	case reading.Missing:
		return Reading{}, f.fail(say("ticket.ask.mail"))
	case reading.Several:
		return Reading{}, f.fail(say("ticket.ask.one_mail"))
	case reading.Comma:
		return Reading{}, f.fail(say("ticket.ask.mail_comma"))
	case reading.Slip:
		return Reading{}, f.fail(say("ticket.ask.mail_slip", "meant", found.Meant))
	case reading.Half:
		return Reading{}, f.fail(say("ticket.ask.mail_halves"))
	default:
		return Reading{}, f.fail(say("ticket.ask.mail_form"))
	}
}

func (f *Field) readPhone(text string) (Reading, error) {
	switch found := reading.Phone(text); found.Fault {
	case "":
		return one(found.Value), nil
	case reading.Missing:
		return Reading{}, f.fail(say("ticket.ask.phone"))
	case reading.Several:
		return Reading{}, f.fail(say("ticket.ask.one_phone"))
	default:
		return Reading{}, f.fail(say("ticket.ask.phone_digits"))
	}
}

func (f *Field) readPostal(text string) (Reading, error) {
	found := reading.Postal(text)
	if !found.OK() {
		return Reading{}, f.fail(say("ticket.ask.postal"))
	}
	return Reading{Values: []string{found.Value}, Shown: "〒" + found.Value}, nil
}

func (f *Field) readURL(text string) (Reading, error) {
	found := reading.URL(text)
	if !found.OK() {
		return Reading{}, f.fail(say("ticket.ask.url"))
	}
	return one(found.Value), nil
}

func (f *Field) readAddress(text string) (Reading, error) {
	found := reading.Address(reading.Substance(text), f.limit(200))
	if !found.OK() || reading.Courteous(text) {
		return Reading{}, f.fail(say("ticket.ask.address"))
	}
	return one(found.Value), nil
}

func (f *Field) readCorporate(text string) (Reading, error) {
	switch found := reading.Corporate(text); found.Fault {
	case "":
		return one(found.Value), nil
	case reading.Checksum:
		return Reading{}, f.fail(say("ticket.ask.corporate_check"))
	default:
		return Reading{}, f.fail(say("ticket.ask.corporate_digits", "n", found.Count))
	}
}

func (f *Field) readJAN(text string) (Reading, error) {
	switch found := reading.JAN(text); found.Fault {
	case "":
		return one(found.Value), nil
	case reading.Checksum:
		return Reading{}, f.fail(say("ticket.ask.jan_check"))
	default:
		return Reading{}, f.fail(say("ticket.ask.jan_digits", "n", found.Count))
	}
}

// readAmount takes a quantity or a sum as it is said.
func (f *Field) readAmount(text string) (Reading, error) {
	amount := reading.AmountOf(text)
	if !wordy(amount.Text) || reading.Courteous(text) || chars.Length(amount.Text) > f.limit(100) || !amount.Counted && !f.Free {
		return Reading{}, f.fail(say("ticket.ask.amount"))
	}
	return Reading{Values: []string{amount.Text}, Shown: chars.Tidy(text)}, nil
}
