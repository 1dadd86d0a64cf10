package ticket_test

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// A form asks its questions one by one. An answer is read into a canonical value, or refused in the
// words to be said to the member.
func ExampleForm() {
	form := &ticket.Form{
		ID: "visit", Kind: ticket.Consultation, Title: "相談の予約", Purpose: "ご連絡のために使います。", PurposeVersion: "1",
		Fields: []ticket.Field{
			{ID: "phone", Label: "電話番号", Ask: "お電話番号は？", Type: ticket.TypePhone, Required: true, Personal: true},
			{ID: "when", Label: "ご希望の日時", Ask: "いつがよろしいですか？", Type: ticket.TypeSlots, Required: true},
			{ID: "note", Label: "備考", Ask: "ほかにありますか？", Type: ticket.TypeText, Skip: true},
		},
	}
	if err := form.Check(); err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, reading.JST) // a Friday
	filling := ticket.Start(form, nil, now)
	for _, said := range []string{"０９０１１１１２２２", "０９０１１１１２２２２です", "来週の水曜の午後"} {
		field, number, total := filling.Next()
		fmt.Printf("[%d/%d] %s %s\n", number, total, field.Ask, said)
		answer, err := field.Read(said, now)
		var refused *ticket.FieldError
		if errors.As(err, &refused) {
			fmt.Println("  not understood:", refused.Field)
			continue
		}
		filling.Put(field, answer)
	}
	field, _, _ := filling.Next()
	filling.Skip(field) // 備考
	fmt.Println(filling.Complete(), filling.Values())
	for _, line := range filling.Summary() {
		fmt.Printf("%d %s: %s\n", line.No, line.Label, line.Shown)
	}
	// Output:
	// [1/3] お電話番号は？ ０９０１１１１２２２
	//   not understood: phone
	// [1/3] お電話番号は？ ０９０１１１１２２２２です
	// [2/3] いつがよろしいですか？ 来週の水曜の午後
	// true map[phone:[090-1111-2222] when:[2026-11-25T13:00/17:00]]
	// 1 電話番号: 090-1111-2222
	// 2 ご希望の日時: 11/25（水）13:00〜17:00
	// 3 備考: （なし）
}

// The calendar turns a promise in working days into a day and an hour.
func ExampleCalendar_Due() {
	calendar := &ticket.Calendar{Holidays: true, Closures: []ticket.Period{{From: "12-29", Until: "01-03", Note: "年末年始"}}}
	for day := time.Monday; day <= time.Friday; day++ {
		calendar.Hours[day], _ = ticket.ParseHours("9:30-17:30")
	}
	friday := time.Date(2023, 10, 6, 18, 32, 0, 0, reading.JST)
	fmt.Println(calendar.Closed(friday.AddDate(0, 0, 3)))
	fmt.Println(calendar.Due(friday, 1).Format("Mon 2006-01-02 15:04"))
	// Output:
	// スポーツの日
	// Tue 2023-10-10 17:30
}
