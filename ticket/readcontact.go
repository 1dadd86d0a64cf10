package ticket

import (
	"fmt"

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
		return Reading{}, f.fail("メールアドレスを教えてください。（例：info@example.co.jp）")
	case reading.Several:
		return Reading{}, f.fail("メールアドレスは、ひとつだけ教えてください。（例：info@example.co.jp）")
	case reading.Comma:
		return Reading{}, f.fail("「@」のうしろに「,」が入っているようです。「.」に直して送っていただけますか。")
	case reading.Slip:
		return Reading{}, f.fail(fmt.Sprintf("「@」のうしろは「%s」でしょうか？お手数ですが、もう一度送っていただけますか。", found.Meant))
	case reading.Half:
		return Reading{}, f.fail("メールアドレスの形になっていないようです。「@」の前とうしろを、もう一度ご確認いただけますか。（例：info@example.co.jp）")
	default:
		return Reading{}, f.fail("メールアドレスの形になっていないようです。もう一度ご確認いただけますか。（例：info@example.co.jp）")
	}
}

func (f *Field) readPhone(text string) (Reading, error) {
	switch found := reading.Phone(text); found.Fault {
	case "":
		return one(found.Value), nil
	case reading.Missing:
		return Reading{}, f.fail("お電話番号を、市外局番から教えてください。（例：03-1234-5678）")
	case reading.Several:
		return Reading{}, f.fail("お電話番号は、ひとつだけ教えてください。（例：03-1234-5678）")
	default:
		return Reading{}, f.fail("お電話番号の桁数が合わないようです。市外局番から、もう一度ご確認いただけますか。（例：03-1234-5678）")
	}
}

func (f *Field) readPostal(text string) (Reading, error) {
	found := reading.Postal(text)
	if !found.OK() {
		return Reading{}, f.fail("郵便番号を7桁で教えてください。（例：100-0001）")
	}
	return Reading{Values: []string{found.Value}, Shown: "〒" + found.Value}, nil
}

func (f *Field) readURL(text string) (Reading, error) {
	found := reading.URL(text)
	if !found.OK() {
		return Reading{}, f.fail("ホームページのアドレス（URL）を教えてください。（例：https://www.example.co.jp）")
	}
	return one(found.Value), nil
}

func (f *Field) readAddress(text string) (Reading, error) {
	found := reading.Address(reading.Substance(text), f.limit(200))
	if !found.OK() || reading.Courteous(text) {
		return Reading{}, f.fail("ご住所を、都道府県から教えてください。（例：東京都千代田区霞が関1-2-3 みなとビル4階）")
	}
	return one(found.Value), nil
}

func (f *Field) readCorporate(text string) (Reading, error) {
	switch found := reading.Corporate(text); found.Fault {
	case "":
		return one(found.Value), nil
	case reading.Checksum:
		return Reading{}, f.fail("法人番号のどこかの数字が違っているようです。もう一度ご確認いただけますか。")
	default:
		return Reading{}, f.fail(fmt.Sprintf("法人番号は13桁の数字です。（いまは%d桁でした）もう一度ご確認いただけますか。", found.Count))
	}
}

func (f *Field) readJAN(text string) (Reading, error) {
	switch found := reading.JAN(text); found.Fault {
	case "":
		return one(found.Value), nil
	case reading.Checksum:
		return Reading{}, f.fail("JANコードのどこかの数字が違っているようです。もう一度ご確認いただけますか。")
	default:
		return Reading{}, f.fail(fmt.Sprintf("JANコードは13桁か8桁の数字です。（いまは%d桁でした）もう一度ご確認いただけますか。", found.Count))
	}
}

// readAmount takes a quantity or a sum as it is said.
func (f *Field) readAmount(text string) (Reading, error) {
	amount := reading.AmountOf(text)
	if !wordy(amount.Text) || reading.Courteous(text) || chars.Length(amount.Text) > f.limit(100) || !amount.Counted && !f.Free {
		return Reading{}, f.fail("数字で教えてください。だいたいで大丈夫です。（例：2kg、10箱）")
	}
	return Reading{Values: []string{amount.Text}, Shown: chars.Tidy(text)}, nil
}
