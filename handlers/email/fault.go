package email

import (
	"errors"
	"fmt"
	"net/textproto"

	"madoguchi/chat"
)

// A step is how far a dialogue had come.
type step int

const (
	stepConnect step = iota
	stepHello
	stepAuth
	stepMail // from here on it is about this mail
	stepRcpt
	stepData
	stepBody // the final dot is out: from here on the mail may have been accepted
)

func (s step) String() string {
	return [...]string{"connect", "greet", "sign in", "name the sender", "name the recipient", "hand over the text", "finish the text"}[s]
}

// A failure is an error with the step it happened at. Without an error there was none.
type failure struct {
	step step
	err  error
}

// What SendError.Progress says: the last attempt that is known not to have brought the mail in, or
// that some attempt may have.
const (
	progressUnsure = "unsure"
	progressUnsent = "unsent:%d"
)

// mayHaveGoneOut reports whether an earlier attempt may have brought the mail in: one that lost its
// answer, or one that ended without a word (Progress tells of none for the attempt before this).
func mayHaveGoneOut(d *chat.Delivery) bool {
	return d.Attempt > 1 && d.Progress != fmt.Sprintf(progressUnsent, d.Attempt-1)
}

// sendError is a failure as the outbox understands it.
func sendError(f failure, d *chat.Delivery, unsure bool) *chat.SendError {
	if f.step == stepBody && !answered(f.err) {
		unsure = true
	}
	e := &chat.SendError{Fault: faultOf(f), Progress: fmt.Sprintf(progressUnsent, d.Attempt), Err: fmt.Errorf("send mail: %s: %w", f.step, f.err)}
	if unsure {
		e.Progress = progressUnsure
	}
	return e
}

// faultOf is Rejected where the server says of this mail that it will never take it (5yz). That it
// wants us to sign in first (530, RFC 4954) it says of us.
func faultOf(f failure) chat.Fault {
	var reply *textproto.Error
	if f.step < stepMail || !errors.As(f.err, &reply) || reply.Code < 500 || reply.Code == 530 {
		return chat.Temporary
	}
	return chat.Rejected
}

// answered reports whether err is the server's own word, so that we know what became of the mail.
func answered(err error) bool {
	var reply *textproto.Error
	return errors.As(err, &reply)
}
