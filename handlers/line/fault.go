package line

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"madoguchi/chat"
)

// notSent marks a failure after which it is certain that LINE never saw the request.
type notSent struct{ err error }

func (e notSent) Error() string { return e.err.Error() }
func (e notSent) Unwrap() error { return e.err }

// callFailed tells a request that never left us from one of which we cannot know.
func callFailed(path string, err error) error {
	err = fmt.Errorf("call LINE %s: %w", path, err)
	var op *net.OpError
	var cert *tls.CertificateVerificationError
	if errors.As(err, &op) && op.Op == "dial" || errors.As(err, &cert) {
		return notSent{err}
	}
	return err
}

// retryAfter reads the header of that name in seconds. LINE sends none today.
func retryAfter(header string) time.Duration {
	seconds, err := strconv.Atoi(header)
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, time.Hour)
}

func fault(f chat.Fault, progress string, err error) *chat.SendError {
	return &chat.SendError{Fault: f, Progress: progress, Err: err}
}
