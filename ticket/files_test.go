package ticket_test

import (
	"testing"

	"madoguchi/ticket"
)

// TestFilesWithoutIDs: files are counted, and no id of a platform is shown to anybody.
func TestFilesWithoutIDs(t *testing.T) {
	f := ticket.Field{ID: "files", Type: ticket.TypeFiles}
	for _, tc := range []struct {
		values []string
		want   string
	}{
		{[]string{"image:468789", "file:468790", "image:468791"}, "3件"}, {[]string{"468789"}, "1件"},
	} {
		if got := f.Show(tc.values).Shown; got != tc.want {
			t.Errorf("%q shows %q, want %q", tc.values, got, tc.want)
		}
	}
}
