package slackfake

import (
	"cmp"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A File is one that the app uploaded. Slack shows nothing of it before it is completed.
type File struct {
	ID, Name, Title string
	Type            string // its media type
	Content         []byte

	length int
}

// SetFile puts a file of the workspace there, as somebody's upload does.
func (s *Server) SetFile(f File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.length = len(f.Content)
	s.files[f.ID] = &f
}

// wireFile is a file as Slack describes it in messages, submissions and files.info.
func (s *Server) wireFile(f *File) map[string]any {
	return map[string]any{
		"id": f.ID, "name": f.Name, "title": cmp.Or(f.Title, f.Name), "mimetype": f.Type, "size": len(f.Content), "mode": "hosted",
		"url_private": s.http.URL + "/files-pri/" + Team + "-" + f.ID, "url_private_download": s.http.URL + "/files-pri/" + Team + "-" + f.ID + "/download",
	}
}

// wireFiles are the files with the ids in list, which are apart by spaces.
func (s *Server) wireFiles(list string) []any {
	all := []any{}
	for _, id := range strings.Fields(list) {
		if f := s.files[id]; f != nil {
			all = append(all, s.wireFile(f))
		}
	}
	return all
}

// fileInfo is files.info.
func (s *Server) fileInfo(a args) result {
	f := s.files[a.text("file")]
	if f == nil {
		return fail("file_not_found")
	}
	return result{"ok": true, "file": s.wireFile(f)}
}

// giveFile serves a file's own address to whoever has the app's token, and the sign-in page to others.
func (s *Server) giveFile(w http.ResponseWriter, r *http.Request) {
	id, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/files-pri/"+Team+"-"), "/")
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[id]
	mayRead := s.scopes == nil || s.scopes["files:read"]
	switch {
	case f == nil:
		http.NotFound(w, r)
	case !mayRead || r.Header.Get("Authorization") != "Bearer "+BotToken:
		http.Redirect(w, r, s.http.URL+"/?redir="+r.URL.Path, http.StatusFound)
	default:
		w.Header().Set("Content-Type", f.Type)
		_, _ = w.Write(f.Content)
	}
}

// uploadURL is files.getUploadURLExternal.
func (s *Server) uploadURL(a args) result {
	length, _ := strconv.Atoi(a.text("length"))
	if a.text("filename") == "" || length <= 0 {
		return fail("invalid_arguments")
	}
	f := &File{ID: s.id("F"), Name: a.text("filename"), length: length}
	s.files[f.ID] = f
	return result{"ok": true, "file_id": f.ID, "upload_url": s.http.URL + "/upload/" + f.ID}
}

// takeUpload takes the content at an upload's own address.
func (s *Server) takeUpload(w http.ResponseWriter, r *http.Request) {
	part, _, err := r.FormFile("file")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	content, err := io.ReadAll(part)
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[strings.TrimPrefix(r.URL.Path, "/upload/")]
	if err != nil || f == nil || len(content) != f.length {
		http.Error(w, "not what was announced", http.StatusBadRequest)
		return
	}
	f.Content = content
	_, _ = io.WriteString(w, "OK - "+strconv.Itoa(len(content)))
}

// completeUpload is files.completeUploadExternal: the files appear as a message.
func (s *Server) completeUpload(a args) result {
	channel, no := s.open(a.text("channel_id"))
	if no != nil {
		return no
	}
	m := &Message{Channel: channel.ID, TS: s.ts(), ThreadTS: a.text("thread_ts"), User: BotUser, BotID: "B0MADOGUCHI", Fallback: a.text("initial_comment")}
	listed := list(a.value("files"))
	if len(listed) == 0 {
		return fail("invalid_arguments")
	}
	for _, l := range listed {
		f := s.files[str(l["id"])]
		if f == nil || f.Content == nil {
			return fail("file_not_found")
		}
		f.Title = str(l["title"])
		m.Files = append(m.Files, *f)
	}
	s.messages = append(s.messages, m)
	return result{"ok": true, "files": a.value("files")}
}

// deleteFile is files.delete: the file disappears wherever it was shared.
func (s *Server) deleteFile(a args) result {
	id := a.text("file")
	if s.files[id] == nil {
		return fail("file_not_found")
	}
	delete(s.files, id)
	for _, m := range s.messages {
		m.Files = slices.DeleteFunc(m.Files, func(f File) bool { return f.ID == id })
	}
	return result{"ok": true}
}
