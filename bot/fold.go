package bot

import (
	"time"
)

// followUp is how long after an answer a short message is still read in its context. A member who
// comes back after lunch begins anew.
const followUp = 30 * time.Minute
