package postgres

import (
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/chat"
)

// orNotFound is the error of reading one row, chat.ErrNotFound where there is none.
func orNotFound(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return chat.ErrNotFound
	}
	return err
}

// expectOne is the error of a statement that changes one row, chat.ErrNotFound where it has changed none.
func expectOne(tag pgconn.CommandTag, err error) error {
	if err == nil && tag.RowsAffected() == 0 {
		return chat.ErrNotFound
	}
	return err
}
