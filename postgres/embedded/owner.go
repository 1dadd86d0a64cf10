package embedded

import (
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// An owner is the user the server runs as.
type owner struct {
	uid, gid uint32
	name     string
	drop     bool // we are root and must become it
}

// findOwner is ourselves, or, since Postgres refuses to run as root, the user postgres, or nobody.
func findOwner() (*owner, error) {
	if uid := os.Geteuid(); uid != 0 {
		return &owner{uid: uint32(uid), gid: uint32(os.Getegid())}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
		if errUID == nil && errGID == nil {
			return &owner{uid: uint32(uid), gid: uint32(gid), name: name, drop: true}, nil
		}
	}
	return nil, errors.New("we are root, Postgres refuses to run as root, and there is neither a user postgres nor nobody to run it as: run `useradd --system postgres`")
}

// attr makes a child run as the owner and in a process group of its own: Ctrl-C on the terminal
// must not stop the database before the program has finished with it.
func (o *owner) attr() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if o.drop {
		attr.Credential = &syscall.Credential{Uid: o.uid, Gid: o.gid}
	}
	return attr
}

// makeDir makes a directory that the owner alone can enter.
func makeDir(dir string, o *owner) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("make directory: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("look at directory: %w", err)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid == o.uid {
		return nil
	}
	if !o.drop {
		return fmt.Errorf("%s belongs to another user", dir)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		if belongsTo(dir, o) { // another process has just made it so, and begun to use it
			return nil
		}
		return fmt.Errorf("%s is not empty and does not belong to the user %s: choose another directory", dir, o.name)
	}
	if err := os.Chown(dir, int(o.uid), int(o.gid)); err != nil {
		return fmt.Errorf("give directory to user %s: %w", o.name, err)
	}
	return nil
}

// belongsTo says whether dir is the owner's now.
func belongsTo(dir string, o *owner) bool {
	info, err := os.Lstat(dir)
	if err != nil {
		return false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && st.Uid == o.uid
}

// reachable checks that the owner can come to dir at all: below /root, say, it cannot.
func reachable(dir string, o *owner) error {
	if !o.drop {
		return nil
	}
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		info, err := os.Stat(up)
		if err != nil {
			return fmt.Errorf("look at directory: %w", err)
		}
		st, ok := info.Sys().(*syscall.Stat_t)
		open := info.Mode()&0o001 != 0 || ok && (st.Uid == o.uid && info.Mode()&0o100 != 0 || st.Gid == o.gid && info.Mode()&0o010 != 0)
		if !open {
			return fmt.Errorf("the user %s, as whom Postgres must run, cannot enter %s: choose a directory elsewhere, such as /var/lib/madoguchi", o.name, up)
		}
		if up == filepath.Dir(up) {
			return nil
		}
	}
}

// socketPathMax is what the kernel leaves for the path of a unix socket.
const socketPathMax = 107

// socketDir is where the server's socket is: in the directory itself, or, where its path would be
// too long for a socket, in a short one under the directory for temporary files.
func socketDir(dir string, o *owner) (string, error) {
	socket := filepath.Join(dir, "run")
	if len(socket)+len("/.s.PGSQL.5432.lock") > socketPathMax {
		h := fnv.New64a()
		h.Write([]byte(dir)) // never fails
		socket = filepath.Join(os.TempDir(), fmt.Sprintf("madoguchi-%d-%x", o.uid, h.Sum64()))
	}
	if err := makeDir(socket, o); err != nil {
		return "", err
	}
	info, err := os.Lstat(socket)
	if err != nil {
		return "", fmt.Errorf("look at socket directory: %w", err)
	}
	if !info.IsDir() || info.Mode().Perm() != 0o700 { // somebody else may have put it there first
		return "", fmt.Errorf("socket directory %s is open to others: remove it", socket)
	}
	return socket, nil
}
