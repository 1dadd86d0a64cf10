package reading_test

import (
	"fmt"
	"time"

	"madoguchi/reading"
)

func Example() {
	now := time.Date(2023, 10, 6, 18, 32, 0, 0, reading.JST) // a Friday

	phone := reading.Phone("髙橋の新しい番号は０９０１１１１２２２２です")
	fmt.Printf("%s, and besides %q\n", phone.Value, phone.Rest)

	mail := reading.Mail("info＠gmail.con")
	fmt.Printf("%s: %s was meant\n", mail.Fault, mail.Meant)

	for _, slot := range reading.Slots("来週の水曜か木曜の午後", now).Value.Slots {
		fmt.Println(slot)
	}
	fmt.Println(reading.Countries("ベトナムとタイでお茶を売りたい"))
	fmt.Println(reading.Asks("途中で出店をやめたら利用料は戻るやろか"), reading.Control("やっぱりやめます").Act)
	// Output:
	// 090-1111-2222, and besides "髙橋の新しい番号は"
	// slip: gmail.com was meant
	// 2023-10-11T13:00/17:00
	// 2023-10-12T13:00/17:00
	// [VN TH]
	// true quit
}
