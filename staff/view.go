package staff

// A View is a choice of the queue that somebody keeps under a name.
type View struct {
	ID      int64
	Account int64 // whose it is
	Name    string
	Query   string // the filters as they stand in the page's address: "tab=mine&kind=change"
	Shared  bool   // everybody sees it
	Owner   string // the name of whose it is
}
