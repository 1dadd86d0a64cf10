package ticket

// A ControlAct is something a member wants of the conversation itself rather than an answer.
type ControlAct string

// The acts of control.
const (
	ControlNone        ControlAct = ""
	ControlBack        ControlAct = "back"         // 戻る
	ControlQuit        ControlAct = "quit"         // やめる
	ControlEdit        ControlAct = "edit"         // 直す: N or Word says what
	ControlSkip        ControlAct = "skip"         // とばす
	ControlSend        ControlAct = "send"         // 送る
	ControlStatus      ControlAct = "status"       // 状況: list my tickets
	ControlHuman       ControlAct = "human"        // 人と話したい
	ControlResolved    ControlAct = "resolved"     // 解決した
	ControlNotResolved ControlAct = "not_resolved" // 解決しない
	ControlThanks      ControlAct = "thanks"       // ありがとう
	ControlAgain       ControlAct = "again"        // もう一度: repeat the question
)

// A Control is what ReadControl found.
type Control struct {
	Act  ControlAct
	N    int    // of ControlEdit: the line's number, 0 where none was named
	Word string // of ControlEdit: what was named: 会社名
}

// ReadControl reads a control word in any wording. It is conservative: a message that says more
// than the control itself is none.
func ReadControl(text string) Control {
	return readControl(text)
}
